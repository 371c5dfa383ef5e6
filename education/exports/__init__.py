"""Spreadsheets of education."""
