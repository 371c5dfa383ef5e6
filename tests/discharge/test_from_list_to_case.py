"""From the admission list to the case nothing is lost, at whichever door the case is made."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from discharge.forms.cases import PERSON_FIELDS
from discharge.models import Admission, DischargeCase
from discharge.services import admissions, selection_rules
from network.models import Client, Municipality
from tests import make
from tests.cast import Cast
from tests.discharge import sheets
from tests.discharge.api_calls import post, refusal_of
from tests.discharge.screening_data import API, NEW, body
from tests.discharge.test_selecting import full_patient

pytestmark = pytest.mark.django_db


def _listed(cast: Cast, **values: Any) -> Admission:
    """Somebody of 65 with a fracture, whom the rule for it hits; attended by the physician of the programme."""
    selection_rules.default_rules(cast.host)
    told = {"municipality_code": "41150", "attending_name": cast.doctor1.user.name, "phone": "010-0000-0077"}
    told |= {"insurance_type": "NHI", "household_type": "ALONE"}
    return admissions.add_admission(actor=cast.social1.actor, data=full_patient() | told | values)


def _is_whole(case: DischargeCase, row: Admission, cast: Cast) -> None:
    assert case.client.municipality == Municipality.objects.get(code="41150")
    assert case.client.phone == "01000000077"
    assert case.client.chart_numbers.get().number == row.chart_no
    assert (case.attending, case.target_group) == (cast.doctor1.user, "FRAGILITY_FRACTURE_65")
    for name in ("ward", "department", "diagnosis", "kcd_code", "admit_route", "admitted_on", "expected_discharge_on"):
        assert getattr(case, name) == getattr(row, name), name
    assert case.rule_hits == [hit["label"] for hit in row.rule_hits]
    row.refresh_from_db()
    assert row.case == case


def test_over_the_api_a_candidate_needs_no_word_more(cast: Cast) -> None:
    row = _listed(cast)
    made = post(cast.social1, f"/api/v1/discharge/admissions/{row.pk}/select/", {"result": "TARGET"})
    assert made.status_code == 201, made.content.decode()
    _is_whole(DischargeCase.objects.get(), row, cast)


def test_the_page_begins_with_all_of_it(cast: Cast) -> None:
    row = _listed(cast)
    browser = cast.social1.client()
    form = browser.get(f"{NEW}?admission={row.pk}").context["form"]
    sent = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in sent.items() if value not in (None, "", False, [])}
    answer = browser.post(NEW, sent | {"admission": str(row.pk), "result": "TARGET"})
    assert answer.status_code == 302, answer.context["form"].errors
    _is_whole(DischargeCase.objects.get(), row, cast)


def test_a_ward_that_the_hospitals_list_does_not_have_stays_choosable(cast: Cast) -> None:
    row = _listed(cast, ward="호스피스")
    form = cast.social1.client().get(f"{NEW}?admission={row.pk}").context["form"]
    assert form["ward"].value() == "호스피스"
    assert "호스피스" in str(form["ward"])


@pytest.mark.parametrize("name", ["없는이름", "과장 아무개"])
def test_a_physician_outside_the_programme_is_named_and_asked_for(cast: Cast, name: str) -> None:
    row = _listed(cast, attending_name=name)
    assert f"명단의 담당의: {name}" in cast.social1.client().get(f"{NEW}?admission={row.pk}").text
    refused = post(cast.social1, f"/api/v1/discharge/admissions/{row.pk}/select/", {"result": "TARGET"})
    assert list(refusal_of(refused)["fields"]) == ["attending"]


def test_of_a_known_person_only_what_the_record_lacks_comes_from_the_list(cast: Cast) -> None:
    row = _listed(cast)
    known = make.client_(
        chart_no=row.chart_no, name=row.name, birth_date=row.birth_date, municipality=None, phone="01099990000"
    )
    made = post(cast.social1, f"/api/v1/discharge/admissions/{row.pk}/select/", {"result": "TARGET"})
    assert made.status_code == 201, made.content.decode()
    known.refresh_from_db()
    assert (known.phone, known.municipality) == ("01099990000", Municipality.objects.get(code="41150"))
    assert DischargeCase.objects.get().client == known
    assert Client.objects.count() == 1


def test_of_whom_the_record_knows_the_year_alone_the_list_tells_the_day(cast: Cast) -> None:
    row = _listed(cast)
    assert row.birth_date is not None
    born = row.birth_date
    known = make.client_(chart_no=row.chart_no, name=row.name, birth_date=None, birth_year=born.year + 1)
    url = f"/api/v1/discharge/admissions/{row.pk}/select/"
    refused = post(cast.social1, url, {"result": "TARGET"})
    assert list(refusal_of(refused)["fields"]) == ["chart_no"], "another year is another person"
    Client.objects.filter(pk=known.pk).update(birth_year=born.year)
    assert post(cast.social1, url, {"result": "TARGET"}).status_code == 201
    known.refresh_from_db()
    assert (known.birth_date, known.birth_year, Client.objects.count()) == (born, None, 1)


def test_what_was_typed_otherwise_of_a_known_person_is_asked_about_at_both_doors(cast: Cast) -> None:
    row = _listed(cast, phone="01099990000")
    known = make.client_(
        chart_no=row.chart_no, name=row.name, birth_date=row.birth_date, sex=row.sex, phone="010-9999-0000"
    )
    browser = cast.social1.client()
    shown = browser.get(f"{NEW}?admission={row.pk}").context["form"]
    sent = {name: shown[name].value() for name in shown.fields}
    sent = {name: value for name, value in sent.items() if value not in (None, "", False, [])}
    sent |= {"admission": str(row.pk), "result": "TARGET", "caregiver_name": "김보호", "caregiver_relation": "CHILD"}
    sent |= {"caregiver_phone": "010-0000-0099", "phone": "010-0000-0088", "address_town": "의정부동"}
    asked = browser.post(NEW, sent)
    assert asked.status_code == 400
    assert "연락처, 읍·면·동" in asked.context["form"].errors["known_client"][0], "the guardian is only lacking"
    assert [value for value, _ in asked.context["form"]["known_client"].field.choices] == [str(known.pk), "new"]
    person = {name: value for name, value in sent.items() if name in PERSON_FIELDS}
    stay = {"admission": str(row.pk), "chart_no": row.chart_no, "client_data": person}
    assert list(refusal_of(post(cast.social1, API, body(cast, **stay)))["fields"]) == ["known_client"]
    assert not DischargeCase.objects.exists()
    assert browser.post(NEW, sent | {"known_client": str(known.pk)}).status_code == 302
    known.refresh_from_db()
    assert (known.phone, known.address_town) == ("01099990000", "가상동")
    assert DischargeCase.objects.get().client == known


@time_machine.travel("2026-12-03T10:00+09:00", tick=False)
def test_back_after_confirming_an_import_leads_to_its_result(cast: Cast) -> None:
    browser = cast.social1.client()
    looked = browser.post(
        reverse("discharge:admission-import"), {"file": SimpleUploadedFile("명단.xlsx", sheets.xlsx())}
    )
    assert browser.post(looked.url, {}).status_code == 302
    assert Admission.objects.count() == len(sheets.ROWS)
    again = browser.get(looked.url, follow=True)
    assert again.redirect_chain == [(f"{reverse('discharge:admission-list')}?view=candidates", 302)]
    assert f"이미 가져온 명단입니다. 새로 {len(sheets.ROWS)}명, 고침 0명, 같음 0명." in again.text
