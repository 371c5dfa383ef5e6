"""The figures of education."""
