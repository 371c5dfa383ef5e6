"""What people do to a row, declared once."""
