"""Limits of the resource directory. A site may change them in settings.SITE["resource_limits"]."""

from __future__ import annotations

from django.conf import settings

DEFAULTS = {
    "verified_days": 180,  # days after which an entry must be looked through again (feature 6)
    "verify": 5,  # business days to look an entry through
    "capacity_fresh_days": 14,  # days for which published room counts as known
    "answer_capacity": 3,  # business days to answer a question about room
    "answer_capacity_urgent": 1,  # business day, when urgent
    "call_capacity": 1,  # business day to call an agency that did not answer, or that has no account
}


def limit(name: str) -> int:
    """A limit in force at this site, in the unit that the name says above."""
    return int(settings.SITE.get("resource_limits", {}).get(name, DEFAULTS[name]))
