"""Instruments: versioned items, scoring and bands.

`get("KMBI").score({...})` gives a Result or raises a ScoringError whose text is the message to show.
Wording that others own is not shipped: items carry our own short labels, or only the total is taken.
"""

from network.instruments.definition import DISCLAIMER, AnswerLine, Band, Instrument, Result
from network.instruments.errors import Contradiction, Incomplete, NotAStep, NotLicensed, ScoringError, UnknownItem
from network.instruments.inputs import (
    Condition,
    audit_variant,
    charlson_conditions,
    charlson_sum,
    length_of_stay,
    sgds_variant,
)
from network.instruments.items import Answer, Answers, Item, Step
from network.instruments.registry import Registry, codes, get
from network.instruments.rules import HIGH_RISK_FLAG, SUICIDE_FLAG

__all__ = [
    "DISCLAIMER",
    "HIGH_RISK_FLAG",
    "SUICIDE_FLAG",
    "Answer",
    "AnswerLine",
    "Answers",
    "Band",
    "Condition",
    "Contradiction",
    "Incomplete",
    "Instrument",
    "Item",
    "NotAStep",
    "NotLicensed",
    "Registry",
    "Result",
    "ScoringError",
    "Step",
    "UnknownItem",
    "audit_variant",
    "charlson_conditions",
    "charlson_sum",
    "codes",
    "get",
    "length_of_stay",
    "sgds_variant",
]
