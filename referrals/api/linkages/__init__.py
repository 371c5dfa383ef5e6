"""Endpoints of linkages."""
