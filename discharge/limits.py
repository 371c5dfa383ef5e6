"""Default time limits of discharge care (domain 0.4). A site may change them in settings.SITE["limits"]."""

from __future__ import annotations

from django.conf import settings

DEFAULTS = {
    "screen": 2,  # business days to decide on a candidate
    "get_consent": 3,  # business days
    "assess": 3,  # business days
    "write_plan_before": 2,  # business days before the expected discharge
    "write_plan": 5,  # business days where no expected discharge is given
    "approve_plan": 1,  # business day
    "record_discharge": 1,  # day after the expected discharge
    "plan_after_discharge": 7,  # days, when the person left before the plan stood
    "attempts": 3,  # attempts on as many different days, then somebody decides
    "extension_months": 3,
    "extensions": 2,
    "reopen_days": 90,
    "lost_after_missed": 2,  # two missed in a row: offered for closing as lost
    "destroy_withdrawn": 5,  # days to destroy who a person was after they withdrew
    "late_entry_days": 30,  # events further back need a reason
    "decide_unreached": 2,  # business days, after so many attempts in vain
    "offer_lost": 5,  # business days, after so many missed in a row
    "new_need": 3,  # business days to link a need that came up
    "close_or_extend": 5,  # business days after the last follow-up or the end of the period
    "reassessed_within_days": 30,  # a re-assessment this young serves an extension
    "extra_window_days": 7,  # either side of an extra follow-up, less where a neighbour is near
}


def limit(name: str) -> int:
    """A limit in force at this site, in the unit that the name says above."""
    return int(settings.SITE.get("limits", {}).get(name, DEFAULTS[name]))
