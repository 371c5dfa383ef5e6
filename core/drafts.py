"""What is being typed, kept on the server so that a lost session or a closed window loses nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from core import text
from core.actor import Actor
from core.errors import Invalid
from core.forms import rrn_errors
from core.identifiers import contains_rrn
from core.models import Draft, IdempotencyKey

KEPT = timedelta(days=7)
NO_PLACE = "임시저장할 수 없는 주소입니다. 화면을 다시 여십시오."
LIMIT = 200_000  # characters of one draft, all fields together


def save(actor: Actor, form: str, object_id: str, fields: dict[str, Any]) -> Draft:
    """Keep the fields as typed. Invalid inputs are refused here too, so that they are stored nowhere."""
    assert actor.user_id is not None
    return keep(actor.user_id, form, object_id, fields)


def keep(person_id: int, form: str, object_id: str, fields: dict[str, Any]) -> Draft:
    """The same for a person who acts in no membership at the moment."""
    kept = keepable(form, object_id, fields)
    draft, _ = Draft.objects.update_or_create(
        person_id=person_id,
        form=form,
        object_id=object_id,
        defaults={"fields": kept, "updated_at": timezone.now()},
    )
    return draft


def keepable(form: str, object_id: str, fields: dict[str, Any]) -> dict[str, Any]:
    """The fields folded. Raises Invalid for what may be stored nowhere, or is too much."""
    fault = text.fault([form, object_id, fields]) or ("" if _is_place(form, object_id) else NO_PLACE)
    if fault:
        raise Invalid(fault)
    folded: dict[str, Any] = text.folded(fields)
    errors = rrn_errors(folded)
    if errors:
        raise Invalid(errors)
    if sum(len(str(value)) for value in folded.values()) > LIMIT:
        raise Invalid("임시저장할 내용이 너무 깁니다.")
    return folded


def _is_place(form: str, object_id: str) -> bool:
    """Whether a form and a row can be called so: no longer than the columns, and nobody's resident number."""
    lengths = (getattr(Draft._meta.get_field(name), "max_length", 0) for name in ("form", "object_id"))
    fits = all(len(one) <= most for one, most in zip((form, object_id), lengths, strict=True))
    return fits and not contains_rrn(form) and not contains_rrn(object_id)


def load(actor: Actor, form: str, object_id: object = "") -> Draft | None:
    """The person's own draft of this form, unless it is older than seven days."""
    return load_of(actor.user_id, form, object_id)


def load_of(person_id: int | None, form: str, object_id: object = "") -> Draft | None:
    oldest = timezone.now() - KEPT
    rows = Draft.objects.filter(person_id=person_id, form=form, object_id=str(object_id))
    return rows.filter(updated_at__gte=oldest).first()


def drop(actor: Actor, form: str, object_id: object = "") -> None:
    """Submitted: the draft has done its work."""
    drop_of(actor.user_id, form, object_id)


def drop_of(person_id: int | None, form: str, object_id: object = "") -> None:
    Draft.objects.filter(person_id=person_id, form=form, object_id=str(object_id)).delete()


def forget_old(now: datetime) -> int:
    """Sweep: drafts nobody came back to, and one-time keys that can no longer be repeated."""
    count, _ = Draft.objects.filter(updated_at__lt=now - KEPT).delete()
    IdempotencyKey.objects.filter(created_at__lt=now - KEPT).delete()
    return count
