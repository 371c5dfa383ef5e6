"""The laws: what holds for everything that is registered, so that a new programme is held without a line of its own."""
