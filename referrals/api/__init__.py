"""Endpoints of linkages and of the ledger."""

from referrals.api.linkages import LinkageEndpoint
from referrals.api.provisions import ProvisionEndpoint

routes: tuple[tuple[str, type, str], ...] = (
    ("linkages", LinkageEndpoint, "linkage"),
    ("provisions", ProvisionEndpoint, "provision"),
)
