"""The nouns of the network, by subject."""

from network.models.accounts import BrowserSession, Membership, User
from network.models.calendar import CalendarFeed
from network.models.clients import ChartNumber, Client
from network.models.consents import Consent, ConsentText
from network.models.institutions import Designation, HospitalProfile, Institution, OpeningHours, Phone
from network.models.phrases import Phrase
from network.models.places import CatchmentArea, Municipality, Region
from network.models.saved_views import SavedView

__all__ = [
    "BrowserSession",
    "CalendarFeed",
    "CatchmentArea",
    "ChartNumber",
    "Client",
    "Consent",
    "ConsentText",
    "Designation",
    "HospitalProfile",
    "Institution",
    "Membership",
    "Municipality",
    "OpeningHours",
    "Phone",
    "Phrase",
    "Region",
    "SavedView",
    "User",
]
