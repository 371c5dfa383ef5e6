"""What a plan gives to an agency becomes its request: nothing typed twice, nothing offered that nobody consented to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from core import codes, workdays
from core.models import AuditEntry
from discharge.models import DischargeCase, PlanAction
from referrals.models import Linkage
from tests import make
from tests.cast import Cast
from tests.discharge.api_calls import post, refusal_of

API = "/api/v1/linkages/planned/"
AGREED = ["NAME", "BIRTH_DATE", "PHONE", "DIAGNOSIS", "FUNCTION"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def case(cast: Cast) -> DischargeCase:
    """Approved: rehabilitation by the health centre, meals by the welfare centre, and one row without a service."""
    made = make.case("PLANNED")
    plan = make.plan(made, is_signed=True, is_approved=True)
    plan.actions.all().delete()
    make.assessment(made).needs.create(area="NUTRITION", level=1)
    start = workdays.seoul_today() + timedelta(days=7)
    rows: list[dict[str, Any]] = [
        {"need_area": "REHAB", "service": "HOME_REHAB", "partner": cast.health1.institution, "start_on": start},
        {"need_area": "NUTRITION", "service": "MEAL", "partner": cast.welfare1.institution},
        {"need_area": "HOUSING"},
    ]
    for order, row in enumerate(rows):
        PlanAction.objects.create(plan=plan, order=order, who="PARTNER", action="방문재활", frequency="주 1회", **row)
    for agency in (cast.health1.institution, cast.welfare1.institution):
        make.share_consents(made.client, agency)
    return made


def _query(case: DischargeCase) -> str:
    return f"?programme=DISCHARGE&case={case.pk}"


def _page(case: DischargeCase) -> str:
    return f"/linkages/new/planned/{_query(case)}"


def test_a_planned_row_opens_its_request_filled(cast: Cast, case: DischargeCase) -> None:
    page = cast.social1.client().get(f"/discharge/cases/{case.pk}/")
    row = next(one for one in page.context["links"]["rows"] if one["area"] == codes.label("need_area", "REHAB"))
    form = cast.social1.client().get(row["link_url"]).context["form"]
    shown = {name: form[name].value() for name in ("service", "receiver", "reason", "request", "shared_items")}
    assert shown == {
        "service": "HOME_REHAB",
        "receiver": cast.health1.institution.pk,
        "reason": "혼자 걷기 어렵습니다.",
        "request": "방문재활 · 주 1회",
        "shared_items": AGREED,
    }
    assert form["wished_start"].value() == workdays.seoul_today() + timedelta(days=7)


def test_only_what_was_consented_to_is_offered_and_ticked_as_the_template_says(cast: Cast, case: DischargeCase) -> None:
    page = cast.social1.client().get(
        f"/linkages/new/{_query(case)}&service=MEAL&receiver={cast.welfare1.institution.pk}"
    )
    field = page.context["form"]["shared_items"]
    assert [code for code, _ in field.field.widget.choices] == ["NAME", "PHONE"], "a meal needs no diagnosis"
    assert field.value() == ["NAME", "PHONE"]
    other = make.institution()
    make.offer(other, "MEAL")
    page = cast.social1.client().get(f"/linkages/new/{_query(case)}&service=MEAL&receiver={other.pk}")
    field = page.context["form"]["shared_items"]
    assert not field.value()
    assert f"제3자 제공 동의 없음({other.name})" in page.text


def test_all_rows_are_drafted_from_one_page(cast: Cast, case: DischargeCase) -> None:
    browser = cast.social1.client()
    assert _page(case).replace("&", "&amp;") in browser.get(f"/discharge/cases/{case.pk}/").text
    page = browser.get(_page(case))
    forms = page.context["forms"]
    assert [form["service"].value() for form in forms] == ["HOME_REHAB", "MEAL"]
    assert page.text.count("이 의뢰만 쓰기") == 1, "the row without a service"
    sent = {form.add_prefix(name): form[name].value() for form in forms for name in form.fields}
    sent = {name: value for name, value in sent.items() if value not in (None, "", False)}
    refused = browser.post(_page(case), sent | {forms[1].add_prefix("request"): ""})
    assert (refused.status_code, Linkage.objects.count()) == (400, 0), "all or none"
    assert browser.post(_page(case), sent).status_code == 302
    made = {row.service: row for row in Linkage.objects.about(case.pk)}
    assert {name: row.receiver for name, row in made.items()} == {
        "HOME_REHAB": cast.health1.institution,
        "MEAL": cast.welfare1.institution,
    }
    assert made["HOME_REHAB"].shared_items == AGREED
    assert made["MEAL"].shared_items == ["NAME", "PHONE"]
    assert made["HOME_REHAB"].wished_start == workdays.seoul_today() + timedelta(days=7)
    browser.post(_page(case), sent)
    assert Linkage.objects.count() == 2, "a second press writes nothing"
    assert browser.get(_page(case)).context["forms"] == []


def test_a_row_that_is_not_taken_is_not_asked(cast: Cast, case: DischargeCase) -> None:
    forms = cast.social1.client().get(_page(case)).context["forms"]
    sent = {forms[1].add_prefix(name): forms[1][name].value() for name in forms[1].fields}
    sent = {name: value for name, value in sent.items() if value not in (None, "", False)}
    assert cast.social1.client().post(_page(case), sent).status_code == 302
    assert [row.service for row in Linkage.objects.all()] == ["MEAL"]
    assert cast.social1.client().post(_page(case), {"any": "1"}).status_code == 400


def test_reading_what_waits_for_a_request_is_recorded_at_both_doors(cast: Cast, case: DischargeCase) -> None:
    seen = AuditEntry.objects.filter(verb="linkage.new_open", action="VIEW", persons__contains=[case.client_id])
    assert cast.social1.client().get(_page(case)).status_code == 200
    assert seen.count() == 1
    assert cast.social1.api().get(f"{API}{_query(case)}").status_code == 200
    assert seen.count() == 2


def test_the_same_over_the_api(cast: Cast, case: DischargeCase) -> None:
    api = cast.social1.api()
    found = api.get(f"{API}{_query(case)}").json()
    assert [(row["service"], row["receiver"]) for row in found] == [
        ("HOME_REHAB", cast.health1.institution.pk),
        ("MEAL", cast.welfare1.institution.pk),
        ("", None),
    ]
    assert found[1]["offered_items"] == found[1]["shared_items"] == ["NAME", "PHONE"]
    names = ("need_area", "service", "receiver", "reason", "request", "wished_start", "shared_items")
    rows = [{name: row[name] for name in names} for row in found[:2]]
    about = {"programme": "DISCHARGE", "case": str(case.pk)}
    bad = [rows[0], rows[1] | {"receiver": cast.health1.institution.pk}]
    fields = refusal_of(post(cast.social1, API, about | {"rows": bad}))["fields"]
    assert list(fields) == ["rows.1.receiver"]
    assert Linkage.objects.count() == 0
    for _ in range(2):
        made = post(cast.social1, API, about | {"rows": rows}, **{"Idempotency-Key": "press"})
        assert made.status_code == 201, made.content.decode()
    assert [row["service"] for row in made.json()] == ["HOME_REHAB", "MEAL"]
    assert Linkage.objects.count() == 2
    assert cast.social2.api().get(f"{API}{_query(case)}").status_code in (403, 404)
