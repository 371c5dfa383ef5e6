"""What the keeper of a resource tells of it, declared once for page and API. Its entry is a screen of its own."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse

from core.actor import Actor
from core.acts import Act, Acts
from core.policy import OnRow
from network.directory.access import OFFER_ACCESS
from network.directory.forms.resources import RoomForm
from network.directory.models import ServiceOffer
from network.directory.services import resources


def rows() -> QuerySet[ServiceOffer]:
    return ServiceOffer.objects.for_list().select_related("verified_by")


def _lead(offer: ServiceOffer) -> str:
    return f"{offer.get_service_display()} · {offer.institution.name}"


def _crumbs(offer: ServiceOffer, actor: Actor) -> list[tuple[str, str]]:
    page = reverse("directory:resource-detail", args=[offer.pk])
    return [("자원 찾기", _fallback(actor)), (offer.get_service_display(), page)]


def _fallback(actor: Actor) -> str:
    return reverse("directory:resource-list")


RESOURCE_ACTS = Acts(
    "directory.resource",
    door=OnRow(OFFER_ACCESS, "keep", rows=rows),
    row_name="offer",
    route="resources/<int:pk>/act/",
    lead=_lead,
    crumbs=_crumbs,
    fallback=_fallback,
    acts=(
        Act(
            "capacity",
            RoomForm,
            resources.publish_capacity,
            label="수용 상태 알리기",
            question="지금 받을 수 있습니까?",
            access="keep",
            done="수용 상태를 알렸습니다.",
        ),
        Act(
            "verify",
            service=resources.verify_offer,
            label="확인했습니다",
            question="적힌 것이 모두 맞습니까?",
            access="keep",
            done="오늘 확인한 것으로 적었습니다.",
        ),
    ),
)
