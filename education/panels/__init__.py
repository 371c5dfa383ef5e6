"""What the pages of education show."""
