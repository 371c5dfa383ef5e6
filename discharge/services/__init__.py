"""The verbs of discharge care, by step: `cases`, `selection`, `consenting`, `assessing`, `planning`, `aftercare`,
`conferring`, `closing`, `linking`."""
