"""추적관찰 기록지: every contact of a case with what was learnt, as the screen shows it."""

from __future__ import annotations

from typing import Any

from core.codes import label
from core.reports import Paper
from discharge.models import DischargeCase, FollowUp
from discharge.panels.followups import line
from discharge.workflow import FollowUpStatus
from referrals.models import Linkage

PAPER = Paper("followup_record", "추적관찰 기록지", "discharge/papers/followups.html")


def context(case: DischargeCase) -> dict[str, Any]:
    """Four queries: rows with attempts, checks and scores, linkages, stays."""
    rows = list(
        case.followups.select_related("done_by")
        .prefetch_related("attempts__made_by", "service_checks", "instrument_results")
        .order_by("due_on", "pk")
    )
    places = {linkage.pk: linkage for linkage in Linkage.objects.about(case.pk).select_related("receiver")}
    return {
        "case": case,
        "client": case.client,
        "rows": [
            {**line(row, case), "questions": in_lines(questions(row)), "services": _services(row, places)}
            for row in rows
        ],
        "stays": list(case.readmissions.all()),
        "personal": True,
        "purpose": "추적관찰",
    }


def in_lines(asked: list[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    """Three answers to a line of the table."""
    return [asked[start : start + 3] for start in range(0, len(asked), 3)]


def questions(row: FollowUp) -> list[tuple[str, str]]:
    """Every answer as the form asked for it; what was not asked is left out."""
    if row.status != FollowUpStatus.DONE:
        return []
    asked: list[tuple[str, Any]] = [
        ("응답자", row.get_spoke_with_display()),
        ("결과", "" if row.attempts.all() else row.get_result_display()),
        ("주관적 건강", "" if row.self_health is None else f"{row.self_health}/100점"),
        ("통증(NRS)", "" if row.pain is None else f"{row.pain}/10점"),
        ("이동", row.get_mobility_display()),
        ("복약", row.get_adherence_display()),
        ("낙상", "" if row.fall_since is None else f"{row.fall_since}회"),
        ("음주", row.get_alcohol_since_display() if row.alcohol_since else ""),
        ("응급실 방문", _told(row.ed_visit, f"{row.ed_visit_on:%Y. %-m. %-d.}" if row.ed_visit_on else "")),
        ("재입원", _told(row.readmitted)),
        ("추가 욕구", _told(row.new_need, row.new_need_text)),
        ("K-MBI", _scores(row)),
    ]
    return [(name, str(value)) for name, value in asked if value not in (None, "")]


def _told(value: bool | None, detail: str = "") -> str:
    if value is None:
        return ""
    return f"있음({detail})" if value and detail else "있음" if value else "없음"


def _scores(row: FollowUp) -> str:
    found = [one for one in row.instrument_results.all() if one.instrument == "KMBI" and one.replaced_at is None]
    return ", ".join(f"{one.total}점({one.band_label})" if one.band_label else f"{one.total}점" for one in found)


def _services(row: FollowUp, places: dict[Any, Linkage]) -> list[dict[str, Any]]:
    return [
        {
            "service": label("linkage_service", check.service),
            "place": places[check.linkage_id].receiver.name if check.linkage_id in places else "",
            "use": check.get_use_display(),
            "reason": check.reason,
            "satisfaction": check.satisfaction,
        }
        for check in row.service_checks.all()
    ]
