"""Endpoints of councils: bodies, meetings, what was agreed, proposals, papers in approval."""

from network.councils.api.actions import ActionEndpoint, DecisionEndpoint
from network.councils.api.bodies import CouncilEndpoint
from network.councils.api.door import DoorEndpoint, SignInEndpoint
from network.councils.api.files import FileEndpoint
from network.councils.api.meetings import MeetingEndpoint
from network.councils.api.members import MembersEndpoint
from network.councils.api.minutes_templates import MinutesTemplateEndpoint
from network.councils.api.papers import MeetingPapers, YearPapers
from network.councils.api.proposals import ProposalEndpoint
from network.councils.api.public import PublicMeetingEndpoint
from network.councils.api.reports import CorrectionEndpoint
from network.councils.api.search import SearchEndpoint

routes: tuple[tuple[str, type, str], ...] = (
    ("councils", CouncilEndpoint, "council"),
    ("councils", MembersEndpoint, "council-members"),
    ("councils", MinutesTemplateEndpoint, "council-minutes"),
    ("council-meetings", MeetingEndpoint, "council-meeting"),
    ("council-meetings", MeetingPapers, "council-paper"),
    ("council-years", YearPapers, "council-year"),
    ("council-actions", ActionEndpoint, "council-action"),
    ("council-decisions", DecisionEndpoint, "council-decision"),
    ("council-proposals", ProposalEndpoint, "council-proposal"),
    ("council-documents", CorrectionEndpoint, "council-document"),
    ("council-search", SearchEndpoint, "council-search"),
    ("council-meetings", DoorEndpoint, "meeting-door"),
    ("council-meetings", FileEndpoint, "meeting-file"),
    ("council-sign-in", SignInEndpoint, "meeting-sign-in"),
    ("public-meetings", PublicMeetingEndpoint, "public-meeting"),
)
