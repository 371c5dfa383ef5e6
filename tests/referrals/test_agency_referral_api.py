"""The same loop through the API: the same services, the same refusals, and a description in Korean."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from core import reports, workdays
from referrals.models import AgencyReferral
from referrals.workflow import AGENCY_REFERRAL
from tests.cast import Cast
from tests.referrals.agency_steps import ANSWER, REFERRAL, STEP_DATA, at_state, drafted

PATH = "/api/v1/agency-referrals/"
PERSON = {"name": "마가상", "birth_date": "1944-05-06", "sex": "F", "phone": "010-0000-4321", "municipality": "41150"}


def _body(cast: Cast, **changes: Any) -> dict[str, Any]:
    return REFERRAL | {"receiver": cast.host.pk, "consent_on": str(workdays.seoul_today()), "person": PERSON} | changes


def test_the_whole_loop(cast: Cast) -> None:
    agency, coordinator, worker = (getattr(cast, one).api() for one in ("health1", "coordinator1", "social1"))
    made = agency.post(PATH, _body(cast), format="json", headers={"Idempotency-Key": "one"})
    assert made.status_code == 201, made.json()
    again = agency.post(PATH, _body(cast), format="json", headers={"Idempotency-Key": "one"})
    assert again.json()["id"] == made.json()["id"]
    path = f"{PATH}{made.json()['id']}/"

    def act(who: Any, name: str, **data: Any) -> dict[str, Any]:
        version = who.get(path).json()["version"]
        answer = who.post(f"{path}{name}/", data, format="json", headers={"If-Match": str(version)})
        assert answer.status_code == 200, answer.json()
        found: dict[str, Any] = answer.json()
        return found

    act(agency, "submit")
    act(coordinator, "ask-more", note="연락처 확인")
    assert agency.patch(path, {"situation": "고친 상황"}, format="json").status_code == 200
    act(agency, "resubmit")
    act(coordinator, "receive")
    act(coordinator, "accept", programme="DISCHARGE")
    act(coordinator, "assign", worker=cast.social1.pk)
    assert act(worker, "start")["sent"]["situation"] == "고친 상황"
    act(worker, "reply", **ANSWER)
    assert [one["content"] for one in agency.get(f"{path}replies/").json()] == [ANSWER["content"]]
    assert act(agency, "confirm")["status"] == "CLOSED"


def test_a_stale_version_is_409(cast: Cast) -> None:
    row = at_state(cast, "SUBMITTED")
    answer = cast.coordinator1.api().post(f"{PATH}{row.pk}/receive/", {}, format="json", headers={"If-Match": "1"})
    assert answer.status_code == 409


@pytest.mark.parametrize(
    ("part", "name", "status"),
    [
        ("health1", "receive", 403),
        ("coordinator1", "start", 403),
        ("coordinator1", "reply", 403),
        ("social1", "receive", 403),
        ("social2", "start", 404),
        ("welfare1", "cancel", 404),
        ("coordinator1", "assign", 409),
        ("coordinator1", "accept", 409),
    ],
)
def test_refusals_say_which(cast: Cast, part: str, name: str, status: int) -> None:
    row = at_state(cast, "IN_PROGRESS")
    body = STEP_DATA.get(name, {}) | ({"worker": cast.social1.pk} if name == "assign" else {})
    assert getattr(cast, part).api().post(f"{PATH}{row.pk}/{name}/", body, format="json").status_code == status


def test_a_known_person_comes_back_masked_with_the_refusal(cast: Cast) -> None:
    known = drafted(cast).client
    answer = cast.health1.api().post(PATH, _body(cast), format="json")
    assert answer.status_code == 400
    assert answer.json()["known"] == [
        {"id": str(known.pk), "name": "마*상", "birth": answer.json()["known"][0]["birth"], "phone": "010-****-4321"}
    ]
    chosen = _body(cast, client=str(known.pk))
    del chosen["person"]
    assert cast.health1.api().post(PATH, chosen, format="json").status_code == 201


def test_a_number_of_residents_is_refused_wherever_it_stands(cast: Cast) -> None:
    bad = _body(cast, person=PERSON | {"contact_limit": "440506-2345678"})
    assert cast.health1.api().post(PATH, bad, format="json").status_code == 400
    assert not AgencyReferral.objects.exists()


def test_the_scan_of_a_consent_is_sent_as_a_file(cast: Cast) -> None:
    row = drafted(cast)
    scan = SimpleUploadedFile("scan.pdf", b"%PDF-1.4 scan", "application/pdf")
    data = {"consent_by_agency": "WRITTEN", "consent_file": scan}
    answer = cast.health1.api().patch(f"{PATH}{row.pk}/", data, format="multipart")
    assert answer.status_code == 200, answer.json()
    assert cast.health1.api().post(f"{PATH}{row.pk}/submit/", {}, format="json").status_code == 200


def test_a_reply_outside_the_consent_is_a_field_error(cast: Cast) -> None:
    row = at_state(cast, "IN_PROGRESS")
    body = ANSWER | {"items": ["DIAGNOSIS", "PLAN"]}
    answer = cast.social1.api().post(f"{PATH}{row.pk}/reply/", body, format="json")
    assert answer.status_code == 400
    assert answer.json()["fields"]["items"] == ["동의 범위 외 항목입니다: 계획서"]


def test_the_list_is_masked_and_ones_own(cast: Cast) -> None:
    row = at_state(cast, "IN_PROGRESS")
    for part in ("health1", "coordinator1", "social1"):
        (line,) = getattr(cast, part).api().get(PATH).json()["results"]
        assert (line["number"], line["person"].split()[0]) == (row.number, "마*상")
    for part in ("welfare1", "social2", "hospital2", "cpo1"):
        assert getattr(cast, part).api().get(PATH).json()["results"] == []


def test_after_a_withdrawal_the_one_who_made_it_gets_the_number_alone(cast: Cast) -> None:
    row = at_state(cast, "IN_PROGRESS")
    told = {"withdrawn_told_by": "본인", "withdrawn_at": timezone.localtime().isoformat()}
    answer = cast.coordinator1.api().post(f"{PATH}{row.pk}/withdraw/", told, format="json")
    assert answer.json() == {"id": str(row.pk), "number": row.number, "status": "WITHDRAWN"}
    assert cast.coordinator1.api().get(f"{PATH}{row.pk}/").status_code == 404
    done = cast.coordinator1.api().post(f"{PATH}{row.pk}/confirm-destroyed/", {}, format="json")
    assert done.status_code == 200


def test_every_move_of_a_person_is_described_in_korean(cast: Cast) -> None:
    schema = cast.health1.api().get("/api/v1/schema/?format=json").json()
    paths = {path: methods for path, methods in schema["paths"].items() if path.startswith(PATH)}
    names = {path.rstrip("/").rsplit("/", 1)[1] for path in paths}
    moves = {row.name.replace("_", "-") for row in AGENCY_REFERRAL.transitions}
    more = {
        "reassign",
        "replies",
        "results",
        "pass-on",
        "drop-result",
        "confirm-destroyed",
        "letter",
        "answer",
        "consent",
    }
    assert moves | more <= names
    for path, methods in paths.items():
        for method, one in methods.items():
            assert re.search(r"[가-힣]", one["summary"]), (method, path)
            assert one["tags"] == ["기관 대상자 의뢰"]


def test_the_papers_come_as_files(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reports, "render_pdf", lambda html: b"%PDF-")
    row = at_state(cast, "ASSIGNED")
    for part in ("health1", "social1"):
        api = getattr(cast, part).api()
        assert api.get(f"{PATH}{row.pk}/papers/letter/").content == b"%PDF-"
        assert api.get(f"{PATH}{row.pk}/papers/answer/").status_code == 409  # not answered yet
        assert api.get(f"{PATH}{row.pk}/papers/consent/").status_code == 404  # by word, so there is none


def test_the_person_is_judged_as_on_the_page(cast: Cast) -> None:
    """A day that nobody is born on, a town that is none: told under the person's fields; whose telephone it is stays."""
    api = cast.health1.api()
    ahead = str(workdays.seoul_today() + timedelta(days=1))
    refused = api.post(PATH, _body(cast, person=PERSON | {"birth_date": ahead, "municipality": "99999"}), format="json")
    assert (refused.status_code, set(refused.json()["fields"])) == (400, {"person.birth_date"})
    refused = api.post(PATH, _body(cast, person=PERSON | {"municipality": "99999"}), format="json")
    assert (refused.status_code, set(refused.json()["fields"])) == (400, {"person.municipality"})
    made = api.post(PATH, _body(cast, person=PERSON | {"phone_owner": "CHILD"}), format="json")
    assert made.status_code == 201, made.json()
    row = AgencyReferral.objects.get(pk=made.json()["id"])
    assert row.client.phone_owner == "CHILD"
    page = cast.health1.client().get(f"/linkages/agency/{row.pk}/edit/").context["form"]
    assert page["phone_owner"].value() == "CHILD"


def test_what_is_asked_is_judged_as_on_the_page(cast: Cast) -> None:
    """A new one says what the page needs; a change names what it changes; what was sent is no more written on."""
    api = cast.health1.api()
    refused = api.post(PATH, _body(cast, situation="", consent_on="1066-10-14"), format="json")
    assert (refused.status_code, set(refused.json()["fields"])) == (400, {"situation", "consent_on"})
    row = drafted(cast)
    changed = api.patch(f"{PATH}{row.pk}/", {"request": "방문을 부탁드립니다."}, format="json")
    assert (changed.status_code, changed.json()["sent"]["request"]) == (200, "방문을 부탁드립니다.")
    refused = api.patch(f"{PATH}{row.pk}/", {"request": ""}, format="json")
    assert (refused.status_code, set(refused.json()["fields"])) == (400, {"request"})
    sent = at_state(cast, "SUBMITTED")
    assert api.patch(f"{PATH}{sent.pk}/", {"nothing": 1}, format="json").status_code == 409
