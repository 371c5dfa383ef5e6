"""선별 등록 through the web door (story 7.1.1), and what it must never keep."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import close_old_connections, connection

from core import drafts
from core.errors import Conflict, Invalid
from core.models import Duty
from discharge.models import DischargeCase
from discharge.services import cases
from network.models import Client
from tests import cast as standing
from tests import make
from tests.cast import Cast
from tests.discharge.screening_data import NEW, NUMBER, form, registered, stay

OCTOBER_6 = "2026-10-06T10:00:00+09:00"


def _stored_anywhere(text: str) -> list[str]:
    """Tables in which any column of any row holds the text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}" AS line WHERE line::text LIKE %s', [f"%{text}%"])
            if cursor.fetchone()[0]:
                found.append(table)
    return found


@time_machine.travel(OCTOBER_6)
def test_a_nurse_registers_a_fracture_at_78_and_consent_is_owed_next(cast: Cast) -> None:
    response = cast.nurse1.client().post(NEW, form(cast, admitted_on="2026-10-05"))
    case = DischargeCase.objects.get()
    assert response.status_code == 302
    assert response.url == f"/discharge/cases/{case.pk}/"
    assert (case.status, case.number[:7]) == ("CONSENT_PENDING", "D-2026-")
    assert case.client.chart_numbers.get().number == "90000123"
    duty = Duty.objects.open().get()
    assert (duty.kind, duty.person) == ("discharge.get_consent", cast.social1.user)
    assert "김*상" in duty.about
    assert "김가상" not in duty.about


@time_machine.travel(OCTOBER_6)
def test_the_same_form_with_a_younger_person_is_refused_and_leaves_nothing(cast: Cast) -> None:
    response = cast.nurse1.client().post(NEW, form(cast, admitted_on="2026-10-05", birth_date="1962-01-01"))
    assert response.status_code == 400
    assert "입원일 기준 65세 이상" in response.content.decode()
    assert not DischargeCase.objects.exists()
    assert not Client.objects.exists()


@time_machine.travel(OCTOBER_6)
@pytest.mark.parametrize(
    ("born", "is_old_enough"), [("1961-10-05", True), ("1961-10-06", False), ("1961-10-07", False)]
)
def test_the_age_is_that_of_the_day_of_admission(cast: Cast, born: str, is_old_enough: bool) -> None:
    response = cast.social1.client().post(NEW, form(cast, admitted_on="2026-10-05", birth_date=born))
    assert (response.status_code == 302) is is_old_enough


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"admitted_on": "2097-01-01"}, "입원일은 오늘 이전"),
        ({"expected_discharge_on": "2020-01-01"}, "퇴원예정일은 입원일 이후"),
        ({"operated_on": "2020-01-01"}, "입원 전날부터"),
        ({"risk_items": ["NONE", "LIVES_ALONE"]}, "다른 위험요인과 함께"),
        ({"kcd_code": "72S"}, "KCD 코드를 확인"),
        ({"phone": "12"}, "전화번호를 확인"),
        ({"phone": ""}, "연락처 없음"),
        ({"result": "EXCLUDED"}, "제외 사유를 고르십시오"),
        ({"result": "RECHECK"}, "재확인일을 적으십시오"),
        ({"caregiver_name": "박가상"}, "보호자와의 관계"),
        ({"name": "김\x00가상"}, "저장할 수 없는 문자"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field_and_nothing_is_stored(
    cast: Cast, changed: dict[str, Any], said: str
) -> None:
    response = cast.social1.client().post(NEW, form(cast, **changed))
    assert response.status_code == 400
    assert said in response.content.decode()
    assert not DischargeCase.objects.exists()
    assert not Client.objects.exists()


def test_a_decision_that_is_refused_registers_nobody(cast: Cast) -> None:
    """A nurse who names no social worker cannot decide yet; the corrected form is not a second registration."""
    browser, typed = cast.nurse1.client(), form(cast, social_worker="")
    assert browser.post(NEW, typed).status_code == 400
    assert not DischargeCase.objects.exists()
    typed["social_worker"] = cast.social1.pk
    assert browser.post(NEW, typed).status_code == 302
    assert DischargeCase.objects.get().status == "CONSENT_PENDING"


def test_somebody_may_be_excluded_or_looked_at_again(cast: Cast) -> None:
    browser = cast.social1.client()
    browser.post(NEW, form(cast, result="EXCLUDED", ineligible_reason="SHORT_STAY"))
    out = DischargeCase.objects.get()
    assert (out.status, out.ineligible_reason) == ("INELIGIBLE", "SHORT_STAY")
    assert not Duty.objects.open().exists()
    browser.post(
        NEW,
        form(cast, name="이가상", chart_no="2", phone="010-0000-0002", result="RECHECK", recheck_on="2097-01-04"),
    )
    later = DischargeCase.objects.exclude(pk=out.pk).get()
    assert later.status == "SCREENED"
    assert Duty.objects.open().get().due_at.year == 2097


def test_a_likely_duplicate_is_offered_masked_and_the_worker_decides(cast: Cast) -> None:
    known = make.client_(name="김가상", birth_date=date(1948, 3, 15), sex="F", phone="01000000009")
    browser, typed = cast.social1.client(), form(cast)
    response = browser.post(NEW, typed)
    page = response.content.decode()
    assert response.status_code == 400
    assert "김*상" in page
    assert "010-****-0009" in page
    assert not DischargeCase.objects.exists()
    assert browser.post(NEW, typed | {"known_client": str(known.pk)}).status_code == 302
    assert DischargeCase.objects.get().client == known
    assert Client.objects.count() == 1


def test_another_person_of_the_same_name_and_day_is_recorded_anew(cast: Cast) -> None:
    make.client_(name="김가상", birth_date=date(1948, 3, 15), sex="F")
    assert cast.social1.client().post(NEW, form(cast, known_client="new")).status_code == 302
    assert Client.objects.count() == 2


@pytest.mark.parametrize("pk", ["not-an-id", "00000000-0000-4000-8000-000000000000"])
def test_a_person_of_another_hospital_cannot_be_chosen(cast: Cast, pk: str) -> None:
    stranger = make.client_(created_by_institution=cast.hospital2.institution)
    browser = cast.social1.client()
    assert browser.post(NEW, form(cast, known_client=pk)).status_code == 404
    assert browser.post(NEW, form(cast, known_client=str(stranger.pk))).status_code == 404
    assert not DischargeCase.objects.exists()


def test_one_admission_is_registered_once(cast: Cast) -> None:
    first = registered(cast)
    with pytest.raises(Invalid) as refusal:
        registered(cast, client=first.client)
    assert refusal.value.errors == {"admitted_on": ["이 입원은 이미 등록되어 있습니다."]}
    cases.step("void", actor=cast.coordinator1.actor, case=first, data={"reason": "잘못 등록"})
    again = registered(cast, client=first.client)
    assert again.previous_case is None


def test_people_of_other_roles_and_hospitals_cannot_be_put_in_charge(cast: Cast) -> None:
    response = cast.social1.client().post(NEW, form(cast, attending=cast.nurse1.pk))
    assert response.status_code == 400
    with pytest.raises(Invalid) as refusal:
        registered(cast, social_worker=cast.hospital2.user, nurse=cast.leaver.user)
    assert set(refusal.value.errors) == {"social_worker", "nurse"}


@pytest.mark.parametrize("who", ["doctor1", "coordinator1", "cpo1", "edstaff1", "health1", "monitor1"])
def test_only_social_workers_and_nurses_register(cast: Cast, who: str) -> None:
    assert getattr(cast, who).client().post(NEW, form(cast)).status_code == 403
    assert not DischargeCase.objects.exists()


# --- twice at once ---------------------------------------------------------------------------------------------------


def _at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """Run the deeds in threads that start together; returns what each gave."""
    gate, given = threading.Barrier(len(deeds)), [None] * len(deeds)

    def run(place: int, deed: Callable[[], Any]) -> None:
        gate.wait(10)
        try:
            given[place] = deed()
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=run, args=(place, deed)) for place, deed in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return given


@pytest.mark.django_db(transaction=True)
def test_a_double_submit_makes_one_case_and_both_see_it() -> None:
    cast = standing.current()
    typed, browsers = form(cast), [cast.social1.client(), cast.social1.client()]
    answers = _at_once(*(lambda browser=browser: browser.post(NEW, typed) for browser in browsers))
    case = DischargeCase.objects.get()
    assert [answer.status_code for answer in answers] == [302, 302]
    assert {answer.url for answer in answers} == {f"/discharge/cases/{case.pk}/"}
    assert Client.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_who_register_one_admission_at_once_get_one_case() -> None:
    cast = standing.current()
    known = make.client_(name="김가상", birth_date=date(1948, 3, 15), sex="F")
    forms = [form(cast, known_client=str(known.pk)) for _ in range(2)]
    browsers = [cast.social1.client(), cast.nurse1.client()]
    answers = _at_once(*(lambda b=b, f=f: b.post(NEW, f) for b, f in zip(browsers, forms, strict=True)))
    assert DischargeCase.objects.count() == 1
    codes = sorted(answer.status_code for answer in answers)
    assert codes[0] == 302
    assert codes[1] in (400, 409)


# --- resident registration numbers -----------------------------------------------------------------------------------

TYPED = (
    "name",
    "phone",
    "chart_no",
    "address_town",
    "address_rest",
    "caregiver_name",
    "caregiver_phone",
    "contact_limit",
    "ward",
    "department",
    "diagnosis",
    "kcd_code",
    "operation",
    "ineligible_text",
)
SPELLINGS = (NUMBER, NUMBER.replace("-", ""), NUMBER.replace("-", " - "), "４８０３１５－２０００００００"[:14])


@pytest.mark.parametrize("name", TYPED)
def test_a_resident_registration_number_is_refused_in_every_field(
    cast: Cast, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    browser = cast.social1.client()
    assert browser.post(NEW, form(cast, **{name: NUMBER})).status_code == 400
    draft = browser.put(f"/drafts/case/{name}/", json.dumps({name: f"메모 {NUMBER}"}), content_type="application/json")
    assert draft.status_code == 400
    assert "주민등록번호" in draft.json()["detail"]
    assert _stored_anywhere(NUMBER[:8]) == []
    assert NUMBER not in caplog.text


@pytest.mark.parametrize("text", SPELLINGS)
def test_however_it_is_written(cast: Cast, text: str) -> None:
    response = cast.social1.client().post(NEW, form(cast, diagnosis=f"골절 {text}"))
    assert response.status_code == 400
    assert "주민등록번호를 지우십시오" in response.content.decode()
    assert not DischargeCase.objects.exists()


def test_a_draft_refuses_it_as_a_number_as_a_name_and_in_rows(cast: Cast) -> None:
    for fields in ({"a": 4803152000000}, {NUMBER: "x"}, {"rows": [{"text": NUMBER}]}):
        with pytest.raises(Invalid):
            drafts.save(cast.social1.actor, "case", "", fields)


def test_a_draft_refuses_what_no_database_can_keep(cast: Cast) -> None:
    browser = cast.social1.client()
    deep = "[" * 5000 + "]" * 5000
    for text in ('{"a": "\\u0000"}', '{"a": "\\ud800"}', f'{{"a": {deep}}}', "[]", "x"):
        response = browser.put("/drafts/case/", text, content_type="application/json")
        assert response.status_code == 400, text[:20]
        assert response.json()["detail"]


# --- correcting ------------------------------------------------------------------------------------------------------


def test_the_stay_is_corrected_and_the_clock_moves_with_it(cast: Cast) -> None:
    case = registered(cast, result="RECHECK", recheck_on=date(2097, 1, 4))
    url = f"/discharge/cases/{case.pk}/edit/"
    typed = stay(cast, ward="52병동", admitted_on=str(case.admitted_on), version=case.version)
    assert cast.nurse1.client().post(url, typed).status_code == 302
    case.refresh_from_db()
    assert (case.ward, case.version) == ("52병동", 2)
    stale = cast.social1.client().post(url, typed | {"ward": "51병동"})
    assert stale.status_code == 409
    assert "바뀌었습니다" in stale.content.decode()
    case.refresh_from_db()
    assert case.ward == "52병동"


def test_whoever_is_put_in_charge_by_a_correction_takes_the_duties_along(cast: Cast) -> None:
    case = registered(cast)
    typed = stay(cast, admitted_on=str(case.admitted_on), version=case.version, social_worker=cast.social2.pk)
    assert cast.nurse1.client().post(f"/discharge/cases/{case.pk}/edit/", typed).status_code == 302
    case.refresh_from_db()
    assert case.social_worker == cast.social2.user
    assert Duty.objects.open().get().person == cast.social2.user
    typed = stay(cast, admitted_on=str(case.admitted_on), version=case.version, social_worker="")
    assert cast.nurse1.client().post(f"/discharge/cases/{case.pk}/edit/", typed).status_code == 302
    case.refresh_from_db()
    assert case.social_worker == cast.social2.user


@pytest.mark.parametrize("status", ["INELIGIBLE", "CONSENT_REFUSED", "CLOSED", "VOID"])
def test_what_was_written_about_an_ended_case_stays(cast: Cast, status: str) -> None:
    case = make.case(status)
    with pytest.raises(Conflict, match="고칠 수 없습니다"):
        cases.update_screening(actor=cast.social1.actor, case=case, data={"ward": "52병동"})
    assert DischargeCase.objects.get(pk=case.pk).ward == "51병동"


def test_a_corrected_admission_is_no_other_cases_and_no_later_than_the_discharge(cast: Cast) -> None:
    person = make.client_()
    make.case("CLOSED", client=person, admitted_on=make.days_ago(60), discharged_on=make.days_ago(50))
    case = make.case("FOLLOW_UP", client=person)
    for day in (make.days_ago(60), make.days_ago(1)):
        with pytest.raises(Invalid) as refused:
            cases.update_screening(actor=cast.social1.actor, case=case, data={"admitted_on": day})
        assert set(refused.value.errors) == {"admitted_on"}


def test_two_who_correct_the_stay_see_both_texts_and_the_second_may_save(cast: Cast) -> None:
    case = make.case("ASSESSING")
    url = f"/discharge/cases/{case.pk}/edit/"
    page = cast.nurse1.client().get(url)
    typed = {name: value for name, value in page.context["form"].initial.items() if value is not None}
    typed |= {name: getattr(case, f"{name}_id") for name in ("attending", "social_worker", "nurse")}
    cases.update_screening(actor=cast.social1.actor, case=case, data={"diagnosis": "먼저 고친 진단"})
    answer = cast.nurse1.client().post(url, typed | {"diagnosis": "나중에 고친 진단"})
    assert answer.status_code == 409
    assert "먼저 고친 진단" in answer.content.decode()
    assert "나중에 고친 진단" in answer.content.decode()
    again = typed | {"diagnosis": "나중에 고친 진단", "version": answer.context["form"]["version"].value()}
    assert cast.nurse1.client().post(url, again).status_code == 302
    assert DischargeCase.objects.get(pk=case.pk).diagnosis == "나중에 고친 진단"
