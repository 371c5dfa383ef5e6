"""Spreadsheets of discharge care."""
