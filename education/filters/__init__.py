"""Filters of the lists of education."""
