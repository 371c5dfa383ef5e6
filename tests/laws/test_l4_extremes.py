"""L4: whatever stands in a parameter, a field or an address, the answer is a page or a sentence, never a fault of ours."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from zlib import crc32

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import QueryDict
from django.test import Client as Browser
from django.urls import reverse
from drf_spectacular.generators import SchemaGenerator
from rest_framework import serializers

from core import day_bounds, text, workdays
from core.api.endpoints import PortalSerializer
from core.forms import MOST, RowForm, folded_data
from core.paging import token_of
from network.figures.services import kept
from tests import make, no_pictures
from tests.access import world
from tests.access.enumerator import Probe
from tests.access.stands import Stand
from tests.cast import Cast
from tests.laws import doors, registered

pytestmark = pytest.mark.django_db
LONG = "가" * 100_000
EXTREMES = (
    "0001-01-01", "9999-12-31", "2026-02-30", "0000-00-00", "0001-01-01T00:00", "9999-12-31T23:59", "1900-01-01T00:00",
    "2100-12-31T23:59", "2026-13", "\x00", "가\x00나", "%", "\\", "'\"<", str(10**30), f"-{10**30}", "-1", "0", "1e400",
    "NaN", "Infinity", "😀👨‍👩‍👧", "١٢", "null", "[]", "{}", "true", " ", "", "A" * 300,
)  # fmt: skip
JSON_EXTREMES: tuple[Any, ...] = (
    *EXTREMES, LONG, "\ud800", 10**30, -(10**30), -1, 0, 1.5, 1e308, True, None, [], {}, [[]], [None], [{}], {"x": 1},
    ["\x00"], [10**30], [LONG], {"\ud800": 1},
)  # fmt: skip
# Tokens of pages as nobody of ours made them.
TOKENS = tuple(
    token_of({"a": one, "b": other}, ("a", "b"))
    for one, other in (
        ("\ud800", 1), ("x", "\ud800"), ("\x00", 1), (10**30, 1), ("9999-12-31T23:59:59+09:00", 1), (-1, "x"),
        ("0001-01-01T00:00:00+09:00", "00000000-0000-4000-8000-000000000000"), ("2026-02-30", 2**40), ("x" * 600, 1),
    )
)  # fmt: skip
LEAST_FORM_CELLS, LEAST_BODY_CELLS, LEAST_ROUTES, LEAST_PARAMETERS = 15_000, 4_000, 120, 100
TELLS_OF_FAULTS = {"core:health": "503 says that a job stands still; it reads no parameter"}
ENVIRONMENT = "IEUM_EXTREMES"
TURNS = 10  # of the extremes each route is asked a share in one run; the others on other days


# --- fields, without a request ----------------------------------------------------------------------------------------


def fault_of(value: Any) -> str:
    """Why a value that was let through cannot be kept; empty when it can."""
    if isinstance(value, list | tuple):
        return next(filter(None, map(fault_of, value)), "")
    if isinstance(value, dict):
        return fault_of([*value.keys(), *value.values()])
    if isinstance(value, date):
        return day_bounds.fault(value)
    if isinstance(value, Decimal):
        return "" if value.is_finite() and abs(value) < 10**15 else f"{value}"
    if type(value) is int:
        return "" if abs(value) <= MOST else f"{value}"
    return text.fault(value)


def faults_of_form(shape: type[RowForm]) -> Iterator[str]:
    """Every field of a form with every extreme: it is refused with a sentence, or what comes out can be kept."""
    for name, field in shape.base_fields.items():
        if isinstance(field, forms.FileField | forms.ModelChoiceField):
            continue
        form = registered.bare(shape, QueryDict())  # one for all extremes: making a form takes longer than asking it
        for extreme in (*EXTREMES, *turn(f"{shape.__qualname__} {name}", (LONG, *[""] * (TURNS - 1)))):
            data = QueryDict(mutable=True)
            data[name] = extreme
            form.data = folded_data(data)
            try:
                found = form.clean_bound(form[name])
            except ValidationError as error:
                if not all(error.messages):
                    yield f"{shape.__qualname__}.{name} {extreme[:20]!r}: no sentence"
            except Exception as error:
                yield f"{shape.__qualname__}.{name} {extreme[:20]!r}: {type(error).__name__} {error}"
            else:
                if fault := fault_of(found):
                    yield f"{shape.__qualname__}.{name} {extreme[:20]!r}: let through ({fault})"


def cells_of_forms(shapes: list[type[RowForm]]) -> int:
    return sum(len(shape.base_fields) for shape in shapes) * len(EXTREMES)


def test_no_field_of_a_form_breaks_or_lets_through_what_cannot_be_kept() -> None:
    shapes = registered.forms_of_the_house()
    assert [fault for shape in shapes for fault in faults_of_form(shape)] == []
    assert cells_of_forms(shapes) >= LEAST_FORM_CELLS


def faults_of_body(shape: type[PortalSerializer], context: dict[str, Any]) -> Iterator[str]:
    for name, field in shape().fields.items():
        if field.read_only or isinstance(field, serializers.FileField):
            continue
        for extreme in turn(f"{shape.__qualname__} {name}", JSON_EXTREMES):
            if text.fault(extreme):  # the parser refuses it before any body sees it
                continue
            made = shape(data={name: extreme}, partial=True, context=context)
            try:
                found = made.run_validation(made.initial_data)
            except serializers.ValidationError:
                continue
            except Exception as error:
                yield f"{shape.__qualname__}.{name} {str(extreme)[:20]!r}: {type(error).__name__} {error}"
                continue
            if fault := fault_of(found.get(name)):
                yield f"{shape.__qualname__}.{name} {str(extreme)[:20]!r}: let through ({fault})"


def test_no_field_of_a_body_breaks_or_lets_through_what_cannot_be_kept(cast: Cast) -> None:
    context = {"request": SimpleNamespace(actor=cast.social1.actor), "kind": "DOCTOR", "case": make.case()}
    shapes = registered.bodies()
    faults = [fault for shape in shapes for fault in faults_of_body(shape, context)]
    assert not faults, "\n".join(faults)
    assert sum(len(shape().fields) for shape in shapes) * len(JSON_EXTREMES) // TURNS >= LEAST_BODY_CELLS


def test_a_form_without_guards_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.forms.value_fault", lambda value, bounded=False: "")
    monkeypatch.setattr("core.day_bounds.Meaning.fault", lambda self, value: "")
    monkeypatch.setattr(f"{__name__}.day_bounds.fault", lambda value: "far" if value.year in (1, 9999) else "")
    assert [fault for shape in registered.forms_of_the_house()[:60] for fault in faults_of_form(shape)]


# --- addresses and parameters, through the door ---------------------------------------------------------------------------


@pytest.fixture
def rows(ground: world.World, settings: Any, monkeypatch: pytest.MonkeyPatch) -> world.World:
    monkeypatch.setattr("core.reports.render_pdf", lambda html: b"%PDF-1.7")
    monkeypatch.setattr(kept, "_count", counted_once())
    no_pictures.install(monkeypatch)
    world.lay_papers(settings.MEDIA_ROOT)
    return ground


def counted_once() -> Callable[[kept.Asked], kept.Answered]:
    """Every request is taken back, so that the same figures of the same rows need not be counted a hundred times."""
    count, known = kept._count, dict[str, kept.Answered]()

    def once(asked: kept.Asked) -> kept.Answered:
        key = kept.key_of(asked)
        if key not in known:
            known[key] = count(asked)
        return known[key]

    return once


def knocks(rows: world.World, method: str) -> Iterator[tuple[Browser, Probe, Stand]]:
    """Each route once, by somebody who may come in."""
    for probe, found in doors.ways_in(rows, lambda one: one.method == method and one.route not in TELLS_OF_FAULTS):
        if (first := next(found, None)) is not None:
            yield first.browser, probe, first.stand


def turn(key: str, among: tuple[Any, ...]) -> list[Any]:
    """The share of the extremes that is this key's today; all of them where `IEUM_EXTREMES` says `all`."""
    if os.environ.get(ENVIRONMENT) == "all":
        return list(among)
    day = workdays.seoul_today().toordinal() + crc32(key.encode())
    return [one for index, one in enumerate(among) if (index + day) % TURNS == 0]


def asked_names() -> list[str]:
    """Every name that a page of ours reads behind the question mark."""
    found: set[str] = set()
    for _, source in registered.sources():
        found.update(re.findall(r"(?:GET|query_params)(?:\.get\w*\(|\[)\"(\w+)\"", source))
    for shape in registered.filters():
        found.update(shape.base_filters)
    for shape in registered.forms_of_the_house():
        if shape.__name__ in ("FiguresForm", "AuditFilterForm"):
            found.update(shape.base_fields)
    return sorted(found)


def status_of(browser: Browser, method: str, path: str, **data: Any) -> int:
    with transaction.atomic():
        status: int = browser.generic(method, path, **data).status_code
        transaction.set_rollback(True)
    return status


def with_query(path: str, values: dict[str, Any]) -> str:
    query = QueryDict(mutable=True)
    query.update(values)
    return f"{path}{'&' if '?' in path else '?'}{query.urlencode()}"


def test_no_page_breaks_over_what_is_asked(rows: world.World) -> None:
    names, faults, seen = asked_names(), [], 0
    for browser, probe, stand in knocks(rows, "GET"):
        if probe.is_api:
            continue
        seen += 1
        path = probe.path(stand.ids)
        for extreme in turn(probe.route, EXTREMES):
            asked = {name: extreme for name in names if not (name == "k" and "?" in path)}
            status = status_of(browser, "GET", with_query(path, asked))
            faults += [f"{probe.route} {extreme[:20]!r}: {status}"] if status >= 500 else []
        for token in turn(probe.route, TOKENS):
            status = status_of(browser, "GET", with_query(path, {"after": token}))
            faults += [f"{probe.route} after={token[:30]}: {status}"] if status >= 500 else []
    assert not faults, "\n".join(faults)
    assert len(names) >= 50
    assert seen >= LEAST_ROUTES


def declared_parameters() -> dict[str, list[str]]:
    """The query parameters of every operation, from the OpenAPI document, by its path."""
    document = SchemaGenerator().get_schema(request=None, public=True)
    return {
        path: [one["name"] for one in operations["get"].get("parameters", []) if one["in"] == "query"]
        for path, operations in document["paths"].items()
        if "get" in operations
    }


def test_no_endpoint_breaks_over_what_is_asked(rows: world.World) -> None:
    declared = {re.sub(r"\{\w+\}", "{}", path): names for path, names in declared_parameters().items()}
    faults, seen = [], 0
    for browser, probe, stand in knocks(rows, "GET"):
        names = declared.get(re.sub(r"<[^>]+>", "{}", f"/{probe.pattern}"), []) if probe.is_api else []
        path = probe.path(stand.ids)
        for name in names:
            seen += 1
            for extreme in turn(f"{probe.route} {name}", (*EXTREMES, *TOKENS) if name == "after" else EXTREMES):
                status = status_of(browser, "GET", with_query(path.partition("?")[0], {name: extreme}))
                faults += [f"{probe.route} {name}={extreme[:20]!r}: {status}"] if status >= 500 else []
    assert not faults, "\n".join(faults)
    assert seen >= LEAST_PARAMETERS


PARTS = ("%00", "%ED%A0%80", "x" * 300, str(10**30), "0", "-1", "900101-1234567", "%F0%9F%98%80", "9999", "..%2F")


def test_no_address_breaks_over_its_parts(rows: world.World) -> None:
    """Every part of every address in turn, read and written to, signed in and not."""
    faults, seen, nobody = [], 0, Browser(raise_request_exception=False)
    for method in ("GET", "POST"):
        for browser, probe, stand in knocks(rows, method):
            for whole in re.findall(r"<(?:\w+:)?\w+>", probe.pattern):
                seen += 1
                for extreme in turn(f"{probe.route} {whole}", PARTS):
                    pattern = probe.pattern.replace(whole, extreme, 1)
                    path = Probe(probe.route, method, pattern, probe.words).path(stand.ids)
                    body = {"data": "{}", "content_type": "application/json"} if probe.is_api else {}
                    for one in (browser, nobody):
                        status = status_of(one, method, path, **body)
                        faults += [f"{method} {path[:80]}: {status}"] if status >= 500 else []
    assert not faults, "\n".join(faults)
    assert seen >= LEAST_PARAMETERS


@pytest.mark.parametrize("path", ["/drafts/{}/", "/drafts/form/{}/", "/drafts/form/{}/drop/", "/drafts/{}/drop/"])
def test_no_draft_breaks_over_its_address_or_content(cast: Cast, path: str) -> None:
    for browser in (cast.social1.client(raise_request_exception=False), Browser(raise_request_exception=False)):
        for part in (*PARTS, "x" * 60, "x" * 61):
            assert status_of(browser, "POST", path.format(part), data="{}", content_type="application/json") < 500, part
    for extreme in JSON_EXTREMES:
        for body in (extreme, {"name": extreme}):
            sent = json.dumps(body)
            status = status_of(
                cast.social1.client(), "PUT", "/drafts/form/1/", data=sent, content_type="application/json"
            )
            assert status in (200, 400), sent[:40]


BODIES: tuple[Any, ...] = ([], "text", 1, None, {"x": 1}, {"\ud800": 1}, [{}], {"version": 10**30}, {"mended": [[]]})


def test_no_endpoint_breaks_over_a_body_that_is_none(rows: world.World) -> None:
    faults, seen = [], 0
    for method in ("POST", "PUT", "PATCH"):
        for browser, probe, stand in knocks(rows, method):
            if not probe.is_api:
                continue
            seen += 1
            for body in turn(probe.route, BODIES):
                status = status_of(
                    browser, method, probe.path(stand.ids), data=json.dumps(body), content_type="application/json"
                )
                faults += [f"{method} {probe.route} {body!r}: {status}"] if status >= 500 else []
    assert not faults, "\n".join(faults)
    assert seen >= LEAST_ROUTES


def test_no_page_breaks_over_what_is_sent_beside_a_form(rows: world.World) -> None:
    """The names that a page reads from what was posted without a form."""
    names: set[str] = set()
    for _, source in registered.sources():
        names.update(re.findall(r"(?:request\.POST\.get\w*\(|posted_text\(\s*request,\s*)\"(\w+)\"", source))
    faults, seen = [], 0
    for browser, probe, stand in knocks(rows, "POST"):
        if probe.is_api:
            continue
        seen += 1
        for extreme in turn(probe.route, EXTREMES):
            query = QueryDict(mutable=True)
            query.update(dict.fromkeys(sorted(names), extreme))
            status = status_of(
                browser, "POST", probe.path(stand.ids), data=query.urlencode(),
                content_type="application/x-www-form-urlencoded",
            )  # fmt: skip
            faults += [f"{probe.route} {extreme[:20]!r}: {status}"] if status >= 500 else []
    assert not faults, "\n".join(faults)
    assert len(names) >= 10
    assert seen >= LEAST_ROUTES


def test_a_door_that_breaks_is_caught(rows: world.World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.paging._is_plain", lambda value: True)
    monkeypatch.setattr("core.middleware.Addresses.process_view", lambda *args: None)
    browser = rows.people["social1"].client(raise_request_exception=False)
    assert (
        max(
            status_of(browser, "GET", with_query(reverse("directory:institution-list"), {"after": token}))
            for token in TOKENS
        )
        >= 500
    )
