"""The verbs of linkages, by matter: `drafting`, `steps` (the moves and what is entered for a receiver), `replies`,
`following` (chasing, another resource), `ending` (end of a case, withdrawal, destruction)."""
