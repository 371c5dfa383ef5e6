"""Doors of the linkage pages."""
