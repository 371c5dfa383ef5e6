"""How a question about room reads."""

from __future__ import annotations

from django.utils import timezone

from core import codes
from core.status_style import Kind
from network.directory.models import CapacityQuestion
from network.directory.panels.resources import KINDS


def question_state(row: CapacityQuestion) -> tuple[Kind, str]:
    """How a question stands, as a mark: what was answered, withdrawn, late or open."""
    if row.withdrawn_at is not None:
        return "off", "거둠"
    if row.answer:
        return KINDS[row.answer], codes.label("capacity_state", row.answer)
    return ("bad", "답 없음") if row.due_at <= timezone.now() else ("wait", "답 기다림")
