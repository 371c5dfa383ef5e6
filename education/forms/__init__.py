"""Shapes of the pages of education."""
