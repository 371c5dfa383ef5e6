"""Plain builder of papers in approval: the drafter has signed, one more person may stand in the line."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from network.councils.models import Meeting
from network.councils.workflow import REPORT as OF_MEETING
from network.documents.models import Approval, Document
from network.documents.services.papers import digest
from network.models import User

OUT = ("ISSUED", "SUPERSEDED", "WITHDRAWN")


def document(kind: str, subject: Any, programme: str, status: str, drafter: User, signer: User | None = None, **values: Any) -> Document:  # fmt: skip
    """A paper about a row. Once it is out it has a number and says nothing; what is approved has its hash."""
    now, is_out = timezone.now(), status in OUT
    host = subject.council.host if isinstance(subject, Meeting) else subject.host
    given: dict[str, Any] = {
        "kind": kind,
        "subject_id": subject.pk,
        "host": host,
        "programme": programme,
        "title": f"{subject} 결과보고"[:200],
        "status": status,
        "created_by": drafter,
        "submitted_at": now,
        "content": {"facts": {}, "blocks": []} if is_out else None,
        "approved_at": now if is_out else None,
        "issued_at": now if is_out else None,
        "number": "가상사업실-2026-99" if is_out else "",
    }
    values = given | values
    if values["content"] is not None and values["approved_at"] is not None:
        values["digest"] = digest(values["content"])
    row = Document.objects.create(**values)
    Approval.objects.create(document=row, order=1, title="담당", person=drafter, mark="NORMAL", signed_at=now)
    if signer is not None:
        Approval.objects.create(document=row, order=2, title="원장", person=signer)
    return row


def report_of(meeting: Meeting, status: str, drafter: User, signer: User | None = None, **values: Any) -> Document:
    """The report of a meeting."""
    return document(OF_MEETING, meeting, "NETWORK", status, drafter, signer, **values)
