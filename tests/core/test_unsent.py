"""저장 pressed when the session had ended: after signing in, also in another window, the text stands in the form."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.hashers import make_password
from django.test import Client as Browser
from django.utils import timezone

from core import duties
from core.actor import SYSTEM
from core.models import Draft
from discharge.models import DischargeCase, PlanPart
from network.models import BrowserSession, User
from referrals.models import Linkage
from tests import make
from tests.cast import Cast, Member
from tests.discharge.api_calls import post, refusal_of
from tests.discharge.test_plan_story import ACTION, GOAL, _typed

HERE = "http://testserver"
PASSWORD = "Ganadara-2026-ok"
RRN = "900101-1234568"
IDLE = timedelta(minutes=16)
pytestmark = pytest.mark.django_db


@pytest.fixture
def case(cast: Cast) -> DischargeCase:
    made = make.case("PLANNING")
    made.plans.all().delete()
    make.plan(made)
    return made


def _late(browser: Browser, url: str, body: dict[str, Any]) -> Any:
    """Pressed on the page sixteen minutes after the last request."""
    browser.get(url)
    with time_machine.travel(timezone.now() + IDLE):
        return browser.post(url, body, HTTP_REFERER=f"{HERE}{url}")


def _again(answer: Any) -> str:
    found = re.search(r"next=(.+)", answer["Location"])
    assert found
    return found[1].replace("%3F", "?").replace("%3D", "=").replace("%26", "&")


def test_all_that_was_typed_stands_in_the_form_after_signing_in(cast: Cast, case: DischargeCase) -> None:
    url = f"/discharge/cases/{case.pk}/plan/parts/social/"
    typed = _typed("social", "딸과 함께 지냅니다.", goals=[GOAL, GOAL | {"text": "둘째 목표"}], actions=[ACTION])
    answer = _late(cast.social1.client(), url, typed)
    assert answer.status_code == 302
    address = _again(answer)
    assert address == f"{url}?resume=1"
    browser = cast.social1.client()
    page = browser.get(address)
    assert page.status_code == 200
    for words in ("로그인이 끝나 저장하지 못한 글입니다.", "딸과 함께 지냅니다.", "둘째 목표", ACTION["action"]):
        assert words in page.text
    assert PlanPart.objects.get(plan__case=case, kind="SOCIAL").text == "계획 내용", "looking saves nothing"
    done = browser.post(address, typed | {"disposition_planned": "HOME", "emergency_contact": "딸"})
    assert done.status_code == 302
    assert PlanPart.objects.get(plan__case=case, kind="SOCIAL").text == "딸과 함께 지냅니다."
    assert not Draft.objects.exists(), "what was kept has done its work"


def test_an_act_is_filled_and_not_done(cast: Cast, case: DischargeCase) -> None:
    row = _searching(cast, case)
    url = f"/linkages/{row.pk}/act/close_search/"
    address = _again(_late(cast.social1.client(), url, {"note": "가족이 돌보기로 함", "version": "1"}))
    assert "가족이 돌보기로 함" in cast.social1.client().get(address).text
    assert duties.open_kinds(row) == {"referrals.find_other"}
    url = f"/linkages/new/?programme=DISCHARGE&case={case.pk}"
    address = _again(
        _late(cast.social1.client(), url, {"reason": "혼자 걷기 어려움", "request": "방문", "service": "MEAL"})
    )
    assert "혼자 걷기 어려움" in cast.social1.client().get(address).text
    assert Linkage.objects.count() == 1


def _searching(cast: Cast, case: DischargeCase) -> Linkage:
    row = make.linkage(case, "DECLINED", cast.welfare1.institution)
    duties.open_duty("referrals.find_other", row, actor=SYSTEM)
    return row


def test_a_session_that_is_gone_holds_it_with_the_browser_until_the_sign_in(cast: Cast, case: DischargeCase) -> None:
    """Signed out in another window, or so late that nobody knows any more whose session it was."""
    url = f"/discharge/cases/{case.pk}/plan/parts/nurse/"
    User.objects.filter(pk=cast.nurse1.pk).update(password=make_password(PASSWORD))
    browser, typed = Browser(), {"login": "nurse1", "password": PASSWORD}
    browser.post("/account/login/", typed)
    assert browser.get(url).status_code == 200
    BrowserSession.objects.all().delete()
    answer = browser.post(url, _typed("nurse", "늦게 누른 글"), HTTP_REFERER=f"{HERE}{url}")
    address = _again(answer)
    assert address == f"{url}?resume=1"
    assert "늦게 누른 글" not in str([row.get_decoded() for row in BrowserSession.objects.all()]), "not readable there"
    signed = browser.post("/account/login/", typed | {"next": address})
    assert signed["Location"] == address
    assert "늦게 누른 글" in browser.get(address).text
    stranger = Browser().post(url, _typed("nurse", "모르는 글"), HTTP_REFERER=f"{HERE}{url}")
    assert _again(stranger) == url, "who never was signed in leaves nothing"


def test_a_colleague_who_signs_in_at_the_same_desk_gets_nothing_of_it(cast: Cast, case: DischargeCase) -> None:
    url = f"/discharge/cases/{case.pk}/followups/{make.followup(case).pk}/"
    User.objects.filter(pk__in=(cast.nurse1.pk, cast.social1.pk)).update(password=make_password(PASSWORD))
    browser = Browser()
    browser.post("/account/login/", {"login": "nurse1", "password": PASSWORD})
    assert browser.get(url).status_code == 200
    BrowserSession.objects.all().delete()
    address = _again(browser.post(url, {"note": "간호사가 적던 글"}, HTTP_REFERER=f"{HERE}{url}"))
    browser.post("/account/login/", {"login": "social1", "password": PASSWORD, "next": address})
    page = browser.get(address)
    assert page.status_code == 200
    assert "간호사가 적던 글" not in page.text
    assert not Draft.objects.filter(person=cast.social1.user).exists()


def test_nobody_else_finds_it(cast: Cast, case: DischargeCase) -> None:
    url = f"/discharge/cases/{case.pk}/plan/parts/nurse/"
    address = _again(_late(cast.nurse1.client(), url, _typed("nurse", "간호사의 글")))
    both: Member = cast.social1
    assert "간호사의 글" not in both.client().get(address).text
    assert "간호사의 글" in cast.nurse1.client().get(address).text


def test_after_signing_in_in_another_window_the_old_token_loses_nothing(cast: Cast, case: DischargeCase) -> None:
    url = f"/discharge/cases/{case.pk}/plan/parts/nurse/"
    browser = cast.nurse1.client(enforce_csrf_checks=True)
    browser.get(url)
    sent = _typed("nurse", "다른 창의 글") | {"csrfmiddlewaretoken": "a" * 64}
    refused = browser.post(url, sent, HTTP_REFERER=f"{HERE}{url}", HTTP_ORIGIN=HERE)
    assert refused.status_code == 403
    assert f'href="{url}?resume=1"' in refused.text
    assert "방금 보낸 글은 그대로 보관했습니다." in refused.text
    assert "다른 창의 글" in browser.get(f"{url}?resume=1").text
    Draft.objects.all().delete()
    browser.post(url, sent, HTTP_REFERER="https://elsewhere.example/", HTTP_ORIGIN="https://elsewhere.example")
    assert not Draft.objects.exists(), "another site plants nothing"


def test_what_may_be_stored_nowhere_is_not_kept(cast: Cast, case: DischargeCase) -> None:
    url = f"/discharge/cases/{case.pk}/plan/parts/nurse/"
    answer = _late(cast.nurse1.client(), url, _typed("nurse", RRN))
    assert _again(answer) == url
    assert not Draft.objects.exists()


def test_five_thousand_signs_in_a_field_of_three_hundred_are_refused_with_their_number(
    cast: Cast, case: DischargeCase
) -> None:
    row, said = _searching(cast, case), "가" * 5000
    refused = cast.social1.client().post(f"/linkages/{row.pk}/act/close_search/", {"note": said})
    assert refused.status_code == 400
    assert "300자까지 적으십시오. 지금 5000자입니다." in refused.text
    assert said in refused.text, "not cut"
    assert 'data-most="300"' in refused.text, "counted while it is typed"
    answer = post(cast.social1, f"/api/v1/linkages/{row.pk}/close-search/", {"note": said})
    assert "300자까지" in refusal_of(answer)["fields"]["note"][0]


def test_the_door_of_drafts_plants_nothing_where_the_house_keeps_what_was_sent(cast: Cast, case: DischargeCase) -> None:
    browser = cast.nurse1.client()
    answer = browser.put(f"/drafts/unsent/{'a' * 40}/", {"a": 5}, content_type="application/json")
    assert answer.status_code == 404
    assert not Draft.objects.exists()
