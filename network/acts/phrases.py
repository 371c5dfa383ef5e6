"""What one does with a phrase of one's own, declared once for page and API."""

from __future__ import annotations

from django.urls import reverse

from core.actor import Actor
from core.acts import Act, Acts
from core.policy import OnRow
from network.access import PHRASE
from network.forms.phrases import ChangePhraseForm
from network.models import Phrase
from network.services import phrases


def _page(phrase: Phrase) -> str:
    return reverse("network:phrase-list")


def _fallback(actor: Actor) -> str:
    return reverse("network:phrase-list")


PHRASE_ACTS = Acts(
    "network.phrase",
    door=OnRow(PHRASE, "read"),
    row_name="phrase",
    route="account/phrases/<int:pk>/act/",
    lead=lambda phrase: f"{phrase.field_label} · {phrase.name}",
    facts=lambda phrase, actor: [("쓰는 곳", phrase.field_label), ("이름", phrase.name), ("글", phrase.text)],
    crumbs=lambda phrase, actor: [("상용구", _page(phrase))],
    home=_page,
    fallback=_fallback,
    acts=(
        Act(
            "change",
            ChangePhraseForm,
            phrases.change,
            label="고치기",
            question="상용구를 고치시겠습니까?",
            access="edit",
            done="상용구를 고쳤습니다.",
        ),
        Act(
            "drop",
            service=phrases.drop,
            label="지우기",
            question="상용구를 지우시겠습니까?",
            access="edit",
            done="상용구를 지웠습니다.",
            lands=lambda phrase, actor: _page(phrase),
            is_irreversible=True,
            is_danger=True,
            status=204,
        ),
    ),
)
