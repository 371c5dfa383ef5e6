"""What a working day brings, in a real browser: late calls, a person back in hospital, a death, a refusal, a long pause."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password

from core import workdays
from core.models import Message
from discharge.models import DischargeCase, PlanPart
from network.models import BrowserSession, User
from referrals.models import Linkage
from tests import cast as standing
from tests import make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _home_for(days: int) -> DischargeCase:
    """Somebody at home since so many days, with the four calls ahead of them."""
    left = make.days_ago(days)
    case = make.case("FOLLOW_UP", admitted_on=left - timedelta(days=10), discharged_on=left)
    for step, after in (("1W", 7), ("1M", 30), ("3M", 91), ("6M", 182)):
        make.followup(case, step, due_on=left + timedelta(days=after))
    return case


def _states(case: DischargeCase) -> list[str]:
    return list(case.followups.order_by("due_on").values_list("status", flat=True))


def _record(seat: Any, case: DischargeCase, step: str, result: str, day: Any) -> None:
    seat.go(f"/discharge/cases/{case.pk}/followups/{case.followups.get(step=step).pk}/")
    seat.choose("method", "PHONE")
    seat.page.fill("[name=contacted_at]", f"{day}T15:00")
    seat.choose("result", result)


def _save(seat: Any) -> None:
    bar = seat.page.locator(".savebar button[type=submit]:visible")
    (bar if bar.count() else seat.page.locator("main form button[type=submit]:visible")).first.click()
    seat.arrive()


def test_a_call_typed_after_its_window_counts_for_the_round_of_its_day(sit: Any) -> None:
    """The week's call was swept to 미실시; typed on the next day it is done, and the month's call is still ahead."""
    case = _home_for(12)
    case.followups.filter(step="1W").update(status="MISSED")
    social = sit(standing.current().social1)
    _record(social, case, "1M", "DONE", make.days_ago(5))
    social.choose("spoke_with", "SELF")
    for name in ("ed_visit", "readmitted", "new_need"):
        social.choose(name, "no")
    social.page.fill("[name=late_reason]", "외근 뒤 입력")
    assert social.audit() == []
    _save(social)
    assert _states(case) == ["DONE", "SCHEDULED", "SCHEDULED", "SCHEDULED"], social.text
    assert "늦은 입력" in social.page.content()


def test_somebody_who_is_in_hospital_again_is_not_called(sit: Any) -> None:
    case = _home_for(7)
    social = sit(standing.current().social1)
    _record(social, case, "1W", "HOSPITALIZED", workdays.seoul_today() - timedelta(days=1))
    page = social.page
    page.fill("[name='readmissions-0-hospital_name']", "가상병원")
    page.fill("[name='readmissions-0-admitted_on']", str(make.days_ago(2)))
    page.select_option("[name='readmissions-0-readmission_type']", index=1)
    assert social.audit() == []
    _save(social)
    assert set(_states(case)) == {"SUSPENDED"}, social.text
    social.go(f"/discharge/cases/{case.pk}/")
    assert "입원 중" in social.text


def test_a_death_stops_tomorrows_visit(sit: Any) -> None:
    """The agency is told at once, by number and without a name; whatever it opens says no visit any more."""
    cast = standing.current()
    case = _home_for(7)
    row = make.linkage(case, "ACCEPTED")
    agency = sit(cast.health1)
    agency.go(f"/linkages/{row.pk}/appointments/")
    tomorrow = workdays.seoul_today() + timedelta(days=1)
    agency.page.fill("[name=planned_at]", f"{tomorrow}T10:00")
    agency.choose("way", "HOME")
    _save(agency)
    assert row.appointments.filter(outcome="").exists(), agency.text

    social = sit(cast.social1)
    social.go(f"/discharge/cases/{case.pk}/aftercare/death/")
    social.page.fill("[name=death_on]", str(workdays.seoul_today()))
    social.page.fill("[name=source]", "딸이 전화로 알림")
    assert social.audit() == []
    _save(social)
    told = Message.objects.filter(recipient=cast.health1.user, values__number=row.number, template="notice")
    words = [one.values["text"] for one in told]
    assert any("방문하지 마십시오" in text for text in words), words
    assert not any(case.client.name in text for text in words)
    assert not row.appointments.filter(outcome="").exists()
    agency.go("/calendar/")
    assert f"가정 방문 · {row.number}" not in agency.text or "취소" in agency.text


def test_an_agency_that_declines_lands_in_its_inbox(sit: Any) -> None:
    cast = standing.current()
    row = make.linkage(_home_for(7), "RECEIVED")
    agency = sit(cast.health1)
    agency.go(f"/linkages/{row.pk}/act/decline/")
    agency.choose("decline_reason", "CAPACITY")
    _save(agency)
    assert Linkage.objects.get(pk=row.pk).status == "DECLINED"
    assert agency.page.url.endswith("/linkages/received/"), agency.page.url
    assert "403" not in agency.text
    assert agency.audit() == []


PASSWORD = "Ganadara-2026-ok"


def _sign_in(nurse: Any) -> None:
    nurse.page.fill("[name=login]", "nurse1")
    nurse.page.fill("[name=password]", PASSWORD)
    nurse.page.locator("main form button[type=submit]").first.click()
    nurse.arrive()


def test_what_was_typed_when_the_session_ended_stands_in_the_form_after_signing_in(sit: Any) -> None:
    """Also in another window: the first one is closed over the sign-in page, the text waits at its address."""
    case = make.case("PLANNING")
    case.plans.all().delete()
    make.plan(case)
    User.objects.filter(username="nurse1").update(password=make_password(PASSWORD))
    nurse, address = sit(), f"/discharge/cases/{case.pk}/plan/parts/nurse/"
    nurse.go(address)
    _sign_in(nurse)
    nurse.page.fill("textarea[name=text]", "화장실에서는 손잡이를 잡으십시오.")
    BrowserSession.objects.all().delete()
    _save(nurse)
    assert "/account/login/" in nurse.page.url
    signing_in = nurse.page.url
    nurse.page = nurse.page.context.new_page()
    nurse.go(signing_in)
    _sign_in(nurse)
    assert nurse.page.input_value("textarea[name=text]") == "화장실에서는 손잡이를 잡으십시오."
    assert "저장하지 못한 글" in nurse.text
    assert nurse.audit() == []
    _save(nurse)
    part = PlanPart.objects.get(plan__case=case, kind="NURSE")
    assert (part.text, part.status) == ("화장실에서는 손잡이를 잡으십시오.", "SIGNED")
