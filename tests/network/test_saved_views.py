"""내 보기: the conditions of a list that a person keeps are theirs alone, stand on that list, and name nobody."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from django_filters import CharFilter

from core.filtering import FigureFilter, PortalFilterSet
from core.models import AuditEntry
from network.forms.saved_views import WORDS
from network.models import SavedView
from network.services import saved_views
from tests import make
from tests.cast import Cast

pytestmark = pytest.mark.django_db
CODES = {"ward"}  # chosen, not typed
NEW = "/account/views/new/"


def _list() -> str:
    return reverse("discharge:case-list")


def _link(page: str) -> str:
    """Where the list leads who keeps its present conditions."""
    start = page.index("data-keep-view href=") + len('data-keep-view href="')
    return page[start : page.index('"', start)].replace("&amp;", "&")


def _values(**more: Any) -> dict[str, Any]:
    return {"path": _list(), "list_label": "사례", "query": "state=PLANNING", "name": "계획 중", **more}


def test_a_view_is_kept_at_the_list_and_opened_from_it(cast: Cast) -> None:
    """With the state and the order, without the name that was looked for and without the place in the list."""
    browser = cast.social1.client()
    link = _link(browser.get(f"{_list()}?state=PLANNING&o=new&q=김가상&after=").content.decode())
    form = browser.get(link).context["form"]
    assert form["query"].value() == "state=PLANNING&o=new"
    offered = {name: form[name].value() for name in ("path", "list_label", "query", "idempotency_key")}
    answer = browser.post(NEW, offered | {"name": "계획 중, 새 순서"})
    assert (answer.status_code, answer["Location"]) == (302, f"{_list()}?state=PLANNING&o=new")
    page = browser.get(answer["Location"]).content.decode()
    assert f'<a href="{_list()}?state=PLANNING&amp;o=new" aria-current="page">계획 중, 새 순서</a>' in page
    assert "계획 중, 새 순서" not in cast.social2.client().get(_list()).content.decode()
    assert "계획 중, 새 순서" not in browser.get(reverse("referrals:linkage-list")).content.decode()
    assert AuditEntry.objects.filter(verb="savedview.keep").count() == 1


def test_words_that_were_looked_for_are_kept_at_no_door(cast: Cast) -> None:
    sent = _values(query="q=김가상&state=PLANNING&number=L-2026-1&after=x")
    assert cast.social1.client().post(NEW, sent).status_code == 302
    assert cast.social1.api().post("/api/v1/saved-views/", sent | {"name": "둘"}, format="json").status_code == 201
    assert set(SavedView.objects.values_list("query", flat=True)) == {"state=PLANNING"}


def test_every_list_with_conditions_offers_it(cast: Cast) -> None:
    for who, name in (
        (cast.social1, "referrals:linkage-list"),
        (cast.health1, "referrals:received-list"),
        (cast.coordinator1, "education:request-list"),
        (cast.coordinator1, "councils:action-list"),
        (cast.cpo1, "network:audit-list"),
    ):
        url = reverse(name)
        asked = parse_qs(urlsplit(_link(who.client().get(url).content.decode())).query)
        assert asked["path"] == [url], name
        assert asked["label"][0], name


@pytest.mark.parametrize(
    "wrong",
    [
        {"path": "https://example.org/"},
        {"path": "//example.org/"},
        {"path": "javascript:alert(1)"},
        {"path": "/api/v1/phrases/"},
        {"path": "/nowhere/"},
        {"query": "state=900101-1234567"},
        {"name": ""},
        {"name": "가" * 41},
    ],
)
def test_what_is_no_view_of_a_list_is_refused(cast: Cast, wrong: dict[str, str]) -> None:
    assert cast.social1.client().post(NEW, _values(**wrong)).status_code == 400
    assert cast.social1.api().post("/api/v1/saved-views/", _values(**wrong), format="json").status_code == 400
    assert not SavedView.objects.exists()


def test_every_field_for_words_of_every_list_is_known_as_such() -> None:
    """A list with a new field in which words are typed names it among those that are not kept."""
    shapes = list(PortalFilterSet.__subclasses__())
    shapes += [one for shape in shapes for one in shape.__subclasses__()]
    typed = set[str]()
    for shape in shapes:
        for name, one in shape.base_filters.items():
            is_typed = isinstance(one, CharFilter) and not isinstance(one, FigureFilter) and name not in CODES
            typed |= {name} if is_typed else set()
    assert typed == set(WORDS)


def test_a_name_stands_once_on_a_list_and_the_list_is_not_filled_without_end(cast: Cast) -> None:
    browser = cast.social1.client()
    assert browser.post(NEW, _values()).status_code == 302
    again = browser.post(NEW, _values(query="state=CLOSED"))
    assert saved_views.TWICE in again.content.decode()
    assert cast.social2.client().post(NEW, _values()).status_code == 302
    for number in range(saved_views.MOST - 1):
        make.saved_view(owner=cast.social1.user, path=_list(), name=f"보기 {number}")
    full = browser.post(NEW, _values(name="하나 더"))
    assert saved_views.TOO_MANY in full.content.decode()


def test_its_owner_renames_it_and_drops_it(cast: Cast) -> None:
    row = make.saved_view(owner=cast.social1.user)
    browser = cast.social1.client()
    assert browser.post(f"/account/views/{row.pk}/act/rename/", {"name": "확정 전", "version": 1}).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.version) == ("확정 전", 2)
    late = browser.post(f"/account/views/{row.pk}/act/rename/", {"name": "다른 이름", "version": 1})
    assert late.status_code == 409
    assert "확정 전" in browser.get("/account/views/").content.decode()
    assert cast.social2.client().post(f"/account/views/{row.pk}/act/drop/", {}).status_code == 404
    assert browser.post(f"/account/views/{row.pk}/act/drop/", {}).status_code == 302
    assert not SavedView.objects.exists()
