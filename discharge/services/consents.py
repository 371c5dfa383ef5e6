"""Consent under a case: the blocks that the programme needs, each answered for itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from core import codes, duties, workdays
from core.actor import SYSTEM, Actor
from core.errors import Conflict, Invalid
from discharge.access import CASE
from discharge.models import DischargeCase
from discharge.querysets import IN_CARE
from discharge.workflow import DISCHARGE, PROGRAMME, CaseStatus
from network.models import Client, Consent, Institution
from network.querysets import InstitutionQuerySet
from network.registry.clients import consent_events
from network.services import consents
from referrals.models import Linkage

# Without these three nobody may be in the programme; the others are separate and refusing them has no effect on it.
NEEDED = ("COLLECT", "SENSITIVE", "PROGRAM")
OPTIONAL = ("CONTACT", "STATISTICS")
# While it is asked, in care, and after the end, where an answer may still be taken back.
ANSWERABLE = ("CONSENT_PENDING", *IN_CARE, "CLOSED")
THIRD_PARTY = consents.THIRD_PARTY_TYPES
NO_THIRD_PARTY = "우리 병원이 아니고 대상자의 주소지를 담당하는 기관을 고르십시오."


def third_parties(case: DischargeCase) -> InstitutionQuerySet:
    """Whom the hospital may pass on to with consent: in use, serving the address; one's own hospital is no third party."""
    return Institution.objects.active().exclude(pk=case.hospital_id).serving(case.client.municipality_id)


def open_blocks(*, actor: Actor, case: DischargeCase) -> list[Consent]:
    """The consent rows of a case, the needed and the optional blocks made ready where there are none yet."""
    CASE.demand(case, "consent", CASE.relations_of(actor, case))
    rows = list(_consents_of(case.client))
    known = {row.consent_type for row in rows if row.status != "WITHDRAWN" and not is_earlier(case, row)}
    with transaction.atomic():
        for kind in (*NEEDED, *OPTIONAL):
            if kind not in known:
                rows.append(consents.prepare(actor=actor, client=case.client, programme=PROGRAMME, consent_type=kind))
    return rows


def is_earlier(case: DischargeCase, consent: Consent) -> bool:
    """Answered before this stay, for an earlier case of the person: it is asked again, not taken for an answer now."""
    return (
        case.previous_case_id is not None
        and consent.answered_at is not None
        and workdays.seoul_date(consent.answered_at) < case.admitted_on
    )


def earlier_answers(case: DischargeCase) -> dict[str, date]:
    """The blocks to which the person agreed for an earlier case, with the day: told to who asks again."""
    rows = [row for row in _consents_of(case.client) if row.status == "GRANTED" and is_earlier(case, row)]
    return {row.consent_type: workdays.seoul_date(row.answered_at) for row in rows if row.receiver_id is None}


def _consents_of(client: Client) -> Any:
    return (
        Consent.objects.filter(client=client, programme=PROGRAMME)
        .select_related("text", "receiver")
        .order_by("created_at")
    )


def record_answers(
    *,
    actor: Actor,
    case: DischargeCase,
    answers: Mapping[str, bool],
    third_parties: Sequence[Mapping[str, Any]] = (),
    paper: Mapping[str, Any],
) -> list[Consent]:
    """Record what the person answered on one paper: each block for itself.

    `answers`: consent type → granted or refused. `third_parties`: rows {receiver, items, sensitive_items,
    is_granted, valid_until}. `paper`: signer, method, answered_at and what goes with them. When the three needed
    blocks are granted the case goes on by itself; when one of them is refused the caller presses 비동의.
    """
    with transaction.atomic():
        _demand_answerable(CASE.lock_for(actor, "consent", case.pk))
        if not answers and not third_parties:
            raise Invalid("답을 하나 이상 고르십시오.")
        given = [
            consents.answer(actor=actor, consent=_pending(actor, case, kind), is_granted=is_granted, data=dict(paper))
            for kind, is_granted in answers.items()
        ]
        for row in third_parties:
            given.extend(_answer_third_party(actor, case, row, paper))
        if third_parties:
            duties.settle(case, "discharge.renew_consent", actor=actor)
        _go_on(actor, case)
    return given


def _demand_answerable(case: DischargeCase) -> None:
    """Asked from 적합 판정 on, and again after the end, since a case without consent cannot be taken up again."""
    if case.status not in ANSWERABLE or case.close_reason == "DECEASED":
        state = CaseStatus(case.status).label
        raise Conflict(f"지금 상태({state})에서는 동의를 등록할 수 없습니다.")


def _pending(
    actor: Actor, case: DischargeCase, kind: str, receiver: Institution | None = None, items: Iterable[str] = ()
) -> Consent:
    return consents.prepare(
        actor=actor, client=case.client, programme=PROGRAMME, consent_type=kind, receiver=receiver, items=items
    )


def _answer_third_party(
    actor: Actor, case: DischargeCase, row: Mapping[str, Any], paper: Mapping[str, Any]
) -> list[Consent]:
    """One receiver: what is not sensitive and what is are two consents, each with its own items."""
    if not third_parties(case).filter(pk=row["receiver"].pk).exists():
        raise Invalid({"receiver": NO_THIRD_PARTY})
    items = list(row.get("items") or [])
    parts = {
        "THIRD_PARTY": [item for item in items if item not in consents.SENSITIVE_ITEMS],
        "SENSITIVE_THIRD_PARTY": [item for item in items if item in consents.SENSITIVE_ITEMS],
    }
    if not parts["THIRD_PARTY"] and row["is_granted"]:
        raise Invalid({"items": f"제공할 항목을 고르십시오({row['receiver'].name})."})
    answered = []
    for kind, chosen in parts.items():
        if chosen or (kind == "THIRD_PARTY" and not row["is_granted"]):
            data = {**paper, "valid_until": row.get("valid_until")}
            consent = _pending(actor, case, kind, row["receiver"], chosen)
            answered.append(consents.answer(actor=actor, consent=consent, is_granted=row["is_granted"], data=data))
    return answered


def _go_on(actor: Actor, case: DischargeCase) -> None:
    """The three needed consents are there: the assessment begins."""
    current = DischargeCase.objects.get(pk=case.pk)
    if current.status == CaseStatus.CONSENT_PENDING and not missing(current, workdays.seoul_today()):
        DISCHARGE.fire(current, "consent", actor=actor)


def go_on_by_law(*, consent: Consent, actor: Actor) -> None:
    """Listener: a legal basis stands for a block. Who records it is not of the care team, so the system goes on."""
    if consent.programme != PROGRAMME or consent.consent_type not in NEEDED:
        return
    rows = DischargeCase.objects.filter(
        client_id=consent.client_id, hospital_id=consent.institution_id, status=CaseStatus.CONSENT_PENDING
    )
    for case in rows.select_related("client"):
        _go_on(SYSTEM, case)


def missing(case: DischargeCase, on: date) -> list[str]:
    """The needed blocks that are not granted for this case on a day."""
    rows = Consent.objects.held(case.client_id, on).filter(programme=PROGRAMME)
    held = {row.consent_type for row in rows if not is_earlier(case, row)}
    return [kind for kind in NEEDED if kind not in held]


def withdraw(*, actor: Actor, case: DischargeCase, consent: Consent, withdrawn_at: datetime, how: str) -> DischargeCase:
    """Withdraw one block. Without a needed block the case closes by itself; what was sent is taken back."""
    if consent.client_id != case.client_id or consent.programme != PROGRAMME:
        raise Invalid({"consent": "이 사례의 동의가 아닙니다."})
    CASE.demand(case, "withdraw_consent", CASE.relations_of(actor, case))
    with transaction.atomic():
        consents.withdraw(actor=actor, consent=consent, withdrawn_at=withdrawn_at, how=how)
    return DischargeCase.objects.get(pk=case.pk)


def correct(*, actor: Actor, case: DischargeCase, consent: Consent, answered_at: datetime, reason: str) -> list[str]:
    """The moment of an answer was wrong; the day of the case's consent follows it.

    Returns the numbers of linkages that went out before the answer as it stands now: they rested on nothing then.
    """
    if consent.client_id != case.client_id or consent.programme != PROGRAMME:
        raise Invalid({"consent": "이 사례의 동의가 아닙니다."})
    with transaction.atomic():
        locked = CASE.lock_for(actor, "correct", case.pk)
        row = consents.correct(actor=actor, consent=consent, answered_at=answered_at, reason=reason)
        if locked.consented_on is not None and row.consent_type in NEEDED:
            locked.consented_on = _consented_on(locked) or locked.consented_on
            locked.save(update_fields=["consented_on"])
    sent = Linkage.objects.about(case.pk).filter(receiver_id=row.receiver_id, sent_at__lt=answered_at)
    return list(sent.order_by("number").values_list("number", flat=True)) if row.receiver_id else []


def ask_to_renew(*, consent: Consent, actor: Actor) -> None:
    """Listener: a consent has run out while a linkage that rests on it still runs: the person is asked again.

    The answer, whichever it is, settles it; so does the end of the case.
    """
    running = Linkage.objects.filter(client_id=consent.client_id, receiver_id=consent.receiver_id).open()
    if consent.programme != PROGRAMME or consent.receiver_id is None or not running.exists():
        return
    rows = DischargeCase.objects.filter(client_id=consent.client_id, hospital_id=consent.institution_id)
    for case in rows.open().select_related("client"):
        duties.open_duty("discharge.renew_consent", case, actor=actor)


def register() -> None:
    """Called once from `ready`."""
    consent_events.register("expired", ask_to_renew)
    consent_events.register("not_required", go_on_by_law)


# --- what the moves do -----------------------------------------------------------------------------------------------


@DISCHARGE.guard("consent")
def _needed_granted(case: DischargeCase, data: Mapping[str, Any], actor: Actor) -> str | None:
    lacking = missing(case, workdays.seoul_today())
    if lacking:
        return f"받아야 할 동의가 남았습니다: {codes.labels('consent_type', lacking)}"
    return None


@DISCHARGE.effect("consent")
def _consented(case: DischargeCase, data: Mapping[str, Any], actor: Actor) -> None:
    case.consented_on = _consented_on(case) or workdays.seoul_today()


def _consented_on(case: DischargeCase) -> date | None:
    """The day on which the last of the needed answers was given."""
    granted = Consent.objects.held(case.client_id, workdays.seoul_today()).filter(
        programme=PROGRAMME, consent_type__in=NEEDED
    )
    moments = [row.answered_at for row in granted if row.answered_at and not is_earlier(case, row)]
    return workdays.seoul_date(max(moments)) if moments else None


@DISCHARGE.guard("refuse")
def _refusal_date(case: DischargeCase, data: Mapping[str, Any], actor: Actor) -> str | None:
    day = data.get("refused_on")
    return "비동의일은 오늘 이전 날짜로 적으십시오." if day and day > workdays.seoul_today() else None


@DISCHARGE.effect("refuse")
def _refuse(case: DischargeCase, data: Mapping[str, Any], actor: Actor) -> None:
    case.refused_on = data["refused_on"]
    case.refused_explained_by_id = actor.user_id
    case.refused_reason = data.get("refused_reason", "")
    case.leaflet_given = bool(data.get("leaflet_given"))


@DISCHARGE.effect("ask_again")
def _ask_again(case: DischargeCase, data: Mapping[str, Any], actor: Actor) -> None:
    case.refused_on, case.refused_explained_by, case.refused_reason = None, None, ""
