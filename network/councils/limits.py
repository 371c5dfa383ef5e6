"""Limits of councils (domain 0.4). A site may change them in settings.SITE["council_limits"]."""

from __future__ import annotations

from django.conf import settings

# days: notice before the meeting, report after it, answer before it; working days: the rest
LIMITS = {"notice": 7, "report": 14, "answer": 3, "new_date": 14, "proposal": 5, "chase": 3, "sign": 1, "write": 3}


def limit(name: str) -> int:
    """The site's own limit, or the default of domain 0.4."""
    return int(settings.SITE.get("council_limits", {}).get(name, LIMITS[name]))
