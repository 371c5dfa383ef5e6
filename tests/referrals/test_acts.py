"""An act at both doors: who may, is it possible now, is it filled in right, in this order; and nothing typed is lost."""

from __future__ import annotations

from typing import Any

from tests.referrals.conftest import SENT_ON, World

WRONG = {"responsible": "", "planned_start_on": "언젠가"}


def page(row: Any, name: str) -> str:
    return f"/linkages/{row.pk}/act/{name}/"


def endpoint(row: Any, name: str) -> str:
    return f"/api/v1/linkages/{row.pk}/{name}/"


def test_a_stranger_learns_nothing_and_the_other_side_is_told_whose_act_it_is(world: World, clock: Any) -> None:
    row = world.at_state("RECEIVED")
    assert world.cast.hospital2.client().post(page(row, "accept"), WRONG).status_code == 404
    assert world.cast.hospital2.api().post(endpoint(row, "accept"), {}, format="json").status_code == 404
    assert world.cast.social1.client().post(page(row, "accept"), WRONG).status_code == 403
    assert world.cast.social1.api().post(endpoint(row, "accept"), {}, format="json").status_code == 403


def test_a_state_that_moved_on_is_told_before_the_form_is_judged(world: World, clock: Any) -> None:
    row = world.accepted()
    agency = world.cast.health1
    assert agency.client().get(page(row, "accept")).status_code == 409
    late = agency.client().post(page(row, "accept"), {**WRONG, "responsible": "늦은 담당자"})
    assert late.status_code == 409
    assert "늦은 담당자" in late.content.decode(), "what was typed stands there"
    assert agency.api().post(endpoint(row, "accept"), {}, format="json").status_code == 409


def test_bad_input_is_told_by_field_at_both_doors(world: World, clock: Any) -> None:
    row = world.at_state("RECEIVED")
    agency = world.cast.health1
    refused = agency.client().post(page(row, "accept"), WRONG)
    assert refused.status_code == 400
    assert set(refused.context["form"].errors) == {"responsible", "planned_start_on"}
    answer = agency.api().post(endpoint(row, "accept"), {"responsible": ""}, format="json")
    assert (answer.status_code, set(answer.json()["fields"])) == (400, {"responsible", "planned_start_on"})
    assert agency.api().post(endpoint(row, "accept"), {"nobody_asks": 1}, format="json").status_code == 400


def test_what_happened_earlier_is_entered_at_both_doors(world: World, clock: Any) -> None:
    """The receipt of this morning, typed at noon."""
    agency, typed = world.cast.health1, "2026-10-20T14:30"
    first, second = world.sent(), world.sent()
    clock.move_to(SENT_ON.replace(hour=17))
    assert agency.client().post(page(first, "receive"), {"happened_at": typed}).status_code == 302
    done = agency.api().post(endpoint(second, "receive"), {"happened_at": f"{typed}:00+09:00"}, format="json")
    assert done.status_code == 200, done.json()
    for row in (first, second):
        row.refresh_from_db()
        assert row.received_at == SENT_ON.replace(hour=14, minute=30)


def test_who_loses_sight_of_a_row_by_an_act_lands_on_a_list(world: World, clock: Any) -> None:
    row = world.at_state("RECEIVED")
    answer = world.cast.health1.client().post(page(row, "decline"), {"decline_reason": "CAPACITY"})
    assert (answer.status_code, answer["Location"]) == (302, "/linkages/received/")
