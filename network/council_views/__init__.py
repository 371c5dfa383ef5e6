"""Doors of councils, by subject."""
