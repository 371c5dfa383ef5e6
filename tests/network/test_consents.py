"""Consent: who answers, what an answer needs, what it opens."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from core import workdays
from core.errors import Conflict, DomainError, Forbidden, Invalid, NotVisible
from core.models import AuditEntry
from core.workflow import carried_rows
from discharge.models import DischargeCase
from network.models import Consent
from network.registry.clients import consent_events
from network.services import consents
from network.workflow import CONSENT
from tests import make
from tests.cast import Cast

RELATION = {
    "SOCIAL_WORKER": "social_worker",
    "NURSE": "nurse",
    "MH_MANAGER": "mh_manager",
    "COORDINATOR": "coordinator",
    "CPO": "cpo",
    "system": "system",
}
# the part of the cast that stands in each relation to a consent of the standing case
ACTS_AS = {
    "social_worker": "social1",
    "nurse": "nurse1",
    "attending": "doctor1",
    "coordinator": "coordinator1",
    "cpo": "cpo1",
}
STRANGERS = ("social2", "doctor2", "hospital2", "health1", "admin1", "director1", "mhmanager1")


def facts(**values: Any) -> dict[str, Any]:
    """A complete answer on paper."""
    return {
        "signer": "SELF",
        "method": "PAPER",
        "paper_kept": True,
        "answered_at": timezone.now() - timedelta(hours=1),
        "withdrawn_at": timezone.now(),
        "withdrawn_how": "전화",
        "legal_basis": "URGENT_LIFE",
        "reason": "본인이 원함",
    } | values


@pytest.fixture
def case(cast: Cast) -> DischargeCase:
    return make.case("ASSESSING")


# --- the machine -------------------------------------------------------------------------------------------------


def table() -> set[tuple[str, str, str, str, frozenset[str]]]:
    return {(source, row.target, row.name, row.label, row.by) for row in CONSENT.transitions for source in row.sources}


def carried() -> set[tuple[str, str, str, str, frozenset[str]]]:
    return {
        (
            source,
            row["to_state"],
            row["action"],
            row["action_ko"],
            frozenset(RELATION[who] for who in row["who"].split()),
        )
        for row in carried_rows()
        if row["machine"] == "CONSENT"
        for source in row["from_states"].split()
    }


def test_the_table_says_what_the_data_says_and_nothing_else() -> None:
    assert table() == carried()


@pytest.mark.parametrize("part", [*ACTS_AS.values(), *STRANGERS])
@pytest.mark.parametrize("status", CONSENT.states.values)
@pytest.mark.parametrize("name", sorted({row.name for row in CONSENT.transitions}))
def test_every_move_in_every_state_by_everybody(
    case: DischargeCase, cast: Cast, name: str, status: str, part: str
) -> None:
    row = make.consent(case.client, status=status)
    who = getattr(cast, part)
    relation = next((relation for relation, name_ in ACTS_AS.items() if name_ == part), None)
    (transition,) = CONSENT.named(name)
    expected: type[DomainError] | None = None
    if relation is None:
        expected = NotVisible
    elif relation not in transition.by:
        expected = Forbidden
    elif status not in transition.sources:
        expected = Conflict
    if expected is None:
        assert CONSENT.fire(row, name, actor=who.actor, data=facts()).status == transition.target
        assert AuditEntry.objects.filter(verb=f"consent.{name}", object_id=str(row.pk)).exists()
    else:
        with pytest.raises(expected):
            CONSENT.fire(row, name, actor=who.actor, data=facts())
        row.refresh_from_db()
        assert row.status == status


# --- answering ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"signer": ""}, "signer"),
        ({"method": None}, "method"),
        ({"answered_at": None}, "answered_at"),
        ({"answered_at": timezone.now() + timedelta(days=1)}, "지금보다 뒤"),
        ({"signer": "LEGAL_REP"}, "성명과 관계"),
        ({"signer": "FAMILY", "signer_name": "김가상", "signer_relation": "CHILD"}, "사유"),
        ({"paper_kept": False}, "원본"),
        ({"method": "ESIGN", "paper_kept": False}, "원본"),
        ({"method": "PHONE"}, "녹음 또는 함께 들은 사람"),
    ],
)
def test_an_incomplete_answer_is_refused(case: DischargeCase, cast: Cast, change: dict[str, Any], words: str) -> None:
    row = make.consent(case.client, status="PENDING")
    with pytest.raises(Invalid) as refusal:
        consents.answer(actor=cast.social1.actor, consent=row, is_granted=True, data=facts(**change))
    assert words in str(refusal.value.errors)


@pytest.mark.parametrize(("days_to_birthday", "is_refused"), [(1, True), (0, False)])
def test_the_fourteenth_birthday_decides_who_signs(
    case: DischargeCase, cast: Cast, days_to_birthday: int, is_refused: bool
) -> None:
    today = workdays.seoul_today()
    birthday = today + timedelta(days=days_to_birthday)
    person = case.client
    person.birth_date = birthday.replace(year=birthday.year - 14, day=min(birthday.day, 28))
    if birthday.day > 28:
        person.birth_date = birthday.replace(year=birthday.year - 14, day=28) + timedelta(days=birthday.day - 28)
    person.save()
    row = make.consent(person, status="PENDING")
    moment = workdays.start_of_day(today)
    if is_refused:
        with pytest.raises(Invalid, match="14세 미만"):
            consents.answer(actor=cast.nurse1.actor, consent=row, is_granted=True, data=facts(answered_at=moment))
    else:
        done = consents.answer(actor=cast.nurse1.actor, consent=row, is_granted=True, data=facts(answered_at=moment))
        assert done.status == "GRANTED"


def test_who_explained_is_kept(case: DischargeCase, cast: Cast) -> None:
    row = make.consent(case.client, status="PENDING")
    done = consents.answer(
        actor=cast.nurse1.actor, consent=row, is_granted=False, data=facts(refusal_reason="원치 않음")
    )
    assert (done.status, done.explained_by_id, done.refusal_reason) == ("REFUSED", cast.nurse1.pk, "원치 않음")


def test_asking_again_keeps_the_first_answer(case: DischargeCase, cast: Cast) -> None:
    row = make.consent(case.client, "CONTACT", status="REFUSED")
    again = consents.ask_again(actor=cast.social1.actor, consent=row, reason="본인이 다시 듣기를 원함")
    rows = Consent.objects.filter(client=case.client, consent_type="CONTACT")
    assert sorted(rows.values_list("status", flat=True)) == ["PENDING", "REFUSED"]
    assert (again.pk, again.answered_at, again.explained_by) == (row.pk, None, None)


def test_withdrawing_twice_changes_nothing(case: DischargeCase, cast: Cast) -> None:
    row = make.consent(case.client, "CONTACT")
    moment = timezone.now()
    consents.withdraw(actor=cast.cpo1.actor, consent=row, withdrawn_at=moment, how="전화")
    entries = AuditEntry.objects.count()
    again = consents.withdraw(actor=cast.cpo1.actor, consent=row, withdrawn_at=timezone.now(), how="다시")
    assert (again.withdrawn_at, again.withdrawn_how) == (moment, "전화")
    assert AuditEntry.objects.count() == entries


def test_a_withdrawal_lies_between_the_consent_and_now_however_late_it_is_entered(
    case: DischargeCase, cast: Cast
) -> None:
    now = timezone.now()
    row = make.consent(case.client, "CONTACT", answered_at=now - timedelta(days=50))
    for moment in (now + timedelta(hours=1), now - timedelta(days=51)):
        with pytest.raises(Invalid) as refused:
            consents.withdraw(actor=cast.cpo1.actor, consent=row, withdrawn_at=moment, how="전화")
        assert set(refused.value.errors) == {"withdrawn_at"}
    done = consents.withdraw(actor=cast.cpo1.actor, consent=row, withdrawn_at=now - timedelta(days=40), how="전화")
    assert (done.status, done.withdrawn_at) == ("WITHDRAWN", now - timedelta(days=40))


def test_a_consent_that_cannot_end_does_not_hold_up_the_others(
    case: DischargeCase, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    yesterday = workdays.seoul_today() - timedelta(days=1)
    stuck, due = (make.consent(case.client, kind, valid_until=yesterday) for kind in ("CONTACT", "STATISTICS"))

    def hear(consent: Consent, actor: Any) -> None:
        if consent == stuck:
            raise RuntimeError

    monkeypatch.setitem(consent_events._listeners, "expired", [hear])
    assert consents.expire_due(timezone.now()) == 1
    stuck.refresh_from_db()
    due.refresh_from_db()
    assert (stuck.status, due.status) == ("GRANTED", "EXPIRED")


def test_the_period_ends_by_itself(case: DischargeCase, cast: Cast) -> None:
    today = workdays.seoul_today()
    last_day = make.consent(case.client, "CONTACT", valid_until=today)
    over = make.consent(case.client, "STATISTICS", valid_until=today - timedelta(days=1))
    assert consents.expire_due(timezone.now()) == 1
    last_day.refresh_from_db()
    over.refresh_from_db()
    assert (last_day.status, over.status) == ("GRANTED", "EXPIRED")


def test_every_answer_is_told_to_the_programmes(
    case: DischargeCase, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []
    for name in ("granted", "refused", "withdrawn"):
        listeners = [lambda consent, actor, name=name: heard.append(name)]
        monkeypatch.setitem(consent_events._listeners, name, listeners)
    one, two = (make.consent(case.client, kind, status="PENDING") for kind in ("CONTACT", "STATISTICS"))
    consents.answer(actor=cast.social1.actor, consent=one, is_granted=True, data=facts())
    consents.answer(actor=cast.social1.actor, consent=two, is_granted=False, data=facts())
    consents.withdraw(actor=cast.social1.actor, consent=one, withdrawn_at=timezone.now(), how="방문")
    assert heard == ["granted", "refused", "withdrawn"]


def test_preparing_makes_one_row_for_each_receiver(case: DischargeCase, cast: Cast) -> None:
    base: dict[str, Any] = {
        "actor": cast.social1.actor,
        "client": case.client,
        "programme": "DISCHARGE",
        "consent_type": "THIRD_PARTY",
    }
    first = consents.prepare(**base, receiver=cast.health1.institution, items=["NAME"])
    again = consents.prepare(**base, receiver=cast.health1.institution, items=["NAME", "PHONE"])
    other = consents.prepare(**base, receiver=cast.welfare1.institution, items=["NAME"])
    assert first.pk == again.pk != other.pk
    assert again.items == ["NAME", "PHONE"]
    with pytest.raises(Invalid):
        consents.prepare(**base)
    with pytest.raises(Invalid):
        consents.prepare(**{**base, "consent_type": "COLLECT"}, receiver=cast.health1.institution)


# --- the gate ----------------------------------------------------------------------------------------------------

THIRD, SENSITIVE = "THIRD_PARTY", "SENSITIVE_THIRD_PARTY"
OPEN = ""
GATE = [
    # consents held (type, items, status), items wanted, what is missing
    ([], ["NAME"], "제3자 제공 동의 없음(가상시 보건소)"),
    ([(THIRD, ["NAME"], "GRANTED")], ["NAME"], OPEN),
    ([(THIRD, ["NAME"], "PENDING")], ["NAME"], "제3자 제공 동의 없음(가상시 보건소)"),
    ([(THIRD, ["NAME"], "REFUSED")], ["NAME"], "제3자 제공 동의 없음(가상시 보건소)"),
    ([(THIRD, ["NAME"], "WITHDRAWN")], ["NAME"], "제3자 제공 동의 없음(가상시 보건소)"),
    ([(THIRD, ["NAME"], "EXPIRED")], ["NAME"], "제3자 제공 동의 없음(가상시 보건소)"),
    ([(THIRD, ["NAME"], "NOT_REQUIRED")], ["NAME"], OPEN),
    ([(THIRD, ["NAME"], "GRANTED")], ["NAME", "PHONE"], "동의 범위 외 항목(가상시 보건소): 연락처"),
    ([(THIRD, ["NAME"], "GRANTED")], ["NAME", "DIAGNOSIS"], "민감정보 제3자 제공 동의 없음(가상시 보건소)"),
    ([(THIRD, ["NAME", "DIAGNOSIS"], "GRANTED")], ["DIAGNOSIS"], "민감정보 제3자 제공 동의 없음(가상시 보건소)"),
    ([(SENSITIVE, ["DIAGNOSIS"], "GRANTED")], ["DIAGNOSIS"], "제3자 제공 동의 없음(가상시 보건소)"),
    ([(THIRD, ["NAME"], "GRANTED"), (SENSITIVE, ["DIAGNOSIS"], "GRANTED")], ["NAME", "DIAGNOSIS"], OPEN),
    (
        [(THIRD, ["NAME"], "GRANTED"), (SENSITIVE, ["DIAGNOSIS"], "GRANTED")],
        ["MOOD_ALCOHOL"],
        "동의 범위 외 항목(가상시 보건소): 정서·음주",
    ),
    (
        [(THIRD, ["NAME"], "GRANTED"), (SENSITIVE, ["PHONE", "DIAGNOSIS"], "GRANTED")],
        ["PHONE"],
        "동의 범위 외 항목(가상시 보건소): 연락처",
    ),
    ([(THIRD, ["NAME"], "GRANTED"), (THIRD, ["PHONE"], "GRANTED")], ["NAME", "PHONE"], OPEN),
]


@pytest.mark.parametrize(("held", "wanted", "missing"), GATE)
def test_the_gate(cast: Cast, held: list[tuple[str, list[str], str]], wanted: list[str], missing: str) -> None:
    person, receiver = make.client_(), cast.health1.institution
    for kind, items, status in held:
        make.consent(person, kind, status=status, receiver=receiver, items=items)
    found = consents.gate(person.pk, receiver, wanted)
    assert found.missing == missing
    assert found.is_open == (missing == OPEN)


def test_a_consent_opens_the_gate_to_its_own_receiver_and_person_only(cast: Cast) -> None:
    person, receiver = make.client_(), cast.health1.institution
    make.consent(person, THIRD, receiver=receiver, items=["NAME"])
    assert consents.gate(person.pk, receiver, ["NAME"]).is_open
    assert not consents.gate(person.pk, cast.welfare1.institution, ["NAME"]).is_open
    assert not consents.gate(make.client_().pk, receiver, ["NAME"]).is_open


def test_the_last_day_of_a_consent_is_still_inside(cast: Cast) -> None:
    person, receiver, today = make.client_(), cast.health1.institution, workdays.seoul_today()
    make.consent(person, THIRD, receiver=receiver, items=["NAME"], valid_until=today)
    assert consents.gate(person.pk, receiver, ["NAME"], on=today).is_open
    assert not consents.gate(person.pk, receiver, ["NAME"], on=today + timedelta(days=1)).is_open
