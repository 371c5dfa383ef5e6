"""Doors of the pages about linkages."""
