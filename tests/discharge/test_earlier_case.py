"""The earlier case of a person is seen from the later one and back; what was agreed to then is asked again."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine

from core.errors import Invalid
from discharge.models import DischargeCase
from discharge.services import consents
from network.models import Consent
from tests import make
from tests.cast import Cast
from tests.discharge.api_calls import case_url, post
from tests.discharge.screening_data import NEW, body, form, registered
from tests.discharge.steps_of_care import discharged

LEFT, BACK = date(2026, 9, 10), date(2026, 9, 28)
pytestmark = pytest.mark.usefixtures("_on_the_day")


@pytest.fixture
def _on_the_day(db: None) -> object:
    with time_machine.travel("2026-09-29T10:00+09:00", tick=False):
        yield


@pytest.fixture
def earlier(cast: Cast) -> DischargeCase:
    return discharged(cast, LEFT)


@pytest.fixture
def later(cast: Cast, earlier: DischargeCase) -> DischargeCase:
    return registered(cast, client=earlier.client, admitted_on=BACK)


def test_each_case_shows_the_other_with_its_state_and_days(
    cast: Cast, earlier: DischargeCase, later: DischargeCase
) -> None:
    browser = cast.social1.client()
    page = browser.get(f"/discharge/cases/{later.pk}/").text
    assert "이 대상자의 다른 사례" in page
    assert f'href="/discharge/cases/{earlier.pk}/"' in page
    assert "2026. 9. 10.(목) 퇴원" in page
    assert f'href="/discharge/cases/{later.pk}/"' in browser.get(f"/discharge/cases/{earlier.pk}/").text
    others = cast.social1.api().get(case_url(later)).json()["others"]
    assert [(one["number"], one["is_readable"]) for one in others] == [(earlier.number, True)]


def test_who_may_not_read_the_earlier_case_sees_that_there_was_one_and_no_link(
    cast: Cast, earlier: DischargeCase, later: DischargeCase
) -> None:
    DischargeCase.objects.filter(pk=later.pk).update(social_worker=cast.social2.user)
    page = cast.social2.client().get(f"/discharge/cases/{later.pk}/").text
    assert earlier.number in page
    assert f"/discharge/cases/{earlier.pk}/" not in page


def test_what_was_agreed_to_then_is_offered_and_does_not_stand_as_given_now(
    cast: Cast, earlier: DischargeCase, later: DischargeCase
) -> None:
    assert consents.missing(later, BACK) == list(consents.NEEDED)
    browser = cast.social1.client()
    assert "지난 사례에서 동의함" in browser.get(f"/discharge/cases/{later.pk}/").text
    page = browser.get(f"/discharge/cases/{later.pk}/consents/").text
    assert page.count("동의하셨습니다. 다시 여쭙고 적으십시오.") == 3
    paper = {"answered_at": make.at(date(2026, 9, 29), 9), "signer": "SELF", "method": "PAPER", "paper_kept": True}
    answers = dict.fromkeys(consents.NEEDED, True)
    consents.record_answers(actor=cast.social1.actor, case=later, answers=answers, paper=paper)
    later.refresh_from_db()
    assert (later.status, later.consented_on) == ("ASSESSING", date(2026, 9, 29))
    assert Consent.objects.filter(client=later.client, status="GRANTED").count() == 6


def test_a_second_case_while_the_first_stay_lasts_asks_before_it_is_made(cast: Cast) -> None:
    first = registered(cast, admitted_on=date(2026, 9, 20))
    with pytest.raises(Invalid, match=first.number) as refused:
        registered(cast, client=first.client, admitted_on=BACK)
    assert list(refused.value.errors) == ["is_second_stay"]
    made = registered(cast, client=first.client, admitted_on=BACK, is_second_stay=True)
    assert made.previous_case_id == first.pk


def test_page_and_api_ask_alike(cast: Cast) -> None:
    first = registered(cast, admitted_on=date(2026, 9, 20))
    first.client.created_by_institution = cast.host
    browser = cast.social1.client()
    sent = form(cast, admitted_on="2026-09-28", known_client=str(first.client_id))
    page = browser.post(NEW, sent)
    assert page.status_code == 400
    assert f"아직 퇴원하지 않은 사례({first.number})" in page.text
    assert 'name="is_second_stay"' in page.text
    asked = body(cast, admitted_on="2026-09-28", client=str(first.client_id))
    del asked["client_data"], asked["chart_no"]
    refused = post(cast.social1, "/api/v1/discharge/cases/", asked)
    assert list(refused.json()["fields"]) == ["is_second_stay"]
    assert post(cast.social1, "/api/v1/discharge/cases/", asked | {"is_second_stay": True}).status_code == 201
