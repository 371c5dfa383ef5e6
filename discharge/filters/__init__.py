"""filters of discharge care, by step."""
