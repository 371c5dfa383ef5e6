"""The nouns of councils, by subject."""

from network.councils.models.actions import ActionItem
from network.councils.models.agenda import AgendaItem, AgendaNote
from network.councils.models.bodies import Council, CouncilMember
from network.councils.models.documents import Approval, CouncilDocument
from network.councils.models.meetings import Attendee, Meeting
from network.councils.models.proposals import Proposal
from network.councils.models.tables import ReportTable

__all__ = [
    "ActionItem",
    "AgendaItem",
    "AgendaNote",
    "Approval",
    "Attendee",
    "Council",
    "CouncilDocument",
    "CouncilMember",
    "Meeting",
    "Proposal",
    "ReportTable",
]
