"""People sit together about a case; only agencies that the person agreed to may be among them."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from core import workdays
from core.errors import Conflict, Forbidden, Invalid, NotVisible
from core.models import AuditEntry, Duty
from discharge.models import DischargeCase
from discharge.services import conferences
from tests import make
from tests.cast import Cast


def record_of(cast: Cast, **values: Any) -> dict[str, Any]:
    return {
        "held_on": make.days_ago(1),
        "place": "공공보건의료사업실",
        "is_integrated": False,
        "situation": "퇴원 뒤 식사가 어렵습니다.",
        "needs": "식사, 낙상 예방",
        "decision": "CONTINUE",
        "decision_text": "지금 계획을 이어 갑니다.",
        "participants": [{"institution": cast.host, "role": "사회복지사", "name": "박가상"}],
        "actions": [],
    } | values


def record(cast: Cast, case: DischargeCase, **values: Any) -> Any:
    return conferences.record(actor=cast.social1.actor, case=case, data=record_of(cast, **values))


def test_a_conference_keeps_who_sat_there_and_what_each_takes_on(cast: Cast) -> None:
    case = make.case("FOLLOW_UP")
    health = cast.health1.institution
    make.share_consents(case.client, health)
    held = record(
        cast,
        case,
        participants=[
            {"institution": cast.host, "role": "사회복지사", "name": "박가상"},
            {"institution": health, "role": "방문간호사", "name": "남가상"},
        ],
        actions=[{"institution": health, "action": "주 1회 방문", "from_on": make.days_ago(0), "until_on": None}],
        next_on=make.days_ago(-30),
    )
    assert list(held.participants.values_list("name", flat=True)) == ["박가상", "남가상"]
    assert held.actions.get().institution == health
    assert AuditEntry.objects.get(verb="conference.record").persons == [case.client_id]


@pytest.mark.parametrize("place", ["participants", "actions"])
def test_an_agency_without_consent_may_not_sit_in(cast: Cast, place: str) -> None:
    case = make.case("FOLLOW_UP")
    welfare = cast.welfare1.institution
    row = {"institution": welfare, "role": "팀장", "name": "배가상", "action": "식사 배달"}
    rows = [*record_of(cast)["participants"], row] if place == "participants" else [row]
    with pytest.raises(Invalid, match=r"제3자 제공 동의 없음\(가상노인복지관\)"):
        record(cast, case, **{place: rows})
    assert not case.conferences.exists()


def test_a_withdrawn_consent_keeps_an_agency_out(cast: Cast) -> None:
    case = make.case("FOLLOW_UP")
    place = cast.health1.institution
    make.consent(case.client, "THIRD_PARTY", "WITHDRAWN", receiver=place)
    assert conferences.may_attend(case, make.days_ago(1)) == {cast.host.pk}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"held_on": make.days_ago(-1)}, "held_on"),
        ({"held_on": date(2020, 1, 1)}, "held_on"),
        ({"next_on": make.days_ago(2)}, "next_on"),
        ({"decision": "EXTEND"}, "extend_until"),
        ({"decision": "EXTEND", "extend_until": make.days_ago(3)}, "extend_until"),
        ({"participants": []}, "participants"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(cast: Cast, values: dict[str, Any], field: str) -> None:
    case = make.case("FOLLOW_UP")
    with pytest.raises(Invalid) as refused:
        record(cast, case, **values)
    assert field in refused.value.errors


def test_an_old_conference_needs_a_reason_for_coming_late(cast: Cast) -> None:
    case = make.case("FOLLOW_UP", admitted_on=make.days_ago(90))
    with pytest.raises(Invalid) as refused:
        record(cast, case, held_on=make.days_ago(40))
    assert "late_reason" in refused.value.errors
    assert record(cast, case, held_on=make.days_ago(40), late_reason="기록 누락").pk


def test_a_correction_needs_the_version_that_was_read(cast: Cast) -> None:
    case = make.case("FOLLOW_UP")
    held = record(cast, case)
    edit = {"actor": cast.nurse1.actor, "conference": held}
    changed = conferences.edit(
        **edit, data=record_of(cast, decision_text="계획을 바꿉니다.", decision="CHANGE"), version=1
    )
    assert (changed.decision, changed.version) == ("CHANGE", 2)
    with pytest.raises(Conflict) as conflict:
        conferences.edit(**edit, data=record_of(cast), version=1)
    assert conflict.value.stored["decision_text"] == "계획을 바꿉니다."
    assert conflict.value.mine["decision_text"] == "지금 계획을 이어 갑니다."


@pytest.mark.parametrize("status", ["SCREENED", "CONSENT_PENDING", "CLOSED", "VOID"])
def test_only_people_in_care_are_spoken_about(cast: Cast, status: str) -> None:
    with pytest.raises(Conflict):
        record(cast, make.case(status))


@pytest.mark.parametrize(
    ("person", "error"),
    [("social2", Forbidden), ("doctor1", Forbidden), ("hospital2", NotVisible), ("health1", NotVisible)],
)
def test_only_the_team_and_the_coordinator_record(cast: Cast, person: str, error: type[Exception]) -> None:
    case = make.case("FOLLOW_UP")
    with pytest.raises(error):
        conferences.record(actor=getattr(cast, person).actor, case=case, data=record_of(cast))


def test_the_same_press_twice_makes_one_record(cast: Cast) -> None:
    case = make.case("FOLLOW_UP")
    for _ in range(2):
        conferences.record(actor=cast.coordinator1.actor, case=case, data=record_of(cast), idempotency_key="press")
    assert case.conferences.count() == 1


def test_longer_care_decided_names_its_end(cast: Cast) -> None:
    case = make.case("FOLLOW_UP")
    until = make.days_ago(0) + timedelta(days=90)
    held = record(cast, case, decision="EXTEND", extend_until=until)
    assert held.extend_until == until
    other = record(cast, case, decision="CONTINUE", extend_until=until)
    assert other.extend_until is None


def test_the_next_day_agreed_on_is_owed_until_people_sat_again(cast: Cast) -> None:
    case = make.case("FOLLOW_UP")
    first = record(cast, case, next_on=make.days_ago(-14))
    owed = Duty.objects.open().filter(kind="discharge.next_conference", object_id=str(case.pk))
    duty = owed.get()
    assert (duty.person, duty.due_at) == (cast.social1.user, workdays.end_of_day(make.days_ago(-14)))
    moved = record_of(cast, next_on=make.days_ago(-21))
    conferences.edit(actor=cast.social1.actor, conference=first, data=moved)
    assert owed.get().due_at == workdays.end_of_day(make.days_ago(-21))
    record(cast, case, held_on=make.days_ago(0))
    assert not owed.exists()


def test_a_key_belongs_to_one_case(cast: Cast) -> None:
    """The same press on another case is no repetition: nothing of the first case is answered."""
    for case in (make.case("FOLLOW_UP"), make.case("FOLLOW_UP")):
        act = partial(
            conferences.record, actor=cast.social1.actor, case=case, data=record_of(cast), idempotency_key="press"
        )
        if case.conferences.model.objects.exists():
            with pytest.raises(Conflict):
                act()
        else:
            act()
