"""The OpenAPI document of the API: valid, complete, and an operation for every act that a page has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import URLPattern
from drf_spectacular.drainage import GENERATOR_STATS, reset_generator_stats
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from config import api
from core.checks import routes
from discharge.acts.cases import CASE_ACTS
from discharge.acts.posts import POST_ACTS
from discharge.urls import cases as case_urls
from discharge.urls import plans as plan_urls

HANGUL = re.compile("[가-힣]")
CASES = "/api/v1/discharge/cases/"
CASE = f"{CASES}{{case_id}}/"
CONSENT = f"{CASE}consents/{{consent_id}}/"
# What a page does, and the operation that does the same.
ONLY_SENDS_ON = ("case-onward", "case-step")  # from page to page
PAGE_ACTS = {
    "case-list": ("get", CASES),
    "case-export": ("get", CASES),
    "case-new": ("post", CASES),
    "case-hand-over": ("post", f"{CASES}hand-over/"),
    "case-give-back": ("post", f"{CASES}hand-over/end/"),
    "case-papers": ("post", f"{CASES}papers/"),
    "case-detail": ("get", CASE),
    "case-log": ("get", f"{CASE}log/"),
    "case-edit": ("patch", CASE),
    "team-remove": ("delete", f"{CASE}team/{{member_id}}/"),
    "consent-record": ("post", f"{CASE}consents/"),
    "consent-withdraw": ("post", f"{CONSENT}withdraw/"),
    "consent-again": ("post", f"{CONSENT}ask-again/"),
    "consent-correct": ("post", f"{CONSENT}correct/"),
    "consent-evidence": ("get", f"{CONSENT}evidence/"),
    "plan-part-edit": ("put", f"{CASE}plan-parts/{{kind}}/"),
    "plan-part-sign": ("post", f"{CASE}plan-parts/{{kind}}/sign/"),
    "plan-compare": ("get", f"{CASE}plans/{{edition}}/compare/{{other}}/"),
    "plan-detail": ("get", f"{CASE}plans/{{edition}}/"),
}
# A page of many acts: each has its own operation.
MANY = {
    "case-act": {name: ("post", f"{CASE}{name.replace('_', '-')}/") for name in (act.name for act in CASE_ACTS)}
    | {"add_follow_up": ("post", f"{CASE}followups/"), "add_member": ("post", f"{CASE}team/")},
    "post-act": {act.name: ("post", f"{CASE}{act.name.replace('_', '-')}/") for act in POST_ACTS},
}


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """The document, made the way `spectacular --validate --fail-on-warn` makes it."""
    reset_generator_stats()
    with GENERATOR_STATS.silence():
        made = SchemaGenerator(urlconf="config.urls").get_schema(request=None, public=True)
    assert not GENERATOR_STATS, (dict(GENERATOR_STATS._warn_cache), dict(GENERATOR_STATS._error_cache))
    return made


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method in ("get", "post", "put", "patch", "delete"):
                yield method, path, operation


def test_the_document_is_valid(document: dict[str, Any]) -> None:
    validate_schema(document)


def test_the_command_that_checks_it_is_content(tmp_path: Path) -> None:
    reset_generator_stats()
    call_command("spectacular", "--validate", "--fail-on-warn", "--urlconf", "config.urls", file=str(tmp_path / "s"))


def test_every_route_is_described_and_nothing_else(document: dict[str, Any]) -> None:
    found = set()
    for pattern, name, view in routes():
        if name.startswith("api:") and name not in ("api:schema", "api:docs"):
            path = "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", pattern)
            found |= {(method, re.sub(r"{pk}", "{id}", path)) for method in view.actions if method != "head"}
    assert {(method, path) for method, path, _ in _operations(document)} == found
    assert len(api.router.urls) > 0


def test_every_operation_names_the_refusals_of_the_house(document: dict[str, Any]) -> None:
    for method, path, operation in _operations(document):
        codes = set(operation["responses"])
        assert {"400", "401", "403"} <= codes, (method, path)
        assert "404" in codes or "{" not in path
        assert "409" in codes or method == "get"
        body = operation["responses"]["400"]["content"]["application/json"]["schema"]
        assert body == {"$ref": "#/components/schemas/Error"}


def test_every_operation_is_complete(document: dict[str, Any]) -> None:
    """A Korean summary, a Korean group, a typed answer, a typed body where something is sent.

    A description under `@action` instead of above it is lost without a word: this is where it is noticed.
    """
    operations = list(_operations(document))
    assert len(operations) > 120
    for method, path, operation in operations:
        assert HANGUL.search(operation.get("summary", "")), (method, path)
        assert all(HANGUL.search(tag) for tag in operation["tags"]), (method, path)
        answers = {code: done for code, done in operation["responses"].items() if code.startswith("2")}
        content = [part for done in answers.values() for part in done.get("content", {}).values()]
        assert answers, (method, path)
        bare = [code for code, done in answers.items() if not done.get("content")]
        assert set(bare) <= {"202", "204"}, (method, path)
        sent = operation.get("requestBody", {}).get("content", {})
        assert all(_is_typed(part["schema"]) for part in (*content, *sent.values())), (method, path)
        for parameter in operation.get("parameters", []):
            assert parameter["schema"], (method, path, parameter["name"])
            assert HANGUL.search(parameter["description"]), (method, path, parameter["name"])


def _is_typed(schema: dict[str, Any]) -> bool:
    return bool(schema) and schema.get("additionalProperties") != {}


def test_every_shape_says_what_it_holds(document: dict[str, Any]) -> None:
    for name, schema in document["components"]["schemas"].items():
        assert _is_typed(schema), name
        for field, part in schema.get("properties", {}).items():
            is_open = part.get("additionalProperties") == {}
            assert part not in ({}, {"readOnly": True}), (name, field)
            assert not is_open or HANGUL.search(part["description"]), (name, field)


@pytest.mark.parametrize(
    ("method", "path", "name", "is_required"),
    [
        ("post", CASES, "Idempotency-Key", False),
        ("patch", CASE, "If-Match", True),
        ("put", f"{CASE}plan-parts/{{kind}}/", "If-Match", True),
        ("post", f"{CASE}qualify/", "If-Match", False),
        *(("get", CASES, name, False) for name in ("q", "state", "ward", "group", "assigned", "overdue", "after", "o")),
    ],
)
def test_headers_and_filters_are_described(
    document: dict[str, Any], method: str, path: str, name: str, is_required: bool
) -> None:
    found = {item["name"]: item for item in document["paths"][path][method]["parameters"]}
    assert found[name].get("required", False) is is_required


def test_every_act_of_a_page_has_an_operation(document: dict[str, Any]) -> None:
    offered = {(method, path) for method, path, _ in _operations(document)}
    patterns: list[URLPattern] = [*case_urls.urlpatterns, *plan_urls.urlpatterns]
    for pattern in patterns:
        name = str(pattern.name)
        if name.startswith("paper-") or name in ONLY_SENDS_ON:
            continue  # papers have their own endpoint, which has its own test
        acts = set(MANY[name].values()) if name in MANY else {PAGE_ACTS[name]}
        assert acts <= offered, name
    assert set(PAGE_ACTS) | set(MANY) <= {str(pattern.name) for pattern in patterns}
