"""Sending: the gate of consent, what leaves, and what the ledger keeps (stories 7.1 and 7.2)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from core.errors import Conflict, Forbidden, Invalid, NotVisible
from core.models import AuditEntry, Duty, Message
from discharge.models import DischargeCase
from network.models import Client
from referrals.models import Linkage, Provision
from referrals.services.linkages import drafting, steps
from tests.referrals.conftest import World, at


def send(world: World, linkage: Linkage) -> Linkage:
    return steps.send(actor=world.worker, linkage=linkage)


def test_without_third_party_consent_nothing_leaves(world: World) -> None:
    """Story 7.2: the worker may write it down, and may not send it."""
    linkage = world.draft(world.addiction, service="ADDICTION")
    with pytest.raises(Invalid) as refusal:
        send(world, linkage)
    assert refusal.value.detail == "제3자 제공 동의 없음(가상중독관리통합지원센터)"
    linkage.refresh_from_db()
    assert linkage.status == "DRAFT"
    assert linkage.snapshot is None
    assert not Provision.objects.exists()
    assert not Message.objects.exists()
    assert not Duty.objects.exists()


def test_item_outside_the_consent_is_refused(world: World) -> None:
    """Story 7.1: K-MBI does not go to the city hall, which may have name, address and contact."""
    world.consents_for(world.city_hall)
    linkage = world.draft(world.city_hall, service="INTEGRATED_CARE")
    linkage = drafting.edit_draft(
        actor=world.worker, linkage=linkage, data={"shared_items": ["NAME", "ADDRESS", "PHONE", "FUNCTION"]}
    )
    with pytest.raises(Invalid, match=r"동의 범위 외 항목\(가상시청\): 기능상태"):
        send(world, linkage)
    drafting.edit_draft(actor=world.worker, linkage=linkage, data={"shared_items": ["NAME", "ADDRESS", "PHONE"]})
    assert send(world, linkage).status == "SENT"


def test_sending_freezes_exactly_the_consented_items(world: World) -> None:
    linkage = world.sent(shared_items=["NAME", "PHONE", "FUNCTION"])
    assert linkage.snapshot == {"NAME": "김가상", "PHONE": "010-0000-1234", "FUNCTION": "K-MBI 46점(심한 의존)"}

    Client.objects.filter(pk=world.client.pk).update(name="김바뀜")
    linkage = Linkage.objects.get(pk=linkage.pk)
    assert linkage.snapshot["NAME"] == "김가상", "later changes never flow out by themselves"


def test_the_snapshot_is_not_readable_in_the_table(world: World, django_assert_num_queries: Any) -> None:
    from django.db import connection

    linkage = world.sent()
    with connection.cursor() as cursor:
        cursor.execute("SELECT snapshot FROM referrals_linkage WHERE id = %s", [linkage.pk])
        stored = cursor.fetchone()[0]
    assert "김가상" not in stored
    assert "1234" not in stored


def test_the_ledger_names_items_basis_and_receiver(world: World) -> None:
    linkage = world.sent(shared_items=["NAME", "ADDRESS"])
    (provision,) = Provision.objects.all()
    assert provision.items == ["NAME", "ADDRESS"]
    assert provision.case_number == "D-2026-00012"
    assert provision.receiver_name == "가상시 보건소"
    assert provision.basis == "개인정보 제3자 제공 1판 (2026. 10. 7.(수))"
    assert provision.provided_at == linkage.sent_at
    assert [consent.consent_type for consent in provision.consents.all()] == ["THIRD_PARTY"]


def test_sensitive_items_rest_on_both_consents(world: World) -> None:
    world.sent(shared_items=["NAME", "FUNCTION"])
    found = Provision.objects.get().consents.values_list("consent_type", flat=True)
    assert set(found) == {"THIRD_PARTY", "SENSITIVE_THIRD_PARTY"}


def test_notice_to_the_receiver_says_nothing_of_the_person(world: World) -> None:
    linkage = world.sent()
    told = Message.objects.filter(recipient=world.cast.health1.user)
    assert told.exists()
    for message in told:
        text = f"{message.values}{message.url}"
        assert linkage.number in text
        assert "김" not in text
        assert "의료원" not in text


@pytest.mark.parametrize(
    ("status", "urgency", "early_reason", "sends"),
    [
        ("PLANNED", "NORMAL", "", True),
        ("FOLLOW_UP", "NORMAL", "", True),
        ("ASSESSING", "NORMAL", "", False),
        ("ASSESSING", "URGENT", "", False),
        ("ASSESSING", "URGENT", "내일 퇴원하고 돌볼 사람이 없음", True),
    ],
)
def test_the_case_decides_when_linkages_go_out(
    world: World, status: str, urgency: str, early_reason: str, sends: bool
) -> None:
    DischargeCase.objects.filter(pk=world.case.pk).update(status=status, discharged_on=date(2026, 10, 19))
    world.consents_for(world.health_center)
    linkage = world.draft(urgency=urgency, early_reason=early_reason)
    if sends:
        assert send(world, linkage).status == "SENT"
    else:
        with pytest.raises(Invalid, match="계획이 확정된 뒤"):
            send(world, linkage)


def test_emergencies_are_refused_with_the_advice_to_call(world: World) -> None:
    with pytest.raises(Invalid) as refusal:
        world.draft(urgency="EMERGENCY")
    assert "119" in refusal.value.errors["urgency"][0]
    assert not Linkage.objects.exists()


@pytest.mark.parametrize(
    ("place", "service", "says"),
    [
        ("welfare", "HOME_HEALTH", "이 서비스를 제공하지 않는 기관"),
        ("far_away", "HOME_HEALTH", "주소지를 담당하지 않는 기관"),
    ],
)
def test_the_receiver_must_offer_the_service_and_serve_the_address(
    world: World, place: str, service: str, says: str
) -> None:
    with pytest.raises(Invalid, match=says):
        world.draft(getattr(world, place), service=service)


def test_an_institution_that_closed_since_is_not_asked(world: World) -> None:
    world.consents_for(world.health_center)
    linkage = world.draft()
    world.health_center.is_active = False
    world.health_center.save()
    with pytest.raises(Invalid, match="사용하지 않는 기관"):
        send(world, linkage)


def test_nobody_is_asked_to_serve_the_dead(world: World) -> None:
    world.consents_for(world.health_center)
    linkage = world.draft()
    Client.objects.filter(pk=world.client.pk).update(deceased_on=date(2026, 10, 19))
    with pytest.raises(Invalid, match="사망한 대상자"):
        send(world, linkage)


def test_a_wish_for_yesterday_is_refused(world: World) -> None:
    with pytest.raises(Invalid) as refusal:
        world.draft(wished_start=date(2026, 10, 19))
    assert "wished_start" in refusal.value.errors


def test_a_wish_that_has_passed_while_the_draft_lay_is_refused(world: World, clock: Any) -> None:
    world.consents_for(world.health_center)
    linkage = world.draft(wished_start=date(2026, 10, 21))
    clock.move_to(at(10, 22))
    with pytest.raises(Invalid, match="희망 시작일이 지났습니다"):
        send(world, linkage)
    assert not Provision.objects.exists()


def test_an_emergency_is_never_sent_however_it_came_to_be_written(world: World) -> None:
    world.consents_for(world.health_center)
    linkage = world.draft()
    Linkage.objects.filter(pk=linkage.pk).update(urgency="EMERGENCY")
    with pytest.raises(Invalid, match="119"):
        send(world, linkage)


def test_half_written_drafts_are_kept_and_not_sent(world: World) -> None:
    world.consents_for(world.health_center)
    linkage = world.draft(reason="")
    with pytest.raises(Invalid, match="의뢰 사유"):
        send(world, linkage)


def test_the_same_form_sent_twice_makes_one_linkage(world: World) -> None:
    data = {"service": "HOME_HEALTH", "reason": "가", "request": "나", "shared_items": ["NAME"]}
    made = [
        drafting.draft(
            actor=world.worker,
            programme="DISCHARGE",
            about=world.case,
            receiver=world.health_center,
            data=data,
            idempotency_key="form-1",
        )
        for _ in range(2)
    ]
    assert made[0].pk == made[1].pk
    assert Linkage.objects.count() == 1


def test_editing_an_old_version_gives_both_texts(world: World) -> None:
    linkage = world.draft()
    drafting.edit_draft(actor=world.worker, linkage=linkage, data={"reason": "먼저"}, version=1)
    with pytest.raises(Conflict) as answer:
        drafting.edit_draft(actor=world.cast.nurse1.actor, linkage=linkage, data={"reason": "나중"}, version=1)
    assert (answer.value.stored, answer.value.mine) == ({"reason": "먼저"}, {"reason": "나중"})


def test_what_was_sent_cannot_be_edited(world: World) -> None:
    with pytest.raises(Conflict):
        drafting.edit_draft(actor=world.worker, linkage=world.sent(), data={"reason": "바꿈"})


def test_a_supplement_is_asked_for_consent_again_and_entered_in_the_ledger(world: World) -> None:
    linkage = world.at_state("RETURNED")
    drafting.edit_draft(actor=world.worker, linkage=linkage, data={"shared_items": ["NAME", "DIAGNOSIS"]})
    with pytest.raises(Invalid, match="동의 범위 외 항목"):
        steps.resend(actor=world.worker, linkage=linkage)
    drafting.edit_draft(actor=world.worker, linkage=linkage, data={"shared_items": ["NAME", "FUNCTION"]})
    linkage = steps.resend(actor=world.worker, linkage=linkage)
    assert set(linkage.snapshot) == {"NAME", "FUNCTION"}
    assert Provision.objects.count() == 2


def test_a_supplement_changes_neither_who_is_asked_nor_for_what(world: World) -> None:
    """What was sent is on its way: another receiver or service is another linkage."""
    linkage = world.at_state("RETURNED")
    asked = {"receiver": world.welfare, "service": "MEAL", "urgency": "URGENT", "need_area": "NUTRITION"}
    drafting.edit_draft(actor=world.worker, linkage=linkage, data={**asked, "reason": "더 적은 사유"})
    linkage.refresh_from_db()
    assert (linkage.receiver, linkage.service, linkage.urgency) == (world.health_center, "HOME_HEALTH", "NORMAL")
    assert (linkage.need_area, linkage.reason) == ("NURSING", "더 적은 사유")


def test_a_colleague_outside_the_team_cannot_write_for_the_case(world: World) -> None:
    with pytest.raises(Forbidden):
        drafting.draft(
            actor=world.cast.social2.actor,
            programme="DISCHARGE",
            about=world.case,
            receiver=world.health_center,
            data={"service": "HOME_HEALTH"},
        )
    with pytest.raises(NotVisible):
        steps.send(actor=world.cast.hospital2.actor, linkage=world.draft())


def test_refusal_sends_the_worker_to_look_elsewhere_until_a_new_linkage_stands(world: World) -> None:
    declined = world.at_state("DECLINED")
    duty = Duty.objects.open().get(kind="referrals.find_other")
    assert (duty.person_id, duty.object_id) == (world.cast.social1.pk, str(declined.pk))
    world.draft()
    duty.refresh_from_db()
    assert duty.outcome == "DONE"


def test_every_step_leaves_a_trail(world: World) -> None:
    linkage = world.accepted()
    verbs = AuditEntry.objects.filter(object_id=str(linkage.pk)).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["linkage.draft", "linkage.send", "linkage.receive", "linkage.accept"]
