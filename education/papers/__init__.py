"""Papers of education."""
