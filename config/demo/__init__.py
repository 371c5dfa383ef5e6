"""Demo data: fictional people in a network whose public facts are real. Exists only where DEMO is on."""

# What `load_demo` runs, in order and in one transaction; each takes nothing and returns a line to print.
LOADERS = (
    "config.demo.people.load",
    "config.demo.resources.load",
    "config.demo.cases.load",
    "config.demo.linkages.load",
    "config.demo.admissions.load",
    "config.demo.agency_referrals.load",
    "config.demo.councils.load",
    "config.demo.surveys.load",
    "config.demo.education.load",
)
