"""L2 and L10 over every act that a board offers: it ends on a page that this person may read, and what cannot be undone
shows whom and what before it asks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.test import Client as Browser
from django.utils.html import escape

from core.acts import NO_WAY_BACK, REGISTER, Act, Acts, Standing
from tests import cast as standing
from tests.access import matrix, world
from tests.cast import Member
from tests.laws import registered
from tests.laws.filling import filled

pytestmark = pytest.mark.django_db
LEAST_OFFERED, LEAST_PRESSED = 25, 12


@pytest.fixture(scope="module")
def ground(django_db_setup: None, django_db_blocker: Any) -> Iterator[world.World]:
    """The rows, made once; whatever is pressed is taken back."""
    with django_db_blocker.unblock(), matrix.rolled_back():
        yield world.build(standing.current())


@pytest.fixture
def rows(ground: world.World, settings: Any) -> world.World:
    world.lay_papers(settings.MEDIA_ROOT)
    return ground


@dataclass(frozen=True)
class Offer:
    """One act that somebody is offered on one row."""

    board: Acts
    act: Act
    row: Any
    who: Member

    @property
    def url(self) -> str:
        return self.board.url(self.act, self.row)


def offers(rows: world.World) -> Iterator[Offer]:
    """Each act once for every way of standing to a row in which it is offered."""
    assert registered.acts()
    seen: set[tuple[str, str, frozenset[str]]] = set()
    for board in REGISTER.values():
        access = board.door.access
        found = board.door.rows() if board.door.rows else access.model._default_manager.all()
        for who in (one for one in rows.people.values() if one.user.is_active):
            for row in access.related(found, who.actor):
                row.relations = access.read_relations(row)
                if not access.allows(board.door.act, row.relations):
                    continue
                for act, blocked in board.offered(Standing(row, row.relations, who.actor)):
                    key = (board.name, act.name, row.relations)
                    if not blocked and key not in seen:
                        seen.add(key)
                        yield Offer(board, act, row, who)


def _fault_of(offer: Offer, browser: Browser) -> tuple[str, bool]:
    """What is wrong with pressing it, and whether it was done."""
    form = offer.board.form(offer.act, offer.row, offer.who.actor)
    answer = browser.post(offer.url, filled(form))
    where = f"{offer.board.name}.{offer.act.name} by {offer.who.user.username}"
    if answer.status_code not in (302, 400, 409):
        return f"{where}: {answer.status_code}", False
    if answer.status_code != 302:
        return "", False
    target = browser.get(answer["Location"].partition("#")[0])
    return ("" if target.status_code == 200 else f"{where} → {answer['Location']}: {target.status_code}"), True


def test_an_act_ends_where_its_person_may_be(rows: world.World) -> None:
    faults, done, count = [], set(), 0
    for offer in list(offers(rows)):
        count += 1
        with transaction.atomic():
            fault, is_done = _fault_of(offer, offer.who.client())
            transaction.set_rollback(True)
        faults += [fault] if fault else []
        done |= {(offer.board.name, offer.act.name)} if is_done else set()
    assert faults == []
    assert count >= LEAST_OFFERED
    assert len(done) >= LEAST_PRESSED


def unseen(offer: Offer, page: str) -> list[str]:
    """What a page that asks before something irreversible does not show."""
    wanted = [text for _, text in offer.board.facts(offer.row, offer.who.actor)] + [NO_WAY_BACK]
    missing = [text for text in wanted if escape(text.split("\n")[0]) not in page]
    return missing if len(wanted) > 1 else ["whom and what"]


def test_what_cannot_be_undone_shows_whom_and_what_first(rows: world.World) -> None:
    found = [offer for offer in offers(rows) if offer.act.is_irreversible]
    pages = [(offer, offer.who.client().get(offer.url).content.decode()) for offer in found]
    assert [f"{one.board.name}.{one.act.name}: {unseen(one, page)}" for one, page in pages if unseen(one, page)] == []
    assert len(found) >= 8


def test_a_board_that_shows_nothing_first_is_found(rows: world.World) -> None:
    offer = next(one for one in offers(rows) if one.act.is_irreversible)
    assert unseen(offer, "<p>이대로 하시겠습니까?</p>") != []


def test_an_act_that_leads_out_of_sight_is_found(rows: world.World, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a landing that does not ask, declining leads the receiver to a page that is closed to them."""
    monkeypatch.setattr(Acts, "landing", lambda self, act, row, actor: self.home_of(row))
    declined = [one for one in offers(rows) if (one.board.name, one.act.name) == ("referrals.linkage", "decline")]
    faults = [_fault_of(one, one.who.client())[0] for one in declined]
    assert any(fault for fault in faults)
