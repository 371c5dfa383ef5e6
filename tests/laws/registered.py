"""What the portal registers: every form, request body and filter of its own, found by walking the classes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django_filters
from django import forms
from django.urls import get_resolver
from rest_framework import serializers

from core.acts import REGISTER, Act, Acts
from core.api.endpoints import PortalSerializer
from core.filtering import PortalFilterSet
from core.forms import RowForm
from core.reports import Paper

ROOT = Path(__file__).parents[2]
APPS = ("core", "network", "referrals", "education", "discharge", "config", "infection", "mentalhealth")


def _below(root: type) -> Iterator[type]:
    assert get_resolver().url_patterns  # everything that a door uses is imported
    seen = set()
    waiting = list(root.__subclasses__())
    while waiting:
        found = waiting.pop()
        waiting += found.__subclasses__()
        if found not in seen and found.__module__.partition(".")[0] in APPS:
            seen.add(found)
            yield found


def _named(root: type) -> list[Any]:
    return sorted(_below(root), key=lambda one: f"{one.__module__}.{one.__qualname__}")


def forms_of_the_house() -> list[type[RowForm]]:
    return _named(RowForm)


def all_forms() -> list[type[forms.BaseForm]]:
    return _named(forms.BaseForm)


def bodies() -> list[type[PortalSerializer]]:
    return _named(PortalSerializer)


def all_serializers() -> list[type[serializers.BaseSerializer[Any]]]:
    return _named(serializers.BaseSerializer)


def filters() -> list[type[PortalFilterSet]]:
    return _named(PortalFilterSet)


def all_filters() -> list[type[django_filters.FilterSet]]:
    return [one for one in _named(django_filters.FilterSet) if one is not PortalFilterSet]


def papers() -> dict[str, Paper]:
    """Every kind of paper, found where it is declared."""
    assert get_resolver().url_patterns
    modules = [one for name, one in list(sys.modules.items()) if name.partition(".")[0] in APPS]
    found = [value for module in modules for value in vars(module).values() if isinstance(value, Paper)]
    return {paper.kind: paper for paper in found}


def acts() -> list[tuple[Acts, Act]]:
    """Every act that is declared, with its board."""
    assert get_resolver().url_patterns
    return [(board, act) for board in REGISTER.values() for act in board]


def bare(shape: type[RowForm], data: Any) -> RowForm:
    """A form of this shape with its own fields, whatever its constructor asks for besides."""
    form = shape.__new__(shape)
    RowForm.__init__(form, data)
    return form


def sources() -> Iterator[tuple[Path, str]]:
    """The portal's own Python files."""
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, path.read_text(encoding="utf-8")
