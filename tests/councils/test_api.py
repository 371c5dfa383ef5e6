"""The same acts through the API: what a page does, an endpoint does, with the same refusals."""

from __future__ import annotations

from typing import Any

import pytest

from core.errors import Invalid
from network.councils.forms.bodies import accounts
from network.councils.models import Council, Meeting
from network.councils.services.bodies import change
from tests.cast import Cast
from tests.councils.house import NOTICE_ON, at, house


def _post(api: Any, path: str, body: Any = None, **headers: str) -> Any:
    return api.post(f"/api/v1/{path}/", body or {}, format="json", headers=headers)


def test_a_meeting_from_body_to_distribution(cast: Cast, clock: Any) -> None:
    api = cast.coordinator1.api()
    body = {"name": "실무협의체", "meeting_type": "WORKING", "field": "ESSENTIAL_CARE"}
    made = _post(api, "councils", body, **{"Idempotency-Key": "one"})
    assert made.status_code == 201, made.content
    assert _post(api, "councils", body, **{"Idempotency-Key": "one"}).json()["id"] == made.json()["id"]
    council = f"councils/{made.json()['id']}"
    for who, position in ((cast.coordinator1, "실장"), (cast.health1, "팀장")):
        seat = {
            "institution": who.institution.pk,
            "position": position,
            "name": who.user.name,
            "role": "MEMBER",
            "user": who.pk,
            "valid_from": "2026-01-05",
        }
        assert _post(api, f"{council}/members", seat).status_code == 201
    meeting = _post(
        api,
        f"{council}/meetings",
        {
            "kind": "REGULAR",
            "mode": "FACE",
            "starts_at": "2026-12-10T14:00:00+09:00",
            "ends_at": "2026-12-10T16:00:00+09:00",
            "place": "대회의실",
        },
    ).json()
    path = f"council-meetings/{meeting['id']}"
    agenda = api.put(f"/api/v1/{path}/agenda/", {"items": [{"kind": "REPORT", "title": "실적"}]}, format="json").json()
    item = agenda["items"][0]["id"]
    clock.move_to(NOTICE_ON)
    api = cast.coordinator1.api()  # the session of the weeks before has ended
    answer = _post(api, f"{path}/notify")
    assert answer.status_code == 200, answer.content.decode()
    told = answer.json()
    assert (told["status"]["code"], told["answer_until"]) == ("NOTIFIED", "2026-12-07")
    mine = next(row["id"] for row in told["attendees"] if row["name"] == "남가상")
    answered = _post(cast.health1.api(), f"{path}/answers/{mine}", {"answer": "COMES"})
    assert answered.json()["answer"] == "COMES"
    clock.move_to(at(12, 10, 15))
    api = cast.coordinator1.api()
    rows = [{"id": row["id"], "attendance": "ATTENDED"} for row in told["attendees"]]
    assert _post(api, f"{path}/attendance", {"rows": rows}).json()["turnout"]["rate"] == "100.0"
    assert _post(api, f"{path}/hold").status_code == 200
    notes = f"/api/v1/{path}/items/{item}/notes/"
    said = {"discussion": "(보건소) 줄었음", "decision": "원안 접수"}
    assert api.put(notes, said, format="json").status_code == 400  # without the version that was read
    assert api.put(notes, said, format="json", headers={"If-Match": "1"}).status_code == 200
    stale = api.put(notes, {"discussion": "다른 말"}, format="json", headers={"If-Match": "1"})
    assert stale.status_code == 409
    assert (stale.json()["stored"]["discussion"], stale.json()["mine"]["discussion"]) == ("(보건소) 줄었음", "다른 말")
    assert [row["version"] for row in api.get(f"/api/v1/{path}/items/{item}/versions/").json()] == [2]
    action = {"text": "공유", "owner": cast.health1.institution.pk, "due_on": "2027-01-29"}
    taken = _post(api, f"{path}/items/{item}/actions", action).json()
    _post(api, f"{path}/draft")
    line = {"line": [{"title": "원장", "person": cast.director1.pk}]}
    assert _post(api, f"{path}/submit", line).json()["status"]["code"] == "IN_APPROVAL"
    (document,) = cast.director1.api().get("/api/v1/documents/").json()["results"]
    signed = _post(cast.director1.api(), f"documents/{document['id']}/sign", {"mark": "DELEGATED"})
    assert signed.json()["status"]["code"] == "APPROVED"
    assert _post(api, f"{path}/distribute").json()["status"]["code"] == "DISTRIBUTED"
    owner = cast.health1.api()
    assert [row["text"] for row in owner.get("/api/v1/council-actions/").json()["results"]] == ["공유"]
    assert _post(owner, f"council-actions/{taken['id']}/start").json()["status"]["code"] == "DOING"
    done = _post(owner, f"council-actions/{taken['id']}/finish", {"result": "공유함"})
    assert (done.json()["status"]["code"], done.json()["done_on"]) == ("DONE", "2026-12-10")
    (decided,) = owner.get("/api/v1/council-decisions/?q=실적").json()["results"]
    assert decided["decision"] == "원안 접수"


def test_a_proposal_and_a_guest(cast: Cast, clock: Any) -> None:
    home = house(cast)
    body = {"kind": "PROBLEM", "title": "거절", "text": "야간 거절이 많음", "figures": "38건"}
    made = _post(cast.health1.api(), f"councils/{home.council.pk}/proposals", body)
    assert made.status_code == 201
    meeting = home.called()
    decided = _post(
        cast.coordinator1.api(),
        f"council-proposals/{made.json()['id']}/decide",
        {"outcome": "TAKEN", "meeting": str(meeting.pk)},
    )
    assert decided.json()["outcome"] == "TAKEN"
    guest = {"institution": cast.town1.institution.pk, "position": "주무관", "name": "노가상"}
    assert _post(cast.coordinator1.api(), f"council-meetings/{meeting.pk}/guests", guest).status_code == 201
    assert _post(cast.health1.api(), f"council-meetings/{meeting.pk}/guests", guest).status_code == 403
    assert cast.hospital2.api().get(f"/api/v1/council-meetings/{meeting.pk}/").status_code == 404


def test_a_seat_ends_and_a_meeting_is_put_off_and_called_off(cast: Cast, clock: Any) -> None:
    home, api = house(cast), cast.coordinator1.api()
    seat = home.council.members.get(name="배가상")
    ended = api.patch(
        f"/api/v1/councils/{home.council.pk}/members/{seat.pk}/", {"valid_to": "2026-11-30"}, format="json"
    )
    assert ended.json()["valid_to"] == "2026-11-30"
    meeting = home.called()
    path = f"council-meetings/{meeting.pk}"
    assert {row.name for row in meeting.attendees.all()} == {"정가상", "남가상", "임가상"}
    assert _post(api, f"{path}/postpone").status_code == 400
    assert _post(api, f"{path}/postpone", {"reason": "폭설"}).json()["status"]["code"] == "POSTPONED"
    when = {"starts_at": "2026-12-22T14:00:00+09:00", "ends_at": "2026-12-22T16:00:00+09:00"}
    assert _post(api, f"{path}/renotify", when).json()["status"]["code"] == "NOTIFIED"
    moved = api.patch(f"/api/v1/{path}/", {"place": "소회의실"}, format="json", headers={"If-Match": "99"})
    assert moved.status_code == 409
    assert api.patch(f"/api/v1/{path}/", {"place": "소회의실"}, format="json").json()["place"] == "소회의실"
    assert _post(api, f"{path}/cancel", {"reason": "사업 종료"}).json()["status"]["code"] == "CANCELLED"
    changed = api.patch(f"/api/v1/councils/{home.council.pk}/", {"purpose": "협력"}, format="json")
    assert changed.json()["purpose"] == "협력"
    assert Council.objects.get().version == 2
    assert Meeting.objects.get().status == "CANCELLED"


def test_a_body_stands_below_one_that_stands_below_none(cast: Cast, clock: Any) -> None:
    home, api = house(cast), cast.coordinator1.api()
    path, body = f"/api/v1/councils/{home.council.pk}/", {"meeting_type": "WORKING", "field": "ESSENTIAL_CARE"}
    below = _post(api, "councils", body | {"name": "실무반", "parent": str(home.council.pk)}).json()["id"]
    third = _post(api, "councils", body | {"name": "분과"}).json()["id"]
    for who, parent in (
        (path, below),
        (path, third),
        (path, str(home.council.pk)),
        (f"/api/v1/councils/{third}/", below),
    ):
        assert api.patch(who, {"parent": parent}, format="json").status_code == 400, (who, parent)
    with pytest.raises(Invalid):
        change(actor=home.coordinator, council=home.council, data={"parent": Council.objects.get(pk=third)})
    edit = cast.coordinator1.client().get(f"/councils/{home.council.pk}/edit/").content.decode()
    assert third not in edit
    assert api.patch(f"/api/v1/councils/{third}/", {"parent": str(home.council.pk)}, format="json").status_code == 200


def test_a_seat_is_offered_to_who_is_somewhere_today(cast: Cast, clock: Any) -> None:
    home = house(cast)
    seat = home.council.members.exclude(user=None).exclude(user=cast.coordinator1.user).first()
    assert seat is not None
    seat.user.memberships.update(valid_to="2026-01-06")
    assert seat.user not in accounts()
    assert seat.user in accounts(seat), "who sits there stays there"
    assert cast.coordinator1.user in accounts()


def test_nobody_learns_from_an_approval_line_which_accounts_there_are(cast: Cast, clock: Any) -> None:
    meeting = house(cast).called()
    known, unknown = (
        _post(
            cast.coordinator1.api(),
            f"council-meetings/{meeting.pk}/submit",
            {"line": [{"title": "원장", "person": pk}]},
        )
        for pk in (cast.hospital2.pk, 99_999_999)
    )
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)
    assert known.status_code == 400
