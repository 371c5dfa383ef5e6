"""Endpoints of linkages and of the ledger."""

from referrals.api.linkages import LinkageEndpoint
from referrals.api.papers import LinkagePapers
from referrals.api.provisions import ProvisionEndpoint
from referrals.api.received import ReceivedEndpoint

routes: tuple[tuple[str, type, str], ...] = (
    ("linkages", LinkageEndpoint, "linkage"),
    ("linkages", LinkagePapers, "linkage-papers"),
    ("received-linkages", ReceivedEndpoint, "received-linkage"),
    ("provisions", ProvisionEndpoint, "provision"),
)
