"""Asking an agency whether it has room, without naming anybody; its answer, or what it said over the telephone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from core import anonymity, audit, codes, duties, messages, once
from core.actor import Actor
from core.errors import Conflict, Invalid
from core.numbers import case_number
from network.directory.access import OFFER_ACCESS, QUESTION_ACCESS
from network.directory.duties import ANSWER, CALL, question_due
from network.directory.models import CapacityQuestion, ServiceOffer
from network.directory.services.resources import check_room, set_room
from network.models import Client
from network.services.responsibility import own_role

FIELDS = ("age_band", "municipality", "need_area", "urgency", "need")
EMERGENCY = "응급은 포털로 묻지 않습니다. 119 또는 응급실 직통전화로 바로 연락하십시오."


def ask(*, actor: Actor, offer: ServiceOffer, data: Mapping[str, Any], idempotency_key: str = "") -> CapacityQuestion:
    """받을 수 있습니까? The agency owes the answer; one that has no account is called. Raises Invalid."""
    values = {name: data[name] for name in FIELDS if data.get(name) not in (None, "")}
    _check(actor, offer, values)
    place = values["municipality"]
    body = {**values, "municipality": place.pk, "offer": offer.pk}

    def make() -> CapacityQuestion:
        return _create(actor, offer, values)

    row, _ = once.once(actor, "capacity.ask", idempotency_key, body, CapacityQuestion, make)
    return row


def _create(actor: Actor, offer: ServiceOffer, values: Mapping[str, Any]) -> CapacityQuestion:
    assert actor.institution_id is not None
    assert actor.user_id is not None
    now = timezone.now()
    with transaction.atomic():
        row = CapacityQuestion(
            number=case_number("Q"),
            offer=offer,
            asker_id=actor.institution_id,
            asked_by_id=actor.user_id,
            asked_at=now,
            due_at=question_due(str(values.get("urgency", "NORMAL")), now),
            **values,
        )
        row.save(force_insert=True)
        duties.open_duty(ANSWER if own_role(offer.institution) else CALL, row, actor=actor)
        audit.record(actor, "capacity.ask", action="CREATE", about=row, changes={"offer": offer.pk})
    return row


def _check(actor: Actor, offer: ServiceOffer, values: Mapping[str, Any]) -> None:
    errors: dict[str, str] = {}
    if offer.institution_id == actor.institution_id:
        raise Invalid("자기 기관에는 묻지 않습니다.")
    if not (offer.is_active and offer.institution.is_active):
        raise Invalid("지금 제공하지 않는 서비스입니다.")
    if values.get("age_band") not in CapacityQuestion.AgeBand.values:
        errors["age_band"] = "목록에서 고르십시오."
    if values.get("municipality") is None:
        errors["municipality"] = "시·군·구를 고르십시오."
    if values.get("urgency") == "EMERGENCY":
        errors["urgency"] = EMERGENCY
    need = str(values.get("need") or "").strip()
    fault = anonymity.fault(need) or _names_own_client(actor, need)
    if not need:
        errors["need"] = "필요한 것을 짧게 적으십시오."
    elif fault:
        errors["need"] = fault
    if errors:
        raise Invalid(errors)


def _names_own_client(actor: Actor, text: str) -> str:
    """A name of somebody whom the asker works with; of others nothing is said, not even that they are known here."""
    wanted = anonymity.name_candidates(text)
    known = Client.objects.for_actor(actor).filter(name__in=wanted)
    return anonymity.NAME if wanted and known.exists() else ""


def answer(*, actor: Actor, question: CapacityQuestion, data: Mapping[str, Any]) -> CapacityQuestion:
    """The agency's answer: `answer`, `expected_on`, `answer_note`; `publish` makes it the published room as well."""
    with transaction.atomic():
        row = _open(actor, question, "answer")
        _keep_answer(row, actor, data)
        if data.get("publish"):
            _publish(row, actor)
    return row


def enter_answer(*, actor: Actor, question: CapacityQuestion, data: Mapping[str, Any]) -> CapacityQuestion:
    """What the agency said over the telephone, written down by the asker with who said it (대행 입력)."""
    told_by = str(data.get("told_by") or "").strip()
    if not told_by:
        raise Invalid({"told_by": "말한 사람을 적으십시오."})
    with transaction.atomic():
        row = _open(actor, question, "follow")
        row.told_by = told_by
        _keep_answer(row, actor, data)
    return row


def withdraw(*, actor: Actor, question: CapacityQuestion) -> CapacityQuestion:
    """The asker no longer needs the answer."""
    with transaction.atomic():
        row = _open(actor, question, "follow")
        row.withdrawn_at = timezone.now()
        _store(row, actor, "capacity.withdraw", {})
    return row


def closed(row: CapacityQuestion) -> str:
    """Why a question takes no answer any more; empty while it does."""
    return "" if row.is_open else "이미 답하였거나 거둔 문의입니다. 새로 고친 뒤 확인하십시오."


def _open(actor: Actor, question: CapacityQuestion, act: str) -> CapacityQuestion:
    """The locked row, still open, for this act. Raises NotVisible, Forbidden or Conflict."""
    row = QUESTION_ACCESS.lock_for(actor, act, question.pk, CapacityQuestion.objects.for_list())
    if why := closed(row):
        raise Conflict(why)
    return row


def _keep_answer(row: CapacityQuestion, actor: Actor, data: Mapping[str, Any]) -> None:
    state, expected = str(data.get("answer") or ""), data.get("expected_on")
    check_room(state, expected, field="answer")
    if state == "WAITING" and expected is None:
        raise Invalid({"expected_on": "대기이면 언제쯤 받을 수 있는지 적으십시오."})
    row.answer, row.expected_on = state, expected if state == "WAITING" else None
    row.answer_note = str(data.get("answer_note") or "").strip()
    row.answered_at, row.answered_by_id = timezone.now(), actor.user_id
    _store(row, actor, "capacity.answer", {"answer": state, "on_behalf": bool(row.told_by)})
    if not row.told_by:
        _tell_asker(row)


def _store(row: CapacityQuestion, actor: Actor, verb: str, changes: Mapping[str, Any]) -> None:
    row.version += 1
    row.save()
    duties.settle(row, ANSWER, CALL, actor=actor)
    audit.record(actor, verb, action="UPDATE", about=row, changes=changes)


def _tell_asker(row: CapacityQuestion) -> None:
    url = reverse("directory:question-detail", args=[row.pk])
    text = f"수용 문의에 답이 왔습니다({codes.label('capacity_state', row.answer)})."
    messages.notify(f"capacity:{row.pk}:answer", [row.asked_by_id], text=text, number=row.number, url=url)


def _publish(row: CapacityQuestion, actor: Actor) -> None:
    offer = OFFER_ACCESS.lock_for(actor, "keep", row.offer_id)
    room = {"capacity": row.answer, "expected_on": row.expected_on, "capacity_note": row.answer_note}
    set_room(offer, actor, room)
