"""The nouns of the resource directory, by subject."""

from network.directory.models.questions import CapacityQuestion
from network.directory.models.resources import ServiceOffer

__all__ = ["CapacityQuestion", "ServiceOffer"]
