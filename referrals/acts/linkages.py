"""What people do to a linkage: the moves of its machine, and what moves no state. Declared once for page and API."""

from __future__ import annotations

from django.urls import reverse

from core import codes
from core.actor import Actor
from core.acts import Act, Acts, OnBehalf, Standing
from core.policy import OnRow
from referrals.access import LINKAGE_ACCESS, side_of
from referrals.duties.linkages import TOLD
from referrals.forms import linkages as forms
from referrals.limits import limit
from referrals.models import Linkage
from referrals.services.linkages import following, replies, snapshots, steps
from referrals.workflow import LINKAGE

_PRIMARY = {
    "sender": {"DRAFT": "send", "RETURNED": "resend", "REPLIED": "confirm", "NO_RESPONSE": "chase"},
    "receiver": {
        "SENT": "receive",
        "NO_RESPONSE": "receive_late",
        "RECEIVED": "accept",
        "ACCEPTED": "start_service",
        "IN_SERVICE": "reply",
        "ON_HOLD": "resume",
        "CANCEL_REQUESTED": "confirm_cancel",
    },
}


def _primary(standing: Standing) -> str:
    return _PRIMARY[side_of(standing.relations)].get(standing.row.status, "")


def _lead(row: Linkage) -> str:
    return f"{row.number} · {row.get_service_display()} · {row.receiver.name}"


def _facts(row: Linkage, actor: Actor) -> list[tuple[str, str]]:
    """Whom and what, for the side that looks: the sender sees what goes out, the receiver what came."""
    is_sender = side_of(row.relations) == "sender"  # type: ignore[attr-defined]
    given = snapshots.take(row) if is_sender else snapshots.shown_to_receiver(row) or {}
    name = row.client.name if is_sender else given.get("NAME", "")
    items = ", ".join(codes.label("shared_item", item) for item in row.shared_items)
    rows = [("대상자", name), ("요청 사항", row.request), ("제공 항목", items), ("수신 기관", row.receiver.name)]
    return [(label, text) for label, text in rows if text]


def _crumbs(row: Linkage, actor: Actor) -> list[tuple[str, str]]:
    is_receiver = side_of(row.relations) == "receiver"  # type: ignore[attr-defined]
    found = ("받은 의뢰", "referrals:received-list") if is_receiver else ("보낸 의뢰", "referrals:linkage-list")
    return [(found[0], reverse(found[1])), (row.number, reverse("referrals:linkage-detail", args=[row.pk]))]


def _fallback(actor: Actor) -> str:
    return reverse("referrals:received-list")


def _is_receiver(standing: Standing) -> bool:
    return "receiver" in standing.relations


def _is_chased(standing: Standing) -> bool:
    return bool(standing.owed & set(following.CHASES))


def _is_searched(standing: Standing) -> bool:
    return following.SEARCH in standing.owed


def _is_told(standing: Standing) -> bool:
    return bool(standing.owed & set(following.TELLS))


def _is_replied(standing: Standing) -> bool:
    return not replies.unreplied(standing.row)


def _nowhere(standing: Standing) -> bool:
    """Reached by a link of the page, not by a button."""
    return False


_SENT = (
    "동의한 항목이 지금 내용 그대로 수신 기관에 제공됩니다.",
    "제공 대장에 기록됩니다.",
    "접수 기한이 시작됩니다.",
)
_SENT_AGAIN = ("고친 내용이 지금 그대로 다시 제공됩니다.", "제공 대장에 한 줄이 더해집니다.")

LINKAGE_ACTS = Acts(
    "referrals.linkage",
    door=OnRow(LINKAGE_ACCESS, "act", rows=Linkage.objects.for_page, audit_as="linkage.act_open"),
    row_name="linkage",
    machine=LINKAGE,
    step=steps.step,
    lead=_lead,
    facts=_facts,
    crumbs=_crumbs,
    fallback=_fallback,
    primary=_primary,
    on_behalf=OnBehalf(
        "receiver", "for_receiver", forms.ProxyPart, steps.enter_for_receiver, "수신 기관을 대신해 입력하시겠습니까?"
    ),
    acts=(
        Act(
            "close_search",
            forms.CloseSearchForm,
            following.close_search,
            label="찾지 않음",
            access="for_receiver",
            offered=_is_searched,
            state=following.unsearched,
            is_beside=True,
        ),
        Act(
            "chase",
            forms.ChaseForm,
            following.record_chase,
            label="연락 기록",
            access="for_receiver",
            offered=_is_chased,
            state=following.unchased,
            is_beside=True,
        ),
        Act(
            "tell",
            forms.TellForm,
            following.record_told,
            label=TOLD,
            access="for_receiver",
            offered=_is_told,
            state=following.told,
            is_beside=True,
        ),
        Act(
            "correct_reply",
            forms.CorrectReplyForm,
            replies.correct,
            label="회신 바로잡기",
            access="answer",
            offered=_is_replied,
            state=replies.unreplied,
            question="회신을 바로잡으시겠습니까?",
            done="회신을 바로잡았습니다.",
            happens=("앞선 회신도 그대로 남고, 이 회신이 새로 더해집니다.", "상대 기관에 알립니다."),
        ),
        Act("send", happens=_SENT, is_irreversible=True),
        Act("receive", forms.ReceiveForm),
        Act("ask_more", forms.NoteForm),
        Act("resend", happens=_SENT_AGAIN, is_irreversible=True),
        Act("accept", forms.AcceptForm),
        Act("decline", forms.DeclineForm, is_irreversible=True, is_danger=True, is_beside=True),
        Act("receive_late", forms.ReceiveForm),
        Act("start_service", forms.StartForm),
        Act("reply", forms.ReplyForm),
        Act("confirm", happens=("연계가 완료됩니다.",), is_irreversible=True),
        Act("ask_back", forms.QuestionForm, is_beside=True),
        Act("stop", forms.StopForm, is_irreversible=True, is_danger=True),
        Act("hold", forms.HoldForm),
        Act("resume", forms.ResumeForm),
        Act(
            "request_cancel",
            forms.CancelForm,
            happens=(limit.words("수신 기관이 {answer_cancel} 안에 답합니다. 답이 없으면 취소됩니다."),),
            is_danger=True,
        ),
        Act("confirm_cancel", forms.LateStepForm, is_irreversible=True),
        Act("already_done", forms.ReplyForm, is_beside=True),
        Act("take_back", forms.GoOnForm),
        Act(
            "cancel",
            forms.CancelForm,
            happens=("의뢰가 취소되고 수신 기관은 내용을 볼 수 없습니다.",),
            is_irreversible=True,
            is_danger=True,
        ),
        Act(
            steps.INTERIM,
            forms.ReplyForm,
            replies.record_interim,
            label="중간 회신",
            move="reply",
            offered=_is_receiver,
            state=replies.closed,
        ),
        Act(
            "number",
            forms.NumberForm,
            following.set_receiver_number,
            label="번호 적기",
            access="answer",
            offered=_nowhere,
            state=following.unsent,
            api="receiver-number",
        ),
    ),
)
