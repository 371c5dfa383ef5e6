"""What endpoints of discharge care take and give."""
