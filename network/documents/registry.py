"""The kinds of paper that need approval: each app registers its own and says what such a paper is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from core.actor import Actor
from core.blocks import Block
from core.duties import Line
from core.reports import Paper

Facts = dict[str, Any]
Follow = Callable[[Any, Actor, Mapping[str, Any]], None]


@dataclass(frozen=True)
class DocumentKind:
    """A kind of paper, and what it is about: its subject, a row of the app that registers it.

    `subjects()`: the rows with all that the paper shows; `host_of(subject)`: the institution that issues it;
    `facts(subject)`: what it says now, as values that JSON keeps; `lay_out(facts)`: the same as blocks. `heading`: its
    title; `drafter(subject)`: whose name it bears before it is submitted. `line(subject)`: where and under which number
    it is worked at. `due(subject)`: until when the first one is to be approved, if that is later than usual.
    `received(actor)`: ids of the subjects whose issued paper the actor has got, None: of none.
    `correct_url`, `issue_url`: where a document is corrected, where the first one of a subject is issued.
    `consequences(subject)`: what its issue does, in sentences. `follows`: what happens in the app after a move, inside
    the same transaction: move -> callable (document, actor, data).
    """

    code: str
    label: str
    programme: str
    paper: Paper
    subjects: Callable[[], QuerySet[Any]]
    host_of: Callable[[Any], Any]
    facts: Callable[[Any], Facts]
    lay_out: Callable[[Mapping[str, Any]], list[Block]]
    heading: Callable[[Any], str]
    drafter: Callable[[Any], str]
    line: Callable[[Any], Line]
    received: Callable[[Actor], QuerySet[Any] | None]
    correct_url: Callable[[Any], str]
    issue_url: Callable[[Any], str]
    consequences: Callable[[Any], Sequence[str]]
    due: Callable[[Any], datetime | None] = field(default=lambda subject: None)
    follows: Mapping[str, Follow] = field(default_factory=dict)

    def subject(self, document: Any) -> Any:
        """The row that a document is about, read once for each document in hand."""
        kept = document.__dict__.get("_subject")
        if kept is None:
            kept = document.__dict__["_subject"] = self.subjects().get(pk=document.subject_id)
        return kept

    def title(self, subject: Any) -> str:
        """Heading and name of the paper; the word that ends the one and begins the other stands once."""
        heading, name = self.heading(subject), self.paper.title
        first, _, rest = name.partition(" ")
        return f"{heading} {rest}" if rest and heading.endswith(first) else f"{heading} {name}"

    def follow(self, move: str, document: Any, actor: Actor, data: Mapping[str, Any]) -> None:
        if move in self.follows:
            self.follows[move](document, actor, data)


KINDS: dict[str, DocumentKind] = {}


def register(kind: DocumentKind) -> None:
    """Called from an app's `ready`."""
    KINDS[kind.code] = kind


def kind_of(document: Any) -> DocumentKind:
    return KINDS[document.kind]


def subject_of(document: Any) -> Any:
    return kind_of(document).subject(document)
