"""The verbs of the network, by subject: `clients`, `consents`, `memberships`, `rights`, `reference`, `accounts`."""
