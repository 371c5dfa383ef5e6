"""The verbs of the network, by subject: `clients`, `consents`, `reference`, `account`."""
