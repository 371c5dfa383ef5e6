"""Endpoints of councils: bodies, meetings, what was agreed, proposals, papers in approval."""

from network.api.councils.actions import ActionEndpoint, DecisionEndpoint
from network.api.councils.bodies import CouncilEndpoint, ProposalEndpoint
from network.api.councils.documents import DocumentEndpoint
from network.api.councils.files import FileEndpoint
from network.api.councils.finding import DoorEndpoint, PublicMeetingEndpoint, SearchEndpoint, SignInEndpoint
from network.api.councils.meetings import MeetingEndpoint
from network.api.councils.papers import MeetingPapers, YearPapers

routes: tuple[tuple[str, type, str], ...] = (
    ("councils", CouncilEndpoint, "council"),
    ("council-meetings", MeetingEndpoint, "council-meeting"),
    ("council-meetings", MeetingPapers, "council-paper"),
    ("council-years", YearPapers, "council-year"),
    ("council-actions", ActionEndpoint, "council-action"),
    ("council-decisions", DecisionEndpoint, "council-decision"),
    ("council-proposals", ProposalEndpoint, "council-proposal"),
    ("council-documents", DocumentEndpoint, "council-document"),
    ("council-search", SearchEndpoint, "council-search"),
    ("council-meetings", DoorEndpoint, "meeting-door"),
    ("council-meetings", FileEndpoint, "meeting-file"),
    ("council-sign-in", SignInEndpoint, "meeting-sign-in"),
    ("public-meetings", PublicMeetingEndpoint, "public-meeting"),
)
