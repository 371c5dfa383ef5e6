"""The verbs of the network, by subject: `accounts`, `clients`, `consents`, `memberships`, `reference`, `trail`."""
