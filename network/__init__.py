"""Institutions, the people who work in them, and the people who are cared for."""
