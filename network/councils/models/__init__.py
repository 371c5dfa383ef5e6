"""The nouns of councils, by subject."""

from network.councils.models.actions import ActionItem
from network.councils.models.agenda import AgendaItem, AgendaNote, WrittenAnswer
from network.councils.models.bodies import Council, CouncilMember, MinutesTemplate
from network.councils.models.meetings import Attendee, GuestGroup, Meeting
from network.councils.models.proposals import Proposal
from network.councils.models.recalls import MeetingRecall
from network.councils.models.tables import ReportTable

__all__ = [
    "ActionItem",
    "AgendaItem",
    "AgendaNote",
    "Attendee",
    "Council",
    "CouncilMember",
    "GuestGroup",
    "Meeting",
    "MeetingRecall",
    "MinutesTemplate",
    "Proposal",
    "ReportTable",
    "WrittenAnswer",
]
