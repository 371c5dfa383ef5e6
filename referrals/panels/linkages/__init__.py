"""What the pages about linkages show."""
