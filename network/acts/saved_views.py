"""What one does with a view of one's own, declared once for page and API."""

from __future__ import annotations

from django.urls import reverse

from core.actor import Actor
from core.acts import Act, Acts
from core.policy import OnRow
from network.access import SAVED_VIEW
from network.forms.saved_views import RenameForm
from network.models import SavedView
from network.services import saved_views


def _page(view: SavedView) -> str:
    return reverse("network:saved-view-list")


def _fallback(actor: Actor) -> str:
    return reverse("network:saved-view-list")


SAVED_VIEW_ACTS = Acts(
    "network.saved-view",
    door=OnRow(SAVED_VIEW, "read"),
    row_name="view",
    route="account/views/<int:pk>/act/",
    lead=lambda view: f"{view.list_label} · {view.name}",
    facts=lambda view, actor: [("목록", view.list_label), ("이름", view.name)],
    crumbs=lambda view, actor: [("내 보기", _page(view))],
    home=_page,
    fallback=_fallback,
    acts=(
        Act(
            "rename",
            RenameForm,
            saved_views.rename,
            label="이름 고치기",
            question="보기의 이름을 고치시겠습니까?",
            access="edit",
            done="보기의 이름을 고쳤습니다.",
        ),
        Act(
            "drop",
            service=saved_views.drop,
            label="지우기",
            question="보기를 지우시겠습니까?",
            access="edit",
            done="보기를 지웠습니다.",
            lands=lambda view, actor: _page(view),
            is_irreversible=True,
            is_danger=True,
            status=204,
        ),
    ),
)
