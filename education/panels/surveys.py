"""What the pages of a course show of its survey."""

from __future__ import annotations

from typing import Any

from core import secret_links
from core.surveys.services import rounds as surveys
from education.models import EducationRequest
from education.services import delivery as moves


def survey_of(course: EducationRequest) -> dict[str, Any]:
    row = moves.round_of(course)
    url = surveys.url_of(row) if row is not None and row.is_open() else ""
    return {"survey": row, "survey_url": url, "survey_qr": secret_links.qr(url)}
