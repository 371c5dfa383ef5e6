"""What people do in education."""
