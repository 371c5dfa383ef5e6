"""Steps of the receiver entered on its behalf (대행 입력), late facts, replies, and chasing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from core import sweeps
from core.errors import Conflict, Forbidden, Invalid, NotVisible
from core.models import AuditEntry, Duty
from referrals.services.linkages import following, replies, steps
from tests.cast import current
from tests.referrals.conftest import SENT_ON, World, at

SAID = {"way": "FAX", "told_by": "남가상", "happened_at": SENT_ON}


def enter(
    world: World, linkage: Any, step: str, proxy: dict[str, Any] | None = None, actor: Any = None, **data: Any
) -> Any:
    return steps.enter_for_receiver(
        actor=actor or world.worker, linkage=linkage, step_name=step, data=data, proxy=proxy or SAID
    )


def test_a_step_entered_for_the_receiver_counts_and_is_marked(world: World) -> None:
    linkage = enter(world, world.sent(), "receive", receiver_number="보건-77")
    assert (linkage.status, linkage.received_at, linkage.receiver_number) == ("RECEIVED", SENT_ON, "보건-77")
    entry = linkage.proxy_entries.get()
    assert (entry.step, entry.way, entry.told_by, entry.entered_by_id) == (
        "receive",
        "FAX",
        "남가상",
        world.cast.social1.pk,
    )
    assert entry.entered_for_id == world.health_center.pk
    trail = AuditEntry.objects.get(verb="linkage.receive")
    assert trail.changes["on_behalf"] is True


@pytest.mark.parametrize("missing", ["way", "told_by", "happened_at"])
def test_how_it_came_who_said_it_and_when_must_be_there(world: World, missing: str) -> None:
    linkage = world.sent()
    with pytest.raises(Invalid) as refusal:
        enter(world, linkage, "receive", proxy={**SAID, missing: None})
    assert set(refusal.value.errors) == {missing}
    linkage.refresh_from_db()
    assert linkage.status == "SENT"


def test_only_the_care_team_enters_for_the_receiver(world: World) -> None:
    linkage = world.sent()
    cast = world.cast
    assert enter(world, linkage, "receive", actor=cast.nurse1.actor).status == "RECEIVED"
    for who, answer in [(cast.doctor1, Forbidden), (cast.coordinator1, Forbidden), (cast.social2, NotVisible)]:
        with pytest.raises(answer):
            enter(world, linkage, "decline", actor=who.actor, decline_reason="CAPACITY")


def test_the_senders_own_steps_are_not_entered_for_anybody(world: World) -> None:
    with pytest.raises(Invalid, match="수신 기관의 단계가 아닙니다"):
        enter(world, world.sent(), "cancel", cancel_reason="DUPLICATE")


def test_the_team_cannot_make_the_receivers_moves_as_its_own(world: World) -> None:
    with pytest.raises(Forbidden):
        steps.receive(actor=world.worker, linkage=world.sent())


def test_a_member_receiver_makes_its_own_moves(world: World) -> None:
    receiver = world.cast.health1.actor
    linkage = steps.receive(actor=receiver, linkage=world.sent())
    linkage = steps.accept(
        actor=receiver, linkage=linkage, data={"responsible": "남가상", "planned_start_on": date(2026, 10, 28)}
    )
    assert linkage.status == "ACCEPTED"
    assert not linkage.proxy_entries.exists()
    with pytest.raises(Forbidden):
        steps.cancel(actor=receiver, linkage=linkage, data={"cancel_reason": "DUPLICATE"})


def test_facts_are_never_in_the_future_nor_before_the_step_they_follow(world: World) -> None:
    linkage = world.sent()
    for moment, field in [(at(10, 20, 15), "happened_at"), (at(10, 20, 13), "happened_at")]:
        with pytest.raises(Invalid) as refusal:
            enter(world, linkage, "receive", proxy={**SAID, "happened_at": moment})
        assert set(refusal.value.errors) == {field}


def test_facts_older_than_thirty_days_need_a_reason(world: World, clock: Any) -> None:
    linkage = world.sent()
    clock.move_to(at(11, 20, 15))
    with pytest.raises(Invalid) as refusal:
        enter(world, linkage, "receive", proxy={**SAID, "happened_at": at(10, 21)})
    assert set(refusal.value.errors) == {"late_reason"}
    linkage = enter(
        world, linkage, "receive", proxy={**SAID, "happened_at": at(10, 21)}, late_reason="팩스를 늦게 찾음"
    )
    assert linkage.received_at == at(10, 21)
    assert AuditEntry.objects.get(verb="linkage.receive").reason == "팩스를 늦게 찾음"


def test_acceptance_and_start_are_in_order(world: World) -> None:
    linkage = enter(world, world.sent(), "receive")
    with pytest.raises(Invalid, match="서비스 예정일"):
        enter(world, linkage, "accept", responsible="남가상", planned_start_on=date(2026, 10, 19))
    linkage = enter(world, linkage, "accept", responsible="남가상", planned_start_on=date(2026, 10, 28))
    for day in (date(2026, 10, 19), date(2026, 10, 21)):
        with pytest.raises(Invalid) as refusal:
            enter(world, linkage, "start_service", started_on=day)
        assert set(refusal.value.errors) == {"started_on"}


@pytest.mark.parametrize(
    ("state", "step", "field"),
    [("SENT", "decline", "decline_reason"), ("IN_SERVICE", "stop", "stop_reason")],
)
def test_other_reasons_need_words(world: World, state: str, step: str, field: str) -> None:
    linkage = world.at_state(state)
    with pytest.raises(Invalid) as refusal:
        enter(world, linkage, step, **{field: "OTHER"})
    assert set(refusal.value.errors) == {"reason_text"}
    with pytest.raises(Invalid):
        enter(world, linkage, step, **{field: "NO_SUCH_CODE"})
    assert enter(world, linkage, step, **{field: "OTHER"}, reason_text="담당자 휴직").reason_text == "담당자 휴직"


def test_cancel_for_another_reason_needs_words(world: World) -> None:
    with pytest.raises(Invalid):
        steps.cancel(actor=world.worker, linkage=world.sent(), data={"cancel_reason": "OTHER"})


def test_an_interim_reply_is_kept_and_moves_nothing(world: World) -> None:
    linkage = world.in_service()
    before = linkage.status, linkage.version
    linkage = enter(world, linkage, "interim_reply", result="SERVICE_STARTED", content="1차 방문")
    assert (linkage.status, linkage.version) == before
    assert linkage.replied_at is None
    reply = linkage.replies.get()
    assert (reply.reply_kind, reply.started_on, reply.replied_by) == ("INTERIM", date(2026, 10, 20), "남가상")
    assert linkage.proxy_entries.filter(step="interim_reply").count() == 1
    enter(world, linkage, "interim_reply", result="SERVICE_STARTED", content="2차 방문")
    assert linkage.replies.count() == 2


def test_an_interim_reply_sent_twice_is_one(world: World) -> None:
    linkage = world.in_service()
    said: dict[str, Any] = {"result": "INFO_GIVEN", "content": "상담"}
    for _ in range(2):
        told = replies.record_interim(actor=current().health1.actor, linkage=linkage, data=said, idempotency_key="k1")
        assert told.pk == linkage.pk
        told = steps.enter_for_receiver(
            actor=world.worker,
            linkage=linkage,
            step_name=steps.INTERIM,
            data=said,
            proxy=SAID,
            idempotency_key="k2",
        )
        assert told.pk == linkage.pk
    assert (linkage.replies.count(), linkage.proxy_entries.filter(step=steps.INTERIM).count()) == (2, 1)


def test_the_button_of_an_interim_reply_pressed_twice_sends_one(world: World) -> None:
    linkage = world.in_service()
    url = reverse("referrals:linkage-act", args=[linkage.pk, steps.INTERIM])
    sent = {"result": "INFO_GIVEN", "content": "상담", "idempotency_key": "k3"}
    for _ in range(2):
        assert current().health1.client().post(url, sent).status_code == 302
    assert linkage.replies.count() == 1


def test_interim_replies_are_the_receivers(world: World) -> None:
    linkage = world.in_service()
    data = {"result": "INFO_GIVEN", "content": "상담"}
    with pytest.raises(Forbidden):
        replies.record_interim(actor=world.worker, linkage=linkage, data=data)
    with pytest.raises(NotVisible):
        replies.record_interim(actor=world.cast.welfare1.actor, linkage=linkage, data=data)
    with pytest.raises(Conflict):
        replies.record_interim(actor=world.cast.health1.actor, linkage=world.sent(), data=data)
    replies.record_interim(actor=world.cast.health1.actor, linkage=linkage, data=data)
    assert linkage.replies.get().replied_by == "남가상"


@pytest.mark.parametrize(
    ("result", "field"), [("SERVICE_DONE", "started_on"), ("PLANNED", "started_on"), ("REFERRED_ON", "next_plan")]
)
def test_some_results_ask_for_more(world: World, result: str, field: str) -> None:
    linkage = world.accepted()
    with pytest.raises(Invalid) as refusal:
        enter(world, linkage, "reply", result=result, content="내용")
    assert set(refusal.value.errors) == {field}
    linkage.refresh_from_db()
    assert linkage.status == "ACCEPTED"


def test_the_first_final_reply_counts_after_a_question(world: World, clock: Any) -> None:
    linkage = world.replied()
    clock.move_to(at(10, 22))
    linkage = steps.ask_back(actor=world.worker, linkage=linkage, data={"note": "횟수?"})
    linkage = enter(
        world, linkage, "reply", proxy={**SAID, "happened_at": at(10, 22)}, result="SERVICE_DONE", content="주 1회"
    )
    assert linkage.replied_at == SENT_ON
    assert linkage.replies.count() == 2


def test_already_done_wins_over_the_cancel(world: World) -> None:
    linkage = enter(world, world.at_state("CANCEL_REQUESTED"), "already_done", result="SERVICE_DONE", content="마침")
    assert linkage.status == "REPLIED"


def test_taking_a_cancel_back_asks_for_a_start_where_there_was_none(world: World) -> None:
    linkage = steps.request_cancel(actor=world.worker, linkage=world.accepted(), data={"cancel_reason": "ADMITTED"})
    with pytest.raises(Invalid) as refusal:
        steps.take_back(actor=world.worker, linkage=linkage)
    assert set(refusal.value.errors) == {"started_on"}
    linkage = steps.take_back(actor=world.worker, linkage=linkage, data={"started_on": date(2026, 10, 20)})
    assert (linkage.status, linkage.cancel_reason) == ("IN_SERVICE", "")


def test_a_hold_ends_within_its_longest_time(world: World) -> None:
    linkage = world.in_service()
    for day in (date(2026, 10, 19), date(2027, 2, 1)):
        with pytest.raises(Invalid) as refusal:
            enter(world, linkage, "hold", note="입원", hold_until=day)
        assert set(refusal.value.errors) == {"hold_until"}


def test_a_call_to_a_silent_receiver_moves_the_chase(world: World, clock: Any) -> None:
    linkage = world.sent()
    clock.move_to(at(10, 24, 1))
    sweeps.run_all()
    data = {"note": "담당자 휴가, 26일에 다시 연락", "again_on": date(2026, 10, 26)}
    linkage = following.record_chase(actor=world.worker, linkage=linkage, data=data)
    assert linkage.due_at == at(10, 27, 0)
    assert Duty.objects.open().get(kind="referrals.chase").due_at == at(10, 27, 0)
    with pytest.raises(Invalid):
        following.record_chase(actor=world.worker, linkage=linkage, data={"note": "", "again_on": date(2026, 10, 24)})
    for day in (date(2026, 10, 24), date(2026, 11, 24)):  # tomorrow at the earliest, thirty days ahead at the latest
        with pytest.raises(Invalid) as refusal:
            following.record_chase(actor=world.worker, linkage=linkage, data={"note": "전화", "again_on": day})
        assert set(refusal.value.errors) == {"again_on"}
    with pytest.raises(Forbidden):
        following.record_chase(actor=world.cast.coordinator1.actor, linkage=linkage, data=data)


def test_nothing_is_chased_that_is_not_late(world: World) -> None:
    with pytest.raises(Conflict):
        following.record_chase(
            actor=world.worker, linkage=world.sent(), data={"note": "전화", "again_on": date(2026, 10, 22)}
        )


def test_the_search_for_another_resource_ends_with_its_reason(world: World) -> None:
    linkage = world.at_state("DECLINED")
    with pytest.raises(Invalid):
        following.close_search(actor=world.worker, linkage=linkage, data={"note": " "})
    following.close_search(actor=world.worker, linkage=linkage, data={"note": "본인이 더 바라지 않음"})
    assert not Duty.objects.open().filter(kind="referrals.find_other").exists()
    assert AuditEntry.objects.get(verb="linkage.close_search").reason == "본인이 더 바라지 않음"
