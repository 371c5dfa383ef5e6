"""The papers of several cases as one file: what there is and what is missing is named first, each is printed as it is alone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.utils import timezone

from core import bundles
from core.actor import Actor
from core.errors import Conflict, DomainError, Forbidden, Invalid
from core.models import PrintedDocument
from core.policy import record_denied
from discharge.access import CASE
from discharge.models import DischargeCase
from discharge.services import papers
from discharge.services.plans import approved_plan
from referrals.access import LINKAGE_ACCESS
from referrals.models import Linkage
from referrals.services.linkages import printing

MOST = 50  # cases
# Seconds that a paper takes which is set anew (measured), and that one request may take; a kept one takes none.
SECONDS = {"consent": 0.4, "plan": 1.8, "letter": 1.0}
MOST_SECONDS = 20
LABELS = {"consent": "개인정보 동의서", "plan": "퇴원계획서", "letter": "연계 의뢰서"}
TITLE = "사례 문서 묶음"
UNKNOWN = "찾을 수 없는 사례입니다."
UNAPPROVED = "계획이 아직 확정되지 않았습니다."
UNASKED = "진행 중인 연계 의뢰가 없습니다."
Make = Callable[[], tuple[PrintedDocument, bytes]]


@dataclass(frozen=True)
class Entry:
    """A paper of a case, or why there is none (`reason`). `kind` is empty where it is the whole case that is refused."""

    number: str
    kind: str
    title: str
    reason: str = ""
    is_kept: bool = False
    make: Make | None = None
    refusal: Forbidden | None = None


@dataclass(frozen=True)
class Looked:
    """What there is of the chosen cases. `seen` stands for all that is left out: who sends it back has been told."""

    entries: Sequence[Entry]

    @property
    def missing(self) -> list[Entry]:
        return [one for one in self.entries if one.reason]

    @property
    def seen(self) -> str:
        words = "\n".join(f"{one.number} {one.title}: {one.reason}" for one in self.missing)
        return hashlib.sha256(words.encode()).hexdigest()

    def of(self, kinds: Collection[str]) -> list[Entry]:
        return [one for one in self.entries if one.kind in kinds or not one.kind]


def look(*, actor: Actor, ids: Collection[UUID]) -> Looked:
    """Every paper of the cases, in the order given. Raises Invalid when nothing or too much is chosen."""
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        raise Invalid("출력할 사례를 먼저 고르십시오.")
    if len(wanted) > MOST:
        raise Invalid(f"한 번에 {MOST}건까지 고르십시오.")
    rows = CASE.related(DischargeCase.objects.for_page().prefetch_related("plans"), actor)
    found = {case.pk: case for case in rows.filter(pk__in=wanted)}
    letters = _letters(actor, found)
    lacking = _lacking_texts()
    return Looked([one for pk in wanted for one in _of_case(actor, found.get(pk), letters.get(pk, []), lacking)])


def print_out(
    *, actor: Actor, ids: Collection[UUID], kinds: Collection[str], seen: str = ""
) -> tuple[PrintedDocument, bytes]:
    """The chosen papers one after the other; each is recorded as if it were printed alone.

    Raises Conflict while something is left out that the person was not told of (`seen`), or that became refused
    meanwhile; Invalid when nothing is left to print, or more than one request can make.
    """
    looked = look(actor=actor, ids=ids)
    chosen = looked.of(kinds)
    for refusal in filter(None, (one.refusal for one in chosen)):
        record_denied(actor, refusal, "print many")
    missing = sum(1 for one in chosen if one.reason)
    ready = [one for one in chosen if one.make is not None]
    if missing and seen != looked.seen:
        raise Conflict(f"빠지는 문서가 {missing}건 있습니다. 무엇이 빠지는지 확인한 뒤 다시 만드십시오.")
    if not ready:
        raise Invalid("출력할 문서가 없습니다.")
    _demand_in_time(ready)
    whole = bundles.joined([_made(one) for one in ready])
    return PrintedDocument(title=TITLE, printed_at=timezone.now()), whole


def _demand_in_time(ready: Sequence[Entry]) -> None:
    takes = sum(SECONDS[one.kind] for one in ready if not one.is_kept)
    if takes > MOST_SECONDS + 0.01:
        raise Invalid(
            f"한 번에 만들 수 있는 양을 넘습니다. 약 {takes:.0f}초가 걸리는데 {MOST_SECONDS}초까지 만듭니다. "
            "사례나 문서를 나누어 출력하십시오."
        )


def _made(entry: Entry) -> bytes:
    assert entry.make is not None
    try:
        return entry.make()[1]
    except DomainError as error:
        raise Conflict(f"{entry.number} {entry.title}: {error.detail}") from error


def _of_case(actor: Actor, case: DischargeCase | None, letters: list[Entry], lacking: str) -> Iterator[Entry]:
    relations = CASE.read_relations(case) if case is not None else frozenset()
    if case is None or not CASE.allows("list", relations):
        yield Entry("-", "", "", UNKNOWN)
        return
    case.relations = relations
    try:
        CASE.demand(case, "print", relations)
    except Forbidden as error:
        yield Entry(case.number, "", "", " ".join([error.detail, *error.owners]), refusal=error)
        return
    form = partial(papers.print_consent, actor=actor, case=case, as_record=False)
    yield Entry(case.number, "consent", LABELS["consent"], lacking, make=None if lacking else form)
    yield _plan(actor, case)
    yield from letters or [Entry(case.number, "letter", LABELS["letter"], UNASKED)]


def _plan(actor: Actor, case: DischargeCase) -> Entry:
    """The version in force."""
    plan = approved_plan(case)
    if plan is None:
        return Entry(case.number, "plan", LABELS["plan"], UNAPPROVED)
    make = partial(papers.print_plan, actor=actor, case=case, edition=plan.edition)
    title = f"{LABELS['plan']} {plan}"
    return Entry(case.number, "plan", title, is_kept=plan.paper_id is not None, make=make)


def _letters(actor: Actor, cases: dict[UUID, DischargeCase]) -> dict[UUID, list[Entry]]:
    """The letters of the open linkages, by case."""
    rows = LINKAGE_ACCESS.related(Linkage.objects.for_page().open().filter(about_id__in=cases), actor)
    found: dict[UUID, list[Entry]] = {}
    for row in rows.order_by("created_at", "pk"):
        row.relations = LINKAGE_ACCESS.read_relations(row)  # type: ignore[attr-defined]
        if LINKAGE_ACCESS.allows("print", row.relations):  # type: ignore[attr-defined]
            found.setdefault(row.about_id, []).append(_letter(actor, cases[row.about_id], row))
    return found


def _letter(actor: Actor, case: DischargeCase, row: Linkage) -> Entry:
    title = f"{LABELS['letter']} {row.number}"
    try:
        printing.demand_sent(row)
        printing.demand_open(row)
    except Conflict as error:
        return Entry(case.number, "letter", title, error.detail)
    return Entry(case.number, "letter", title, make=partial(printing.print_letter, actor=actor, linkage=row))


def _lacking_texts() -> str:
    """Why no consent form can be printed today; empty when it can."""
    try:
        papers.texts_in_force(timezone.localdate())
    except Conflict as error:
        return error.detail
    return ""
