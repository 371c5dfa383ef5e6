"""The moves of a case that ask for little or nothing, declared once for page and API."""

from __future__ import annotations

from django.urls import reverse

from core import dates
from core.actor import Actor
from core.acts import Act, Acts, Standing
from core.policy import OnRow
from discharge.access import CASE
from discharge.forms import cases as forms
from discharge.forms.followups import ExtraForm
from discharge.models import DischargeCase
from discharge.panels import plans as plan_panel
from discharge.services import cases, followups, plans, registering
from discharge.workflow import DISCHARGE, CaseStatus


def case_line(case: DischargeCase) -> str:
    return case.number


def case_facts(case: DischargeCase, actor: Actor) -> list[tuple[str, str]]:
    """Who it is; whoever comes here has a working relation, and opening it is recorded."""
    client = case.client
    rows = [
        ("대상자", f"{client.name} ({client.get_sex_display()})"),
        ("생년월일", dates.plain(client.birth_date) if client.birth_date else client.born),
        ("대상군", case.get_target_group_display()),
        ("퇴원", dates.kdate(case.discharged_on)) if case.discharged_on else ("병동", case.ward),
        ("연락 제한", client.contact_limit),
    ]
    return [(label, text) for label, text in rows if text]


def case_crumbs(case: DischargeCase, actor: Actor) -> list[tuple[str, str]]:
    return [
        ("퇴원환자 연계", reverse("discharge:case-list")),
        (case.number, reverse("discharge:case-detail", args=[case.pk])),
    ]


def to_list(actor: Actor) -> str:
    return reverse("discharge:case-list")


def to_follow_ups(case: DischargeCase, actor: Actor) -> str:
    return f"{reverse('discharge:case-detail', args=[case.pk])}#follow"


def plan_to_decide(case: DischargeCase, actor: Actor) -> list[tuple[str, str]]:
    """The version that is being decided on, as it will be printed."""
    plan = plans.open_plan(case)
    return plan_panel.whole_text(plan_panel.version(case, plan.edition)) if plan else []


def to_own_step(case: DischargeCase, actor: Actor) -> str:
    return reverse("discharge:case-onward", args=[case.pk])


def _is_followed(standing: Standing) -> bool:
    return bool(standing.row.status == CaseStatus.FOLLOW_UP)


_APPROVED = ("이 판은 더 고칠 수 없습니다.", "작성해 둔 연계 의뢰를 보낼 수 있습니다.")
_NEW_VERSION = ("새 판이 생기고 고치지 않은 부분의 서명은 그대로 남습니다.", "확정된 판도 그대로 남습니다.")

CASE_ACTS = Acts(
    "discharge.case",
    door=OnRow(CASE, "read", rows=DischargeCase.objects.for_page, audit_as="case.move"),
    row_name="case",
    machine=DISCHARGE,
    step=cases.step,
    route="cases/<uuid:case_id>/move/",
    lead=case_line,
    facts=case_facts,
    shows_facts=True,
    crumbs=case_crumbs,
    fallback=to_list,
    acts=(
        Act(
            "qualify",
            question="이 대상자를 적합으로 판정하시겠습니까?",
            done="적합으로 판정했습니다. 이제 동의를 받으십시오.",
        ),
        Act(
            "exclude",
            forms.ExcludeForm,
            cases.exclude,
            question="이 대상자를 제외하시겠습니까?",
            done="제외했습니다.",
            happens=("사례가 끝나고 사유가 통계에 남습니다.", "이름 등은 보유기간이 지나면 파기합니다."),
        ),
        Act(
            "rescreen",
            forms.ReasonForm,
            question="다시 선별하시겠습니까?",
            done="다시 선별합니다.",
        ),
        Act(
            "void",
            forms.ReasonForm,
            question="이 등록을 취소하시겠습니까?",
            done="등록을 취소했습니다.",
            happens=("잘못 등록한 사례로 보고 어떤 통계에도 넣지 않습니다.",),
            is_irreversible=True,
            is_danger=True,
        ),
        Act(
            "refuse",
            forms.RefuseForm,
            question="비동의를 등록하시겠습니까?",
            done="비동의를 등록했습니다.",
            happens=("진료에는 아무 영향이 없습니다.", "날짜, 설명한 사람, 사유만 남습니다."),
        ),
        Act(
            "ask_again",
            forms.ReasonForm,
            question="다시 설명하고 동의를 받으시겠습니까?",
            done="동의 대기로 돌아갔습니다.",
        ),
        Act(
            "finish_assessment",
            question="평가를 마치시겠습니까?",
            done="평가를 마쳤습니다. 이제 계획을 씁니다.",
            lands=to_own_step,
            happens=("의사, 간호사, 사회복지사에게 계획을 쓸 차례를 알립니다.",),
        ),
        Act(
            "submit_plan",
            question="계획을 제출하시겠습니까?",
            done="계획을 제출했습니다. 담당의가 확정합니다.",
            happens=("담당의나 코디네이터에게 확정을 요청합니다.", "검토하는 동안에는 고칠 수 없습니다."),
        ),
        Act(
            "return_plan",
            forms.ReasonForm,
            question="계획 수정을 요청하시겠습니까?",
            done="수정을 요청했습니다.",
        ),
        Act(
            "approve_plan",
            forms.ApproveForm,
            question="이 계획을 확정하시겠습니까?",
            reads=plan_to_decide,
            done="계획을 확정했습니다.",
            happens=_APPROVED,
            is_irreversible=True,
        ),
        Act(
            "revise_plan",
            forms.ReasonForm,
            question="계획을 바꾸시겠습니까?",
            done="새 판을 만들었습니다.",
            happens=_NEW_VERSION,
        ),
        Act(
            "amend_plan",
            forms.ReasonForm,
            question="계획을 바꾸시겠습니까?",
            done="새 판을 만들었습니다.",
            happens=_NEW_VERSION,
        ),
        Act(
            "approve_amendment",
            forms.ApproveForm,
            question="이 계획을 확정하시겠습니까?",
            reads=plan_to_decide,
            done="계획을 확정했습니다.",
            happens=_APPROVED,
            is_irreversible=True,
        ),
        Act(
            "assign",
            forms.AssignForm,
            cases.assign,
            label="담당 바꾸기",
            access="assign",
            question="담당 바꾸기",
            done="담당을 바꾸었습니다. 남은 할 일도 함께 옮겼습니다.",
            happens=("남은 할 일이 새 담당에게 옮겨집니다.", "담당이 없어 기다리던 할 일도 새 담당의 것이 됩니다."),
        ),
        Act(
            "correct_person",
            forms.CorrectPersonForm,
            registering.correct_person,
            label="대상자 정보 고치기",
            access="edit",
            state=registering.person_is_fixed,
            question="대상자 정보를 고치시겠습니까?",
            done="대상자 정보를 고쳤습니다.",
        ),
        Act(
            "add_member",
            forms.MemberForm,
            cases.add_member,
            label="팀원 더하기",
            access="team",
            question="담당 팀원 더하기",
            done="담당 팀에 더했습니다.",
            happens=("담당 사회복지사나 담당 간호사가 아직 없으면 더한 사람이 그 담당이 됩니다.",),
        ),
        Act(
            "add_follow_up",
            ExtraForm,
            followups.add_extra,
            label="회차 추가",
            access="follow_up",
            offered=_is_followed,
            question="추적관찰 회차 추가",
            done="회차를 추가했습니다.",
            lands=to_follow_ups,
        ),
    ),
)
