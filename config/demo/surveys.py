"""Two rounds among the hospital's agencies: last half-year's with its answers, this one's still open."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from config.demo import clock
from core.surveys.services import rounds
from network.actors import actor_for, valid_memberships
from network.models import User

TITLE = "협력 만족도 조사"
# one answer a line, in the order of the questions; the last on the whole
ANSWERS = (
    (5, 5, 5, 5),
    (5, 4, 5, 5),
    (4, 4, 5, 4),
    (4, 5, 4, 4),
    (3, 4, 4, 4),
    (5, 5, 4, 5),
    (2, 3, 4, 3),
    (4, 4, None, 4),
)
GOOD = "퇴원 전에 미리 알려 주어 방문 일정을 잡기 쉬웠습니다."
IMPROVE = "금요일 오후에 오는 의뢰는 월요일에야 볼 수 있습니다."


def load() -> str:
    user = User.objects.get(username="coordinator1")
    actor = actor_for(valid_memberships(user)[0], user)
    with clock.on(clock.ago(60)):
        past = rounds.open_by_hand(
            actor=actor,
            object_kind="institution",
            title=f"상반기 {TITLE}",
            closes_at=timezone.now() + timedelta(days=14),
            asked=12,
        )
        for place, scores in enumerate(ANSWERS):
            texts = {"good": GOOD, "improve": IMPROVE} if place == 0 else {}
            rounds.answer(row=past, scores=scores, texts=texts)
    rounds.open_by_hand(
        actor=actor,
        object_kind="institution",
        title=f"하반기 {TITLE}",
        closes_at=timezone.now() + timedelta(days=14),
        asked=12,
    )
    return "만족도 조사 2건"
