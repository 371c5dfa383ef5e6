"""상용구: what a person keeps for a field is theirs alone, and stands in that field."""

from __future__ import annotations

from typing import Any

import pytest

from core.models import AuditEntry
from network.models import Phrase
from network.services import phrases
from tests import make
from tests.cast import Cast

pytestmark = pytest.mark.django_db
API = "/api/v1/phrases/"
NOTE = {"field": "ContactForm.note", "field_label": "메모", "name": "식사", "text": "식사를 잘 하고 계심."}


def _keep(cast: Cast, **values: Any) -> Any:
    return cast.social1.api().post(API, NOTE | values, format="json")


def test_the_field_says_by_which_name_its_phrases_are_kept(cast: Cast) -> None:
    case = make.case("FOLLOW_UP")
    row = make.followup(case)
    page = cast.social1.client().get(f"/discharge/cases/{case.pk}/followups/{row.pk}/").text
    assert 'data-phrases="ContactForm.note"' in page
    assert f'data-phrases-url="{API}"' in page


def test_what_is_kept_is_offered_in_that_field_and_to_nobody_else(cast: Cast) -> None:
    assert _keep(cast).status_code == 201
    _keep(cast, field="PartForm.text", name="낙상")
    told = cast.social1.api().get(API, {"field": NOTE["field"]}).json()
    assert [(one["name"], one["text"]) for one in told] == [("식사", "식사를 잘 하고 계심.")]
    assert cast.social2.api().get(API).json() == []
    page = cast.social1.client().get("/account/phrases/").text
    for words in ("식사를 잘 하고 계심.", "낙상", "메모"):
        assert words in page
    assert "아직 둔 상용구가 없습니다." in cast.social2.client().get("/account/phrases/").text


def test_a_name_is_given_once_and_there_is_an_end_to_them(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    _keep(cast)
    again = _keep(cast, text="다른 글")
    assert (again.status_code, again.json()["fields"]["name"]) == (400, [phrases.TWICE])
    monkeypatch.setattr(phrases, "MOST", 1)
    assert _keep(cast, name="수면").json()["fields"]["name"] == [phrases.TOO_MANY]
    assert _keep(cast, name="수면", field="PartForm.text").status_code == 201, "counted for each field"


@pytest.mark.parametrize(
    ("name", "value"), [("text", "900101-1234568 님"), ("field", "../note"), ("text", ""), ("text", "가" * 2001)]
)
def test_what_may_not_be_kept_is_refused_with_words(cast: Cast, name: str, value: str) -> None:
    refused = _keep(cast, **{name: value})
    assert refused.status_code == 400
    assert refused.json()["fields"][name]
    assert not Phrase.objects.exists()


def test_it_is_changed_and_dropped_on_its_page(cast: Cast) -> None:
    row, browser = make.phrase(), cast.social1.client()
    address = f"/account/phrases/{row.pk}/act/"
    assert "식사를 잘 하고 계심." in browser.get(f"{address}change/").text
    browser.post(f"{address}change/", {"name": "끼니", "text": "하루 세 끼 드심.", "version": "1"})
    row.refresh_from_db()
    assert (row.name, row.text) == ("끼니", "하루 세 끼 드심.")
    stale = browser.post(f"{address}change/", {"name": "식사", "text": "옛 글", "version": "1"})
    assert stale.status_code == 409
    assert browser.post(f"{address}drop/", {}, follow=True).wsgi_request.path == "/account/phrases/"
    assert not Phrase.objects.exists()
    assert list(
        AuditEntry.objects.filter(verb__startswith="phrase.").values_list("verb", flat=True).order_by("pk")
    ) == [
        "phrase.change",
        "phrase.drop",
    ]


def test_the_api_reads_changes_and_drops_it(cast: Cast) -> None:
    row, api = make.phrase(), cast.social1.api()
    address = f"{API}{row.pk}/"
    assert api.get(address).json()["name"] == "식사"
    changed = api.post(f"{address}change/", {"name": "끼니", "text": "하루 세 끼 드심."}, format="json")
    assert (changed.status_code, changed.json()["text"]) == (200, "하루 세 끼 드심.")
    assert cast.social2.api().get(address).status_code == 404
    assert cast.social2.api().post(f"{address}drop/", {}, format="json").status_code == 404
    assert api.post(f"{address}drop/", {}, format="json").status_code == 204
    assert api.get(address).status_code == 404
