"""Anonymous questionnaires: versions, rounds with one public link, answers that join to nobody, results (domain 2.3)."""
