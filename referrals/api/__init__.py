"""Endpoints of linkages, of agencies' referrals and of the ledger."""

from referrals.api.agency_letters import AgencyReferralPapers
from referrals.api.agency_referrals import AgencyReferralEndpoint
from referrals.api.letters import LinkagePapers
from referrals.api.linkages import LinkageEndpoint
from referrals.api.provisions import ProvisionEndpoint
from referrals.api.received import ReceivedEndpoint

routes: tuple[tuple[str, type, str], ...] = (
    ("linkages", LinkageEndpoint, "linkage"),
    ("linkages", LinkagePapers, "linkage-papers"),
    ("received-linkages", ReceivedEndpoint, "received-linkage"),
    ("agency-referrals", AgencyReferralEndpoint, "agency-referral"),
    ("agency-referrals", AgencyReferralPapers, "agency-referral-papers"),
    ("provisions", ProvisionEndpoint, "provision"),
)
