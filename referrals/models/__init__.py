"""Linkages, the replies to them, agency referrals, and the ledger of what was provided to whom."""

from referrals.models.agency_referrals import AgencyReferral, AgencyReply, OwedResult
from referrals.models.appointments import Appointment
from referrals.models.linkages import Linkage, ProxyEntry, Reply
from referrals.models.one_time_links import OneTimeLink
from referrals.models.provisions import Provision

__all__ = [
    "AgencyReferral",
    "AgencyReply",
    "Appointment",
    "Linkage",
    "OneTimeLink",
    "OwedResult",
    "Provision",
    "ProxyEntry",
    "Reply",
]
