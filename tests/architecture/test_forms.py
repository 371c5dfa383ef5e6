"""Every field that a person fills in has a Korean label, every day a meaning that bounds it, every body a judge."""

from __future__ import annotations

import re

from django import forms
from django.utils.module_loading import autodiscover_modules

from core.forms import DateField, RowForm
from tests.architecture.sources import DOMAIN, name_of, python_files

HANGUL = re.compile(r"[가-힣]")
RAW = re.compile(r"request\.POST(?:\.get\(|\[)")
OURS = ("core", *DOMAIN, "config")
UNJUDGED = re.compile(r"\.read\(\s*body_of\(")


def _forms(base: type[forms.BaseForm]) -> set[type[forms.BaseForm]]:
    found: set[type[forms.BaseForm]] = set()
    for kind in base.__subclasses__():
        found |= {kind} | _forms(kind)
    return {
        kind for kind in found if kind.__module__.partition(".")[0] in OURS
    }  # not those made for a filter as it is used


def unnamed(kind: type[forms.BaseForm]) -> list[str]:
    """Fields that show up without Korean words."""
    return [
        f"{kind.__module__}.{kind.__name__}.{name}"
        for name, field in kind.base_fields.items()  # type: ignore[attr-defined]
        if not field.widget.is_hidden and not HANGUL.search(str(field.label or ""))
    ]


def test_every_field_has_a_korean_label() -> None:
    autodiscover_modules("forms", "views", "filters")
    assert [name for kind in _forms(RowForm) for name in unnamed(kind)] == []


def without_meaning(kind: type[forms.BaseForm]) -> list[str]:
    """Days that could be any day."""
    return [
        f"{kind.__module__}.{kind.__name__}.{name}"
        for name, field in kind.base_fields.items()  # type: ignore[attr-defined]
        if isinstance(field, forms.DateField | forms.DateTimeField) and getattr(field, "meaning", "any") == "any"
    ]


def test_every_day_says_what_it_means() -> None:
    autodiscover_modules("forms", "views", "filters")
    assert [name for kind in _forms(RowForm) for name in without_meaning(kind)] == []


def test_no_body_of_a_form_is_taken_without_the_form() -> None:
    """The body knows what JSON can get wrong; what a form judges and what it offers only the form knows."""
    found = [name_of(path) for path in python_files() if UNJUDGED.search(path.read_text(encoding="utf-8"))]
    assert [name for name in found if not name.startswith("core/api/")] == []
    assert found, "core/api reads them so: the pattern still finds it"


def test_a_day_without_a_meaning_is_found() -> None:
    class Stay(forms.Form):
        admitted_on = DateField(label="입원일")
        seen_on = forms.DateField(label="진료일")
        left_on = DateField(label="퇴원일", meaning="event")

    assert [name.rsplit(".", 1)[1] for name in without_meaning(Stay)] == ["admitted_on", "seen_on"]


def test_a_field_without_one_is_found() -> None:
    class Bare(forms.Form):
        ward = forms.CharField()
        bed = forms.CharField(label="병상")
        key = forms.CharField(widget=forms.HiddenInput)

    assert [name.rsplit(".", 1)[1] for name in unnamed(Bare)] == ["ward"]


def raw_reads(source: str) -> int:
    """How often something posted is read that no form has looked at."""
    return len(RAW.findall(source))


def test_what_belongs_to_no_form_is_read_through_one_door() -> None:
    """Such a text may hold NUL, which no column can."""
    found = [name_of(path) for path in python_files() if raw_reads(path.read_text(encoding="utf-8"))]
    assert found == ["core/pages.py"]
    assert raw_reads('request.POST.get("draft", "")') == 1
