"""What the care team does to one follow-up, declared once for page and API. The call itself is a screen of its own."""

from __future__ import annotations

from django.urls import reverse

from core.actor import Actor
from core.acts import Act, Acts, Standing
from core.policy import OnRow
from discharge.access import FOLLOWUP_ACCESS
from discharge.acts.cases import case_crumbs, case_facts, to_list
from discharge.forms import followups as forms
from discharge.forms.cases import ReasonForm
from discharge.models import FollowUp
from discharge.services import aftercare, corrections, decisions, followups
from discharge.workflow import FOLLOWUP, CaseStatus, FollowUpStatus


def _lead(row: FollowUp) -> str:
    return f"{row.case.number} · {row} 추적관찰"


def _facts(row: FollowUp, actor: Actor) -> list[tuple[str, str]]:
    return case_facts(row.case, actor)


def _crumbs(row: FollowUp, actor: Actor) -> list[tuple[str, str]]:
    return case_crumbs(row.case, actor)


def _home(row: FollowUp) -> str:
    return f"{reverse('discharge:case-detail', args=[row.case_id])}#follow"


def _may_be_moved(standing: Standing) -> bool:
    row = standing.row
    is_waiting = row.status == FollowUpStatus.SCHEDULED and not row.moved_reason
    return is_waiting and row.case.status == CaseStatus.FOLLOW_UP


def _is_left_over(standing: Standing) -> bool:
    """A row that stands open although its case has ended."""
    row = standing.row
    is_open = row.status not in FOLLOWUP.final and row.case.status == CaseStatus.CLOSED
    return is_open and "social_worker" in standing.relations


def _is_unreached(standing: Standing) -> bool:
    return "discharge.decide_unreached" in standing.owed


def _is_done(standing: Standing) -> bool:
    return bool(standing.row.status == FollowUpStatus.DONE)


def _is_new_need(standing: Standing) -> bool:
    return "discharge.new_need" in standing.owed


FOLLOWUP_ACTS = Acts(
    "discharge.followup",
    door=OnRow(FOLLOWUP_ACCESS, "edit", rows=FollowUp.objects.for_page, audit_as="case.follow_up"),
    row_name="follow_up",
    machine=FOLLOWUP,
    step=aftercare.step,
    route="followups/<int:pk>/act/",
    lead=_lead,
    facts=_facts,
    shows_facts=True,
    crumbs=_crumbs,
    home=_home,
    fallback=to_list,
    acts=(
        Act(
            "move",
            forms.MoveForm,
            followups.move_due,
            label="예정일 옮기기",
            access="edit",
            offered=_may_be_moved,
            question="예정일을 옮기시겠습니까?",
            done="예정일을 옮겼습니다.",
        ),
        Act(
            "suspend",
            forms.SuspendForm,
            question="입원하여 연락을 보류하시겠습니까?",
            done="남은 회차를 모두 보류하고 담당자에게 알렸습니다.",
            happens=(
                "이 사례의 남은 회차를 모두 보류하고 담당자에게 알립니다.",
                "퇴원을 알게 되면 재개하십시오.",
                "보류한 채 기간이 끝나면 완료율에서 빠집니다.",
            ),
        ),
        Act(
            "resume",
            forms.ResumeForm,
            question="집에 돌아와 연락을 재개하시겠습니까?",
            done="보류한 회차를 모두 재개했습니다.",
            happens=("보류한 회차가 모두 다시 예정이 됩니다.",),
        ),
        Act(
            "miss",
            forms.NoteForm,
            question="이 회차를 미실시로 끝내시겠습니까?",
            done="미실시로 끝냈습니다.",
            happens=("두 번 이어지면 연락두절 종결을 검토합니다.",),
            is_irreversible=True,
            is_danger=True,
        ),
        Act(
            "cancel",
            ReasonForm,
            offered=_is_left_over,
            question="이 회차를 취소하시겠습니까?",
            done="취소했습니다.",
            is_irreversible=True,
            is_danger=True,
        ),
        Act(
            "correct",
            forms.CorrectContactForm,
            corrections.correct_contact,
            label="연락 바로잡기",
            access="edit",
            offered=_is_done,
            state=corrections.undone,
            question="이 연락의 기록을 바로잡으시겠습니까?",
            done="연락 기록을 바로잡았습니다.",
            happens=("기간 안이었는지 다시 셉니다.", "고치기 전과 뒤의 값이 기록에 남습니다."),
        ),
        Act(
            "undo",
            forms.UndoForm,
            question="닿지 않은 연락이었습니까? 완료를 취소하시겠습니까?",
            done="완료를 취소했습니다.",
            happens=(
                "이 회차가 다시 예정이 되고 적은 답이 지워집니다. 기간이 끝났으면 다시 미실시가 됩니다.",
                "재입원과 측정 결과는 그대로 남습니다.",
            ),
            is_danger=True,
        ),
        Act(
            "go_on",
            ReasonForm,
            decisions.keep_trying,
            label="계속 연락",
            access="edit",
            offered=_is_unreached,
            question="계속 연락하시겠습니까?",
            done="계속 연락하기로 했습니다.",
        ),
        Act(
            "unlinked",
            ReasonForm,
            decisions.leave_unlinked,
            label="연계 안 함",
            access="edit",
            offered=_is_new_need,
            question="추가 욕구를 연계하지 않으시겠습니까?",
            done="연계하지 않기로 했습니다.",
        ),
    ),
)
