"""Limits of education (domain 0.4). A site may change them in settings.SITE["education_limits"]."""

from __future__ import annotations

from django.conf import settings

DEFAULTS = {
    "decide": 5,  # business days from the request to the decision
    "supplement": 3,  # business days for the supplement
    "schedule": 5,  # business days from the approval until dates and instructors are looked for
    "confirm": 10,  # business days from then until date and instructor stand
    "reschedule": 14,  # days until a postponed course has a new date
    "answer_booking": 3,  # business days for an instructor's answer
    "confirm_booking": 3,  # business days until an instructor who accepted is confirmed
    "survey_days": 7,  # days for which the survey is open
    "approve": 3,  # business days for the director's approval
    "report": 14,  # days after the survey until the report is approved
    "close": 7,  # days after the report, then the system closes
    "pay": 14,  # days after the lesson until the fee is paid
    "ahead": 14,  # days ahead of the first wished date; less warns
    "per_manikin": 8,  # people who practise at one manikin; more warns
    "fee_cap": 400_000,  # won for an hour; more warns
}


def limit(name: str) -> int:
    """A limit in force at this site, in the unit that the name says above."""
    return int(settings.SITE.get("education_limits", {}).get(name, DEFAULTS[name]))
