"""The closed loop between institutions: what one asks of another, and what comes back."""
