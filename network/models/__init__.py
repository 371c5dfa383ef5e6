"""The nouns of the network, by subject."""

from network.models.clients import ChartNumber, Client
from network.models.consents import Consent, ConsentText
from network.models.institutions import Designation, HospitalProfile, Institution, OpeningHours, Phone, ServiceOffer
from network.models.people import Membership, User
from network.models.places import CatchmentArea, Municipality, Region

__all__ = [
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
