"""Linkages, the replies to them, and the ledger of what was provided to whom."""

from referrals.models.linkages import Linkage, ProxyEntry, Reply
from referrals.models.provisions import Provision

__all__ = ["Linkage", "Provision", "ProxyEntry", "Reply"]
