"""Finding words in agendas, what was said and what was decided, among what the person may read (domain 2.6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, Case, F, Q, QuerySet, TextField, Value, When

from core.actor import Actor
from core.search import Bigrams, query_bigrams
from network.councils.models import AgendaItem, Meeting
from network.councils.models.agenda import SEARCHED
from network.councils.workflow import MeetingStatus

SHORTEST = 2
AROUND = 40  # letters shown on each side of a hit
PLANNED = (("title", "안건명"), ("paper", "주요 내용"))
SAID = (("discussion", "논의 내용"), ("decision", "결정 사항"))


@dataclass(frozen=True)
class Hit:
    """Where a word stands: the field, and the text around it."""

    label: str
    before: str
    word: str
    after: str


def words_of(query: str) -> list[str]:
    """The words that are long enough to be looked for."""
    return [word for word in query.split() if len(word) >= SHORTEST]


def readable_notes(actor: Actor) -> Q:
    """Of which items this person reads what was said: of meetings that they run or approve, and once the report is out."""
    drafts = Meeting.objects.for_actor(actor, "read_drafts").values("pk")
    return Q(meeting__status=MeetingStatus.DISTRIBUTED) | Q(meeting__in=drafts)


def items_for(actor: Actor) -> QuerySet[AgendaItem]:
    """Agenda items of meetings that the person knows of, with `at` to sort by and whether what was said may be read."""
    meetings = Meeting.objects.for_actor(actor).values("pk")
    may_read = Case(When(readable_notes(actor), then=Value(True)), default=Value(False), output_field=BooleanField())
    return AgendaItem.objects.filter(meeting__in=meetings).annotate(at=F("meeting__starts_at"), may_read=may_read)


def find(rows: QuerySet[AgendaItem], actor: Actor, words: Sequence[str]) -> QuerySet[AgendaItem]:
    """Items in which every word stands somewhere; what was said is searched only where it may be read."""
    pairs = sorted({pair for word in words for pair in query_bigrams(word)})
    rows = rows.alias(pairs=Bigrams(SEARCHED)).filter(
        pairs__contains=Value(pairs, output_field=ArrayField(TextField()))
    )
    for word in words:
        said = readable_notes(actor) & _any_contains(SAID, word)
        rows = rows.filter(_any_contains(PLANNED, word) | said)
    return rows


def _any_contains(fields: Iterable[tuple[str, str]], word: str) -> Q:
    found = Q()
    for name, _ in fields:
        found |= Q(**{f"{name}__icontains": word})
    return found


def hits(row: AgendaItem, words: Sequence[str], *, reads: bool) -> list[Hit]:
    """The first place of each field in which a word stands; the title is shown anyway."""
    found = []
    for name, label in (*PLANNED[1:], *(SAID if reads else ())):
        text = str(getattr(row, name))
        places = sorted((text.lower().find(word.lower()), word) for word in words if word.lower() in text.lower())
        if places:
            found.append(_hit(label, text, *places[0]))
    return found


def _hit(label: str, text: str, place: int, word: str) -> Hit:
    end = place + len(word)
    before, after = text[max(place - AROUND, 0) : place], text[end : end + AROUND]
    return Hit(
        label,
        ("…" if place > AROUND else "") + " ".join(before.split("\n")),
        text[place:end],
        " ".join(after.split("\n")) + ("…" if len(text) > end + AROUND else ""),
    )
