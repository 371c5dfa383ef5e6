"""기록: of every correction who made it, when, why, and what stood there before, on the page and over the API."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from core import workdays
from core.models import AuditEntry
from discharge.models import DischargeCase, InstrumentResult
from network.models import Consent
from tests import make
from tests.cast import Cast, Member
from tests.discharge.api_calls import case_url, post
from tests.discharge.steps_of_care import contact, discharged, row_of

CODE = re.compile(r"\b[A-Z][A-Z_]{3,}\b")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now() -> Any:
    with time_machine.travel("2026-12-03T10:00+09:00", tick=False):
        yield


@pytest.fixture
def case(cast: Cast) -> DischargeCase:
    made = discharged(cast, date(2026, 11, 18), client=make.client_(birth_date=date(1946, 5, 1)))
    contact(cast, row_of(made, "1W"), "2026-11-25 10:00")
    return made


def _log(who: Member, case: DischargeCase) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = who.api().get(case_url(case, "log/")).json()
    return found


def _told(cast: Cast, case: DischargeCase, sentence: str) -> dict[str, Any]:
    """The newest line of this sentence over the API, after the page was seen to say the same."""
    line = next(one for one in _log(cast.social1, case) if sentence in one["text"])
    page = cast.social1.client().get(f"/discharge/cases/{case.pk}/log/").text
    assert line["note"] in page
    assert f"{line['by']} · " in page
    return line


def _act(who: Member, case: DischargeCase, act: str, body: dict[str, Any]) -> None:
    answer = post(who, case_url(case, f"{act}/"), body)
    assert answer.status_code in (200, 201), answer.content.decode()


def test_a_death_and_its_corrections_are_told_with_who_told_it(cast: Cast, case: DischargeCase) -> None:
    make.linkage(case, "IN_SERVICE", cast.health1.institution)
    make.linkage(case, "SENT", cast.welfare1.institution)
    _act(cast.social1, case, "aftercare/death", {"death_on": "2026-12-02", "source": "가상요양원 전화"})
    told = _told(cast, case, "사망을 등록했습니다.")
    assert told["by"] == cast.social1.user.name
    assert told["note"] == "사망일 없음 → 2026. 12. 2.(수) · 알게 된 경로: 가상요양원 전화"
    fault = {"fault": "DATE", "death_on": "2026-12-01", "told_by": "딸", "reason": "날짜를 잘못 들음"}
    _act(cast.coordinator1, case, "aftercare/correct-death", fault)
    told = _told(cast, case, "사망 기록을 고쳤습니다.")
    assert told["by"] == cast.coordinator1.user.name
    assert told["changes"] == [{"label": "사망일", "before": "2026. 12. 2.(수)", "after": "2026. 12. 1.(화)"}]
    assert told["note"].endswith("사유: 날짜를 잘못 들음 (확인: 딸)")
    fault = {"fault": "ALIVE", "told_by": "본인", "reason": "다른 사람의 소식"}
    _act(cast.coordinator1, case, "aftercare/correct-death", fault)
    assert _told(cast, case, "사망 기록을 고쳤습니다.")["note"].startswith("사망일 2026. 12. 1.(화) → 없음")


def test_what_the_system_ended_is_told_in_words(cast: Cast, case: DischargeCase) -> None:
    make.linkage(case, "IN_SERVICE", cast.health1.institution)
    make.linkage(case, "SENT", cast.welfare1.institution)
    _act(cast.social1, case, "aftercare/death", {"death_on": "2026-12-02", "source": "가상요양원 전화"})
    lines = _log(cast.social1, case)
    assert [one["note"] for one in lines if one["text"].startswith("연계 의뢰: ")] == ["사유: 사망", "사유: 사망"]
    assert [one for one in lines if CODE.search(one["text"] + one["note"])] == []


def test_an_end_whose_reason_was_kept_as_a_code_is_told_in_words(cast: Cast, case: DischargeCase) -> None:
    linkage = make.linkage(case, "STOPPED", cast.health1.institution)
    AuditEntry.objects.create(
        action="UPDATE", verb="linkage.stop", object_kind="referrals.linkage", object_id=str(linkage.pk), reason="MOVED"
    )
    assert _told(cast, case, "연계 의뢰: ")["note"] == "사유: 전출"


def test_a_corrected_discharge_shows_both_days(cast: Cast, case: DischargeCase) -> None:
    body = {"discharged_on": "2026-11-14", "reason": "병동에서 다시 확인"}
    _act(cast.social1, case, "aftercare/correct-discharge", body)
    told = _told(cast, case, "퇴원일을 바로잡았습니다.")
    assert (told["by"], told["note"]) == (
        cast.social1.user.name,
        "퇴원일 2026. 11. 18.(수) → 2026. 11. 14.(토) · 사유: 병동에서 다시 확인",
    )


def test_a_corrected_contact_shows_moment_outcome_and_timing_before_and_after(cast: Cast, case: DischargeCase) -> None:
    row = row_of(case, "1W")
    body = {"contacted_at": "2026-11-30T10:00:00+09:00", "result": "PARTIAL", "reason": "통화 기록을 다시 봄"}
    _act(cast.nurse1, case, f"followups/{row.pk}/correct", body)
    told = _told(cast, case, "추적관찰 기록을 바로잡았습니다.")
    assert told["by"] == cast.nurse1.user.name
    assert told["note"] == (
        "실시일시 2026. 11. 25.(수) 10:00 → 2026. 11. 30.(월) 10:00 · 시기 기간 안 → 기간 뒤 · "
        "결과 완료 → 일부 완료 · 사유: 통화 기록을 다시 봄"
    )


def test_a_contact_that_was_none_shows_what_it_had_said(cast: Cast, case: DischargeCase) -> None:
    row = row_of(case, "1W")
    _act(cast.nurse1, case, f"followups/{row.pk}/undo", {"result": "NO_ANSWER", "reason": "다른 사람과 통화함"})
    note = _told(cast, case, "완료 취소")["note"]
    assert "실시일시 2026. 11. 25.(수) 10:00 → 없음" in note
    assert "결과 완료 → 부재(무응답)" in note
    assert not CODE.search(note)


def test_the_corrected_moment_of_a_consent_is_shown(cast: Cast, case: DischargeCase) -> None:
    consent = Consent.objects.get(client=case.client, consent_type="PROGRAM")
    body = {"answered_at": "2026-11-12T15:00:00+09:00", "reason": "동의서의 날짜"}
    _act(cast.social1, case, f"consents/{consent.pk}/correct", body)
    note = _told(cast, case, "동의 일시를 바로잡았습니다.")["note"]
    assert "→ 2026. 11. 12.(목) 15:00 · 사유: 동의서의 날짜" in note


def test_a_corrected_result_of_an_instrument_shows_both_totals(cast: Cast, case: DischargeCase) -> None:
    old = InstrumentResult.objects.create(
        case=case, instrument="FRAIL", edition="1", answers={"total": 2}, total=2, band="PRE", band_label="전노쇠",
        rule_edition="FRAIL-1", measured_on=workdays.seoul_today(), measured_by=cast.nurse1.user,
    )  # fmt: skip
    sent = {"total": "4", "measured_on": str(workdays.seoul_today()), "reason": "잘못 옮겨 적음"}
    url = f"/discharge/cases/{case.pk}/instruments/{old.pk}/correct/"
    assert cast.nurse1.client().post(url, sent).status_code == 302
    note = _told(cast, case, "평가도구 결과를 바로잡았습니다.")["note"]
    assert note == "총점 2 → 4 · 판정 이름 전노쇠 → 노쇠 · 사유: 잘못 옮겨 적음"


def test_a_corrected_reply_shows_both_results(cast: Cast, case: DischargeCase) -> None:
    linkage = make.linkage(case, "REPLIED", cast.health1.institution)
    linkage.replies.create(
        reply_kind="FINAL", result="SERVICE_STARTED", content="주 1회 방문", replied_by="가상",
        replied_at=workdays.start_of_day(date(2026, 12, 1)),
    )  # fmt: skip
    body = {"result": "SERVICE_DONE", "content": "서비스를 마침", "started_on": "2026-12-02", "replied_by": "가상"}
    body |= {"frequency": "주 1회", "reason": "잘못 고름"}
    answer = post(cast.social1, f"/api/v1/linkages/{linkage.pk}/correct-reply/", body)
    assert answer.status_code == 200, answer.content.decode()
    note = _told(cast, case, "결과 회신을 바로잡았습니다.")["note"]
    assert note in cast.health1.client().get(reverse("referrals:linkage-detail", args=[linkage.pk])).text
    assert note == "결과 서비스 제공(시작) → 서비스 완료 · 사유: 잘못 고름"
