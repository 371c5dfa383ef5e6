"""Asking, recording, withdrawing consent; and the gate that every hand-over passes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from core import audit, codes, late_entry, sweeps, workdays
from core.actor import SYSTEM, Actor
from core.errors import Conflict, Invalid
from network.access import CONSENT_ACCESS
from network.models import Client, Consent, ConsentText, Institution
from network.registry.clients import consent_events
from network.workflow import CONSENT, ConsentStatus

THIRD_PARTY_TYPES = ("THIRD_PARTY", "SENSITIVE_THIRD_PARTY")
# Items that say something of health; giving them to somebody needs the separate consent for sensitive data.
SENSITIVE_ITEMS = frozenset({"DIAGNOSIS", "FUNCTION", "MOOD_ALCOHOL", "MEDICATION", "PLAN"})
NEEDS_EVIDENCE = frozenset({"PAPER", "ESIGN"})
AGE_OF_OWN_CONSENT = 14


@dataclass(frozen=True)
class Gate:
    """Whether these items may go to this receiver now: the consents that carry them, or what is missing."""

    consents: tuple[Consent, ...]
    missing: str = ""

    @property
    def is_open(self) -> bool:
        return not self.missing


def gate(client_id: UUID, receiver: Institution, items: Iterable[str], on: date | None = None) -> Gate:
    """Asked at the moment of sending and at every later read (domain 2.0.1).

    Every item must be named by a consent for this very receiver; sensitive items by the separate one. The answer
    names the rule and the party in Korean.
    """
    wanted = set(items)
    day = on or workdays.seoul_today()
    held = held_for(client_id, receiver, day)
    by_type = {kind: [row for row in held if row.consent_type == kind] for kind in THIRD_PARTY_TYPES}
    if not by_type["THIRD_PARTY"]:
        return Gate((), f"제3자 제공 동의 없음({receiver.name})")
    sensitive = wanted & SENSITIVE_ITEMS
    if sensitive and not by_type["SENSITIVE_THIRD_PARTY"]:
        return Gate((), f"민감정보 제3자 제공 동의 없음({receiver.name})")
    outside = wanted - items_of(held)
    if outside:
        names = codes.labels("shared_item", sorted(outside))
        return Gate((), f"동의 범위 외 항목({receiver.name}): {names}")
    return Gate(tuple(held))


def held_for(client_id: UUID, receiver: Institution, on: date) -> list[Consent]:
    """The consents in force on a day that name this receiver, with their texts."""
    held = Consent.objects.held(client_id, on).filter(receiver=receiver, consent_type__in=THIRD_PARTY_TYPES)
    return list(held.select_related("text"))


def items_of(consents: Iterable[Consent]) -> set[str]:
    """The items that consents to provision carry together: sensitive ones by the separate consent alone."""
    return {
        item
        for row in consents
        for item in row.items
        if (item in SENSITIVE_ITEMS) == (row.consent_type == "SENSITIVE_THIRD_PARTY")
    }


def current_text(consent_type: str, on: date | None = None) -> ConsentText:
    """The published text in force; Invalid when the site has none."""
    day = on or workdays.seoul_today()
    text = ConsentText.objects.filter(consent_type=consent_type, valid_from__lte=day).order_by("-edition").first()
    if text is None:
        raise Invalid(f"시행 중인 동의서 문구가 없습니다({codes.label('consent_type', consent_type)}).")
    return text


def prepare(
    *,
    actor: Actor,
    client: Client,
    programme: str,
    consent_type: str,
    receiver: Institution | None = None,
    items: Iterable[str] = (),
) -> Consent:
    """The pending row of one block (and receiver), made when there is none yet."""
    if (receiver is not None) != (consent_type in (*THIRD_PARTY_TYPES, "RECORD_TRANSFER")):
        raise Invalid({"receiver": "제3자 제공 동의에는 제공받는 기관을 고르십시오."})
    waiting = Consent.objects.filter(
        client=client, programme=programme, consent_type=consent_type, receiver=receiver, status=ConsentStatus.PENDING
    ).first()
    if waiting is not None:
        if list(items) and list(items) != waiting.items:
            waiting.items = list(items)
            waiting.save(update_fields=["items"])
        return waiting
    assert actor.institution_id is not None
    return Consent.objects.create(
        client=client,
        institution_id=actor.institution_id,
        programme=programme,
        consent_type=consent_type,
        text=current_text(consent_type),
        receiver=receiver,
        items=list(items),
    )


def answer(*, actor: Actor, consent: Consent, is_granted: bool, data: Mapping[str, Any]) -> Consent:
    """Record the person's answer to one block: granted, or refused (an ordinary path)."""
    return CONSENT.fire(consent, "grant" if is_granted else "refuse", actor=actor, data=data)


def withdraw(*, actor: Actor, consent: Consent, withdrawn_at: datetime, how: str) -> Consent:
    """Withdraw a consent. It never fails for a reason of workflow; a second press changes nothing."""
    with transaction.atomic():
        current = CONSENT_ACCESS.lock_for(actor, "withdraw", consent.pk)
        if current.status == ConsentStatus.WITHDRAWN:
            return current
        data = {"withdrawn_at": withdrawn_at, "withdrawn_how": how}
        return CONSENT.fire(current, "withdraw", actor=actor, data=data, reason=how)


def unanswered(consent: Consent) -> str:
    """Why there is no moment of an answer to correct; empty where there is one."""
    is_given = consent.answered_at is not None and consent.status != ConsentStatus.PENDING and not consent.legal_basis
    return "" if is_given else "아직 답이 없는 동의라 바로잡을 일시가 없습니다."


def correct(*, actor: Actor, consent: Consent, answered_at: datetime, reason: str) -> Consent:
    """The moment of an answer was written down wrong. Raises NotVisible, Forbidden, Conflict, Invalid."""
    with transaction.atomic():
        row = CONSENT_ACCESS.lock_for(actor, "correct", consent.pk, Consent.objects.select_related("client"))
        if why := unanswered(row):
            raise Conflict(why)
        if fault := _moment_fault(row, answered_at):
            raise Invalid({"answered_at": fault})
        before, row.answered_at = row.answered_at, answered_at
        row.version += 1
        row.save(update_fields=["answered_at", "version"])
        changes = {"answered_at": [str(before), str(answered_at)]}
        audit.record(
            actor,
            "consent.correct",
            action="UPDATE",
            about=row,
            persons=[row.client_id],
            changes=changes,
            reason=reason,
        )
    return row


def _moment_fault(row: Consent, moment: datetime) -> str:
    if moment == row.answered_at:
        return "적혀 있는 일시와 같습니다."
    if moment > timezone.now():
        return "동의 일시는 지금보다 뒤일 수 없습니다."
    if row.withdrawn_at is not None and moment > row.withdrawn_at:
        return "동의 일시는 철회한 일시보다 뒤일 수 없습니다."
    birth = row.client.birth_date
    return "동의 일시는 생년월일보다 앞설 수 없습니다." if birth and workdays.seoul_date(moment) < birth else ""


def ask_again(*, actor: Actor, consent: Consent, reason: str) -> Consent:
    """Explain again on the person's wish; the first answer stays as a row of its own."""
    return CONSENT.fire(consent, "ask_again", actor=actor, reason=reason)


def record_legal_basis(*, actor: Actor, consent: Consent, legal_basis: str, reason: str) -> Consent:
    """Provision that the law asks for: no consent, but a basis from the list."""
    return CONSENT.fire(consent, "by_law", actor=actor, data={"legal_basis": legal_basis}, reason=reason)


def expire_due(now: datetime) -> int:
    """Sweep: consents whose period has passed."""
    today = workdays.seoul_date(now)
    rows = Consent.objects.filter(status=ConsentStatus.GRANTED, valid_until__lt=today)[:500]
    return sweeps.each("consents.expire", rows, lambda consent: CONSENT.fire(consent, "expire", actor=SYSTEM))


# --- what the moves do -----------------------------------------------------------------------------------------------


@CONSENT.guard("grant", "refuse")
def _answer_fits(row: Consent, data: Mapping[str, Any], actor: Actor) -> str | None:
    moment = data.get("answered_at")
    if moment is not None and moment > timezone.now():
        return "동의 일시는 지금보다 뒤일 수 없습니다."
    return None


@CONSENT.guard("grant")
def _signature_fits(row: Consent, data: Mapping[str, Any], actor: Actor) -> str | None:
    """Who may sign, and that the paper is there (domain 2.0.1, form `consent`)."""
    if not data:
        return None
    signer = data.get("signer")
    if signer and signer != "SELF" and not (data.get("signer_name") and data.get("signer_relation")):
        return "본인이 아닌 사람이 동의할 때에는 성명과 관계를 적으십시오."
    if signer and signer != "SELF" and not data.get("reason_not_self"):
        return "본인이 동의하지 못한 사유를 적으십시오."
    birth = row.client.birth_date
    if birth is not None and signer != "LEGAL_REP":
        from core.masking import age_on

        if age_on(birth, workdays.seoul_date(data["answered_at"])) < AGE_OF_OWN_CONSENT:
            return "14세 미만은 법정대리인의 동의를 받으십시오."
    if data.get("method") in NEEDS_EVIDENCE and not (data.get("evidence") or data.get("paper_kept")):
        return "서면·전자서명 동의는 원본(스캔·서명)을 올리거나 종이 원본을 보관했다고 표시하십시오."
    if data.get("method") == "PHONE" and not data.get("method_note"):
        return "전화 동의는 녹음 또는 함께 들은 사람을 적으십시오."
    return None


_ANSWER_FIELDS = (
    "signer",
    "signer_name",
    "signer_relation",
    "reason_not_self",
    "method",
    "method_note",
    "answered_at",
    "refusal_reason",
    "retention_until",
    "valid_until",
    "evidence",
)


@CONSENT.effect("grant")
def _grant(row: Consent, data: Mapping[str, Any], actor: Actor) -> Mapping[str, Any]:
    _store_answer(row, data, actor)
    return {"type": row.consent_type, "receiver": row.receiver_id, "items": row.items}


@CONSENT.effect("refuse")
def _refuse(row: Consent, data: Mapping[str, Any], actor: Actor) -> Mapping[str, Any]:
    _store_answer(row, data, actor)
    return {"type": row.consent_type, "receiver": row.receiver_id}


def _store_answer(row: Consent, data: Mapping[str, Any], actor: Actor) -> None:
    for name in _ANSWER_FIELDS:
        if data.get(name) not in (None, ""):
            setattr(row, name, data[name])
    row.explained_by_id = data.get("explained_by") or actor.user_id


@CONSENT.effect("ask_again")
def _ask_again(row: Consent, data: Mapping[str, Any], actor: Actor) -> Mapping[str, Any]:
    """The first answer is kept as a row of its own; this row waits for a new one under the text now in force."""
    kept = Consent.objects.get(pk=row.pk)
    kept.pk = None
    kept._state.adding = True
    kept.id = Consent._meta.pk.get_default()
    kept.save(force_insert=True)
    for name in _ANSWER_FIELDS:
        setattr(row, name, None if name in ("answered_at", "retention_until", "valid_until") else "")
    row.explained_by = None
    row.text = current_text(row.consent_type)
    return {"kept": str(kept.pk)}


@CONSENT.effect("withdraw")
def _withdraw(row: Consent, data: Mapping[str, Any], actor: Actor) -> Mapping[str, Any]:
    """How it was told is always asked; no further reason stands in the way of a withdrawal, however late it is entered."""
    told = {"withdrawn_at": data["withdrawn_at"], "late_reason": data["withdrawn_how"]}
    at = late_entry.moment(told, row, (("answered_at", "동의일시"),), name="withdrawn_at")
    row.withdrawn_at = max(at, row.answered_at or at)  # in the minute in which it was given
    row.withdrawn_how = data["withdrawn_how"]
    return {"type": row.consent_type, "receiver": row.receiver_id}


@CONSENT.effect("by_law")
def _by_law(row: Consent, data: Mapping[str, Any], actor: Actor) -> Mapping[str, Any]:
    row.legal_basis = data["legal_basis"]
    row.answered_at = timezone.now()
    return {"basis": row.legal_basis, "items": row.items}


@CONSENT.after("grant")
def _granted(row: Consent, data: Mapping[str, Any], actor: Actor) -> None:
    consent_events.fire("granted", consent=row, actor=actor)


@CONSENT.after("by_law")
def _not_required(row: Consent, data: Mapping[str, Any], actor: Actor) -> None:
    consent_events.fire("not_required", consent=row, actor=actor)


@CONSENT.after("refuse")
def _refused(row: Consent, data: Mapping[str, Any], actor: Actor) -> None:
    consent_events.fire("refused", consent=row, actor=actor)


@CONSENT.after("withdraw")
def _withdrawn(row: Consent, data: Mapping[str, Any], actor: Actor) -> None:
    consent_events.fire("withdrawn", consent=row, actor=actor)


@CONSENT.after("expire")
def _expired(row: Consent, data: Mapping[str, Any], actor: Actor) -> None:
    consent_events.fire("expired", consent=row, actor=actor)


def record_paper_read(actor: Actor, consent: Consent) -> None:
    """The scan of a consent paper was opened."""
    audit.record(actor, "consent.evidence", action="DOWNLOAD", about=consent, persons=[consent.client_id])
