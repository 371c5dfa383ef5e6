"""Somebody of whom not all is known, and two who look the same on a list of masked names."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from core import workdays
from core.errors import Conflict
from core.masking import UNKNOWN_NAME
from discharge.models import DischargeCase
from discharge.services import registering
from network.models import Client
from network.services import clients
from tests import make
from tests.cast import Cast
from tests.discharge.api_calls import case_url, post, refusal_of
from tests.discharge.screening_data import API, NEW, body, form, person
from tests.discharge.steps_of_care import discharged

WHO = {"name": "", "is_unidentified": "on", "birth_date": "", "no_birth": "on", "phone": "", "no_phone": "on"}
NOWHERE = {"municipality": "", "address_town": "", "no_address": "on"}
pytestmark = pytest.mark.django_db


def test_nobody_knows_who_it_is_nor_where_they_live(cast: Cast) -> None:
    for chart_no in ("90000123", "90000124"):
        sent = form(cast, chart_no=chart_no, target_group="OTHER", **WHO, **NOWHERE)
        assert cast.social1.client().post(NEW, sent).status_code == 302, "two of them are not taken for one person"
    client = Client.objects.order_by("created_at").first()
    assert client is not None
    assert (client.name, client.birth_date, client.born, client.municipality) == (UNKNOWN_NAME, None, "", None)
    case = DischargeCase.objects.get(client=client)
    page = cast.social1.client().get(f"/discharge/cases/{case.pk}/").text
    assert "생년월일 모름" in page
    assert "<dt>주소</dt><dd>모름</dd>" in page
    listed = cast.social1.client().get("/discharge/cases/").text
    assert UNKNOWN_NAME in listed, "it names nobody and is not masked"
    assert "*****123" in listed
    assert "*****124" in listed


def test_what_is_neither_known_nor_said_to_be_unknown_is_asked_for(cast: Cast) -> None:
    bare = {"name": "", "birth_date": "", "municipality": "", "phone": ""}
    refused = cast.social1.client().post(NEW, form(cast, **bare))
    assert refused.status_code == 400
    assert set(refused.context["form"].errors) == set(bare)
    data = body(cast, client_data=person() | {"name": "", "birth_date": None})
    fields = refusal_of(post(cast.social1, API, data))["fields"]
    assert {name.split(".")[-1] for name in fields} == {"name", "birth_date"}


def test_a_name_and_nobody_knows_who_it_is_are_not_said_together(cast: Cast) -> None:
    refused = cast.social1.client().post(NEW, form(cast, is_unidentified="on"))
    assert refused.status_code == 400
    assert "'신원미상' 표시를 지우고" in refused.context["form"].errors["name"][0]
    data = body(cast, client_data=person(is_unidentified=True))
    assert list(refusal_of(post(cast.social1, API, data))["fields"]) == ["client_data.name"]
    assert not Client.objects.exists()


def test_of_whom_only_the_year_is_known(cast: Cast) -> None:
    year = workdays.seoul_today().year - 70
    told = person(birth_date=None, birth_year=year)
    made = post(cast.social1, API, body(cast, client_data=told))
    assert made.status_code == 201, made.content.decode()
    case = DischargeCase.objects.get()
    assert case.target_group == "FRAGILITY_FRACTURE_65", "old enough by the year"
    assert (case.client.birth_date, case.client.born) == (None, f"{year}년생")
    line = cast.social1.api().get(API).json()["results"][0]
    assert (line["birth_year"], line["chart_no"]) == (year, "*****123")
    assert f"{year}년생" in cast.social1.client().get(f"/discharge/cases/{case.pk}/").text
    assert case.number in cast.social1.client().get(f"/discharge/cases/?q={year}").text, "found by the year"
    again = post(cast.social1, API, body(cast, client_data=told, chart_no="1", admitted_on="2026-01-01"))
    assert "known_client" in refusal_of(again)["fields"], "the same name and year may be the same person"
    for wrong in (1700, workdays.seoul_today().year + 1):
        fields = refusal_of(post(cast.social1, API, body(cast, client_data=told | {"birth_year": wrong})))["fields"]
        assert any("birth_year" in name for name in fields)


def test_who_it_was_is_written_down_once_it_is_known(cast: Cast) -> None:
    sent = form(cast, target_group="OTHER", **WHO, **NOWHERE)
    assert cast.social1.client().post(NEW, sent).status_code == 302
    case = DischargeCase.objects.get()
    url = f"/discharge/cases/{case.pk}/move/correct_person/"
    browser = cast.social1.client()
    assert url in browser.get(f"/discharge/cases/{case.pk}/").text
    shown = browser.get(url).context["form"]
    assert (shown["is_unidentified"].value(), shown["chart_no"].value()) == (True, "90000123")
    known = person(name="김가상", chart_no="90000123")
    assert browser.post(url, known).status_code == 302
    case.client.refresh_from_db()
    assert (case.client.name, case.client.born) == ("김가상", "1948년생")
    answer = post(cast.social1, case_url(case, "correct-person/"), known | {"name": "김나상"})
    assert answer.status_code == 200, answer.content.decode()
    assert Client.objects.get().name == "김나상"


def _corrections(cast: Cast, case: DischargeCase) -> tuple[str, str]:
    """The two addresses at which the record of the person is corrected."""
    return f"/discharge/cases/{case.pk}/move/correct_person/", case_url(case, "correct-person/")


def test_two_who_correct_a_person_do_not_overwrite_each_other(cast: Cast) -> None:
    case = make.case("SCREENED", client=make.client_(name="김가상", birth_date=date(1948, 3, 15), sex="F"))
    page, api = _corrections(cast, case)
    first, second = cast.social1.client(), cast.nurse1.client()
    version = second.get(page).context["form"]["version"].value()
    done = first.post(page, person(name="이나상", birth_date="1949-03-15", chart_no="1", version=version))
    assert done.status_code == 302
    late = second.post(page, person(name="김다상", version=version))
    assert late.status_code == 409
    assert {"label": "성명", "stored": "이나상", "mine": "김다상"} in late.context["form"].conflict_rows()
    assert post(cast.nurse1, api, person(name="김다상"), **{"if-match": str(version)}).status_code == 409
    assert Client.objects.get().name == "이나상"
    again = person(name="김다상", version=late.context["form"]["version"].value())
    assert second.post(page, again).status_code == 302, "who has seen both texts"
    log = first.get(f"/discharge/cases/{case.pk}/").text
    assert "성명 김*상 → 이*상" in log
    assert "생년월일 1948. 3. 15.(월) → 1949. 3. 15.(화)" in log


def test_of_a_case_that_ended_or_was_destroyed_nobody_is_corrected(cast: Cast) -> None:
    closed, gone = make.case("CLOSED"), make.case("SCREENED")
    clients.destroy_identity(actor=cast.social1.actor, client=gone.client, reason="시험")
    for case in (closed, gone):
        before = Client.objects.get(pk=case.client_id).name
        page, api = _corrections(cast, case)
        assert cast.social1.client().get(page).status_code == 409
        assert cast.social1.client().post(page, person()).status_code == 409
        refusal_of(post(cast.social1, api, person()), 409)
        with pytest.raises(Conflict):
            registering.correct_person(actor=cast.social1.actor, case=case, data={"name": "김가상", "sex": "F"})
        assert Client.objects.get(pk=case.client_id).name == before


def test_namesakes_are_told_apart_on_ones_own_lists(cast: Cast, settings: Any) -> None:
    days = workdays.seoul_today().replace(day=1)
    for name, chart_no in (("김가상", "00012345"), ("김나상", "00067890")):
        client = make.client_(chart_no=chart_no, name=name)
        row = discharged(cast, make.days_ago(7), client=client).followups.get(step="1W")
        row.action_on = days
        row.save()
    browser, queue = cast.social1.client(), "/discharge/calls/"
    for page in (browser.get("/discharge/cases/").text, browser.get(queue, follow=True).text):
        assert page.count("김*상") >= 2
        assert "*****345" in page
        assert "*****890" in page
    settings.SITE = settings.SITE | {"full_names_on_own_lists": True}
    page = browser.get("/discharge/cases/").text
    assert "김가상" in page
    assert "김나상" in page
    assert "김가상" in browser.get(queue, follow=True).text
    assert "김가상" not in cast.coordinator1.client().get("/discharge/cases/").text, "who is not in charge"
