"""After the news of a death, and after it was not true: what each agency is told, what is asked, what settles it."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from core import duties, workdays
from core.actor import SYSTEM
from core.models import AuditEntry, Duty
from discharge.models import DischargeCase
from discharge.services import closing, deaths
from referrals.models import Linkage
from tests import make
from tests.cast import Cast
from tests.discharge.api_calls import case_url, post

ANEW, STOP = "referrals.ask_anew", "referrals.tell_stop"
LIVES = {"fault": "ALIVE", "told_by": "본인", "reason": "다른 사람의 소식"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def case(cast: Cast) -> DischargeCase:
    return make.case("FOLLOW_UP")


def _dies(cast: Cast, case: DischargeCase) -> None:
    closing.record_death(actor=cast.social1.actor, case=case, death_on=workdays.seoul_today(), source="가상요양원 전화")


def _lives(cast: Cast, case: DischargeCase) -> None:
    deaths.correct(actor=cast.coordinator1.actor, case=DischargeCase.objects.get(pk=case.pk), data=LIVES)


def _page(row: Linkage) -> str:
    return reverse("referrals:linkage-detail", args=[row.pk])


def _is_owed(row: Linkage, kind: str) -> bool:
    return kind in duties.open_kinds(row)


@pytest.fixture
def mute(cast: Cast, case: DischargeCase) -> Linkage:
    """In service at an agency without accounts when the news came."""
    row = make.linkage(case, "IN_SERVICE", make.institution(is_member=False))
    _dies(cast, case)
    return Linkage.objects.get(pk=row.pk)


@pytest.fixture
def stopped(cast: Cast, case: DischargeCase) -> Linkage:
    """In service when the news came that was not true."""
    row = make.linkage(case, "IN_SERVICE", cast.health1.institution)
    _dies(cast, case)
    _lives(cast, case)
    return Linkage.objects.get(pk=row.pk)


def test_the_page_says_what_is_to_be_done_and_not_that_somebody_declined(
    cast: Cast, mute: Linkage, case: DischargeCase
) -> None:
    page = cast.social1.client().get(_page(mute)).text
    assert "대상자가 사망했습니다. 이 기관에는 알림이 가지 않으니" in page
    assert "이 기관이 거절했습니다" not in page
    assert "다시 의뢰" not in page, "nobody asks again for who has died"
    _lives(cast, case)
    page = cast.social1.client().get(_page(mute)).text
    assert "사망 기록이 바로잡혔습니다. 이 기관에 다시 제공할 수 있는지 물어" in page
    assert "이 기관이 거절했습니다" not in page
    declined = make.linkage(case, "DECLINED", cast.welfare1.institution)
    duties.open_duty("referrals.find_other", declined, actor=SYSTEM)
    assert "이 기관이 거절했습니다" in cast.social1.client().get(_page(declined)).text


@pytest.mark.parametrize(("row", "example"), [("mute", "방문을 멈추기로 함"), ("stopped", "다시 방문하기로 함")])
def test_the_form_gives_an_example_of_what_is_told(
    cast: Cast, row: str, example: str, request: pytest.FixtureRequest
) -> None:
    linkage = request.getfixturevalue(row)
    page = cast.social1.client().get(f"{_page(linkage)}act/tell/").text
    assert example in page
    assert ("방문을 멈추기로 함" in page) == (row == "mute")


def test_that_nobody_was_there_settles_nothing(cast: Cast, stopped: Linkage) -> None:
    browser, act = cast.social1.client(), f"{_page(stopped)}act/tell/"
    assert browser.post(act, {"note": "담당자 부재"}).status_code == 400, "what came of it is asked"
    assert browser.post(act, {"outcome": "TOLD", "note": "담당자 부재"}).status_code == 400, "and who was told"
    assert browser.post(act, {"outcome": "UNREACHED", "note": "담당자 부재"}).status_code == 302
    assert _is_owed(stopped, ANEW)
    page = browser.get(_page(stopped)).text
    assert "기관에 알리려 했으나 닿지 않았습니다." in page
    assert "담당자 부재" in page
    assert browser.post(act, {"outcome": "TOLD", "told_to": "담당 간호사", "note": "다시 방문"}).status_code == 302
    assert not _is_owed(stopped, ANEW)
    assert AuditEntry.objects.get(verb="linkage.tell").reason.startswith("담당 간호사, ")
    assert browser.post(act, {"outcome": "TOLD", "told_to": "담당 간호사", "note": "다시"}).status_code == 409


def test_over_the_api_the_same_is_asked(cast: Cast, stopped: Linkage) -> None:
    url = f"/api/v1/linkages/{stopped.pk}/tell/"
    refused = post(cast.social1, url, {"outcome": "TOLD", "note": "통화함"})
    assert (refused.status_code, list(refused.json()["fields"])) == (400, ["told_to"])
    assert post(cast.social1, url, {"outcome": "UNREACHED", "note": "부재"}).status_code == 200
    assert _is_owed(stopped, ANEW)
    needless = {"outcome": "NEEDLESS", "note": "가족이 원하지 않음"}
    assert post(cast.social1, url, needless).status_code == 200
    assert not _is_owed(stopped, ANEW)
    line = post_log(cast, stopped)
    assert (line["text"], line["note"]) == (
        "기관에 알릴 필요가 없다고 적었습니다.",
        "사유: 가족이 원하지 않음",
    )


def post_log(cast: Cast, row: Linkage) -> dict[str, Any]:
    """The newest line of the log of its case."""
    found: dict[str, Any] = cast.social1.api().get(f"/api/v1/discharge/cases/{row.about_id}/log/").json()[0]
    return found


def test_the_same_agency_is_asked_anew_from_the_page(cast: Cast, stopped: Linkage, case: DischargeCase) -> None:
    page = cast.social1.client().get(_page(stopped))
    again = next(one["url"] for one in page.context["next_actions"] if one["label"] == "다시 의뢰")
    form = cast.social1.client().get(again)
    assert form.status_code == 200
    assert form.context["form"]["receiver"].value() == stopped.receiver_id
    assert [one.value for one in form.context["found"].choices if one.is_chosen] == [stopped.receiver_id]
    assert "사망 기록이 바로잡혔습니다." in form.text
    body = {
        "programme": "DISCHARGE", "case": str(case.pk), "parent": str(stopped.pk), "receiver": stopped.receiver_id,
        "service": stopped.service, "reason": "사망 기록 정정", "request": "다시 방문", "urgency": "NORMAL",
        "shared_items": stopped.shared_items,
    }  # fmt: skip
    made = post(cast.social1, "/api/v1/linkages/", body)
    assert made.status_code == 201, made.content.decode()
    assert not _is_owed(stopped, ANEW), "who asks anew has done what was owed"
    other = make.linkage(case, "STOPPED", cast.health1.institution, stop_reason="ADMITTED")
    refused = post(cast.social1, "/api/v1/linkages/", body | {"parent": str(other.pk)})
    assert (refused.status_code, list(refused.json()["fields"])) == (400, ["receiver"])


def test_each_of_several_agencies_is_named_where_the_duties_stand(cast: Cast, case: DischargeCase) -> None:
    agencies = [cast.health1.institution, cast.welfare1.institution]
    rows = [make.linkage(case, "IN_SERVICE", agency) for agency in agencies]
    _dies(cast, case)
    _lives(cast, case)
    duties_of = Duty.objects.open().filter(kind=ANEW)
    assert duties_of.count() == len(rows)
    for place in (f"/discharge/cases/{case.pk}/", "/?later=1"):
        page = cast.social1.client().get(place).text
        left = page[page.index("남은 할 일") :] if "남은 할 일" in page else page
        for row, agency in zip(rows, agencies, strict=True):
            assert row.number in left, place
            assert agency.short_name in left, place


def test_the_closed_case_says_when_and_from_whom_the_death_is_known(cast: Cast, case: DischargeCase) -> None:
    _dies(cast, case)
    page = cast.social1.client().get(f"/discharge/cases/{case.pk}/")
    panel = page.text[page.text.index('id="follow"') :]
    assert "<dt>알게 된 경로</dt><dd>가상요양원 전화" in panel
    assert f"{cast.social1.user.name} 등록" in panel
    fault = {"fault": "DATE", "death_on": str(make.days_ago(1)), "told_by": "딸", "reason": "날짜를 잘못 들음"}
    assert post(cast.coordinator1, case_url(case, "aftercare/correct-death/"), fault).status_code == 200
    page = cast.social1.client().get(f"/discharge/cases/{case.pk}/")
    assert "<dt>고친 사유</dt><dd>날짜를 잘못 들음 (확인: 딸)" in page.text
    assert page.context["followups"]["death"]["on"] == make.days_ago(1)
    _lives(cast, case)
    assert "알게 된 경로" not in cast.social1.client().get(f"/discharge/cases/{case.pk}/").text.split('id="log"')[0]
