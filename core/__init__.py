"""The kernel: mechanisms that every programme uses, and no noun of any programme."""
