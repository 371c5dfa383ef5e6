"""Who is in charge: naming, handing over, further members, and what colleagues and strangers meet."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from core import sweeps, workdays
from core.dates import kdate_short
from core.errors import Forbidden, Invalid
from core.models import AuditEntry, Duty, Message
from discharge.models import DischargeCase, StandIn, TeamMember
from discharge.services import cases, plans, stand_ins
from network.models import Membership
from tests import make
from tests.cast import Cast
from tests.discharge.screening_data import registered


def test_naming_another_worker_moves_what_is_owed(cast: Cast) -> None:
    case = registered(cast)
    duty = Duty.objects.open().get()
    assert duty.person == cast.social1.user
    due = duty.due_at
    answer = cast.coordinator1.client().post(
        f"/discharge/cases/{case.pk}/move/assign/", {"social_worker": cast.social2.pk}
    )
    assert answer.status_code == 302
    case.refresh_from_db()
    duty.refresh_from_db()
    assert (case.social_worker, case.nurse) == (cast.social2.user, cast.nurse1.user)
    assert (duty.person, duty.due_at) == (cast.social2.user, due)
    entry = AuditEntry.objects.get(verb="discharge.assign")
    assert entry.changes == {"social_worker": [cast.social1.pk, cast.social2.pk]}
    assert cast.social2.client().get(f"/discharge/cases/{case.pk}/").status_code == 200
    assert cast.social1.client().get(f"/discharge/cases/{case.pk}/").status_code == 403


def test_what_other_professions_owe_stays_with_them(cast: Cast) -> None:
    case = make.case("PLANNING")
    case.plans.all().delete()
    plans.begin(case, cast.social1.actor)
    cases.assign(actor=cast.coordinator1.actor, case=case, data={"nurse": make.member(roles="NURSE").user})
    owed = dict(Duty.objects.open().values_list("role", "person"))
    assert owed["SOCIAL_WORKER"] == cast.social1.pk
    assert owed["PHYSICIAN"] == cast.doctor1.pk
    assert owed["NURSE"] != cast.nurse1.pk


@pytest.mark.parametrize("who", ["social1", "nurse1", "doctor1", "social2"])
def test_only_the_coordinator_names_people(cast: Cast, who: str) -> None:
    case = registered(cast)
    member = getattr(cast, who)
    assert member.client().get(f"/discharge/cases/{case.pk}/move/assign/").status_code == 403
    with pytest.raises(Forbidden):
        cases.assign(actor=member.actor, case=case, data={"social_worker": cast.social2.user})


@pytest.mark.parametrize("who", ["hospital2", "leaver", "nurse1", "health1"])
def test_nobody_from_elsewhere_or_of_another_role_is_put_in_charge(cast: Cast, who: str) -> None:
    case = registered(cast)
    person = getattr(cast, who)
    answer = cast.coordinator1.client().post(f"/discharge/cases/{case.pk}/move/assign/", {"social_worker": person.pk})
    assert answer.status_code == 400
    with pytest.raises(Invalid):
        cases.assign(actor=cast.coordinator1.actor, case=case, data={"social_worker": person.user})


def test_naming_nobody_new_is_said_and_who_left_stands_in_no_way(cast: Cast) -> None:
    """What is not sent stays as it is, also where the person in charge works here no more."""
    case = registered(cast)
    DischargeCase.objects.filter(pk=case.pk).update(social_worker=cast.leaver.user)
    api, path = cast.coordinator1.api(), f"/api/v1/discharge/cases/{case.pk}/assign/"
    assert api.post(path, {}, format="json").status_code == 400
    assert api.post(path, {"nurse": cast.nurse1.pk}, format="json").status_code == 400
    other = make.member(roles="NURSE").user
    assert api.post(path, {"nurse": other.pk}, format="json").status_code == 200
    case.refresh_from_db()
    assert (case.social_worker, case.nurse) == (cast.leaver.user, other)


def test_the_cases_of_somebody_who_left_are_handed_over(cast: Cast) -> None:
    case = registered(cast)
    DischargeCase.objects.filter(pk=case.pk).update(social_worker=cast.leaver.user)
    assert _hand_over(cast, absent=cast.leaver.pk).status_code == 302
    case.refresh_from_db()
    assert case.social_worker == cast.social2.user


def _hand_over(cast: Cast, **values: Any) -> Any:
    typed = {"role": "SOCIAL_WORKER", "absent": cast.social1.pk, "successor": cast.social2.pk} | values
    browser = cast.coordinator1.client()
    asked = browser.post("/discharge/cases/hand-over/", typed)
    return (
        browser.post("/discharge/cases/hand-over/", typed | {"seen": asked.context["seen"]}) if asked.context else asked
    )


def test_what_goes_along_is_named_first_and_what_came_since_is_named_before_it_goes(cast: Cast) -> None:
    first, browser = registered(cast), cast.coordinator1.client()
    typed = {"role": "SOCIAL_WORKER", "absent": cast.social1.pk, "successor": cast.social2.pk}
    asked = browser.post("/discharge/cases/hand-over/", typed)
    assert f"{first.number} · " in asked.text
    assert "이 사례 1건을 넘깁니다" in asked.text
    second = registered(cast)
    again = browser.post("/discharge/cases/hand-over/", typed | {"seen": asked.context["seen"]})
    assert second.number in again.text
    first.refresh_from_db()
    assert first.social_worker == cast.social1.user, "nothing moved unseen"
    browser.post("/discharge/cases/hand-over/", typed | {"seen": again.context["seen"]})
    first.refresh_from_db()
    assert first.social_worker == cast.social2.user
    told = Message.objects.filter(recipient=cast.social2.user, key__startswith="hand_over:")
    assert [one.values["text"] for one in told] == ["사례 2건을 넘겨받았습니다."]


def test_all_open_cases_of_somebody_who_is_away_are_handed_over_with_their_duties(cast: Cast) -> None:
    open_cases = [registered(cast) for _ in range(3)]
    ended = make.case("CLOSED")
    elsewhere = make.case("SCREENED", hospital=cast.hospital2.institution, social_worker=cast.social1.user)
    answer = _hand_over(cast)
    assert (answer.status_code, answer.url) == (302, "/discharge/cases/")
    for case in open_cases:
        case.refresh_from_db()
        assert case.social_worker == cast.social2.user
    assert set(Duty.objects.open().values_list("person", flat=True)) == {cast.social2.pk}
    for case in (ended, elsewhere):
        case.refresh_from_db()
        assert case.social_worker == cast.social1.user


def test_handing_over_tells_case_by_case(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that fails does not hold the others, and is named."""
    first, second = registered(cast), registered(cast)
    assign = cases.assign

    def sometimes(*, actor: Any, case: DischargeCase, data: Any) -> DischargeCase:
        if case.pk == first.pk:
            raise Forbidden("잠시 맡길 수 없습니다.")
        return assign(actor=actor, case=case, data=data)

    monkeypatch.setattr(cases, "assign", sometimes)
    done = stand_ins.hand_over_all(
        actor=cast.coordinator1.actor, absent_id=cast.social1.pk, successor=cast.social2.user, role="SOCIAL_WORKER"
    )
    assert {(item.case.pk, item.reason) for item in done} == {(first.pk, "잠시 맡길 수 없습니다."), (second.pk, "")}


def test_a_stand_in_holds_the_cases_until_the_colleague_is_back(cast: Cast) -> None:
    """Away from Wednesday to Monday: on Monday cases and duties are the colleague's again, but for one that was given on meanwhile."""
    first, second = registered(cast), registered(cast)
    back_on = workdays.seoul_today() + timedelta(days=5)
    _hand_over(cast, back_on=str(back_on))
    page = cast.social2.client().get(f"/discharge/cases/{first.pk}/").content.decode()
    assert f"박가상 대직, {kdate_short(back_on)} 복귀" in page
    told = cast.coordinator1.api().get("/api/v1/discharge/cases/stand-ins/").json()
    assert [(one["absent"], one["deputy"], one["cases"]) for one in told] == [("박가상", "송가상", 2)]
    cases.assign(actor=cast.coordinator1.actor, case=second, data={"social_worker": cast.social1.user})
    with time_machine.travel(workdays.start_of_day(back_on) - timedelta(minutes=1)):
        sweeps.run_all()
    first.refresh_from_db()
    assert first.social_worker == cast.social2.user
    with time_machine.travel(workdays.start_of_day(back_on) + timedelta(minutes=5)):
        sweeps.run_all()
    for case in (first, second):
        case.refresh_from_db()
        assert case.social_worker == cast.social1.user
    assert set(Duty.objects.open().filter(role="SOCIAL_WORKER").values_list("person", flat=True)) == {cast.social1.pk}
    assert cast.social2.client().get(f"/discharge/cases/{first.pk}/").status_code == 403
    entry = AuditEntry.objects.filter(verb="discharge.assign", object_id=str(first.pk)).latest("pk")
    assert (entry.user_id, entry.reason) == (None, "대직 끝")
    assert not StandIn.objects.filter(ended_at__isnull=True).exists()


def test_somebody_is_back_earlier(cast: Cast) -> None:
    case = registered(cast)
    _hand_over(cast, back_on=str(workdays.seoul_today() + timedelta(days=5)))
    browser = cast.coordinator1.client()
    page = browser.get("/discharge/cases/hand-over/").content.decode()
    assert "박가상 → 송가상" in page
    assert "지금 돌려주기" in page
    asked = browser.post("/discharge/cases/hand-over/end/", {"absent": cast.social1.pk})
    assert f"{case.number} · " in asked.text
    case.refresh_from_db()
    assert case.social_worker == cast.social2.user, "asked first"
    typed = {"absent": cast.social1.pk, "is_sure": "on"}
    answer = browser.post("/discharge/cases/hand-over/end/", typed, follow=True)
    assert "사례 1건을 돌려주었습니다." in answer.content.decode()
    case.refresh_from_db()
    assert case.social_worker == cast.social1.user
    again = cast.coordinator1.api().post(
        "/api/v1/discharge/cases/hand-over/end/", {"absent": cast.social1.pk}, format="json"
    )
    assert again.status_code == 409


def test_a_deputy_who_goes_away_hands_on_what_goes_back_to_its_owner(cast: Cast) -> None:
    case = registered(cast)
    third = make.member(institution=cast.host, roles="SOCIAL_WORKER", programmes="DISCHARGE")
    day = workdays.seoul_today() + timedelta(days=5)
    _hand_over(cast, back_on=str(day))
    _hand_over(cast, absent=cast.social2.pk, successor=third.pk, back_on=str(day))
    (held,) = StandIn.objects.filter(ended_at__isnull=True)
    assert (held.absent_id, held.deputy_id) == (cast.social1.pk, third.pk)
    stand_ins.give_back(actor=cast.coordinator1.actor, absent_id=cast.social1.pk)
    case.refresh_from_db()
    assert case.social_worker == cast.social1.user


def test_a_deputy_who_leaves_for_good_leaves_the_case_to_its_owner(cast: Cast) -> None:
    """박가상 is away until the fifth day; the deputy hands on for good: it still goes back on that day, not later, and to nobody else."""
    case = registered(cast)
    third = make.member(institution=cast.host, roles="SOCIAL_WORKER", programmes="DISCHARGE")
    day = workdays.seoul_today() + timedelta(days=5)
    _hand_over(cast, back_on=str(day))
    _hand_over(cast, absent=cast.social2.pk, successor=third.pk)
    (held,) = StandIn.objects.filter(ended_at__isnull=True)
    assert (held.absent_id, held.deputy_id, held.back_on) == (cast.social1.pk, third.pk, day)
    _hand_over(cast, absent=third.pk, successor=cast.social2.pk, back_on=str(day + timedelta(days=9)))
    assert StandIn.objects.get(ended_at__isnull=True).back_on == day
    _hand_over(cast, absent=cast.social2.pk, successor=cast.social1.pk)
    assert not StandIn.objects.filter(ended_at__isnull=True).exists()
    case.refresh_from_db()
    assert case.social_worker == cast.social1.user


def test_who_is_named_anew_holds_the_case_for_nobody(cast: Cast) -> None:
    case = registered(cast)
    _hand_over(cast, back_on=str(workdays.seoul_today() + timedelta(days=5)))
    third = make.member(institution=cast.host, roles="SOCIAL_WORKER", programmes="DISCHARGE")
    cases.assign(actor=cast.coordinator1.actor, case=case, data={"social_worker": third.user})
    assert not StandIn.objects.filter(ended_at__isnull=True).exists()
    assert "대직," not in third.client().get(f"/discharge/cases/{case.pk}/").content.decode()
    assert stand_ins.current(cast.coordinator1.actor) == []


def test_who_has_left_meanwhile_gets_no_case_back_and_the_coordinator_is_told(cast: Cast) -> None:
    case = registered(cast)
    day = workdays.seoul_today() + timedelta(days=5)
    _hand_over(cast, back_on=str(day))
    Membership.objects.filter(user=cast.social1.user).update(valid_to=workdays.seoul_today())
    with time_machine.travel(workdays.start_of_day(day) + timedelta(minutes=5)):
        sweeps.run_all()
    case.refresh_from_db()
    assert case.social_worker == cast.social2.user
    told = Message.objects.filter(recipient=cast.coordinator1.user, values__number=case.number, template="notice")
    assert any("담당을 정하십시오." in one.values["text"] for one in told)
    refused = _hand_over(cast, absent=cast.leaver.pk, back_on=str(day))
    assert "돌아오는 날을 적지 않습니다" in refused.content.decode()


@pytest.mark.parametrize("days", [0, -1, 400])
def test_a_day_of_return_lies_ahead(cast: Cast, days: int) -> None:
    case = registered(cast)
    answer = _hand_over(cast, back_on=str(workdays.seoul_today() + timedelta(days=days)))
    assert answer.status_code == 400
    case.refresh_from_db()
    assert case.social_worker == cast.social1.user


def test_handing_over_needs_another_person_of_the_role(cast: Cast) -> None:
    case = registered(cast)
    for successor in (cast.social1.pk, cast.nurse1.pk, cast.hospital2.pk):
        assert _hand_over(cast, successor=successor).status_code == 400
    assert cast.social1.client().get("/discharge/cases/hand-over/").status_code == 403
    case.refresh_from_db()
    assert case.social_worker == cast.social1.user


def test_a_further_member_works_on_this_case_until_taken_out(cast: Cast) -> None:
    case, other = registered(cast), registered(cast)
    page = f"/discharge/cases/{case.pk}/"
    browser = cast.social1.client()
    typed = {"role": "SOCIAL_WORKER", "person": cast.social2.pk}
    assert cast.social2.client().get(page).status_code == 403
    assert browser.post(f"{page}move/add_member/", typed).status_code == 302
    assert browser.post(f"{page}move/add_member/", typed).status_code == 302
    member = TeamMember.objects.get(case=case)
    assert cast.social2.client().get(page).status_code == 200
    assert cast.social2.client().get(f"/discharge/cases/{other.pk}/").status_code == 403
    assert browser.post(f"/discharge/cases/{other.pk}/team/{member.pk}/remove/").status_code == 404
    assert cast.social2.client().get(page).status_code == 200
    assert browser.post(f"{page}team/{member.pk}/remove/").status_code == 302
    assert cast.social2.client().get(page).status_code == 403
    assert AuditEntry.objects.filter(action="GRANT", persons=[case.client_id]).count() == 2


def test_a_member_is_added_with_the_role_they_hold(cast: Cast) -> None:
    case = registered(cast)
    browser = cast.nurse1.client()
    wrong = browser.post(f"/discharge/cases/{case.pk}/move/add_member/", {"role": "NURSE", "person": cast.social2.pk})
    assert wrong.status_code == 400
    assert cast.social2.client().post(f"/discharge/cases/{case.pk}/move/add_member/", {}).status_code == 403
    assert not TeamMember.objects.exists()


def test_a_colleague_is_told_who_is_in_charge_and_a_stranger_nothing(cast: Cast) -> None:
    case = registered(cast)
    page = f"/discharge/cases/{case.pk}/"
    colleague = cast.social2.client().get(page)
    text = colleague.content.decode()
    assert colleague.status_code == 403
    assert "담당 사회복지사: 박가상" in text
    assert case.client.name not in text
    for who in (cast.hospital2, cast.doctor2, cast.health1, cast.cpo1, cast.edstaff1):
        answer = who.client().get(page)
        assert answer.status_code == 404
        assert "박가상" not in answer.content.decode()
    missing = cast.hospital2.client().get("/discharge/cases/00000000-0000-4000-8000-000000000000/")
    assert missing.status_code == 404
    assert cast.leaver.client().get(page).status_code in (302, 403)
    assert cast.nobody.client().get(page).status_code == 302
