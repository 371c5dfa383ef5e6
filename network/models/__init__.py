"""The nouns of the network, by subject."""

from network.models.clients import ChartNumber, Client
from network.models.consents import Consent, ConsentText
from network.models.institutions import Designation, HospitalProfile, Institution, OpeningHours, Phone
from network.models.people import Membership, User
from network.models.places import CatchmentArea, Municipality, Region
from network.models.resources import CapacityQuestion, ServiceOffer

__all__ = [
    "CapacityQuestion",
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
    "Region",
    "ServiceOffer",
    "User",
]
