"""L5: a creating act that is sent twice with one key creates once; sent again with other content it says so."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from drf_spectacular.generators import SchemaGenerator

from core import workdays
from core.api.endpoints import Endpoint
from core.models import IdempotencyKey
from tests import make, make_education
from tests.access import councils
from tests.cast import Cast, Member
from tests.discharge import screening_data
from tests.discharge.test_selection_rules import patient
from tests.laws import registered
from tests.referrals.agency_steps import REFERRAL

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
    "core/imports/lists.py:confirm": {
        "listing": "the route is of one kind of list",
        "row": "the reading that the key names belongs to one row",
    },
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


def _in(days: int, hour: int = 10) -> str:
    return (workdays.start_of_day(workdays.seoul_today() + timedelta(days=days)) + timedelta(hours=hour)).isoformat()


def _day(days: int) -> str:
    return str(workdays.seoul_today() + timedelta(days=days))


@dataclass(frozen=True)
class Sending:
    """Who sends to an operation, the rows that its address names, what a body made of the schema cannot guess, and
    what is other the second time (default: its first free text)."""

    who: str
    rows: Callable[[Cast], dict[str, Any]] = field(default=lambda cast: {})
    body: Callable[[Cast], dict[str, Any]] = field(default=lambda cast: {})
    other: Any = field(default_factory=dict)  # or what it is made of, from what was sent


def _followed(cast: Cast) -> dict[str, Any]:
    case = make.case("FOLLOW_UP")
    return {"case_id": case.pk, "id": make.followup(case).pk}


def _assessed(cast: Cast) -> dict[str, Any]:
    return {"case_id": make.case("ASSESSING").pk}


def _body(cast: Cast) -> dict[str, Any]:
    seats = (cast.coordinator1, cast.health1)
    return {"id": councils.body(cast, cast.host, seats).pk}


def _held(cast: Cast) -> dict[str, Any]:
    body = councils.body(cast, cast.host, (cast.coordinator1, cast.health1))
    ids = councils.meeting_with_rows(cast, body, 1, "HELD")
    return {"id": ids["meeting"], "item_id": ids["item"]}


def _listed(cast: Cast) -> dict[str, Any]:
    return {"id": make.admission(is_candidate=True).pk}


def _referred(cast: Cast) -> dict[str, Any]:
    person = screening_data.person(birth_date="1944-05-06") | {"municipality": "41150"}
    known = ("name", "birth_date", "sex", "phone", "municipality")
    return REFERRAL | {
        "receiver": cast.host.pk,
        "consent_on": _day(0),
        "person": {name: person[name] for name in known},
    }


def _patient(cast: Cast, *names: str) -> dict[str, Any]:
    found = {name: str(value) for name, value in patient().items()}
    return {name: found[name] for name in names} if names else found


def _accepted(cast: Cast) -> dict[str, Any]:
    return {"id": make.linkage(status="ACCEPTED").pk}


def _told(cast: Cast) -> dict[str, Any]:
    return {
        "step": "interim_reply",
        "data": {"result": "INFO_GIVEN", "content": "가상의 글"},
        "proxy": {"way": "FAX", "told_by": "남가상", "happened_at": _in(0, 0)},
    }


_SEEN = ("chart_no", "name", "birth_date", "sex", "admitted_on", "ward", "diagnosis")


def _wish(cast: Cast) -> dict[str, Any]:
    return {"place": "강당", "wish_1": _in(30), "contact_phone": "010-0000-0031"}


_REQUEST = {
    "service": "HOME_HEALTH",
    "reason": "거동 불편",
    "request": "방문",
    "shared_items": ["NAME"],
    "urgency": "NORMAL",
}
SENDINGS: dict[str, Sending] = {
    "/api/v1/agency-referrals/": Sending("health1", body=_referred, other={"situation": "다른 말"}),
    "/api/v1/capacity-questions/": Sending(
        "social1", body=lambda cast: {"resource": make.offer(cast.health1.institution).pk, "municipality": "41150"}
    ),
    "/api/v1/council-meetings/{id}/items/{item_id}/actions/": Sending(
        "coordinator1", _held, lambda cast: {"owner": cast.health1.institution.pk, "due_on": _day(10)}
    ),
    "/api/v1/council-meetings/{id}/guests/": Sending(
        "coordinator1", _held, lambda cast: {"institution": cast.welfare1.institution.pk}
    ),
    "/api/v1/councils/": Sending("coordinator1"),
    "/api/v1/councils/{id}/meetings/": Sending(
        "coordinator1", _body, lambda cast: {"starts_at": _in(20), "ends_at": _in(20, 12), "place": "회의실"}, {"starts_at": _in(20, 9)}
    ),
    "/api/v1/councils/{id}/past-meetings/": Sending(
        "coordinator1", _body, lambda cast: {"starts_at": _in(-20), "ends_at": _in(-20, 12)}, {"starts_at": _in(-20, 9)}
    ),
    "/api/v1/councils/{id}/members/": Sending(
        "coordinator1", _body, lambda cast: {"institution": cast.welfare1.institution.pk}
    ),
    "/api/v1/councils/{id}/proposals/": Sending("health1", _body),
    "/api/v1/discharge/admissions/": Sending("social1", body=_patient, other={"diagnosis": "다른 진단"}),
    "/api/v1/discharge/admissions/refer/": Sending("doctor1", body=lambda cast: _patient(cast, *_SEEN)),
    "/api/v1/discharge/admissions/{id}/select/": Sending(
        "social1",
        _listed,
        lambda cast: {"attending": cast.doctor1.pk, "target_group": "STROKE", "result": "TARGET"},
        {"target_group": "COPD"},
    ),
    "/api/v1/discharge/cases/": Sending("social1", body=screening_data.body, other={"diagnosis": "다른 진단"}),
    "/api/v1/discharge/cases/{case_id}/assessments/": Sending("social1", _assessed, other={"assessed_on": _day(-1)}),
    "/api/v1/discharge/cases/{case_id}/conferences/": Sending(
        "social1", _followed, lambda cast: {"attendees": [{"institution": "host", "role": "의사", "name": "최가상"}]}
    ),
    "/api/v1/discharge/cases/{case_id}/followups/": Sending("nurse1", _followed, lambda cast: {"due_on": _day(10)}),
    "/api/v1/discharge/cases/{case_id}/followups/{id}/contact/": Sending(
        "social1", _followed, lambda cast: {"result": "NO_ANSWER"}, {"method": "SMS"}
    ),
    "/api/v1/discharge/cases/{case_id}/instrument-results/": Sending(
        "nurse1", _assessed, lambda cast: {"instrument": "FRAIL", "answers": {"total": 1}}, {"answers": {"total": 2}}
    ),
    "/api/v1/education/asking/": Sending("nursing1", body=_wish),
    "/api/v1/education/asking/open-course/": Sending("coordinator1", body=_wish),
    "/api/v1/education/instructors/": Sending("coordinator1"),
    "/api/v1/education/instructors/{id}/add-absence/": Sending(
        "coordinator1",
        lambda cast: {"id": make_education.instructor().pk},
        lambda cast: {"starts_at": _in(20), "ends_at": _in(20, 12)},
        {"note": "학회"},
    ),
    "/api/v1/linkages/{id}/enter-for-receiver/": Sending("social1", _accepted, _told, {"data": {"result": "INFO_GIVEN", "content": "다른 글"}}),
    "/api/v1/linkages/{id}/interim-reply/": Sending("health1", _accepted, lambda cast: {"result": "INFO_GIVEN"}),
    "/api/v1/linkages/{id}/appointments/": Sending(
        "health1",
        _accepted,
        lambda cast: {"planned_at": _in(2)},
        {"planned_at": _in(3)},
    ),
    "/api/v1/linkages/": Sending(
        "social1",
        body=lambda cast: {
            "programme": "DISCHARGE", "case": str(make.case("FOLLOW_UP").pk), "receiver": cast.health1.institution.pk,
        },
        other={"reason": "다른 까닭"},
    ),
    "/api/v1/linkages/planned/": Sending(
        "social1",
        body=lambda cast: {
            "programme": "DISCHARGE",
            "case": str(make.case("FOLLOW_UP").pk),
            "rows": [_REQUEST | {"receiver": cast.health1.institution.pk}],
        },
        other=lambda sent: {"rows": [sent["rows"][0] | {"reason": "다른 까닭"}]},
    ),
    "/api/v1/phrases/": Sending(
        "social1", body=lambda cast: {"field": "ContactForm.note", "field_label": "상담 내용"}, other={"text": "다른 글"}
    ),
    "/api/v1/saved-views/": Sending(
        "social1",
        body=lambda cast: {"path": "/discharge/cases/", "list_label": "사례", "query": "state=PLANNING"},
        other={"query": "state=CLOSED"},
    ),
    "/api/v1/resources/": Sending("coordinator1", body=lambda cast: {"institution": make.institution().code}),
    "/api/v1/surveys/": Sending("coordinator1", body=lambda cast: {"object_kind": "institution", "closes_at": _in(20)}),
}  # fmt: skip


@cache
def document() -> dict[str, Any]:
    found: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return found


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, found in document["paths"].items():
        yield from ((path, one) for name, one in found.items() if name == "post")


def takes_key(operation: dict[str, Any]) -> bool:
    return any(one["name"] == "Idempotency-Key" for one in operation.get("parameters", []))


def schema_of(document: dict[str, Any], operation: dict[str, Any]) -> dict[str, Any]:
    content = operation.get("requestBody", {}).get("content", {})
    found = next((one["schema"] for one in content.values()), {})
    return _named(document, found)


def _named(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    return document["components"]["schemas"][name] if name else schema


def sample(document: dict[str, Any], schema: dict[str, Any]) -> Any:
    """A value that a field of the document takes."""
    found = _named(document, schema)
    if found.get("enum"):
        return found["enum"][0]
    if found.get("type") == "array":
        return [sample(document, found["items"])]
    if found.get("type") == "object":
        return body_of(document, found)
    if found.get("type") == "string":
        return {"date": _day(0), "date-time": _in(0, 0)}.get(found.get("format", ""), "가상의 글")
    return True if found.get("type") == "boolean" else found.get("minimum", 1)


def body_of(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """What somebody sends who fills in what must be filled in."""
    fields = schema.get("properties", {})
    return {name: sample(document, fields[name]) for name in schema.get("required", []) if name in fields}


def other_than(sent: dict[str, Any], given: Any) -> dict[str, Any]:
    if callable(given):
        return dict(given(sent))
    name = next((name for name, value in sent.items() if value == "가상의 글"), "")
    return given or {name: "다른 글"}


# Operations that make something and take no key: what keeps a second sending from making a second row.
ONCE_BY_ITSELF = {
    "/api/v1/calendar-addresses/": "the newer address takes the place of the older",
    "/api/v1/council-documents/{id}/correct/": "a document that is being corrected is refused",
    "/api/v1/discharge/admission-imports/": "a reading of a file; nothing is stored before it is confirmed",
    "/api/v1/discharge/cases/{case_id}/consents/": "answers the blocks that wait; the second time none waits",
    "/api/v1/discharge/cases/{case_id}/instrument-results/{id}/correct/": "what was corrected is corrected no more",
    "/api/v1/discharge/cases/{case_id}/team/": "a person is in the team of a case once",
    "/api/v1/discharge/education-topics/": "a hospital has a topic of one name once",
    "/api/v1/discharge/education-topics/defaults/": "adds what is missing",
    "/api/v1/discharge/selection-rules/": "a hospital has a rule of one name once",
    "/api/v1/discharge/selection-rules/defaults/": "adds what is missing",
    "/api/v1/education/asking/{id}/invite/": "an instructor is asked for a lesson once",
    "/api/v1/education/instructors/{id}/add-qualification/": "somebody has a qualification of one name once",
    "/api/v1/education/asking/{id}/sessions/": "a course has a lesson at one moment once",
    "/api/v1/education/topics/": "a hospital has a topic of one name once",
    "/api/v1/education/requests/{id}/apply/": "a person signs up to a course once",
    "/api/v1/education/courses/{id}/report/submit/": "a report that is on its way is refused",
    "/api/v1/education/topics/defaults/": "adds what is missing",
    "/api/v1/education/public-requests/": "the proof of the contact is used up by it",
    "/api/v1/education/public/join/": "the number that the body must bring makes the row",
    "/api/v1/education/reports/{id}/correct/": "a document that is being corrected is refused",
    "/api/v1/education/sessions/{id}/walk-in/": "a person signs up to a course once",
    "/api/v1/linkages/{id}/one-time-link/": "the newer link takes the place of the older",
}
# Those in which a second sending makes a second row: they owe a key.
OWES_A_KEY = {
    "/api/v1/council-meetings/{id}/files/",
    "/api/v1/council-meetings/{id}/items/{item_id}/tables/",
    "/api/v1/education/materials/{id}/files/",
}


def test_every_operation_that_makes_something_takes_a_key_or_is_named() -> None:
    made = {path for path, one in operations(document()) if "201" in one["responses"] and not takes_key(one)}
    assert made == set(ONCE_BY_ITSELF) | OWES_A_KEY


def test_every_operation_with_a_key_is_sent_to() -> None:
    assert {path for path, one in operations(document()) if takes_key(one)} == set(SENDINGS)


def sent_thrice(cast: Cast, path: str) -> tuple[list[Any], Any]:
    """The same content twice with one key, then other content with it."""
    how, made = SENDINGS[path], document()
    who: Member = getattr(cast, how.who)
    sent = body_of(made, schema_of(made, made["paths"][path]["post"])) | how.body(cast)
    url, api, key = path.format(**how.rows(cast)), who.api(), {"Idempotency-Key": "law"}
    answers = [api.post(url, sent, format="json", headers=key) for _ in range(2)]
    return answers, api.post(url, sent | other_than(sent, how.other), format="json", headers=key)


@pytest.mark.parametrize("path", SENDINGS)
def test_twice_is_once_and_other_content_is_said(cast: Cast, path: str) -> None:
    answers, other = sent_thrice(cast, path)
    assert {answer.status_code for answer in answers} <= {200, 201}, answers[0].content.decode()
    assert answers[0].json() == answers[1].json()
    assert IdempotencyKey.objects.filter(key="law").count() == 1
    assert other.status_code == 409


def test_an_endpoint_that_forgets_the_key_is_found(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Endpoint, "idempotency_key", lambda self: "")
    answers, other = sent_thrice(cast, "/api/v1/linkages/")
    assert answers[0].json()["id"] != answers[1].json()["id"]
    assert other.status_code == 201
