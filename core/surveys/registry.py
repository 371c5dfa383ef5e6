"""What a survey may be about: each app registers its kinds of object and who keeps the surveys about them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.actor import Actor


@dataclass(frozen=True)
class Kind:
    """`questionnaire`: code of the form that is asked; `by_hand`: the object of a survey that is opened by hand from
    the list (None: its app opens the surveys itself); `roles` keep it, in the `programme`."""

    object_kind: str
    label: str
    questionnaire: str
    roles: frozenset[str]
    programme: str = ""
    by_hand: Callable[[Actor], str] | None = None

    def is_kept_by(self, actor: Actor) -> bool:
        return actor.holds(*self.roles) and (not self.programme or actor.works_in(self.programme))


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    KINDS[kind.object_kind] = kind


def kept_by(actor: Actor) -> list[Kind]:
    return [kind for kind in KINDS.values() if kind.is_kept_by(actor)]


def opened_by(actor: Actor) -> list[Kind]:
    """The kinds of which the actor may open a survey by hand."""
    return [kind for kind in kept_by(actor) if kind.by_hand is not None]


def label_of(object_kind: str) -> str:
    kind = KINDS.get(object_kind)
    return kind.label if kind else object_kind
