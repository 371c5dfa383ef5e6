"""Demo data: fictional people in a network whose public facts are real. Exists only where DEMO is on."""
