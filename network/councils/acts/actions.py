"""What institutions and the coordinator do to what was agreed, declared once for page and API."""

from __future__ import annotations

from django.urls import reverse

from core import dates
from core.actor import Actor
from core.acts import Act, Acts
from core.policy import OnRow
from network.councils.access import ACTION
from network.councils.forms.actions import ResultForm
from network.councils.forms.meetings import ReasonForm
from network.councils.models import ActionItem
from network.councils.services import actions
from network.councils.workflow import ACTION_ITEM


def _lead(action: ActionItem) -> str:
    return f"{action.text} · {action.owner.name} · {dates.kdate_short(action.due_on)}까지"


def _facts(action: ActionItem, actor: Actor) -> list[tuple[str, str]]:
    return [("조치 내용", action.text), ("담당 기관", action.owner.name), ("기한", dates.kdate(action.due_on))]


def _crumbs(action: ActionItem, actor: Actor) -> list[tuple[str, str]]:
    return [
        ("조치사항", reverse("councils:action-list")),
        ("조치사항 보기", reverse("councils:action-detail", args=[action.pk])),
    ]


def _fallback(actor: Actor) -> str:
    return reverse("councils:action-list")


ACTION_ACTS = Acts(
    "councils.action",
    door=OnRow(ACTION, "act", rows=ActionItem.objects.for_list),
    row_name="action",
    machine=ACTION_ITEM,
    step=actions.step,
    route="actions/<uuid:action_id>/act/",
    lead=_lead,
    facts=_facts,
    crumbs=_crumbs,
    fallback=_fallback,
    acts=(
        Act("start"),
        Act("finish", ResultForm, happens=("협의체를 주관하는 병원에 알립니다.",), is_irreversible=True),
        Act("drop", ReasonForm, is_irreversible=True, is_danger=True),
    ),
)
