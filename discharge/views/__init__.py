"""views of discharge care, by step."""
