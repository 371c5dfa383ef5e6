"""Endpoints of linkages, of agencies' referrals and of the ledger."""

from referrals.api.agency_referrals.endpoint import AgencyReferralEndpoint
from referrals.api.agency_referrals.papers import AgencyReferralPapers
from referrals.api.linkages.endpoint import LinkageEndpoint
from referrals.api.linkages.papers import LinkagePapers
from referrals.api.linkages.received import ReceivedEndpoint
from referrals.api.provisions import ProvisionEndpoint

routes: tuple[tuple[str, type, str], ...] = (
    ("linkages", LinkageEndpoint, "linkage"),
    ("linkages", LinkagePapers, "linkage-papers"),
    ("received-linkages", ReceivedEndpoint, "received-linkage"),
    ("agency-referrals", AgencyReferralEndpoint, "agency-referral"),
    ("agency-referrals", AgencyReferralPapers, "agency-referral-papers"),
    ("provisions", ProvisionEndpoint, "provision"),
)
