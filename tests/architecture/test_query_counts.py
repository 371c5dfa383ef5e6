"""What a page costs does not depend on how many rows there are: every list, the case page, the papers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import audit, reports
from core.actor import SYSTEM
from core.duties import open_duty
from discharge.models import DischargeCase
from referrals.models import AgencyReferral
from tests import make, make_education, make_many, no_pictures
from tests.cast import Cast
from tests.queries import BUDGETS, statements

FEW, MANY = 60, 500  # both more than a page


def _doors(cast: Cast, case: DischargeCase, referral: AgencyReferral) -> dict[str, Callable[[], Any]]:
    """Every list, and what is about one case, as somebody opens it who may."""
    page = f"/discharge/cases/{case.pk}/"
    social, coordinator = cast.social1.client(), cast.coordinator1.client()
    api, agency = cast.social1.api(), cast.health1.client()
    found = {
        "home": (social, "/"),
        "home of the team": (coordinator, "/?scope=team"),
        "case list page": (social, "/discharge/cases/?state="),
        "admission list page": (social, "/discharge/admissions/?view=all"),
        "linkage list page": (social, "/linkages/"),
        "received list page": (cast.health1.client(), "/linkages/received/"),
        "difference report": (coordinator, "/linkages/report/"),
        "api received list": (cast.health1.api(), "/api/v1/received-linkages/"),
        "provision list page": (coordinator, "/linkages/provisions/"),
        "audit list page": (cast.cpo1.client(), "/audit/"),
        "institution list page": (social, "/institutions/"),
        "resource list page": (social, "/resources/"),
        "question list page": (social, "/capacity-questions/"),
        "api resource list": (api, "/api/v1/resources/"),
        "api question list": (api, "/api/v1/capacity-questions/"),
        "case page": (social, page),
        "plan paper": (social, f"{page}papers/plan/1.pdf"),
        "consent paper": (social, f"{page}papers/consent.pdf"),
        "agency sent list page": (agency, "/linkages/agency/sent/?view=all"),
        "agency received list page": (coordinator, "/linkages/agency/received/?view=all"),
        "agency referral page": (social, f"/linkages/agency/{referral.pk}/"),
        "api agency referral list": (cast.health1.api(), "/api/v1/agency-referrals/"),
        "api case list": (api, "/api/v1/discharge/cases/?state="),
        "api admission list": (api, "/api/v1/discharge/admissions/?view=all"),
        "api linkage list": (api, "/api/v1/linkages/"),
        "education list page": (coordinator, "/education/requests/?view=all"),
        "api education list": (cast.coordinator1.api(), "/api/v1/education/requests/"),
        "survey list page": (coordinator, "/surveys/"),
        "api survey list": (cast.coordinator1.api(), "/api/v1/surveys/"),
        "api case": (api, f"/api/v1{page}"),
    }
    return {name: lambda browser=browser, path=path: browser.get(path) for name, (browser, path) in found.items()}


def _counted(doors: dict[str, Callable[[], Any]]) -> dict[str, int]:
    found = {}
    for name, door in doors.items():
        assert door().status_code == 200, name
        with CaptureQueriesContext(connection) as captured:
            door()
        found[name] = len(statements(captured))
    return found


def test_a_page_costs_the_same_for_few_and_for_many(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reports, "render_pdf", lambda html: b"%PDF-")
    no_pictures.install(monkeypatch)
    case = make.case("PLAN_REVIEW")
    duty = open_duty("discharge.approve_plan", case, actor=SYSTEM)
    audit.record(cast.social1.actor, "case.read", action="VIEW", about=case, persons=[case.client_id])
    originals = (case, make.linkage(case), duty, make.admission())
    referral = make.agency_referral("REPLIED")
    survey = make.survey(cast.host)
    doors = _doors(cast, case, referral)
    course = make_education.request()
    make_many.copies(course, FEW, number=[f"E-2020-{index:05d}" for index in range(FEW)])
    make_many.copies(survey, FEW, key_hash=[f"few {index}" for index in range(FEW)])
    make_many.stays(*originals, FEW)
    make_many.referrals(referral, FEW)
    few = _counted(doors)
    make_many.stays(*originals, MANY - FEW)
    make_many.referrals(referral, MANY - FEW)
    make_many.copies(course, MANY - FEW, number=[f"E-2021-{index:05d}" for index in range(MANY - FEW)])
    make_many.copies(survey, MANY - FEW, key_hash=[f"many {index}" for index in range(MANY - FEW)])
    assert _counted(doors) == few
    assert {name: (count, BUDGETS[name]) for name, count in few.items() if count > BUDGETS[name]} == {}
