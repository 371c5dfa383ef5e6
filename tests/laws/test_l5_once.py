"""L5: a creating act that is sent twice with one key creates once; sent again with other content it says so."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from drf_spectacular.generators import SchemaGenerator

from core import workdays
from core.models import IdempotencyKey
from tests import make
from tests.cast import Cast, Member
from tests.discharge.test_selection_rules import patient
from tests.laws import registered

SUBJECT = frozenset({"actor", "idempotency_key", "version"})  # who and which version: not what is asked for
LEAST_CALLS = 18


# --- every call of `once`: what it compares is all that was sent -----------------------------------------------------------


def calls() -> Iterator[tuple[str, ast.FunctionDef, ast.Call]]:
    """Where a service makes a row once: the file, the service, the call."""
    for path, source in registered.sources():
        if path.name != "once.py":
            yield from calls_in(path.relative_to(registered.ROOT).as_posix(), source)


def calls_in(name: str, source: str) -> Iterator[tuple[str, ast.FunctionDef, ast.Call]]:
    for service in ast.parse(source).body:
        if isinstance(service, ast.FunctionDef):
            for node in ast.walk(service):
                if isinstance(node, ast.Call) and ast.unparse(node.func) in ("once", "once.once"):
                    yield f"{name}:{service.name}", service, node


def left_out(service: ast.FunctionDef, call: ast.Call) -> set[str]:
    """What the service is given and does not compare, looking through the names that it makes on the way."""
    made: dict[str, list[ast.AST]] = {}
    for node in ast.walk(service):
        if isinstance(node, ast.Assign):
            for name in (one.id for target in node.targets for one in ast.walk(target) if isinstance(one, ast.Name)):
                made.setdefault(name, []).append(node.value)
    seen: set[str] = set()
    waiting: list[ast.AST] = [call.args[2], call.args[3]]  # the key may itself name the row
    while waiting:
        for node in ast.walk(waiting.pop()):
            if isinstance(node, ast.Name) and node.id not in seen:
                seen.add(node.id)
                waiting += made.get(node.id, [])
    given = {one.arg for one in (*service.args.args, *service.args.kwonlyargs)}
    return given - seen - SUBJECT


def picks(call: ast.Call) -> list[str]:
    """Single values picked out of what was sent (`data.get("title")`) instead of all of it."""
    found = [node for node in ast.walk(call.args[3]) if isinstance(node, ast.Call)]
    return [ast.unparse(node) for node in found if ast.unparse(node.func) == "data.get"]


# What a service is given and need not compare, each with the reason.
NOT_SENT = {
    "referrals/services/linkages/drafting.py:draft": {
        "programme": "the case that is compared belongs to one programme"
    },
    "education/services/participants.py:confirm": {"course": "the reading that the key names belongs to one course"},
}


def test_what_is_compared_is_all_that_was_sent() -> None:
    found = list(calls())
    faults = {name: left_out(service, call) - set(NOT_SENT.get(name, {})) for name, service, call in found}
    assert {name: missing for name, missing in faults.items() if missing} == {}
    assert [name for name, _, call in found if picks(call)] == []
    assert len(found) >= LEAST_CALLS


def test_a_service_that_compares_a_part_is_caught() -> None:
    source = (
        "def ask(*, actor, data, place, idempotency_key=''):\n"
        "    return once(actor, 'ask', idempotency_key, {'wish': data.get('wish')}, Row, make)\n"
    )
    ((_, service, call),) = calls_in("planted", source)
    assert left_out(service, call) == {"place"}
    assert picks(call) == ["data.get('wish')"]


# --- through the door ---------------------------------------------------------------------------------------------------


def _admission(cast: Cast) -> tuple[Member, dict[str, Any], dict[str, Any]]:
    sent = {name: str(value) for name, value in patient().items()}
    return cast.social1, sent, {"diagnosis": "다른 진단"}


def _ward_referral(cast: Cast) -> tuple[Member, dict[str, Any], dict[str, Any]]:
    names = ("chart_no", "name", "birth_date", "sex", "admitted_on", "ward", "diagnosis")
    sent = {name: str(patient()[name]) for name in names}
    return cast.doctor1, {**sent, "ward_note": "낙상 위험"}, {"ward_note": "다른 말"}


def _extra(cast: Cast) -> tuple[Member, dict[str, Any], dict[str, Any]]:
    due = str(workdays.seoul_today() + timedelta(days=10))
    return cast.nurse1, {"due_on": due, "reason": "통증 확인"}, {"reason": "다른 까닭"}


# Operations tried over the API: who sends what, and what is other the second time.
TRIED: dict[str, Callable[[Cast], tuple[Member, dict[str, Any], dict[str, Any]]]] = {
    "/api/v1/discharge/admissions/": _admission,
    "/api/v1/discharge/admissions/refer/": _ward_referral,
    "/api/v1/discharge/cases/{case_id}/followups/": _extra,
}
# Operations that are held by the comparison above and by a story of their own app, which knows a body they take.
ELSEWHERE = {
    "/api/v1/agency-referrals/": "tests/referrals/test_agency_referral_api.py",
    "/api/v1/capacity-questions/": "tests/directory/test_questions.py",
    "/api/v1/councils/": "tests/councils/test_api.py",
    "/api/v1/councils/{id}/meetings/": "tests/councils/test_api.py",
    "/api/v1/councils/{id}/members/": "tests/councils/test_api.py",
    "/api/v1/councils/{id}/proposals/": "tests/councils/test_api.py",
    "/api/v1/council-meetings/{id}/items/{item_id}/actions/": "tests/councils/test_api.py",
    "/api/v1/discharge/admissions/{id}/select/": "tests/discharge/test_admission_api.py",
    "/api/v1/discharge/cases/": "tests/discharge/test_api_cases.py",
    "/api/v1/discharge/cases/{case_id}/assessments/": "tests/discharge/test_assessment_api.py",
    "/api/v1/discharge/cases/{case_id}/conferences/": "tests/discharge/test_conference.py",
    "/api/v1/discharge/cases/{case_id}/followups/{id}/contact/": "tests/discharge/test_aftercare_api.py",
    "/api/v1/discharge/cases/{case_id}/instrument-results/": "tests/discharge/test_assessment_api.py",
    "/api/v1/education/asking/": "tests/education/test_requests.py",
    "/api/v1/education/asking/open-course/": "tests/education/test_requests.py",
    "/api/v1/linkages/": "tests/referrals/test_api.py",
    "/api/v1/resources/": "tests/directory/test_resources.py",
    "/api/v1/surveys/": "tests/surveys/test_surveys.py",
}


def declared() -> set[str]:
    """Every operation that takes a key, from the OpenAPI document."""
    document = SchemaGenerator().get_schema(request=None, public=True)
    return {
        path
        for path, operations in document["paths"].items()
        for operation in operations.values()
        if isinstance(operation, dict)
        and any(one["name"] == "Idempotency-Key" for one in operation.get("parameters", []))
    }


def test_every_operation_with_a_key_is_tried_or_named() -> None:
    assert declared() == set(TRIED) | set(ELSEWHERE)
    assert not set(TRIED) & set(ELSEWHERE)
    assert all((registered.ROOT / path).exists() for path in ELSEWHERE.values())


@pytest.mark.parametrize("path", TRIED)
def test_twice_is_once_and_other_content_is_said(cast: Cast, path: str) -> None:
    who, sent, other = TRIED[path](cast)
    path = path.replace("{case_id}", str(make.case("FOLLOW_UP").pk)) if "{" in path else path
    api, key = who.api(), {"Idempotency-Key": "law"}
    answers = [api.post(path, sent, format="json", headers=key) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201], answers[0].content.decode()
    assert answers[0].json() == answers[1].json()
    assert IdempotencyKey.objects.filter(person_id=who.pk, key="law").count() == 1
    assert api.post(path, {**sent, **other}, format="json", headers=key).status_code == 409
