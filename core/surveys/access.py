"""Who stands how to a round: those of its institution who keep surveys of its kind. Answers are read by nobody singly."""

from __future__ import annotations

from django.db.models import Q

from core.access import Access
from core.actor import Actor
from core.surveys import registry
from core.surveys.models import SurveyRound


def _keeper(actor: Actor) -> Q | None:
    kept = [kind.object_kind for kind in registry.kept_by(actor)]
    return Q(institution_id=actor.institution_id, object_kind__in=kept) if kept else None


ROUND_ACCESS: Access[SurveyRound] = Access(
    SurveyRound,
    relations={"keeper": _keeper},
    acts={"list": ("keeper",), "read": ("keeper",), "keep": ("keeper",)},
)
