"""Surveys: a public link, answers that join to nobody, results that show no single answer."""

from __future__ import annotations

import itertools
import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.utils import timezone

from core import workdays
from core.errors import Conflict, Invalid, NotVisible
from core.models import AuditEntry
from core.surveys.models import SurveyAnswer, SurveyRound
from core.surveys.services import results, rounds
from network.models import User
from tests import make
from tests.cast import Cast

pytestmark = pytest.mark.django_db
QUESTIONS = 4  # of the partner's questionnaire


def _link(row: SurveyRound) -> str:
    return f"/survey/?k={rounds.key_of(row)}"


def _page(*scores: int, **texts: str) -> dict[str, Any]:
    return {f"q{place}": str(score) for place, score in enumerate(scores)} | texts


# --- opening ---------------------------------------------------------------------------------------------------------


def test_a_coordinator_opens_a_survey_and_gets_its_link_and_qr(cast: Cast) -> None:
    browser = cast.coordinator1.client()
    closes = timezone.localtime() + timedelta(days=7)
    body = {
        "object_kind": "institution",
        "title": "협력 만족도",
        "asked": "12",
        "closes_at": f"{closes:%Y-%m-%dT%H:%M}",
    }
    response = browser.post("/surveys/new/", body, follow=True)
    row = SurveyRound.objects.get()
    assert (row.institution, row.asked, row.questionnaire.code) == (cast.host, 12, "partner")
    page = response.content.decode()
    assert rounds.url_of(row) in page
    assert "data:image/svg+xml" in page
    assert "data:image/svg+xml" in browser.get(f"/surveys/{row.pk}/poster/").content.decode()
    assert AuditEntry.objects.filter(verb="survey.open", object_id=str(row.pk)).exists()


def test_the_same_form_sent_twice_opens_one_survey(cast: Cast) -> None:
    browser = cast.coordinator1.client()
    closes = timezone.localtime() + timedelta(days=7)
    body = {
        "object_kind": "institution",
        "title": "협력 만족도",
        "closes_at": f"{closes:%Y-%m-%dT%H:%M}",
        "idempotency_key": "a",
    }
    assert [browser.post("/surveys/new/", body).status_code for _ in range(2)] == [302, 302]
    assert SurveyRound.objects.count() == 1


def test_a_survey_that_would_close_before_it_opens_is_refused_with_what_was_typed(cast: Cast) -> None:
    body = {"object_kind": "institution", "title": "협력 만족도", "closes_at": "2020-01-01T10:00"}
    response = cast.coordinator1.client().post("/surveys/new/", body)
    assert response.status_code == 400
    assert rounds.ORDER_OF_TIME in response.content.decode()
    assert 'value="협력 만족도"' in response.content.decode()
    assert not SurveyRound.objects.exists()


def test_the_key_has_128_bits_or_more_and_is_not_in_the_database(cast: Cast) -> None:
    row = make.survey(cast.host)
    key = rounds.key_of(row)
    assert len(bytes.fromhex(key)) * 8 >= 128
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM surveys_surveyround t")
        assert key not in str(cursor.fetchall())


def test_a_new_link_ends_the_old_one(cast: Cast) -> None:
    row = make.survey(cast.host)
    old = _link(row)
    cast.coordinator1.client().post(f"/surveys/{row.pk}/act/renew_link/")
    row.refresh_from_db()
    assert Browser().get(old).status_code == 404
    assert Browser().get(_link(row)).status_code == 200


# --- answering -------------------------------------------------------------------------------------------------------


def test_anybody_with_the_link_answers_once_without_saying_who(cast: Cast) -> None:
    row, phone = make.survey(cast.host), Browser(enforce_csrf_checks=True)
    asked = phone.get(_link(row)).content.decode()
    assert [word for word in ("매우 그렇다", "전혀 그렇지 않다", "의뢰와 회신") if word not in asked] == []
    token = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', asked)
    assert token is not None
    sent = phone.post(_link(row), _page(5, 4, 3, 4, good="빨랐습니다.", csrfmiddlewaretoken=token[1]))
    assert "고맙습니다" in sent.content.decode()
    answer = SurveyAnswer.objects.get()
    assert (answer.scores, answer.good, answer.day) == ([5, 4, 3, 4], "빨랐습니다.", workdays.seoul_today())
    again = phone.post(_link(row), _page(1, 1, 1, 1, csrfmiddlewaretoken=token[1]))
    assert "이미 답했습니다" in again.content.decode()
    assert SurveyAnswer.objects.count() == 1


def test_the_mark_in_the_browser_names_the_survey_and_nobody(cast: Cast) -> None:
    row, first, second = make.survey(cast.host), Browser(), Browser()
    for phone in (first, second):
        phone.post(_link(row), _page(5, 5, 5, 5))
    marks = [phone.cookies["ieum-survey"] for phone in (first, second)]
    assert {mark["httponly"] for mark in marks} == {True}
    assert len({mark.value.split(":")[0] for mark in marks}) == 1  # what is signed is the same for everybody
    assert "sessionid" not in first.cookies
    assert "ieum" not in first.cookies


def test_a_mark_that_somebody_made_up_counts_for_nothing(cast: Cast) -> None:
    row, phone = make.survey(cast.host), Browser()
    phone.cookies["ieum-survey"] = "made-up"
    phone.post(_link(row), _page(5, 5, 5, 5))
    assert SurveyAnswer.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("900101-1234567 입니다", "주민등록번호"),
        ("김가상 님이 친절했습니다", "이름"),
        ("전화 010-1234-5678", "전화번호"),
    ],
)
def test_a_text_that_names_somebody_is_refused_and_stays_on_the_page(cast: Cast, text: str, said: str) -> None:
    row = make.survey(cast.host)
    response = Browser().post(_link(row), _page(5, 5, 5, 5, improve=text))
    assert response.status_code == 400
    page = response.content.decode()
    assert said in page
    assert text in page
    assert not SurveyAnswer.objects.exists()


def test_a_question_may_be_left_blank_but_not_the_last(cast: Cast) -> None:
    row = make.survey(cast.host)
    assert Browser().post(_link(row), {"q3": "4"}).status_code == 200
    assert SurveyAnswer.objects.get().scores == [None, None, None, 4]
    refused = Browser().post(_link(row), {"q0": "4"})
    assert refused.status_code == 400
    assert "마지막 문항은 꼭 골라 주십시오." in refused.content.decode()


@pytest.mark.parametrize("state", ["before", "over", "unknown"])
def test_a_link_that_leads_nowhere_says_the_same_for_every_reason(cast: Cast, state: str) -> None:
    now = timezone.now()
    row = make.survey(cast.host, is_over=state == "over")
    if state == "before":
        SurveyRound.objects.update(opens_at=now + timedelta(days=1))
    link = "/survey/?k=none" if state == "unknown" else _link(row)
    for response in (Browser().get(link), Browser().post(link, _page(5, 5, 5, 5))):
        assert response.status_code == 404
        assert "지금은 답할 수 없습니다" in response.content.decode()
        assert "협력 만족도 조사" not in response.content.decode()
    assert not SurveyAnswer.objects.exists()


def test_an_answer_on_its_way_when_the_survey_closes_is_not_kept(cast: Cast) -> None:
    row = make.survey(cast.host)
    rounds.close(actor=cast.coordinator1.actor, row=row)
    with pytest.raises(NotVisible):
        rounds.answer(row=row, scores=[5, 5, 5, 5], texts={})
    assert not SurveyAnswer.objects.exists()


def test_scores_outside_the_scale_and_of_another_questionnaire_are_refused(cast: Cast) -> None:
    row = make.survey(cast.host)
    wrong: tuple[list[int | None], ...] = ([6, 5, 5, 5], [5, 5], [None] * 4)
    for scores in wrong:
        with pytest.raises(Invalid):
            rounds.answer(row=row, scores=scores, texts={})
    assert not SurveyAnswer.objects.exists()


def test_who_asks_too_often_from_one_address_waits(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from core.surveys import views

    monkeypatch.setattr(views.DOOR.limit, "of_address", 3)
    link = _link(make.survey(cast.host))
    assert [Browser().get(link, REMOTE_ADDR="10.0.0.9").status_code for _ in range(4)] == [200, 200, 200, 429]
    assert Browser().get(link, REMOTE_ADDR="10.0.0.8").status_code == 200


# --- nobody can be joined to an answer -------------------------------------------------------------------------------


def test_an_answer_has_no_column_that_could_name_anybody(cast: Cast) -> None:
    columns = {field.column for field in SurveyAnswer._meta.get_fields() if field.concrete}
    assert columns == {"id", "round_id", "day", "scores", "good", "improve"}
    assert SurveyAnswer._meta.get_field("day").get_internal_type() == "DateField"


def _answer_in_turn(cast: Cast, row: SurveyRound) -> list[str]:
    """The whole staff answer one after the other, each signed in; what each wrote, in the order of coming."""
    said = []
    for place, (name, member) in enumerate(itertools.islice(cast.members(), 12)):
        text = f"의견 {'가나다라마바사아자차카타'[place]}"
        member.client().post(_link(row), _page(5, 4, 3, 2, good=text))
        said.append(text)
        assert name
    return said


def test_neither_columns_nor_the_order_on_disk_tell_who_answered(cast: Cast) -> None:
    """Whoever has the whole database and knows in which order people came cannot tell which answer is whose."""
    row = make.survey(cast.host)
    said = _answer_in_turn(cast, row)
    with connection.cursor() as cursor:
        cursor.execute("SELECT good FROM surveys_surveyanswer ORDER BY ctid")
        on_disk = [text for (text,) in cursor.fetchall()]
        cursor.execute("SELECT count(DISTINCT xmin::text), count(DISTINCT day) FROM surveys_surveyanswer")
        writers, days = cursor.fetchone()
        cursor.execute("SELECT good FROM surveys_surveyanswer ORDER BY id")
        by_key = [text for (text,) in cursor.fetchall()]
    assert sorted(on_disk) == sorted(said)
    assert on_disk not in (said, said[::-1])
    assert by_key not in (said, said[::-1])
    assert (writers, days) == (1, 1)


def test_no_value_of_an_answer_stands_in_any_other_table(cast: Cast) -> None:
    """Joined by every column with every column of every other table: nothing but the round and the day is found."""
    row = make.survey(cast.host)
    _answer_in_turn(cast, row)
    keys = {str(pk) for pk in SurveyAnswer.objects.values_list("pk", flat=True)}
    texts = set(SurveyAnswer.objects.values_list("good", flat=True))
    with connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names(cursor) if name != "surveys_surveyanswer"]
        for table in tables:
            cursor.execute(f"SELECT t::text FROM {connection.ops.quote_name(table)} t")
            stored = "\n".join(line for (line,) in cursor.fetchall())
            assert not [value for value in keys | texts if value in stored], table
    people = {str(pk) for pk in User.objects.values_list("pk", flat=True)}
    assert not people & keys
    assert not AuditEntry.objects.filter(verb__startswith="survey.answer").exists()


# --- results ---------------------------------------------------------------------------------------------------------


def test_means_are_rounded_half_up_and_compared_with_last_year(cast: Cast) -> None:
    scores = [5] * 11 + [4] * 7 + [3] * 2
    found = results.of_round(make.answered_survey(cast.host, scores, asked=24, last_year_mean=Decimal("4.17")))
    assert (found.mean, found.change, found.rate) == (Decimal("4.45"), "0.28↑", Decimal("83.3"))
    assert found.hundred == Decimal("89.0")
    assert [item.mean for item in found.items] == [Decimal("4.45")] * QUESTIONS
    assert [(bar.score, bar.count) for bar in found.items[0].bars] == [(5, 11), (4, 7), (3, 2), (2, 0), (1, 0)]


def test_the_other_way_to_a_hundred_points_is_named(cast: Cast, settings: Any) -> None:
    settings.SITE = {**settings.SITE, "survey_hundred": "FROM_ZERO"}
    found = results.of_round(make.answered_survey(cast.host, [5] * 11 + [4] * 7 + [3] * 2))
    assert (found.hundred, found.hundred_way) == (Decimal("86.3"), "(평균 - 1) × 25")


def test_a_fall_points_down(cast: Cast) -> None:
    found = results.of_round(make.answered_survey(cast.host, [4] * 5, last_year_mean=Decimal("4.10")))
    assert found.change == "0.10↓"


def test_last_year_is_worked_out_from_last_years_answers(cast: Cast) -> None:
    past = make.answered_survey(cast.host, [4] * 6)
    SurveyAnswer.objects.filter(round=past).update(
        day=workdays.seoul_today().replace(month=1, day=2, year=timezone.localtime().year - 1)
    )
    found = results.of_round(make.answered_survey(cast.host, [5] * 6))
    assert (found.last_year, found.change) == (Decimal("4.00"), "1.00↑")


def test_an_answer_with_fewer_than_half_of_the_questions_is_counted_but_not_valid(cast: Cast) -> None:
    row = make.answered_survey(cast.host, [4] * 5)
    SurveyAnswer.objects.create(round=row, day=workdays.seoul_today(), scores=[None, None, None, 1])
    SurveyAnswer.objects.create(round=row, day=workdays.seoul_today(), scores=[None, None, 5, 5])
    found = results.of_round(row)
    assert (found.answered, found.valid, found.mean) == (7, 6, Decimal("4.17"))
    assert [item.count for item in found.items] == [5, 5, 6, 6]


def test_fewer_than_five_answers_are_not_broken_down(cast: Cast) -> None:
    row = make.answered_survey(cast.host, [5, 5, 1, 1])
    found = results.of_round(row)
    assert (found.hidden, found.mean, found.items, found.good) == (results.TOO_FEW, None, [], [])
    page = cast.coordinator1.client().get(f"/surveys/{row.pk}/").content.decode()
    assert results.TOO_FEW in page
    assert "실습이 많았습니다." not in page


def test_a_question_that_fewer_than_five_answered_shows_no_bars(cast: Cast) -> None:
    row = make.answered_survey(cast.host, [5] * 4)
    for _ in range(2):
        SurveyAnswer.objects.create(round=row, day=workdays.seoul_today(), scores=[None, 3, 3, 3])
    found = results.of_round(row)
    assert (found.items[0].mean, found.items[0].bars, found.items[0].count) == (None, [], 4)
    assert found.items[1].bars


def test_while_a_survey_is_open_two_looks_do_not_tell_the_answer_between_them(cast: Cast) -> None:
    row = make.survey(cast.host)
    for _ in range(6):
        rounds.answer(row=row, scores=[5, 5, 5, 5], texts={})
    found = results.of_round(row)
    assert (found.answered, found.hidden, found.mean) == (6, results.STILL_OPEN, None)


def test_what_is_over_is_not_opened_again(cast: Cast) -> None:
    row = make.survey(cast.host, is_over=True)
    with pytest.raises(Conflict):
        rounds.set_closing(
            actor=cast.coordinator1.actor, row=row, closes_at=timezone.now() + timedelta(days=1)
        )  # fmt: skip
    response = cast.coordinator1.client().post(f"/surveys/{row.pk}/act/closing/", {"closes_at": "2030-01-01T10:00"})
    assert response.status_code == 409


# --- the other door --------------------------------------------------------------------------------------------------


def test_the_api_opens_closes_and_tells_the_results(cast: Cast) -> None:
    api = cast.coordinator1.api()
    closes = timezone.now() + timedelta(days=7)
    body = {"object_kind": "institution", "title": "협력 만족도", "closes_at": closes.isoformat(), "asked": 10}
    made = api.post("/api/v1/surveys/", body, format="json", headers={"Idempotency-Key": "one"})
    assert made.status_code == 201
    assert (
        api.post("/api/v1/surveys/", body, format="json", headers={"Idempotency-Key": "one"}).json()["id"]
        == made.json()["id"]
    )
    pk, row = made.json()["id"], SurveyRound.objects.get()
    assert made.json()["url"] == rounds.url_of(row)
    for _ in range(5):
        rounds.answer(row=row, scores=[5, 5, 4, 4], texts={})
    later = closes + timedelta(days=1)
    assert (
        api.post(f"/api/v1/surveys/{pk}/closing/", {"closes_at": later.isoformat()}, format="json").status_code == 200
    )
    assert api.post(f"/api/v1/surveys/{pk}/renew-link/").json()["url"] != made.json()["url"]
    closed = api.post(f"/api/v1/surveys/{pk}/close/").json()
    assert (closed["url"], closed["results"]["mean"], closed["results"]["rate"]) == ("", "4.50", "50.0")
    assert [one["id"] for one in api.get("/api/v1/surveys/").json()["results"]] == [pk]


def test_somebody_elses_survey_is_as_if_it_did_not_exist(cast: Cast) -> None:
    row = make.survey(cast.host)
    assert cast.regional1.client().get(f"/surveys/{row.pk}/").status_code == 404
    assert cast.social1.api().get(f"/api/v1/surveys/{row.pk}/").status_code == 404
    assert cast.social1.client().get("/surveys/new/").status_code == 403
