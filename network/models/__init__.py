"""The nouns of the network, by subject."""

from network.models.clients import ChartNumber, Client
from network.models.consents import Consent, ConsentText
from network.models.councils import Council, CouncilMember, Proposal
from network.models.institutions import Designation, HospitalProfile, Institution, OpeningHours, Phone
from network.models.meetings import (
    ActionItem,
    AgendaItem,
    AgendaNote,
    Approval,
    CalendarFeed,
    CouncilDocument,
    Meeting,
    Participant,
    ReportTable,
)
from network.models.people import Membership, User
from network.models.places import CatchmentArea, Municipality, Region
from network.models.resources import CapacityQuestion, ServiceOffer

__all__ = [
    "ActionItem",
    "AgendaItem",
    "AgendaNote",
    "Approval",
    "CalendarFeed",
    "CapacityQuestion",
    "CatchmentArea",
    "ChartNumber",
    "Client",
    "Consent",
    "ConsentText",
    "Council",
    "CouncilDocument",
    "CouncilMember",
    "Designation",
    "HospitalProfile",
    "Institution",
    "Meeting",
    "Membership",
    "Municipality",
    "OpeningHours",
    "Participant",
    "Phone",
    "Proposal",
    "Region",
    "ReportTable",
    "ServiceOffer",
    "User",
]
