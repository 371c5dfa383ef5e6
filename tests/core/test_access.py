"""One mapping answers every question: the list, the row, the act; for everybody of the cast over a small world."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.access import Access
from core.actor import SYSTEM, Actor
from core.errors import Forbidden, NotVisible
from discharge.access import ADMISSION, CASE, FOLLOWUP_ACCESS, PART
from discharge.models import DischargeCase, TeamMember
from network.models import Institution
from tests import cast as standing
from tests import make
from tests.cast import Cast


@pytest.fixture
def world(cast: Cast) -> list[DischargeCase]:
    """Own cases, a colleague's, one shared by the team, a nurse's, another physician's, another hospital's."""
    shared = make.case("PLANNING", social_worker=cast.social2.user, nurse=None)
    make.team_member(shared, cast.social1)
    left = make.case("PLANNING", social_worker=cast.social2.user)
    make.team_member(left, cast.social1, removed_at=timezone.now())
    elsewhere = {"hospital": cast.hospital2.institution, "social_worker": cast.hospital2.user}
    return [
        make.case("SCREENED"),
        make.case("FOLLOW_UP", social_worker=cast.social2.user, attending=cast.doctor2.user, nurse=None),
        shared,
        left,
        make.case("ASSESSING", **elsewhere, nurse=None),
        make.case("VOID"),
    ]


def _everybody(cast: Cast) -> Iterator[tuple[str, Actor]]:
    for name, member in cast.members():
        yield name, member.actor


def test_the_list_holds_exactly_the_rows_to_which_there_is_a_relation(cast: Cast, world: list[DischargeCase]) -> None:
    for name, actor in _everybody(cast):
        listed = set(DischargeCase.objects.for_actor(actor).values_list("pk", flat=True))
        related = {row.pk for row in world if CASE.allows("list", CASE.relations_of(actor, row))}
        assert listed == related, name


def test_every_act_is_open_exactly_where_its_scope_says(cast: Cast, world: list[DischargeCase]) -> None:
    for name, actor in _everybody(cast):
        related = {row.pk: CASE.relations_of(actor, row) for row in world}
        for act in CASE.acts:
            scope = set(DischargeCase.objects.filter(CASE.scope(actor, act)).values_list("pk", flat=True))
            assert scope == {pk for pk, relations in related.items() if CASE.allows(act, relations)}, (name, act)


def test_what_covers_another_changes_no_answer(cast: Cast, world: list[DischargeCase]) -> None:
    plain = Access(DischargeCase, CASE.relations, CASE.acts, is_aside=True)
    assert CASE.covers
    for name, actor in _everybody(cast):
        for act in CASE.acts:
            with_covers = DischargeCase.objects.filter(CASE.scope(actor, act)).values_list("pk", flat=True)
            without = DischargeCase.objects.filter(plain.scope(actor, act)).values_list("pk", flat=True)
            assert set(with_covers) == set(without), (name, act)


def test_the_cover_is_what_keeps_the_condition_simple(cast: Cast) -> None:
    assert CASE.scope(cast.coordinator1.actor, "read") == Q(hospital_id=cast.host.pk)


def test_who_works_on_a_case_sees_it_and_others_do_not(cast: Cast, world: list[DischargeCase]) -> None:
    own = world[0]
    assert CASE.relations_of(cast.social1.actor, own) == {"social_worker", "colleague"}
    assert CASE.relations_of(cast.nurse1.actor, own) == {"nurse", "colleague"}
    assert CASE.relations_of(cast.doctor1.actor, own) == {"attending"}
    assert CASE.relations_of(cast.coordinator1.actor, own) == {"coordinator"}
    assert CASE.relations_of(cast.social2.actor, own) == {"colleague"}
    for outsider in (cast.doctor2, cast.hospital2, cast.health1, cast.admin1, cast.cpo1, cast.monitor1):
        assert CASE.relations_of(outsider.actor, own) == frozenset()
    assert CASE.relations_of(SYSTEM, own) == {"system"}


def test_a_team_member_works_on_the_case_until_removed(cast: Cast, world: list[DischargeCase]) -> None:
    assert "social_worker" in CASE.relations_of(cast.social1.actor, world[2])
    assert CASE.relations_of(cast.social1.actor, world[3]) == {"colleague"}


def test_finding_a_row_with_its_relations_is_one_query(cast: Cast, world: list[DischargeCase]) -> None:
    with CaptureQueriesContext(connection) as captured:
        row = CASE.find(cast.social1.actor, "edit", pk=world[0].pk)
    assert len(captured) == 1
    assert row.relations == {"social_worker", "colleague"}  # type: ignore[attr-defined]


def test_a_colleague_is_refused_and_a_stranger_finds_nothing(cast: Cast, world: list[DischargeCase]) -> None:
    with pytest.raises(Forbidden) as refused:
        CASE.find(cast.social2.actor, "read", pk=world[0].pk)
    assert "담당 사회복지사: 박가상" in refused.value.owners
    assert refused.value.about == world[0]
    with pytest.raises(NotVisible):
        CASE.find(cast.hospital2.actor, "read", pk=world[0].pk)


@pytest.mark.parametrize("value", ["7", "no-id", "", "\x00", "9" * 40, None])
def test_an_id_that_no_row_can_have_is_not_visible(cast: Cast, value: str | None) -> None:
    with pytest.raises(NotVisible):
        CASE.find(cast.social1.actor, "read", pk=value)


@pytest.mark.parametrize("value", ["no-number", "9" * 40, "3a1b85b5-bdc7-4821-a1cd-0c696c80ecdd", "\x00"])
def test_a_number_that_no_row_can_have_is_not_visible(cast: Cast, value: str) -> None:
    with pytest.raises(NotVisible):
        PART.find(cast.social1.actor, "read", pk=value)


def test_a_relation_to_every_row_widens_the_list_and_can_be_read_from_a_row(cast: Cast) -> None:
    everything: Access[Institution] = Access(
        Institution,
        relations={
            "admin": lambda actor: Q() if actor.holds("SYS_ADMIN") else None,
            "visitor": lambda _: Q(kind="CLINIC"),
        },
        acts={"list": ("admin", "visitor")},
        is_aside=True,
    )
    assert Institution.objects.filter(everything.scope(cast.admin1.actor)).count() == Institution.objects.count()
    assert Institution.objects.filter(everything.scope(cast.social1.actor)).count() == 0
    assert everything.relations_of(cast.admin1.actor, cast.host) == {"admin"}


def test_who_holds_no_relation_gets_an_empty_list(cast: Cast, world: list[DischargeCase]) -> None:
    for access in (CASE, FOLLOWUP_ACCESS, PART, ADMISSION):
        assert not access.model._default_manager.filter(access.scope(cast.health1.actor)).exists()


def test_a_mapping_that_names_an_unknown_relation_is_a_fault_of_ours() -> None:
    with pytest.raises(ValueError, match="stranger"):
        Access(DischargeCase, relations={}, acts={"read": ("stranger",)})


def test_a_follow_up_stands_to_people_as_its_case_does(cast: Cast, world: list[DischargeCase]) -> None:
    for case in world:
        follow_up = make.followup(case)
        for name, actor in _everybody(cast):
            of_case = CASE.relations_of(actor, case) - {"free_social", "free_nurse"}  # a post belongs to the case
            assert FOLLOWUP_ACCESS.relations_of(actor, follow_up) == of_case, name


def test_a_row_is_locked_for_an_act_as_it_is_found_for_it(cast: Cast, world: list[DischargeCase]) -> None:
    own = world[0]
    row = CASE.lock_for(cast.social1.actor, "edit", own.pk, DischargeCase.objects.select_related("client"))
    assert row.relations == {"social_worker", "colleague"}  # type: ignore[attr-defined]
    assert DischargeCase.client.is_cached(row)  # type: ignore[attr-defined]
    assert CASE.lock_for(SYSTEM, "edit", own.pk) == own
    with pytest.raises(Forbidden) as refused:
        CASE.lock_for(cast.social2.actor, "edit", own.pk)
    assert "담당 사회복지사: 박가상" in refused.value.owners
    for actor, pk in ((cast.hospital2.actor, own.pk), (cast.social1.actor, uuid4()), (SYSTEM, uuid4())):
        with pytest.raises(NotVisible):
            CASE.lock_for(actor, "edit", pk)


@pytest.mark.django_db(transaction=True)
def test_a_locked_row_is_judged_as_it_is_stored_now() -> None:
    """Who is taken out of the team, or sees the case go to another, while waiting for the lock, comes too late."""
    cast = standing.current()
    case = make.case("PLANNING", social_worker=cast.social2.user, nurse=None)
    member = make.team_member(case, cast.social1)
    is_held, errors = threading.Event(), []

    def wait_for_it(who: Actor) -> None:
        try:
            assert is_held.wait(10)
            with transaction.atomic():
                CASE.lock_for(who, "edit", case.pk)
        except Forbidden as error:
            errors.append(error)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():
            CASE.lock_for(SYSTEM, "edit", case.pk)
            is_held.set()
            waiting = [pool.submit(wait_for_it, who.actor) for who in (cast.social1, cast.social2)]
            _until_somebody_waits(len(waiting))
            TeamMember.objects.filter(pk=member.pk).update(removed_at=timezone.now())
            DischargeCase.objects.filter(pk=case.pk).update(social_worker=None)
        for one in waiting:
            one.result(10)
    assert len(errors) == 2


def _until_somebody_waits(count: int) -> None:
    asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")  # else the first answer stands for the whole transaction
            cursor.execute(asked)
            if cursor.fetchone()[0] >= count:
                return
    raise AssertionError("nobody waits for the lock")
