"""forms of discharge care, by step."""
