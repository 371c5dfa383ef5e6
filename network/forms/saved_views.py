"""내 보기 of a list."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode

from django import forms
from django.urls import Resolver404, resolve

from core.forms import ActForm, PortalForm

NO_LIST = "보기를 둘 수 있는 목록이 아닙니다."
PASSING = ("after", "again")  # where one stands in a list, not what one looks at
WORDS = ("q", "number", "case_number", "requester")  # fields of lists in which somebody looks for a person or a record


def kept_query(query: str) -> str:
    """The conditions without what is empty, without the place in the list, and without words that were looked for."""
    left = {*PASSING, *WORDS}
    return urlencode([(name, value) for name, value in parse_qsl(query) if name not in left])


class SavedViewForm(PortalForm):
    """A new one; which list and which conditions is said by the list at which it was made."""

    path = forms.CharField(label="목록의 주소", max_length=200, widget=forms.HiddenInput)
    list_label = forms.CharField(label="목록", max_length=60, widget=forms.HiddenInput)
    query = forms.CharField(label="조건", max_length=500, required=False, widget=forms.HiddenInput)
    name = forms.CharField(label="이름", max_length=40, help_text="예: 이번 주 미연락. 사람의 이름은 적지 마십시오.")

    def clean_path(self) -> str:
        """A page of ours: what is kept is opened by a click."""
        path = str(self.cleaned_data["path"])
        try:
            match = resolve(path)
        except Resolver404:
            match = None
        if match is None or match.kwargs or path.startswith("/api/"):
            raise forms.ValidationError(NO_LIST)
        return path

    def clean_query(self) -> str:
        return kept_query(self.cleaned_data["query"])


class RenameForm(ActForm):
    name = forms.CharField(label="이름", max_length=40)

    def shape(self) -> None:
        self.fields["name"].initial = self.row.name


def offered(query: Any) -> dict[str, str]:
    """What the address of the form says of the list it came from."""
    kept = kept_query(query.get("query", ""))
    return {"path": query.get("path", ""), "list_label": query.get("label", ""), "query": kept}
