"""What people do to a referral of an agency: the moves of its machine and the change of the worker, declared once."""

from __future__ import annotations

from django.urls import reverse

from core import codes
from core.actor import Actor
from core.acts import Act, Acts, Standing
from core.policy import OnRow
from referrals.access import AGENCY_ACCESS, agency_side_of
from referrals.forms import agency_referrals as forms
from referrals.limits import limit
from referrals.models import AgencyReferral
from referrals.services.agency_referrals import ending, snapshots, steps
from referrals.workflow import AGENCY_REFERRAL

_PRIMARY = {
    "DRAFT": "submit",
    "SUPPLEMENT": "resubmit",
    "REPLIED": "confirm",
    "SUBMITTED": "receive",
    "RECEIVED": "accept",
    "ACCEPTED": "assign",
    "ASSIGNED": "start",
    "IN_PROGRESS": "reply",
    "CANCEL_REQUESTED": "confirm_cancel",
}


def _primary(standing: Standing) -> str:
    return _PRIMARY.get(standing.row.status, "")


def _lead(row: AgencyReferral) -> str:
    return f"{row.number} · {row.sender.name} → {row.receiver.name}"


def _facts(row: AgencyReferral, actor: Actor) -> list[tuple[str, str]]:
    """Whom and what: the agency sees its own words, the hospital what was sent."""
    side = agency_side_of(row.relations)
    items = ", ".join(codes.label("shared_item", item) for item in row.shared_items)
    rows = [
        ("대상자", snapshots.name_of(row, side)),
        ("요청 사항", str(snapshots.shown(row, side).get("request", ""))),
        ("제공 항목", items),
        ("수신 병원", row.receiver.name),
    ]
    return [(label, text) for label, text in rows if text]


def _crumbs(row: AgencyReferral, actor: Actor) -> list[tuple[str, str]]:
    return [(row.number, reverse("referrals:agency-referral-detail", args=[row.pk]))]


def _fallback(actor: Actor) -> str:
    return reverse("referrals:agency-received-list")


def _is_worker_changeable(standing: Standing) -> bool:
    return bool(standing.row.worker_id) and standing.row.status in steps.REASSIGNABLE


def _is_withdrawable(standing: Standing) -> bool:
    """By either side; what has ended is closed off as well when the person withdraws."""
    who = AGENCY_REFERRAL.named("withdraw")[0].by
    return not who.isdisjoint(standing.relations) and standing.row.withdrawn_at is None


_SENT = (
    "동의한 항목이 지금 내용 그대로 병원에 제공됩니다.",
    "제공 기록에 한 줄이 적힙니다.",
    "접수 기한이 시작됩니다.",
)

AGENCY_REFERRAL_ACTS = Acts(
    "referrals.agency-referral",
    door=OnRow(AGENCY_ACCESS, "act", rows=AgencyReferral.objects.for_page, audit_as="agency_referral.act_open"),
    row_name="referral",
    machine=AGENCY_REFERRAL,
    step=steps.step,
    route="agency/<uuid:pk>/act/",
    lead=_lead,
    facts=_facts,
    crumbs=_crumbs,
    fallback=_fallback,
    primary=_primary,
    acts=(
        Act("submit", happens=_SENT, is_irreversible=True),
        Act("receive"),
        Act("ask_more", forms.MoreForm),
        Act("resubmit", happens=_SENT, is_irreversible=True),
        Act("accept", forms.TakeOnForm),
        Act(
            "decline",
            forms.TurnDownForm,
            happens=("거절 사유와 안내할 다른 기관이 의뢰기관에 회신됩니다.",),
            is_irreversible=True,
            is_danger=True,
        ),
        Act("assign", forms.WorkerForm),
        Act("start", forms.FirstContactForm),
        Act("reply", forms.AnswerForm),
        Act("ask_back", forms.AskBackForm, is_beside=True),
        Act("confirm", happens=("의뢰가 종결됩니다.",), is_irreversible=True),
        Act(
            "cancel",
            forms.CallOffForm,
            happens=("의뢰가 취소되고 병원은 내용을 볼 수 없습니다.",),
            is_irreversible=True,
            is_danger=True,
        ),
        Act(
            "request_cancel",
            forms.CallOffForm,
            happens=(limit.words("병원이 {answer_cancel} 안에 답합니다. 답이 없으면 취소됩니다."),),
            is_danger=True,
        ),
        Act("confirm_cancel", is_irreversible=True),
        Act("already_done", forms.AnswerForm, is_beside=True),
        Act(
            steps.REASSIGN,
            forms.WorkerForm,
            steps.reassign,
            label="담당 변경",
            access="reassign",
            offered=_is_worker_changeable,
        ),
        Act(
            "withdraw",
            forms.WithdrawnForm,
            ending.withdraw,
            move="withdraw",
            offered=_is_withdrawable,
            state=ending.unsent,
            happens=(
                "병원은 바로 이 의뢰를 볼 수 없습니다.",
                "병원에 이용 중지와 파기 확인을 요청합니다.",
                "제공 대장에 철회가 적힙니다.",
            ),
            is_irreversible=True,
            is_danger=True,
        ),
    ),
)
