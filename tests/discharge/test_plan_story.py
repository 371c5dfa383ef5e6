"""계획 in three parts (story 7.1.4): own parts, signatures, submitting, another one approves, versions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from core import codes
from core.dates import kdate_short
from core.errors import Forbidden, Invalid
from core.models import Duty
from discharge.models import DischargeCase, DischargePlan, PlanPart
from discharge.services import cases, linkages, plans
from tests import make
from tests.cast import Cast, Member

GOAL = {"text": "혼자 화장실에 갑니다.", "measure": "수정바델지수", "due_on": "2097-01-01"}
ACTION = {"need_area": "REHAB", "who": "OWN", "action": "방문재활", "service": "HOME_REHAB"}


def _planning(cast: Cast) -> DischargeCase:
    """A finished assessment (needs: rehabilitation) and an empty plan with what it owes."""
    case = make.case("ASSESSING")
    make.assessment(case)
    plans.begin(case, cast.social1.actor)
    DischargeCase.objects.filter(pk=case.pk).update(status="PLANNING")
    case.refresh_from_db()
    return case


def _url(case: DischargeCase, kind: str) -> str:
    return f"/discharge/cases/{case.pk}/plan/parts/{kind}/"


def _part(case: DischargeCase, kind: str) -> PlanPart:
    return PlanPart.objects.filter(plan__case=case, kind=kind.upper()).order_by("-plan__edition")[0]


_SETS = {"doctor": ("medications", "appointments"), "nurse": ("education",), "social": ("goals", "actions")}


def _typed(
    kind: str, text: str, *, sign: bool = True, version: int = 1, **rows: list[dict[str, Any]]
) -> dict[str, Any]:
    typed: dict[str, Any] = {"text": text, "version": version, "then": "sign" if sign else "save"}
    for name in _SETS[kind]:
        given = rows.get(name, [])
        typed |= {f"{name}-TOTAL_FORMS": len(given), f"{name}-INITIAL_FORMS": 0}
        for place, row in enumerate(given):
            typed |= {f"{name}-{place}-{field}": value for field, value in row.items()}
    return typed


def _social(**values: Any) -> dict[str, Any]:
    typed = _typed("social", "딸과 함께 지내기로 함", goals=[GOAL], actions=[ACTION])
    return typed | {"disposition_planned": "HOME", "emergency_contact": "딸 010-0000-0000"} | values


def _write_all(cast: Cast, case: DischargeCase) -> None:
    medication = {"name": "칼슘제", "when": "아침", "caution": "물과 함께"}
    lesson = {
        "topic": "낙상 예방",
        "taught_to": "PATIENT",
        "taught_by": "이가상",
        "taught_on": "2026-10-19",
        "understanding": "상",
    }
    doctor = _typed("doctor", "수술 후 재활", medications=[medication])
    assert cast.doctor1.client().post(_url(case, "doctor"), doctor).status_code == 302
    nurse = _typed("nurse", "상처 돌봄", education=[lesson])
    assert cast.nurse1.client().post(_url(case, "nurse"), nurse).status_code == 302
    assert cast.social1.client().post(_url(case, "social"), _social()).status_code == 302


def _move(who: Member, case: DischargeCase, name: str, **typed: Any) -> Any:
    return who.client().post(f"/discharge/cases/{case.pk}/move/{name}/", typed)


def _explained() -> dict[str, str]:
    return {"explained_to": "PATIENT", "explained_on": str(timezone.localdate())}


def _state(case: DischargeCase) -> str:
    return DischargeCase.objects.values_list("status", flat=True).get(pk=case.pk)


def test_three_sign_one_submits_and_another_approves(cast: Cast) -> None:
    case = _planning(cast)
    owed = set(Duty.objects.open().values_list("kind", "person"))
    assert owed == {("discharge.sign_part", who.pk) for who in (cast.doctor1, cast.nurse1, cast.social1)}
    blocked = _move(cast.social1, case, "submit_plan")
    assert blocked.status_code == 400
    assert "서명하지 않은 부분이 있습니다: 의사, 간호, 사회복지" in blocked.content.decode()
    _write_all(cast, case)
    assert not Duty.objects.open().filter(kind="discharge.sign_part").exists()
    assert _move(cast.social1, case, "submit_plan").status_code == 302
    assert Duty.objects.open().get().person == cast.doctor1.user
    assert _move(cast.social1, case, "approve_plan", **_explained()).status_code == 403
    assert _state(case) == "PLAN_REVIEW"
    assert _move(cast.doctor1, case, "approve_plan", explained_to="PATIENT").status_code == 400
    tomorrow = str(timezone.localdate() + timedelta(days=1))
    early = _move(cast.doctor1, case, "approve_plan", explained_to="PATIENT", explained_on=tomorrow)
    assert (early.status_code, "설명일은 오늘 이전" in early.content.decode()) == (400, True)
    assert _move(cast.doctor1, case, "approve_plan", **_explained()).status_code == 302
    plan = DischargePlan.objects.get(case=case)
    assert _state(case) == "PLANNED"
    assert (plan.edition, plan.submitted_by, plan.approved_by) == (1, cast.social1.user, cast.doctor1.user)
    assert {part.signed_by for part in plan.parts.all()} == {cast.doctor1.user, cast.nurse1.user, cast.social1.user}


def test_who_submitted_cannot_approve_even_as_coordinator(cast: Cast) -> None:
    both = make.member(roles="SOCIAL_WORKER COORDINATOR")
    case = _planning(cast)
    DischargeCase.objects.filter(pk=case.pk).update(social_worker=both.user)
    doctor, nurse = _typed("doctor", "재활"), _typed("nurse", "상처")
    cast.doctor1.client().post(_url(case, "doctor"), doctor)
    cast.nurse1.client().post(_url(case, "nurse"), nurse)
    assert both.client().post(_url(case, "social"), _social()).status_code == 302
    assert _move(both, case, "submit_plan").status_code == 302
    own = _move(both, case, "approve_plan", **_explained())
    assert own.status_code == 400
    assert "제출한 사람은 확정할 수 없습니다" in own.content.decode()
    assert _move(cast.coordinator1, case, "approve_plan", **_explained()).status_code == 302


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"goals-TOTAL_FORMS": 0}, "목표를 하나 이상"),
        ({"actions-TOTAL_FORMS": 0}, "욕구가 있습니다: 재활·보행"),
        ({"emergency_contact": ""}, "퇴원 예정지와 응급 시 연락처"),
    ],
)
def test_a_plan_is_submitted_only_when_it_is_complete(cast: Cast, changed: dict[str, Any], said: str) -> None:
    case = _planning(cast)
    _write_all(cast, case)
    version = _part(case, "social").version
    assert cast.social1.client().post(_url(case, "social"), _social(version=version, **changed)).status_code == 302
    refused = _move(cast.nurse1, case, "submit_plan")
    assert refused.status_code == 400
    assert said in refused.content.decode()
    assert _state(case) == "PLANNING"


def test_all_that_a_plan_lacks_is_told_at_once(cast: Cast) -> None:
    refused = _move(cast.nurse1, _planning(cast), "submit_plan").content.decode()
    for said in ("의사, 간호, 사회복지.", "목표를 하나", "퇴원 예정지와 응급 시", "욕구가 있습니다: 재활·보행"):
        assert said in refused


def _booked(at: str, on: str = "2097-01-10") -> dict[str, Any]:
    return {"department": "정형외과", "on": on, "at": at}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("10:30", "10:30"),
        ("1030", "10:30"),
        ("930", "09:30"),
        ("오전 10시 30분", "10:30"),
        ("오후 2시 반", "14:30"),
        ("오후 12시", "12:00"),
        ("", ""),
    ],
)
def test_the_hour_of_a_visit_is_read_as_people_write_it(cast: Cast, typed: str, kept: str) -> None:
    case = _planning(cast)
    page = _typed("doctor", "재활", sign=False, appointments=[_booked(typed)])
    assert cast.doctor1.client().post(_url(case, "doctor"), page).status_code == 302
    assert _part(case, "doctor").rows["appointments"] == [_booked(kept)]
    body, headers = {"appointments": [_booked(typed)]}, {"If-Match": "2"}
    url = f"/api/v1/discharge/cases/{case.pk}/plan-parts/doctor/"
    assert cast.doctor1.api().put(url, body, format="json", headers=headers).status_code == 200
    assert _part(case, "doctor").rows["appointments"] == [_booked(kept)]


@pytest.mark.parametrize(
    ("visit", "said"),
    [
        (_booked("99:99"), "시각은 10:30처럼"),
        (_booked("24:00"), "시각은 10:30처럼"),
        (_booked("오전 13:00"), "시각은 10:30처럼"),
        (_booked("점심 뒤"), "시각은 10:30처럼"),
        (_booked("", "2020-01-10"), "정형외과: 외래 날짜는 입원일("),
    ],
)
def test_no_visit_is_kept_at_no_hour_or_before_the_admission(cast: Cast, visit: dict[str, Any], said: str) -> None:
    case = _planning(cast)
    refused = cast.doctor1.client().post(_url(case, "doctor"), _typed("doctor", "재활", appointments=[visit]))
    assert (refused.status_code, said in refused.content.decode()) == (400, True)
    url, headers = f"/api/v1/discharge/cases/{case.pk}/plan-parts/doctor/", {"If-Match": "1"}
    answer = cast.doctor1.api().put(url, {"appointments": [visit]}, format="json", headers=headers)
    assert (answer.status_code, said in str(answer.json()["fields"])) == (400, True)
    assert not _part(case, "doctor").rows.get("appointments")


def test_a_need_may_be_answered_by_a_reason_why_there_is_nothing(cast: Cast) -> None:
    case = _planning(cast)
    browser = cast.social1.client()
    bare = {"actions-0-who": "NONE", "actions-0-action": "", "actions-0-service": ""}
    refused = browser.post(_url(case, "social"), _social(**bare))
    assert (refused.status_code, "해당 없음의 사유" in refused.content.decode()) == (400, True)
    reasoned = _social(**bare, **{"actions-0-unlinked_reason": "FAMILY_CARE"})
    assert browser.post(_url(case, "social"), reasoned).status_code == 302
    assert plans.unmet_needs(case, DischargePlan.objects.get(case=case)) == []


def test_an_edit_unsigns_that_part_only(cast: Cast) -> None:
    case = _planning(cast)
    _write_all(cast, case)
    part = _part(case, "nurse")
    typed = _typed("nurse", "상처와 식이", sign=False, version=part.version)
    assert cast.nurse1.client().post(_url(case, "nurse"), typed).status_code == 302
    states = dict(PlanPart.objects.filter(plan__case=case).values_list("kind", "status"))
    assert states == {"DOCTOR": "SIGNED", "NURSE": "DRAFT", "SOCIAL": "SIGNED"}
    assert Duty.objects.open().get(kind="discharge.sign_part").person == cast.nurse1.user
    assert "다시 서명 필요" in cast.social1.client().get(f"/discharge/cases/{case.pk}/").content.decode()
    assert cast.nurse1.client().post(_url(case, "nurse") + "sign/").status_code == 302
    assert _part(case, "nurse").status == "SIGNED"


@pytest.mark.parametrize(
    ("kind", "author", "others"),
    [
        ("doctor", "doctor1", ("nurse1", "social1", "coordinator1", "doctor2", "social2")),
        ("nurse", "nurse1", ("doctor1", "social1", "coordinator1")),
        ("social", "social1", ("doctor1", "nurse1", "coordinator1", "social2")),
    ],
)
def test_every_profession_writes_its_own_part(cast: Cast, kind: str, author: str, others: tuple[str, ...]) -> None:
    case = _planning(cast)
    for who in others:
        answer = getattr(cast, who).client().post(_url(case, kind), _typed(kind, "남의 글"))
        assert answer.status_code in (403, 404), who
        assert getattr(cast, who).client().post(_url(case, kind) + "sign/").status_code in (403, 404)
    assert _part(case, kind).text == ""
    empty = getattr(cast, author).client()
    assert empty.post(_url(case, kind) + "sign/").status_code == 400
    assert empty.post(_url(case, kind), _typed(kind, "내 글", sign=False)).status_code == 302


def test_two_people_on_one_part_lose_nothing(cast: Cast) -> None:
    """The second to save sees both texts and keeps what they typed."""
    case = _planning(cast)
    make.team_member(case, cast.social2)
    first, second = cast.social1.client(), cast.social2.client()
    first.get(_url(case, "social"))
    second.get(_url(case, "social"))
    assert first.post(_url(case, "social"), _social(text="먼저 저장한 글", then="save")).status_code == 302
    answer = second.post(_url(case, "social"), _social(text="나중에 쓴 글", then="save"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "먼저 저장한 글" in page
    assert "나중에 쓴 글" in page
    assert "딸 010-0000-0000" in page
    assert GOAL["text"] in page
    part = _part(case, "social")
    assert (part.text, part.version, part.edited_by) == ("먼저 저장한 글", 2, cast.social1.user)
    merged = _social(text="두 글을 합친 글", then="save", version=part.version)
    assert second.post(_url(case, "social"), merged).status_code == 302
    assert _part(case, "social").text == "두 글을 합친 글"


def test_a_returned_plan_says_why_and_is_written_on(cast: Cast) -> None:
    case = _planning(cast)
    _write_all(cast, case)
    _move(cast.social1, case, "submit_plan")
    frozen = cast.nurse1.client().post(
        _url(case, "nurse"), _typed("nurse", "몰래", version=_part(case, "nurse").version)
    )
    assert frozen.status_code == 409
    assert _move(cast.nurse1, case, "return_plan", reason="약을 다시").status_code == 403
    assert _move(cast.doctor1, case, "return_plan", reason="").status_code == 400
    assert _move(cast.doctor1, case, "return_plan", reason="약을 다시 확인해 주십시오.").status_code == 302
    assert _state(case) == "PLANNING"
    assert "약을 다시 확인해 주십시오." in cast.social1.client().get(f"/discharge/cases/{case.pk}/").content.decode()
    assert _move(cast.social1, case, "submit_plan").status_code == 302
    assert DischargePlan.objects.get(case=case).returned_comment == ""


def test_an_approved_version_is_frozen_and_a_new_one_keeps_untouched_signatures(cast: Cast) -> None:
    case = make.case("PLANNED")
    old = DischargePlan.objects.get(case=case)
    assert cast.social1.client().get(_url(case, "social")).status_code == 404
    with pytest.raises(Exception, match="확정된 판은 고칠 수 없습니다"):
        plans.save_part(actor=cast.nurse1.actor, part=_part(case, "nurse"), data={"text": "고침"})
    with pytest.raises(Invalid, match="확정된 판은 고칠 수 없습니다"):
        plans.unsign(actor=cast.nurse1.actor, part=_part(case, "nurse"))
    assert _move(cast.social1, case, "revise_plan", reason="").status_code == 400
    assert _move(cast.social1, case, "revise_plan", reason="딸 집으로 가기로 함").status_code == 302
    new = DischargePlan.objects.get(case=case, edition=2)
    assert _state(case) == "PLANNING"
    assert (new.reason, new.approved_at, new.goals.count(), new.actions.count()) == ("딸 집으로 가기로 함", None, 1, 1)
    assert {part.status for part in new.parts.all()} == {"SIGNED"}
    typed = _social(text="딸 집에서 지냄", version=_part(case, "social").version)
    typed["actions-0-action"] = "방문재활 주 2회"
    assert cast.social1.client().post(_url(case, "social"), typed).status_code == 302
    old.refresh_from_db()
    assert old.parts.get(kind="SOCIAL").text == "계획 내용"
    assert old.actions.get().action == "방문재활"


def test_two_versions_stand_side_by_side_with_their_differences(cast: Cast) -> None:
    case = make.case("PLANNED")
    cases.step("revise_plan", actor=cast.social1.actor, case=case, data={"reason": "바뀜"})
    part = _part(case, "nurse")
    plans.save_part(actor=cast.nurse1.actor, part=part, data={"text": "새로운 내용"}, version=part.version)
    page = cast.doctor1.client().get(f"/discharge/cases/{case.pk}/plan/compare/1/2/").content.decode()
    assert "<del" in page
    assert "<ins" in page
    assert "새로운" in page
    assert cast.doctor1.client().get(f"/discharge/cases/{case.pk}/plan/compare/1/9/").status_code == 404
    assert cast.social2.client().get(f"/discharge/cases/{case.pk}/plan/compare/1/2/").status_code == 403
    assert "계획 내용" in cast.doctor1.client().get(f"/discharge/cases/{case.pk}/plan/1/").content.decode()


def test_a_version_shows_everything_that_was_written_in_words(cast: Cast) -> None:
    case = make.case("PLANNED")
    lesson = {"topic": "낙상 예방", "taught_to": "CAREGIVER", "taught_on": "2097-01-05", "understanding": "상"}
    PlanPart.objects.filter(plan__case=case, kind="NURSE").update(rows={"education": [lesson]})
    visit = {"department": "정형외과", "on": "2097-01-10", "at": "10:30"}
    PlanPart.objects.filter(plan__case=case, kind="DOCTOR").update(rows={"appointments": [visit]})
    page = cast.social1.client().get(f"/discharge/cases/{case.pk}/plan/1/").content.decode()
    assert f"낙상 예방 · 보호자 · {kdate_short(date(2097, 1, 5))} · 이해도 상" in page
    assert f"정형외과 · {kdate_short(date(2097, 1, 10))} · 10:30" in page
    assert "혼자 화장실에 갑니다. (" in page
    assert "재활·보행 · 방문재활" in page
    assert "CAREGIVER" not in page


def test_an_amendment_after_discharge_keeps_the_state_and_the_version_in_force(cast: Cast) -> None:
    case = make.case("FOLLOW_UP")
    assert _move(cast.nurse1, case, "amend_plan", reason="낙상이 있었음").status_code == 302
    assert _state(case) == "FOLLOW_UP"
    assert Duty.objects.open().get(kind="discharge.finish_amendment").person == cast.doctor1.user
    in_force = plans.approved_plan(case)
    assert in_force is not None
    assert in_force.edition == 1
    second = _move(cast.nurse1, case, "amend_plan", reason="또")
    assert (second.status_code, "작성 중인 2판이 있습니다" in second.content.decode()) == (400, True)
    part = _part(case, "social")
    typed = _social(version=part.version)
    assert cast.social1.client().post(_url(case, "social"), typed).status_code == 302
    own = _move(cast.nurse1, case, "approve_amendment", **_explained())
    assert own.status_code == 403
    assert _move(cast.doctor1, case, "approve_amendment", **_explained()).status_code == 302
    assert plans.open_plan(case) is None
    assert not Duty.objects.open().filter(kind="discharge.finish_amendment").exists()
    assert _move(cast.doctor1, case, "approve_plan", **_explained()).status_code == 409


def test_a_part_is_not_written_past_its_bounds(cast: Cast) -> None:
    case = _planning(cast)
    browser = cast.social1.client()
    assert browser.post(_url(case, "social"), _social(text="가" * 1001)).status_code == 400
    many = _typed("social", "글", goals=[GOAL] * 6, actions=[ACTION])
    refused = browser.post(_url(case, "social"), many)
    assert (refused.status_code, "5개까지" in refused.content.decode()) == (400, True)
    assert browser.post(_url(case, "social"), _social(disposition_planned="DEATH")).status_code == 400
    backwards = {"actions-0-start_on": "2026-10-20", "actions-0-end_on": "2026-10-19"}
    refused = browser.post(_url(case, "social"), _social(**backwards))
    assert (refused.status_code, "종료일은 시작일 이후" in refused.content.decode()) == (400, True)
    assert not DischargePlan.objects.get(case=case).goals.exists()
    with pytest.raises(Forbidden):
        plans.sign(actor=cast.coordinator1.actor, part=_part(case, "social"))


def test_what_is_still_being_written_goes_out_with_no_linkage(cast: Cast) -> None:
    case = make.case("FOLLOW_UP")
    case.assessments.update(services_in_use=["MEAL"])
    make.assessment(case, round="REASSESS", assessed_on=make.days_ago(0), finished_at=None, services_in_use=["HOUSING"])
    told = linkages.snapshot(make.linkage(case, "DRAFT"))["SOCIAL"]
    assert codes.label("linkage_service", "MEAL") in told
    assert codes.label("linkage_service", "HOUSING") not in told


def test_only_a_finished_assessment_says_which_needs_the_plan_must_meet(cast: Cast) -> None:
    """A round that somebody has just begun holds up no plan, and its words go to nobody."""
    case = make.case("PLAN_REVIEW")
    plan = case.plans.get()
    begun = make.assessment(case, round="REASSESS", assessed_on=make.days_ago(0), finished_at=None)
    begun.needs.all().delete()
    begun.needs.create(area="HOUSING", level=3, text="아직 쓰는 중")
    assert plans.unmet_needs(case, plan) == []
    begun.finished_at = timezone.now()
    begun.save()
    assert plans.unmet_needs(case, plan) == ["주거·환경"]


def test_the_last_to_sign_submits_with_the_same_press(cast: Cast) -> None:
    case = _planning(cast)
    for who, kind in ((cast.doctor1, "doctor"), (cast.nurse1, "nurse")):
        page = who.client().get(_url(case, kind)).content.decode()
        assert "서명하고 계획 제출" not in page, "others have not signed yet"
        answer = who.client().post(_url(case, kind), _typed(kind, "적은 글") | {"then": "", "onward": "1"}, follow=True)
        assert _part(case, kind).status == "SIGNED"
        assert answer.wsgi_request.path == f"/discharge/cases/{case.pk}/", "nothing else waits for them"
    social = cast.social1.client()
    assert "서명하고 계획 제출" in social.get(_url(case, "social")).content.decode()
    social.post(_url(case, "social"), _social(then="", onward="move"))
    case.refresh_from_db()
    assert case.status == "PLAN_REVIEW"


def test_what_keeps_the_plan_from_being_submitted_is_said_and_the_signature_stands(cast: Cast) -> None:
    case = _planning(cast)
    cast.doctor1.client().post(_url(case, "doctor"), _typed("doctor", "적은 글"))
    cast.nurse1.client().post(_url(case, "nurse"), _typed("nurse", "적은 글"))
    typed = _social(then="", onward="move") | {"goals-TOTAL_FORMS": 0}
    said = cast.social1.client().post(_url(case, "social"), typed, follow=True).content.decode()
    assert "목표" in said
    case.refresh_from_db()
    assert case.status == "PLANNING"
    assert _part(case, "social").status == "SIGNED"


def test_who_approves_reads_the_whole_plan_on_the_page_that_asks(cast: Cast) -> None:
    case = _planning(cast)
    for who, kind in ((cast.doctor1, "doctor"), (cast.nurse1, "nurse")):
        who.client().post(_url(case, kind), _typed(kind, f"{kind}의 글"))
    cast.social1.client().post(_url(case, "social"), _social(then="", onward="move"))
    step = f"/discharge/cases/{case.pk}/onward/approve_plan/"
    asked = cast.doctor1.client().get(step, follow=True)
    assert asked.wsgi_request.path == f"/discharge/cases/{case.pk}/move/approve_plan/"
    shown = asked.content.decode()
    for words in ("doctor의 글", "nurse의 글", "딸과 함께 지내기로 함", GOAL["text"], "방문재활"):
        assert words in shown
