"""Every act of aftercare through the API, by the same rules as the pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from discharge.models import CaseConference, DischargeCase, FollowUpTemplate
from tests import make
from tests.cast import Cast
from tests.discharge.steps_of_care import discharged, in_vain, row_of

NOW = "2026-10-30T10:10+09:00"
BASE = "/api/v1/discharge"


def of(case: DischargeCase, path: str) -> str:
    return f"{BASE}/cases/{case.pk}/{path}/"


def contact(**values: Any) -> dict[str, Any]:
    return {
        "contacted_at": "2026-10-30T10:00+09:00",
        "method": "PHONE",
        "result": "DONE",
        "spoke_with": "SELF",
        "ed_visit": False,
        "readmitted": False,
        "new_need": False,
    } | values


def test_the_discharge_lays_the_rows(cast: Cast) -> None:
    case = make.case("PLANNED")
    api = cast.social1.api()
    body = {"discharged_on": str(make.days_ago(1)), "disposition": "HOME"}
    refused = api.post(of(case, "aftercare/discharge"), body | {"disposition": "DEATH"}, format="json")
    assert (refused.status_code, set(refused.json()["fields"])) == (400, {"disposition"})
    answer = api.post(of(case, "aftercare/discharge"), body, format="json")
    assert answer.json()["status"] == "FOLLOW_UP"
    rows = api.get(of(case, "followups")).json()
    assert [row["step"] for row in rows] == ["1W", "1M", "3M", "6M"]
    assert {one["name"] for one in rows[0]["actions"]} == {"complete", "attempt", "miss", "suspend", "cancel"}


@time_machine.travel(NOW, tick=False)
def test_a_contact_is_recorded_once_for_the_row_it_counts_for(cast: Cast) -> None:
    case = discharged(cast)
    api = cast.social1.api()
    path = of(case, f"followups/{row_of(case, '6M').pk}/contact")
    refused = api.post(path, contact(spoke_with=""), format="json")
    assert (refused.status_code, set(refused.json()["fields"])) == (400, {"spoke_with"})
    for _ in range(2):
        answer = api.post(path, contact(), format="json", headers={"Idempotency-Key": "k1"})
        assert (answer.json()["step"], answer.json()["status"]) == ("1W", "DONE")
    assert row_of(case, "1W").attempts.count() == 1


@time_machine.travel(NOW, tick=False)
def test_a_stale_version_is_a_conflict(cast: Cast) -> None:
    case = discharged(cast)
    row = row_of(case, "1W")
    in_vain(cast, row, "2026-10-30 09:00")
    path = of(case, f"followups/{row.pk}/contact")
    answer = cast.nurse1.api().post(path, contact(), format="json", headers={"If-Match": '"1"'})
    assert answer.status_code == 409


@time_machine.travel(NOW, tick=False)
def test_rows_are_moved_held_resumed_missed_and_added(cast: Cast) -> None:
    case = discharged(cast)
    row = row_of(case, "1W")
    api = cast.nurse1.api()

    def act(name: str, **body: Any) -> Any:
        return api.post(of(case, f"followups/{row.pk}/{name}"), body, format="json")

    assert act("move", due_on="2026-11-01", reason="가족 일정").json()["action_on"] == "2026-11-02"
    assert act("suspend").json()["status"] == "SUSPENDED"
    assert act("resume").json()["status"] == "SCHEDULED"
    assert act("miss").status_code == 403
    assert cast.social1.api().post(of(case, f"followups/{row.pk}/miss"), {}, format="json").status_code == 400
    assert act("go-on", reason="계속").status_code == 409
    assert act("unlinked", reason="없음").status_code == 409
    added = api.post(of(case, "followups"), {"due_on": "2026-11-06", "reason": "상처 확인"}, format="json")
    assert (added.status_code, added.json()["step"]) == (201, "EXTRA")
    assert api.get(of(case, f"followups/{added.json()['id']}")).json()["due_on"] == "2026-11-06"


def test_cases_are_closed_extended_reopened_and_kept(cast: Cast) -> None:
    case = make.case("FOLLOW_UP")
    social, coordinator = cast.social1.api(), cast.coordinator1.api()
    goal = case.plans.get().goals.get()
    ending = {"close_reason": "HANDED_OVER", "summary": "다른 병원으로", "goals": {str(goal.pk): "REACHED"}}
    ending |= {"unlinked_reason": "NOT_WISHED"}
    refused = social.post(of(case, "aftercare/close"), ending, format="json")
    assert set(refused.json()["fields"]) == {"handed_to"}
    unknown = social.post(of(case, "aftercare/close"), ending | {"handed_to": "nowhere"}, format="json")
    assert set(unknown.json()["fields"]) == {"handed_to"}
    assert social.post(of(case, "aftercare/keep"), {"reason": "계속"}, format="json").status_code == 409
    closed = social.post(of(case, "aftercare/close"), ending | {"handed_to": "other"}, format="json")
    assert closed.json()["status"] == "CLOSED"
    assert social.post(of(case, "aftercare/reopen"), {"reason": "다시"}, format="json").status_code == 403
    again = coordinator.post(of(case, "aftercare/reopen"), {"reason": "다시"}, format="json")
    assert again.json()["status"] == "FOLLOW_UP"
    until = {"follow_until": str(make.days_ago(-400)), "reason": "필요"}
    assert coordinator.post(of(case, "aftercare/extend"), until, format="json").status_code == 400
    make.assessment(case, round="REASSESS")
    assert coordinator.post(of(case, "aftercare/extend"), until, format="json").json()["extensions"] == 1


@pytest.mark.parametrize("door", ["page", "api"])
def test_days_of_further_contacts_are_a_list_here_and_one_line_on_the_page(cast: Cast, door: str) -> None:
    case = make.case("FOLLOW_UP")
    make.assessment(case, round="REASSESS")
    assert case.follow_until is not None
    until = case.follow_until + timedelta(days=90)

    def extend(count: int) -> Any:
        days = [str(until - timedelta(days=20 + 15 * number)) for number in range(count)]
        body: dict[str, Any] = {"follow_until": str(until), "reason": "낙상이 있었습니다."}
        if door == "api":
            return cast.coordinator1.api().post(of(case, "aftercare/extend"), body | {"extra_on": days}, format="json")
        page = f"/discharge/cases/{case.pk}/aftercare/extend/"
        return cast.coordinator1.client().post(page, body | {"extra_on": ", ".join(days)})

    refused = extend(7)
    assert (refused.status_code, "extra_on" in refused.content.decode()) == (400, True)
    assert extend(2).status_code == {"page": 302, "api": 200}[door]
    assert {row.label for row in case.followups.all()} == {"연장 1차 1", "연장 1차 2"}


def test_a_case_is_closed_early_or_by_death(cast: Cast) -> None:
    early, dead = make.case("PLANNING"), make.case("FOLLOW_UP")
    body = {"close_reason": "MOVED", "summary": "이사"}
    assert cast.nurse1.api().post(of(early, "aftercare/close-early"), body, format="json").json()["status"] == "CLOSED"
    body = {"death_on": str(make.days_ago(1)), "source": "가족"}
    answer = cast.doctor1.api().post(of(dead, "aftercare/death"), body, format="json")
    assert answer.json()["close_reason"] == "DECEASED"


def test_a_conference_is_recorded_and_corrected(cast: Cast) -> None:
    case = make.case("FOLLOW_UP")
    api = cast.social1.api()
    body = {
        "held_on": str(make.days_ago(1)),
        "place": "회의실",
        "situation": "식사가 어렵습니다.",
        "decision": "CONTINUE",
        "decision_text": "이어 갑니다.",
        "attendees": [{"institution": "host", "role": "사회복지사", "name": "박가상"}],
        "actions": [{"institution": "welfare", "action": "식사 배달"}],
    }
    refused = api.post(of(case, "conferences"), body, format="json")
    assert "제3자 제공 동의 없음" in refused.json()["fields"]["actions"][0]
    unknown = api.post(
        of(case, "conferences"), body | {"actions": [{"institution": "x", "action": "일"}]}, format="json"
    )
    assert unknown.status_code == 400
    made = api.post(of(case, "conferences"), body | {"actions": []}, format="json")
    assert made.status_code == 201
    path = of(case, f"conferences/{made.json()['id']}")
    changed = api.put(path, body | {"actions": [], "place": "다른 곳"}, format="json", headers={"If-Match": '"1"'})
    assert changed.json()["place"] == "다른 곳"
    stale = api.put(path, body | {"actions": []}, format="json", headers={"If-Match": '"1"'})
    assert stale.status_code == 409
    assert len(api.get(of(case, "conferences")).json()) == CaseConference.objects.count() == 1


def test_the_coordinator_sets_a_schedule(cast: Cast) -> None:
    api = cast.coordinator1.api()
    steps = [{"step": "1W", "days": 7, "before": 3, "after": 3}]
    path = f"{BASE}/followup-templates/STROKE/"
    assert api.put(path, {"steps": steps}, format="json").status_code == 200
    assert FollowUpTemplate.objects.get().target_group == "STROKE"
    assert api.put(f"{BASE}/followup-templates/NOTHING/", {"steps": steps}, format="json").status_code == 404
    assert len(api.get(f"{BASE}/followup-templates/").json()) == 1
    assert cast.social1.api().put(path, {"steps": steps}, format="json").status_code == 403


@pytest.mark.parametrize(("person", "status"), [("social2", 403), ("hospital2", 404), ("health1", 404)])
def test_outside_the_team_nothing_is_read_or_done(cast: Cast, person: str, status: int) -> None:
    case = make.case("FOLLOW_UP")
    row = make.followup(case)
    api = getattr(cast, person).api()
    assert api.get(of(case, "followups")).status_code == status
    assert api.get(of(case, "conferences")).status_code == status
    assert api.post(of(case, f"followups/{row.pk}/contact"), contact(), format="json").status_code == status
    assert api.post(of(case, "aftercare/close"), {}, format="json").status_code == status
