"""What a list says of rows that its view leaves out."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import Q
from django.test import RequestFactory

from core.filtering import MOST_COUNTED, Hidden, hidden_by_view
from network.directory.filters.institutions import InstitutionFilter
from network.models import Institution
from tests import make
from tests.cast import Cast

VIEWS = {"host": ("주관", Q(code="host")), "all": ("전체", Q())}


def _hidden(query: str, view: str = "host") -> Hidden | None:
    request = RequestFactory().get(f"/list/?{query}")
    rows: Any = Institution.objects.all()
    return hidden_by_view(request, VIEWS, view, InstitutionFilter, rows)


@pytest.mark.django_db
def test_only_a_search_counts_what_lies_outside(cast: Cast) -> None:
    make.institution(name="나라요양병원")
    assert _hidden("") == Hidden("주관", "?view=all")
    assert _hidden("q=나라요양") == Hidden("주관", "?q=%EB%82%98%EB%9D%BC%EC%9A%94%EC%96%91&view=all", "1건")
    assert _hidden("q=없는이름") == Hidden("주관", "?q=%EC%97%86%EB%8A%94%EC%9D%B4%EB%A6%84&view=all")
    assert _hidden("q=나라요양", "all") is None


@pytest.mark.django_db
def test_the_way_to_everything_begins_on_the_first_page(cast: Cast) -> None:
    found = _hidden("view=host&after=abc")
    assert found is not None
    assert found.url == "?view=all"


@pytest.mark.django_db
def test_what_lies_outside_is_counted_to_a_hundred(cast: Cast) -> None:
    for number in range(MOST_COUNTED + 5):
        make.institution(name=f"나라병원 {number}")
    found = _hidden("q=나라병원")
    assert found is not None
    assert found.more == "100건 넘게"
