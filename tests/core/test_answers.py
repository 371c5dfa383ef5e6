"""The fixed answers of the house, the same through pages and API; and what every answer carries."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from core.errors import TooOften
from core.models import AuditEntry, Draft
from tests import make
from tests.cast import Cast, Member, current

JSON_KEYS = {"code", "detail", "fields"}


@pytest.fixture(autouse=True)
def _routes(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.core.trial_urls"


def body_of(response: Any) -> str:
    """The page without what differs by nature: the number of the request, tokens and the address."""
    text = response.content.decode()
    return re.sub(r'nonce="[^"]+"|value="[A-Za-z0-9]{64}"|"X-CSRFToken": ?"[^"]+"|trial/[^"/&]+|%2F\w+', "", text)


def director(cast: Cast) -> Any:
    return cast.director1.client(raise_request_exception=False)


# --- what every answer carries -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "status"),
    [("/notices/", 200), ("/nowhere/", 404), ("/trial/refuse/", 400), ("/trial/officers/", 403), ("/trial/fail/", 500)],
)
def test_every_answer_has_a_number_is_not_kept_and_names_its_sources(cast: Cast, address: str, status: int) -> None:
    response = director(cast).get(address)
    assert response.status_code == status
    assert re.fullmatch(r"[0-9a-f]{16}", response["X-Request-Id"])
    assert "no-store" in response["Cache-Control"]
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
    assert "unsafe" not in response["Content-Security-Policy"]


def test_scripts_of_a_page_carry_the_nonce_of_its_policy_and_no_other(cast: Cast) -> None:
    browser = director(cast)
    first, second = (browser.get("/notices/") for _ in range(2))
    (nonce,) = re.findall(r"'nonce-([^']+)'", first["Content-Security-Policy"])
    assert set(re.findall(r'nonce="([^"]+)"', first.content.decode())) == {nonce}
    assert f"nonce-{nonce}" not in second["Content-Security-Policy"]


def test_two_requests_have_two_numbers_and_the_record_knows_them(cast: Cast) -> None:
    case = make.case()
    browser = cast.social1.client()
    numbers = [browser.get(f"/trial/{case.pk}/read/")["X-Request-Id"] for _ in range(2)]
    assert (
        list(AuditEntry.objects.filter(verb="trial.read").order_by("pk").values_list("request_id", flat=True))
        == numbers
    )
    assert len(set(numbers)) == 2


def test_the_address_on_record_is_the_one_our_proxy_saw(cast: Cast, settings: Any) -> None:
    case, browser = make.case(), cast.social1.client()
    forged = {"HTTP_X_FORWARDED_FOR": "198.51.100.9, 192.0.2.7"}
    browser.get(f"/trial/{case.pk}/read/", **forged)
    settings.PROXY_HOPS = 1
    browser.get(f"/trial/{case.pk}/read/", **forged)
    browser.get(f"/trial/{case.pk}/read/", HTTP_X_FORWARDED_FOR="not an address")
    addresses = AuditEntry.objects.filter(verb="trial.read").order_by("pk").values_list("address", flat=True)
    assert list(addresses) == ["127.0.0.1", "192.0.2.7", "127.0.0.1"]


# --- not visible, not yours, too late, wrong ---------------------------------------------------------------------------


def test_a_row_that_is_not_visible_and_one_that_is_not_there_look_the_same(cast: Cast) -> None:
    case, browser = make.case(), director(cast)
    hidden, missing = browser.get(f"/trial/{case.pk}/read/"), browser.get(f"/trial/{uuid4()}/read/")
    strange, no_route = browser.get("/trial/7/read/"), browser.get("/nowhere/")
    assert {answer.status_code for answer in (hidden, missing, strange, no_route)} == {404}
    assert body_of(hidden) == body_of(missing) == body_of(strange)
    assert not AuditEntry.objects.filter(verb="trial.read").exists()


def test_the_api_says_the_same_of_what_is_hidden_missing_or_misspelt(cast: Cast) -> None:
    case, api = make.case(), cast.director1.api()
    answers = [api.get(f"/api/v1/trial/{pk}/") for pk in (case.pk, uuid4(), "7", "0" * 40)]
    assert {answer.status_code for answer in answers} == {404}
    assert {answer.content for answer in answers} == {answers[0].content}
    assert set(answers[0].json()) == JSON_KEYS


def test_a_visible_row_that_is_not_yours_says_who_may_and_is_on_record(cast: Cast) -> None:
    case = make.case()
    answer = cast.social2.api().get(f"/api/v1/trial/{case.pk}/")
    assert answer.status_code == 403
    assert answer.json()["owners"] == ["담당: 박가상"]
    denied = AuditEntry.objects.get(verb="access.denied")
    assert (denied.user, denied.persons, denied.object_id) == (cast.social2.user, [case.client_id], str(case.pk))


def test_a_page_of_another_role_is_refused_and_on_record(cast: Cast) -> None:
    answer = director(cast).get("/trial/officers/")
    assert answer.status_code == 403
    assert "이 일을 할 권한이 없습니다." in answer.content.decode()
    assert AuditEntry.objects.get(verb="access.denied").changes == {"route": "GET /trial/officers/"}
    assert cast.director1.api().post("/api/v1/trial/").status_code == 403
    assert AuditEntry.objects.filter(verb="access.denied").count() == 2


def test_bad_input_and_a_lost_race_have_the_same_shape_through_both_doors(cast: Cast) -> None:
    browser, api = director(cast), cast.director1.api()
    refused, collided = browser.get("/trial/refuse/"), browser.get("/trial/collide/")
    assert (refused.status_code, collided.status_code) == (400, 409)
    assert "보낸 내용이 맞지 않습니다." in refused.content.decode()
    assert "방금 다른 사람이 저장했습니다." in collided.content.decode()
    bad, late = api.get("/api/v1/trial/"), api.get("/api/v1/trial/?answer=conflict")
    assert (bad.status_code, bad.json()["fields"]) == (400, {"ward": ["병동을 고르십시오."]})
    assert (late.status_code, late.json()["code"], late.json()["stored"]) == (409, "conflict", {"ward": "51"})
    assert set(bad.json()) == JSON_KEYS


def test_a_fault_of_ours_tells_its_number_and_nothing_else(cast: Cast) -> None:
    answer = director(cast).get("/trial/fail/")
    assert answer.status_code == 500
    assert "4242" not in answer.content.decode()
    assert answer["X-Request-Id"] in answer.content.decode()


# --- who is not signed in ------------------------------------------------------------------------------------------------


def test_a_stranger_is_sent_to_the_sign_in_page_and_back(cast: Cast) -> None:
    answer = cast.nobody.client().get("/notices/?after=1")
    assert answer.status_code == 302
    assert answer["Location"] == "/account/login/?next=/notices/%3Fafter%3D1"
    assert cast.nobody.api().get("/api/v1/trial/").status_code == 401


@pytest.mark.parametrize(
    ("referrer", "back"),
    [("http://testserver/notices/?after=1", "/notices/%3Fafter%3D1"), ("https://elsewhere.example/x", "/"), ("", "/")],
)
def test_what_was_posted_by_a_stranger_leads_back_to_its_page(cast: Cast, referrer: str, back: str) -> None:
    answer = cast.nobody.client().post("/stay/", HTTP_REFERER=referrer)
    assert answer["Location"] == f"/account/login/?next={back}"


def test_a_person_without_a_membership_is_told_and_not_sent_in_circles(cast: Cast) -> None:
    answer = cast.leaver.client().get("/notices/")
    assert answer.status_code == 403
    assert "소속" in answer.content.decode()
    assert cast.leaver.api().get("/api/v1/trial/").status_code == 403


def test_a_right_that_is_taken_away_is_gone_with_the_next_request(cast: Cast) -> None:
    case, browser = make.case(), cast.social1.client()
    assert browser.get(f"/trial/{case.pk}/read/").status_code == 200
    held = cast.social1.membership
    type(held).objects.filter(pk=held.pk).update(valid_to=make.days_ago(1))
    assert browser.get(f"/trial/{case.pk}/read/").status_code == 403


def test_what_shows_a_person_is_recorded_whichever_way_it_was_asked_for(cast: Cast) -> None:
    """A page refused to a look shows nobody; the page that a post comes back with does."""
    case, browser = make.case(), cast.social1.client()
    assert browser.get(f"/trial/{case.pk}/change/").status_code == 405
    assert not AuditEntry.objects.filter(verb="trial.change").exists()
    assert browser.post(f"/trial/{case.pk}/change/").status_code == 200
    assert AuditEntry.objects.get(verb="trial.change").persons == [case.client_id]


def test_a_form_from_elsewhere_is_refused(cast: Cast) -> None:
    assert cast.director1.client(enforce_csrf_checks=True).post("/stay/").status_code == 403
    assert cast.cpo1.api(enforce_csrf_checks=True).post("/api/v1/trial/").status_code == 403


@pytest.mark.parametrize(
    ("referrer", "target"),
    [
        ("http://testserver/notices/", "/notices/"),
        ("http://testserver//elsewhere.example/", "/elsewhere.example/"),
        ("http://testserver.elsewhere.example/", "/"),
        ("https://elsewhere.example/", "/"),
    ],
)
def test_the_way_back_stays_on_this_site(cast: Cast, referrer: str, target: str) -> None:
    answer = director(cast).get("/trial/collide/", HTTP_REFERER=referrer).content.decode()
    assert f'href="{target}"' in answer
    assert 'href="//' not in answer


# --- the database is gone --------------------------------------------------------------------------------------------------


def lost(who: Member, address: str) -> Any:
    """The answer to a request during which the database goes away; the connection is new afterwards."""
    browser = who.client(raise_request_exception=False)
    try:
        return browser.get(address)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_database_that_stops_in_the_middle_leaves_nothing_half_written() -> None:
    answer = lost(current().director1, "/trial/write/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "저장되지 않았습니다" in answer.content.decode()
    assert answer["X-Request-Id"]
    assert not Draft.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_api_says_so_too() -> None:
    answer = lost(current().director1, "/api/v1/trial/?lose=1")
    assert answer.status_code == 503
    assert (answer.json()["code"], set(answer.json())) == ("unavailable", JSON_KEYS)


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_gone_before_the_view_begins_is_no_fault_of_ours() -> None:
    from tests.core.trial_urls import lose_connection

    browser = current().director1.client(raise_request_exception=False)
    with pytest.raises(Exception, match=r"terminating connection|closed"):
        lose_connection()
    try:
        answer = browser.get("/notices/")
    finally:
        connection.close()
    assert answer.status_code == 503
    assert browser.get("/notices/").status_code == 200


# --- public doors ----------------------------------------------------------------------------------------------------------

PAGE, API = "/trial/open/", "/api/v1/open-trial/"


def test_a_public_door_counts_what_is_a_try_by_page_and_api_together(db: None) -> None:
    from django.test import Client

    near = Client(REMOTE_ADDR="203.0.113.7")
    assert [near.get(path).status_code for path in (PAGE, API) * 3] == [200] * 6, "looking is no try"
    assert [near.post(path).status_code for path in (PAGE, API, PAGE)] == [200] * 3
    refused = near.post(API)
    assert refused.status_code == 429
    assert set(refused.json()) == JSON_KEYS
    assert (refused.json()["code"], refused.json()["detail"]) == ("too_often", str(TooOften()))
    shown = near.post(PAGE)
    assert (shown.status_code, "너무 여러 번" in shown.content.decode()) == (429, True)
    assert "noindex" in shown["X-Robots-Tag"]


def test_a_public_door_counts_everybody_together_and_says_so_to_all(db: None) -> None:
    from django.test import Client

    answers = [Client(REMOTE_ADDR=f"203.0.113.{turn}").post(PAGE).status_code for turn in range(6)]
    assert answers == [200] * 5 + [429]
    assert Client(REMOTE_ADDR="203.0.113.99").get(PAGE).status_code == 200


# --- health ----------------------------------------------------------------------------------------------------------------


def test_health_tells_which_job_stands_still(db: None) -> None:
    from django.test import Client

    from core import sweeps

    answer = Client().get("/health/")
    assert (answer.status_code, answer.json()["stalled"]) == (503, ["tick", "sweep", "seal"])
    for job in ("tick", "sweep", "seal"):
        sweeps.beat(job)
    answer = Client().get("/health/")
    assert (answer.status_code, answer.json()["unsent_messages"]) == (200, 0)
    assert Client().get("/health/alive/").json() == {"alive": True}


def test_a_sweep_that_fails_keeps_no_other_from_running(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from core import sweeps

    def fail(now: Any) -> int:
        raise RuntimeError

    monkeypatch.setattr(sweeps, "SWEEPS", {"bad": fail, "good": lambda now: 3})
    assert sweeps.run_all() == {"good": 3}
