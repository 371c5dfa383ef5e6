"""Linkages, the replies to them, and the ledger of what was provided to whom."""

from referrals.models.appointments import Appointment
from referrals.models.linkages import Linkage, ProxyEntry, Reply
from referrals.models.onetime import OneTimeLink
from referrals.models.provisions import Provision

__all__ = ["Appointment", "Linkage", "OneTimeLink", "Provision", "ProxyEntry", "Reply"]
