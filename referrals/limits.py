"""Default time limits of linkages and of agencies' referrals (domain 0.4). A site may change them in settings.SITE["linkage_limits"]."""

from __future__ import annotations

from django.conf import settings

DEFAULTS = {
    "receive": 3,  # business days from sending to receipt
    "receive_urgent": 1,  # business day, when urgent
    "decide": 3,  # business days from receipt to acceptance or refusal
    "supplement": 3,  # business days to add what the receiver asked for
    "first_contact": 7,  # days after acceptance
    "final_reply": 14,  # days after acceptance; stands still while on hold
    "answer_question": 3,  # business days to answer a question about a reply, where its limit has passed
    "confirm_reply": 14,  # days after the reply was recorded, then the system confirms it
    "answer_cancel": 3,  # business days, then the cancel stands
    "chase": 1,  # business day to chase a receiver that does not answer
    "find_other": 3,  # business days to look for another resource after a refusal
    "destroy": 3,  # business days to stop using and destroy after a withdrawal
    "late_entry_days": 30,  # facts further back need a reason
    "plan_ahead_days": 180,  # how far ahead an appointment may be planned
    "hold_days": 90,  # the longest hold
    "link_days": 7,  # days for which a one-time link is open
    "link_code_hours": 72,  # hours for which the number told over the telephone is good
    "link_page_minutes": 60,  # minutes after the number until the page asks for it again
    "assign": 1,  # business day from the acceptance of an agency's referral to the name of its worker
    "supplement_wait": 14,  # days without the supplement, then the coordinator may decline
    "pass_on": 3,  # business days to tell the first agency what a second one answered
    "details_kept_days": 90,  # how long a receiver sees the content after the end
}


def limit(name: str) -> int:
    """A limit in force at this site, in the unit that the name says above."""
    return int(settings.SITE.get("linkage_limits", {}).get(name, DEFAULTS[name]))
