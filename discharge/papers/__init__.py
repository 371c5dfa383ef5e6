"""papers of discharge care, by step."""
