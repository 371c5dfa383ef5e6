"""A stored fact was wrong: there is a door to correct it, both values stay, and what followed is worked out anew."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from core import sweeps
from core.errors import Conflict, Forbidden, Invalid
from core.models import AuditEntry, Duty, Message
from discharge.models import DischargeCase
from discharge.services import closing, contacts, corrections, deaths
from network.models import Consent
from network.services import clients
from referrals.models import Linkage
from tests import make
from tests.cast import Cast
from tests.discharge.api_calls import case_url, post
from tests.discharge.steps_of_care import answers, contact, discharged, moment, row_of

LEFT = date(2026, 11, 18)
DEATH = date(2026, 12, 2)
NOW = "2026-12-03T10:00+09:00"


def states(case: DischargeCase) -> list[str]:
    return [row.status for row in case.followups.all()]


def dead(cast: Cast, case: DischargeCase, on: date = DEATH) -> DischargeCase:
    return closing.record_death(actor=cast.social1.actor, case=case, death_on=on, source="요양원 전화")


def entry(verb: str) -> AuditEntry:
    return AuditEntry.objects.get(verb=verb)


@pytest.fixture
def case(cast: Cast) -> DischargeCase:
    made = discharged(cast, LEFT, client=make.client_(birth_date=date(1946, 5, 1)))
    contact(cast, row_of(made, "1W"), "2026-11-25 10:00")
    return made


# --- a death ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (date(1946, 4, 30), "생년월일"),
        (date(2026, 10, 30), "연락한 날"),
        (date(2026, 11, 24), "연락한 날"),
        (date(2026, 12, 4), "오늘 이전"),
    ],
)
@time_machine.travel(NOW, tick=False)
def test_a_death_before_somebody_spoke_with_them_is_refused_in_its_field(
    cast: Cast, case: DischargeCase, on: date, words: str
) -> None:
    with pytest.raises(Invalid, match=words) as refused:
        dead(cast, case, on)
    assert list(refused.value.errors) == ["death_on"]
    assert states(case) == ["DONE", "SCHEDULED", "SCHEDULED", "SCHEDULED"]


def test_a_death_before_the_birth_or_the_admission_is_refused(cast: Cast) -> None:
    made = make.case("PLANNED")
    with pytest.raises(Invalid, match="입원일"):
        dead(cast, made, make.days_ago(11))
    nobody_yet = make.client_(birth_date=make.days_ago(30))
    with pytest.raises(Invalid, match="생년월일"):
        clients.record_death(actor=cast.social1.actor, client=nobody_yet, on=make.days_ago(31), source="가족")


@time_machine.travel(NOW, tick=False)
def test_entered_a_second_time_nothing_is_stored_and_nothing_else_is_said(cast: Cast, case: DischargeCase) -> None:
    page = f"/discharge/cases/{case.pk}/aftercare/death/"
    browser = cast.social1.client()
    assert browser.post(page, {"death_on": "2026-12-02", "source": "요양원 전화"}).status_code == 302
    assert "사망을 등록했습니다." in browser.get(f"/discharge/cases/{case.pk}/").text
    for day in ("2026-12-02", "2026-12-01"):
        again = browser.post(page, {"death_on": day, "source": "요양원 전화"})
        assert again.status_code == 409
        assert "사망일이 2026. 12. 2.(수)로 이미 등록되어 있습니다." in again.text
        assert "사망을 등록했습니다." not in again.text
    with pytest.raises(Conflict):
        dead(cast, case)
    assert AuditEntry.objects.filter(verb="client.record_death").count() == 1


@time_machine.travel(NOW, tick=False)
def test_every_agency_that_would_have_come_is_told_at_once_without_a_name(cast: Cast, case: DischargeCase) -> None:
    visiting = make.linkage(case, "IN_SERVICE", cast.health1.institution)
    make.appointment(visiting)
    asked = make.linkage(case, "SENT", cast.welfare1.institution)
    draft = make.linkage(case, "DRAFT", cast.town1.institution)
    mute = make.linkage(case, "ACCEPTED", make.institution(is_member=False))
    dead(cast, case)
    for row, who in ((visiting, cast.health1), (asked, cast.welfare1)):
        notice = Message.objects.get(recipient=who.user, values__number=row.number, template="notice")
        assert notice.values["text"].startswith("방문하지 마십시오")
        assert case.client.name not in str(notice.values)
        assert who.client().get(notice.url).status_code == 200, notice.url
    assert not Message.objects.filter(recipient=cast.town1.user, values__number=draft.number).exists()
    duty = Duty.objects.open().get(kind="referrals.tell_stop")
    assert (duty.object_id, duty.person_id) == (str(mute.pk), cast.social1.pk)
    page = cast.social1.client().get(duty.url)
    assert "기관에 알림 기록" in page.text
    sent = {"outcome": "TOLD", "told_to": "담당 간호사", "note": "방문을 멈추기로 함"}
    assert cast.social1.client().post(f"{duty.url}act/tell/", sent).status_code == 302
    assert not Duty.objects.open().filter(kind="referrals.tell_stop").exists()


@time_machine.travel(NOW, tick=False)
def test_of_who_lives_after_all_everything_that_was_closed_is_open_again_or_listed(
    cast: Cast, case: DischargeCase
) -> None:
    running = make.linkage(case, "IN_SERVICE", cast.health1.institution)
    in_ward = make.case("PLANNING", client=case.client, admitted_on=date(2026, 11, 28))
    dead(cast, case)
    assert states(case) == ["DONE", "CANCELLED", "CANCELLED", "CANCELLED"]
    browser = cast.coordinator1.client()
    assert "사망 기록 고치기" in browser.get(f"/discharge/cases/{case.pk}/").text
    page = f"/discharge/cases/{case.pk}/aftercare/correct_death/"
    sent = {"fault": "ALIVE", "told_by": "요양원 간호사와 통화", "reason": "같은 방 다른 분의 소식을 잘못 들음"}
    assert browser.post(page, {**sent, "reason": ""}).status_code == 400
    assert browser.post(page, sent).status_code == 302
    case.refresh_from_db()
    in_ward.refresh_from_db()
    assert (case.status, case.close_reason, case.closed_on, case.client.deceased_on) == ("FOLLOW_UP", "", None, None)
    assert in_ward.status == "PLANNING"
    assert states(case) == ["DONE", "SCHEDULED", "SCHEDULED", "SCHEDULED"]
    owed = set(Duty.objects.open().filter(root_id=str(in_ward.pk)).values_list("kind", flat=True))
    assert owed >= {"discharge.write_plan", "discharge.sign_part"}
    kept = entry("client.correct_death")
    assert kept.changes["deceased_on"] == ["2026-12-02", ""]
    assert "같은 방" in kept.reason
    assert Linkage.objects.get(pk=running.pk).status == "STOPPED"
    duty = Duty.objects.open().get(kind="referrals.ask_anew")
    assert (duty.object_id, duty.person_id) == (str(running.pk), cast.social1.pk)
    texts = Message.objects.filter(recipient=cast.health1.user, values__number=running.number, template="notice")
    assert "방문 중지를 거둡니다. 병원에 확인하십시오." in [one.values["text"] for one in texts]
    assert browser.post(page, sent).status_code == 409


@time_machine.travel(NOW, tick=False)
def test_another_day_changes_nothing_else(cast: Cast, case: DischargeCase) -> None:
    dead(cast, case)
    url = case_url(case, "aftercare/correct-death/")
    body: dict[str, Any] = {"fault": "DATE", "death_on": "2026-11-24", "told_by": "가족", "reason": "날짜를 잘못 들음"}
    assert list(post(cast.coordinator1, url, body).json()["fields"]) == ["death_on"]
    assert post(cast.social1, url, body).status_code == 403
    assert post(cast.coordinator1, url, body | {"death_on": "2026-12-01"}).status_code == 200
    case.refresh_from_db()
    case.client.refresh_from_db()
    assert (case.client.deceased_on, case.status, case.close_text) == (
        date(2026, 12, 1),
        "CLOSED",
        "사망일 2026-12-01",
    )
    with pytest.raises(Forbidden):
        deaths.correct(actor=cast.nurse1.actor, case=case, data={**body, "fault": "ALIVE"})


# --- the day of discharge ---------------------------------------------------------------------------------------------


@time_machine.travel("2026-12-03T10:00+09:00", tick=False)
def test_another_day_of_discharge_lays_the_rounds_anew(cast: Cast, case: DischargeCase) -> None:
    page = f"/discharge/cases/{case.pk}/aftercare/correct_discharge/"
    browser = cast.social1.client()
    for day in ("2026-10-01", "2026-11-18", "2026-11-26", "2026-12-04"):
        assert browser.post(page, {"discharged_on": day, "reason": "병동에서 다시 확인"}).status_code == 400, day
    sent = {"discharged_on": "2026-11-14", "reason": "병동에서 다시 확인", "version": case.version}
    assert browser.post(page, sent).status_code == 302
    case.refresh_from_db()
    assert (case.discharged_on, case.follow_until) == (date(2026, 11, 14), date(2027, 5, 28))
    assert [(row.step, row.due_on) for row in case.followups.all()] == [
        ("1W", date(2026, 11, 21)),
        ("1M", date(2026, 12, 14)),
        ("3M", date(2027, 2, 14)),
        ("6M", date(2027, 5, 14)),
    ]
    assert row_of(case, "1W").timing == "LATE"
    assert entry("discharge.correct_discharge").changes["discharged_on"] == ["2026-11-18", "2026-11-14"]


def test_a_missed_round_whose_right_window_is_not_over_waits_again(cast: Cast) -> None:
    case = discharged(cast, LEFT)
    with time_machine.travel("2026-12-01T00:05+09:00", tick=False):
        sweeps.run_all(timezone.now())
        assert states(case)[0] == "MISSED"
        corrections.correct_discharge(
            actor=cast.coordinator1.actor, case=case, discharged_on=date(2026, 11, 26), reason="병동 확인"
        )
    assert states(case)[0] == "SCHEDULED"
    duty = Duty.objects.open().get(kind="discharge.follow_up", object_id=str(row_of(case, "1W").pk))
    assert duty.due_at == moment("2026-12-04 00:00")


# --- a contact --------------------------------------------------------------------------------------------------------


@time_machine.travel("2026-12-03T10:00+09:00", tick=False)
def test_moment_and_outcome_of_a_call_are_put_right(cast: Cast, case: DischargeCase) -> None:
    row = row_of(case, "1W")
    page = f"/discharge/followups/{row.pk}/act/correct/"
    browser = cast.nurse1.client()
    for at in ("2026-11-17T10:00", "2026-12-03T10:01", "2026-11-25T10:00"):
        sent = {"contacted_at": at, "result": "DONE", "reason": "통화 기록을 다시 봄"}
        assert browser.post(page, sent).status_code == 400, at
    sent = {"contacted_at": "2026-11-30T10:00", "result": "PARTIAL", "reason": "통화 기록을 다시 봄"}
    assert browser.post(page, sent).status_code == 302
    row.refresh_from_db()
    assert (row.timing, row.result, row.attempts.get().result) == ("LATE", "PARTIAL", "PARTIAL")
    changes = entry("followup.correct").changes
    assert (changes["result"], changes["timing"]) == (["DONE", "PARTIAL"], ["IN", "LATE"])
    assert post(cast.social2, case_url(case, f"followups/{row.pk}/correct/"), {}).status_code == 403
    waiting = case_url(case, f"followups/{row_of(case, '1M').pk}/correct/")
    assert post(cast.nurse1, waiting, {}).status_code == 409


@time_machine.travel("2026-12-03T10:00+09:00", tick=False)
def test_a_call_that_reached_nobody_is_no_call(cast: Cast, case: DischargeCase) -> None:
    row = row_of(case, "1W")
    page = f"/discharge/followups/{row.pk}/act/undo/"
    sent = {"result": "NO_ANSWER", "reason": "다른 사람과 통화함"}
    assert cast.social1.client().post(page, {**sent, "reason": ""}).status_code == 400
    assert cast.social1.client().post(page, sent).status_code == 302
    row.refresh_from_db()
    assert (row.status, row.contacted_at, row.result, row.spoke_with, row.ed_visit) == ("SCHEDULED", None, "", "", None)
    assert row.attempts.get().result == "NO_ANSWER"
    sweeps.run_all(timezone.now())
    row.refresh_from_db()
    assert row.status == "MISSED"
    again = contacts.record_contact(actor=cast.social1.actor, follow_up=row, data=answers("2026-11-26 10:00"))
    assert (again.status, again.timing) == ("DONE", "IN")


# --- an answer to a consent -------------------------------------------------------------------------------------------


@time_machine.travel("2026-12-03T10:00+09:00", tick=False)
def test_the_day_of_a_consent_is_put_right_and_what_went_out_before_is_named(cast: Cast, case: DischargeCase) -> None:
    consent = Consent.objects.get(client=case.client, consent_type="PROGRAM")
    page = f"/discharge/cases/{case.pk}/consents/{consent.pk}/correct/"
    browser = cast.social1.client()
    text = browser.get(f"/discharge/cases/{case.pk}/").text
    assert "철회 등록</a> <a" in text, "two links are two words"
    assert "일시 바로잡기" in text
    assert browser.post(page, {"answered_at": "2026-12-03T10:01", "reason": "동의서의 날짜"}).status_code == 400
    assert browser.post(page, {"answered_at": "2026-11-12T15:00", "reason": "동의서의 날짜"}).status_code == 302
    case.refresh_from_db()
    assert case.consented_on == date(2026, 11, 12)
    assert len(entry("consent.correct").changes["answered_at"]) == 2
    linkage = make.linkage(case, "IN_SERVICE")
    share = Consent.objects.get(client=case.client, consent_type="THIRD_PARTY", receiver=linkage.receiver)
    body = {"answered_at": "2026-12-03T09:00:00+09:00", "reason": "동의서의 날짜"}
    answer = post(cast.coordinator1, case_url(case, f"consents/{share.pk}/correct/"), body)
    assert (answer.status_code, answer.json()["sent_before"]) == (200, [linkage.number])
    assert post(cast.doctor1, case_url(case, f"consents/{share.pk}/correct/"), body).status_code == 403


@time_machine.travel("2026-12-03T10:00+09:00", tick=False)
def test_a_plan_is_not_explained_before_the_admission(cast: Cast) -> None:
    case = make.case("PLAN_REVIEW")
    page = f"/discharge/cases/{case.pk}/move/approve_plan/"
    early = {"explained_to": "PATIENT", "explained_on": str(make.days_ago(11)), "version": case.version}
    refused = cast.doctor1.client().post(page, early)
    assert refused.status_code == 400
    assert "설명일은 입원일" in refused.text
    fitting = early | {"explained_on": str(make.days_ago(10))}
    assert cast.doctor1.client().post(page, fitting).status_code == 302
