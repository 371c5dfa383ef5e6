"""Where upper apps register what the network must tell them or show of theirs."""
