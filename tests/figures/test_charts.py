"""What is drawn of a programme beside its indicators: the same on page, paper, spreadsheet and in the API, and of few nothing."""

from __future__ import annotations

import io
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from core import codes, workdays
from core.periods import Period
from core.typesetting import width_of
from network.figures.panels import Strokes
from network.figures.services.charts import shown
from network.figures.services.sealing import seal
from network.registry.charts import Chart, Counts
from referrals.models import Linkage
from tests import make, make_education
from tests.cast import Cast, Member

pytestmark = pytest.mark.django_db


def _charts(who: Member) -> dict[str, Any]:
    year = workdays.seoul_today().year
    found = who.api().get(f"/api/v1/figures/discharge/?kind=dates&since={year - 1}-12-01&until={year}-12-31").json()
    return {one["code"]: {row["name"]: row["texts"] for row in one["rows"]} for one in found["charts"]}


def _drawn(answer: Any) -> list[Strokes]:
    """The charts of a page, or of a paper, which has them among its blocks."""
    if "charts" in answer.context:
        return list(answer.context["charts"])
    blocks = [one["drawing"] for one in answer.context["blocks"] if one["kind"] == "drawing"]
    return [one for one in blocks if isinstance(one, Strokes)]


def _left(number: int, **values: Any) -> list[Any]:
    yesterday = workdays.seoul_today() - timedelta(days=1)
    return [make.case("FOLLOW_UP", discharged_on=yesterday, consented_on=yesterday, **values) for _ in range(number)]


def _linkages(number: int, status: str, **values: Any) -> None:
    case = make.case("FOLLOW_UP", discharged_on=workdays.seoul_today() - timedelta(days=1))
    for _ in range(number):
        made = make.linkage(case, status)
        Linkage.objects.filter(pk=made.pk).update(**{"sent_at": timezone.now(), **values})


def test_the_path_leads_from_screening_to_the_accepted_linkage(cast: Cast) -> None:
    """Thirty were screened; six are not judged, six not asked, six said no, of the others six have an accepted linkage."""
    for status in ("SCREENED", "CONSENT_PENDING"):
        for _ in range(6):
            make.case(status)
    for _ in range(6):
        make.case("CONSENT_REFUSED", refused_on=workdays.seoul_today())
    for case in _left(12)[:6]:
        make.linkage(case, "ACCEPTED")
    make.case("VOID")
    _left(7, hospital=cast.hospital2.institution)
    assert _charts(cast.social1)["path"] == {
        "선별": ["30"], "적합": ["24"], "동의 물음": ["18"], "동의": ["12"], "계획 확정": ["12"], "연계 수락": ["6"],
    }  # fmt: skip
    page = cast.social1.client().get("/figures/discharge/").content.decode()
    assert "↓ 비동의 6건" in page
    assert _charts(cast.hospital2)["path"]["선별"] == ["7"]
    assert _charts(cast.cpo1)["path"]["선별"] == ["30"]


def test_reasons_and_services_are_counted_and_few_are_hidden_in_every_form(cast: Cast) -> None:
    _linkages(8, "DECLINED", decline_reason="CAPACITY")
    _linkages(2, "DECLINED", decline_reason="OUT_OF_AREA")
    _linkages(7, "IN_SERVICE", service="MEAL", decline_reason="")
    for _ in range(6):
        make.case("CLOSED", close_reason="COMPLETED", unlinked_reason="REFUSED", closed_on=workdays.seoul_today())
    assert sorted(texts for (texts,) in _charts(cast.coordinator1)["declined"].values()) == ["2", "8"], "their own rows"
    found = _charts(cast.director1)
    assert sorted(texts for (texts,) in found["declined"].values()) == ["가림", "가림"], "eight, less two, tells of two"
    assert found["delivered"]["식사·영양 지원"] == ["7", "7", "7"]
    assert found["delivered"]["방문건강관리(보건소)"] == ["10", "0", "0"]
    assert [texts for (texts,) in found["unlinked"].values()] == ["6"]
    sheet = cast.coordinator1.client().get("/figures/discharge/table.xlsx").content
    rows = [row for row in load_workbook(io.BytesIO(sheet)).active.values if row[0]]
    assert ("식사·영양 지원", 7, 7, 7) in [row[:4] for row in rows]
    assert [row[1] for row in rows if row[0] in ("정원·대기", "관할 아님")] == ["가림", "가림"]
    for who, path in ((cast.director1, ""), (cast.director1, "paper/"), (cast.coordinator1, "paper/")):
        answer = who.client().get(f"/figures/discharge/{path}")
        drawn = {one.code: [row["words"] for row in one.rows] for one in _drawn(answer)}
        assert drawn.get("declined", ["가림", "가림"]) == ["가림", "가림"], "of a paper only what is told is drawn"
        assert "7 / 7건" in drawn["delivered"]


def _path(*numbers: int) -> list[str]:
    counts: Counts = [(f"{place}", [number]) for place, number in enumerate(numbers)]
    left = [f"남음{place}" for place in range(1, len(numbers))]
    chart = Chart("path", "경로", ("사례",), lambda *asked: counts, "", left)
    drawn = shown([chart], {"path": counts})
    seal(Period.of("year", 2026), {}, {}, None, None, drawn)
    return [f"{row.cells[0]} {row.left}".strip() for one in drawn for row in one.rows]


def test_no_stage_tells_by_subtraction_of_few_who_were_left_behind() -> None:
    assert _path(20, 10, 5) == ["20", "10 남음1 10건", "5 남음2 5건"]
    assert _path(20, 18, 10) == ["20", "가림", "10"], "two were left at the first step"
    assert _path(20, 18, 16, 9) == ["20", "가림", "가림", "9"], "nor four at two steps"
    assert _path(20, 18, 13, 13, 3) == ["20", "가림", "13", "13", "가림"]


def test_agencies_referrals_and_requests_of_courses_have_their_path_and_reasons(cast: Cast) -> None:
    """Twelve referrals, of which six were refused; twelve requests, of which six were refused."""
    for _ in range(6):
        make.agency_referral(
            "REPLIED", submitted_at=timezone.now(), received_at=timezone.now(), replied_at=timezone.now()
        )
        make.agency_referral(
            "DECLINED", submitted_at=timezone.now(), received_at=timezone.now(), decline_reason="CAPACITY"
        )
        make_education.request("DELIVERED", submitted_at=timezone.now(), decided_at=timezone.now())
        make_education.request("REJECTED", submitted_at=timezone.now(), decided_at=timezone.now())
    found = {}
    for slug in ("referrals", "education"):
        charts = cast.coordinator1.api().get(f"/api/v1/figures/{slug}/").json()["charts"]
        found[slug] = {one["code"]: [row["texts"] for row in one["rows"]] for one in charts}
        assert cast.coordinator1.client().get(f"/figures/{slug}/paper/").content.decode().count("<rect") >= 2
    assert found["referrals"] == {
        "path": [["12"], ["12"], ["6"], ["6"]], "delivered": [["12", "6", "0"]], "declined": [["6"]],
    }  # fmt: skip
    assert found["education"] == {"path": [["12"], ["6"], ["6"]], "rejected": [["6"]]}


def test_the_longest_name_of_a_bar_fits_beside_it_on_paper() -> None:
    names = ["방문재활", *(label for _, label in codes.choices("linkage_service"))]
    chart = SimpleNamespace(label="요청과 제공", code="services", heads=("요청",), unit="건")
    rows = [SimpleNamespace(name=name, cells=[SimpleNamespace(raw=3)], left="") for name in names]
    for start in range(0, len(names), Strokes.MOST):
        drawn: Any = SimpleNamespace(chart=chart, rows=rows[start : start + Strokes.MOST])
        for row in Strokes(drawn).rows:
            assert row["size"] * width_of(row["name"]) <= Strokes.LABEL, row["name"]
            assert row["size"] == 12 or width_of(row["name"]) > 11
