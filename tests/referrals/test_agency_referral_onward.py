"""A discharge case that grows out of a referral, and what a second agency answers going back to the first."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from core import workdays
from core.errors import Conflict, Invalid, NotVisible
from core.models import Duty
from discharge.models import DischargeCase
from discharge.services import agency_referrals, registering
from network.models import Client
from network.services import clients
from referrals.models import AgencyReferral, AgencyReply, Linkage, OwedResult, Provision
from referrals.services.agency_referrals import onward, steps
from referrals.services.linkages import steps as linkage_steps
from tests import make
from tests.cast import Cast
from tests.referrals.agency_steps import at_state, walk

STAY = {
    "admit_route": "ED",
    "ward": "51병동",
    "department": "내과",
    "diagnosis": "당뇨병",
    "target_group": "MULTI_CHRONIC",
    "risk_items": ["FALLS"],
    "result": "TARGET",
}


def _opened(cast: Cast, **changes: Any) -> tuple[AgencyReferral, DischargeCase]:
    """The worker opens a discharge case from a referral in progress."""
    row = at_state(cast, "IN_PROGRESS", **changes)
    stay = STAY | {"admitted_on": workdays.seoul_today(), "attending": cast.doctor1.user}
    case = registering.register(actor=cast.social1.actor, referral=row, data=stay)
    row.refresh_from_db()
    return row, case


def _answered(cast: Cast, case: DischargeCase, content: str = "주 1회 방문함") -> Linkage:
    """The hospital sent the person on to the welfare centre, whose final reply has just come."""
    linkage = make.linkage(case, "IN_SERVICE", receiver=cast.welfare1.institution)
    data = {"result": "SERVICE_DONE", "content": content, "started_on": workdays.seoul_today()}
    return linkage_steps.reply(actor=cast.welfare1.actor, linkage=linkage, data=data)


def _pass(cast: Cast, row: AgencyReferral, **changes: Any) -> AgencyReply:
    owed = OwedResult.objects.filter(referral=row).order_by("-pk").first()
    assert owed is not None
    data = {"result": "INFO_GIVEN", "content": "연계한 기관이 주 1회 방문함", "items": ["DIAGNOSIS"]} | changes
    return onward.pass_on(actor=cast.social1.actor, referral=row, result_id=owed.pk, data=data)


# --- opening ---------------------------------------------------------------------------------------------------------


def test_the_person_is_carried_over_and_the_link_is_kept(cast: Cast) -> None:
    row, case = _opened(cast)
    assert (row.case_id, row.case_number, row.host_client_id) == (case.pk, case.number, case.client_id)
    assert (case.client.name, case.client.phone, case.referred_by) == ("마가상", "01000004321", "AGENCY")
    assert case.client.created_by_institution == cast.host
    assert case.client_id != row.client_id


def test_only_what_was_consented_reaches_the_hospitals_record(cast: Cast) -> None:
    _, case = _opened(
        cast,
        person={"address_rest": "비밀로 9"},
        shared_items=["NAME", "PHONE", "SEX", "BIRTH_DATE"],
        health_problem="",
    )
    assert (case.client.address_rest, case.client.municipality) == ("", None)


def test_the_form_is_filled_and_its_opening_recorded(cast: Cast) -> None:
    row = at_state(cast, "IN_PROGRESS")
    worker = cast.social1.client()
    page = worker.get(f"/linkages/agency/{row.pk}/").content.decode()
    assert f"/discharge/cases/new/?referral={row.pk}" in page
    form = worker.get(f"/discharge/cases/new/?referral={row.pk}").context["form"]
    assert (form["name"].value(), form["referred_by"].value()) == ("마가상", "AGENCY")


def test_through_the_web_door_the_case_shows_where_it_came_from(cast: Cast) -> None:
    row = at_state(cast, "IN_PROGRESS")
    today = str(workdays.seoul_today())
    body = STAY | {
        "name": "마가상", "birth_date": "1944-05-06", "sex": "F", "phone": "010-0000-4321", "municipality": "",
        "insurance_type": "NHI", "household_type": "ALONE", "admitted_on": today, "attending": cast.doctor1.pk,
        "referral": str(row.pk), "referred_by": "AGENCY",
    }  # fmt: skip
    from network.models import Municipality

    body["municipality"] = Municipality.objects.get(code="41150").pk
    answer = cast.social1.client().post("/discharge/cases/new/", body)
    assert answer.status_code == 302, answer.context["form"].errors
    row.refresh_from_db()
    page = cast.social1.client().get(f"/discharge/cases/{row.case_id}/").content.decode()
    assert "가상시 보건소" in page
    assert f"/linkages/agency/{row.pk}/" in page
    # somebody who works on the case and not on the referral reads where it came from, and no link that is closed
    page = cast.doctor1.client().get(f"/discharge/cases/{row.case_id}/").content.decode()
    assert row.number in page
    assert f"/linkages/agency/{row.pk}/" not in page


def test_through_the_api_the_person_need_not_be_sent_again(cast: Cast) -> None:
    row = at_state(cast, "IN_PROGRESS")
    body = STAY | {"admitted_on": str(workdays.seoul_today()), "attending": cast.doctor1.pk, "referral": str(row.pk)}
    answer = cast.social1.api().post("/api/v1/discharge/cases/", body, format="json")
    assert answer.status_code == 201, answer.json()
    row.refresh_from_db()
    assert row.case_number == answer.json()["number"]


def test_one_referral_opens_one_case(cast: Cast) -> None:
    row, _ = _opened(cast)
    stay = STAY | {"admitted_on": make.days_ago(1), "attending": cast.doctor1.user}
    with pytest.raises(Conflict):
        registering.register(actor=cast.social1.actor, referral=row, data=stay, is_new_person=True)
    assert DischargeCase.objects.count() == 1
    assert cast.social1.client().get(f"/discharge/cases/new/?referral={row.pk}").status_code == 409


def test_a_candidate_of_the_list_whom_an_agency_referred_settles_both(cast: Cast) -> None:
    row = at_state(cast, "IN_PROGRESS")
    listed = make.admission(name="다른가상", phone="", ward="52병동")
    stay = STAY | {"attending": cast.doctor1.pk, "admission": str(listed.pk), "referral": str(row.pk)}
    stay |= {"admitted_on": str(listed.admitted_on)}
    answer = cast.social1.api().post("/api/v1/discharge/cases/", stay, format="json")
    assert answer.status_code == 201, answer.json()
    row.refresh_from_db()
    listed.refresh_from_db()
    case = DischargeCase.objects.get()
    assert (row.case_id, listed.case_id, case.referred_by) == (case.pk, case.pk, "AGENCY")
    assert case.client.name == "다른가상"
    assert case.client.phone == row.client.phone, "the list lacks it and the agency sent it"


@pytest.mark.parametrize(("part", "status"), [("social2", 404), ("nurse1", 404), ("hospital2", 404)])
def test_nobody_but_the_worker_carries_a_person_over(cast: Cast, part: str, status: int) -> None:
    row = at_state(cast, "IN_PROGRESS")
    assert getattr(cast, part).client().get(f"/discharge/cases/new/?referral={row.pk}").status_code == status


def test_a_referral_taken_for_something_else_opens_no_discharge_case(cast: Cast) -> None:
    row = walk(cast, at_state(cast, "RECEIVED"), "accept", programme="OUTPATIENT")
    row = walk(cast, row, "assign", "start")
    with pytest.raises(Conflict):
        agency_referrals.find(cast.social1.actor, row.pk)
    assert "사례 열기" not in cast.social1.client().get(f"/linkages/agency/{row.pk}/").content.decode()


def test_a_person_whom_the_hospital_knows_is_pointed_out(cast: Cast) -> None:
    known = make.client_(name="마가상", birth_date=at_state(cast, "DRAFT").client.birth_date, sex="F")
    row = at_state(cast, "IN_PROGRESS")
    stay = STAY | {"admitted_on": workdays.seoul_today(), "attending": cast.doctor1.user}
    with pytest.raises(clients.SamePerson) as raised:
        registering.register(actor=cast.social1.actor, referral=row, data=stay)
    assert [hit["id"] for hit in raised.value.known] == [str(known.pk)]
    case = registering.register(actor=cast.social1.actor, referral=row, data=stay, client=known)
    assert case.client == known
    assert Client.objects.filter(created_by_institution=cast.host).count() == 1


def test_the_agency_does_not_hear_that_a_case_was_opened(cast: Cast) -> None:
    row, case = _opened(cast)
    assert case.number not in cast.health1.client().get(f"/linkages/agency/{row.pk}/").content.decode()
    assert case.number not in str(cast.health1.api().get(f"/api/v1/agency-referrals/{row.pk}/").json())


def test_a_death_at_the_hospital_reaches_the_referral(cast: Cast) -> None:
    row, case = _opened(cast)
    clients.record_death(actor=cast.social1.actor, client=case.client, on=workdays.seoul_today(), source="병동")
    kinds = set(Duty.objects.open().filter(root_id=str(row.pk)).values_list("kind", flat=True))
    assert kinds == {"referrals.agency_death"}


# --- passing on ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["IN_PROGRESS", "REPLIED", "CLOSED"])
def test_the_second_agencys_answer_is_owed_to_the_first(cast: Cast, state: str) -> None:
    row, case = _opened(cast)
    more = {"IN_PROGRESS": (), "REPLIED": ("reply",), "CLOSED": ("reply", "confirm")}[state]
    row = walk(cast, row, *more)
    _answered(cast, case)
    duty = Duty.objects.open().get(kind="referrals.agency_pass_on")
    assert (duty.person_id, duty.root_id) == (cast.social1.pk, str(row.pk))
    assert "결과를 의뢰기관에 알리기" in cast.social1.client().get("/").content.decode()
    assert cast.social1.client().get(duty.url).status_code == 200


def test_one_act_passes_it_on_as_an_additional_reply(cast: Cast) -> None:
    row, case = _opened(cast)
    row = walk(cast, row, "reply")
    _answered(cast, case)
    reply = _pass(cast, row)
    row.refresh_from_db()
    assert (row.status, row.owes_result, reply.reply_kind) == ("REPLIED", False, "INTERIM")
    assert not Duty.objects.open().filter(kind="referrals.agency_pass_on").exists()
    page = cast.health1.client().get(f"/linkages/agency/{row.pk}/").content.decode()
    assert "추가 회신" in page
    assert "주 1회 방문함" in page
    assert Provision.objects.filter(agency_referral=row, sender=cast.host).count() == 2


def test_nothing_outside_the_consent_passes(cast: Cast) -> None:
    row, case = _opened(cast)
    _answered(cast, case)
    with pytest.raises(Invalid, match="동의 범위 외"):
        _pass(cast, row, items=["DIAGNOSIS", "PLAN"])
    assert not AgencyReply.objects.exists()


def test_the_second_agency_is_named_only_where_the_consent_names_both(cast: Cast) -> None:
    row, case = _opened(cast)
    linkage = _answered(cast, case)
    with pytest.raises(Invalid, match="두 기관을 모두"):
        _pass(cast, row, content="가상노인복지관이 방문함")
    assert "가상노인복지관" not in onward.proposal(row, OwedResult.objects.get())["content"]
    make.consent(linkage.client, "THIRD_PARTY", receiver=cast.health1.institution, items=["NAME"])
    assert "가상노인복지관" in onward.proposal(row, OwedResult.objects.get())["content"]
    assert _pass(cast, row, content="가상노인복지관이 방문함").content == "가상노인복지관이 방문함"


def test_through_the_web_door_the_worker_passes_it_on(cast: Cast) -> None:
    row, case = _opened(cast)
    _answered(cast, case, "이동 지원을 시작함")
    owed = OwedResult.objects.get()
    worker, url = cast.social1.client(), f"/linkages/agency/{row.pk}/results/{owed.pk}/"
    form = worker.get(url).context["form"]
    assert "이동 지원을 시작함" in form["content"].value()
    assert [code for code, _ in form.fields["items"].choices] == ["NAME", "BIRTH_DATE", "SEX", "PHONE", "DIAGNOSIS"]
    body = {"result": "INFO_GIVEN", "content": "이동 지원을 시작함", "next_plan": "계속", "ask_back": "없음"}
    assert worker.post(url, body | {"items": ["MEDICATION"]}).status_code == 400
    assert worker.post(url, body | {"items": ["DIAGNOSIS"]}).status_code == 302
    assert worker.post(url, body).status_code == 409


def test_not_passing_it_on_needs_a_reason(cast: Cast) -> None:
    row, case = _opened(cast)
    _answered(cast, case)
    owed = OwedResult.objects.get()
    with pytest.raises(Invalid):
        onward.drop(actor=cast.social1.actor, referral=row, result_id=owed.pk, data={})
    onward.drop(actor=cast.social1.actor, referral=row, result_id=owed.pk, data={"reason": "대상자가 원하지 않음"})
    owed.refresh_from_db()
    assert owed.dropped_reason == "대상자가 원하지 않음"
    assert not Duty.objects.open().filter(kind="referrals.agency_pass_on").exists()


@pytest.mark.parametrize("part", ["social2", "coordinator1", "health1", "welfare1"])
def test_nobody_but_the_worker_passes_it_on(cast: Cast, part: str) -> None:
    row, case = _opened(cast)
    _answered(cast, case)
    path = f"/api/v1/agency-referrals/{row.pk}/pass-on/"
    body = {
        "result_id": OwedResult.objects.get().pk,
        "result": "INFO_GIVEN",
        "content": "방문함",
        "next_plan": "-",
        "ask_back": "-",
    }
    assert getattr(cast, part).api().post(path, body, format="json").status_code in (403, 404)
    assert not AgencyReply.objects.exists()


def test_after_a_withdrawal_nothing_is_owed_and_nothing_passes(cast: Cast) -> None:
    row, case = _opened(cast)
    _answered(cast, case)
    told = {"withdrawn_told_by": "본인", "withdrawn_at": timezone.now()}
    steps.withdraw(actor=cast.health1.actor, referral=row, data=told)
    assert not Duty.objects.open().filter(kind="referrals.agency_pass_on").exists()
    with pytest.raises(NotVisible):
        _pass(cast, row)
    _answered(cast, case)
    assert OwedResult.objects.filter(dropped_at__isnull=True).count() == 0


def test_an_interim_reply_is_not_owed_on(cast: Cast) -> None:
    _, case = _opened(cast)
    linkage = make.linkage(case, "IN_SERVICE", receiver=cast.welfare1.institution)
    data = {"result": "SERVICE_STARTED", "content": "시작함", "started_on": workdays.seoul_today()}
    linkage_steps.step("interim_reply", actor=cast.welfare1.actor, linkage=linkage, data=data)
    assert not OwedResult.objects.exists()


def test_what_the_first_agency_itself_answered_is_not_told_back_to_it(cast: Cast) -> None:
    _, case = _opened(cast)
    linkage = make.linkage(case, "IN_SERVICE", receiver=cast.health1.institution)
    data = {"result": "SERVICE_DONE", "content": "방문함", "started_on": workdays.seoul_today()}
    linkage_steps.reply(actor=cast.health1.actor, linkage=linkage, data=data)
    assert not OwedResult.objects.exists()


def test_an_old_referral_stays_open_while_a_result_is_owed(cast: Cast) -> None:
    row, case = _opened(cast)
    row = walk(cast, row, "reply", "confirm")
    _answered(cast, case)
    AgencyReferral.objects.filter(pk=row.pk).update(closed_at=timezone.now() - timedelta(days=100))
    page = f"/linkages/agency/{row.pk}/"
    assert cast.social1.client().get(page).status_code == 200
    _pass(cast, row)
    assert cast.social1.client().get(page).status_code == 403


def test_a_long_answer_of_the_second_agency_goes_on_whole(cast: Cast) -> None:
    row, case = _opened(cast)
    said = "가" * 999 + "끝"
    _answered(cast, case, said)
    owed = OwedResult.objects.get(referral=row)
    worker, page = cast.social1.client(), f"/linkages/agency/{row.pk}/results/{owed.pk}/"
    form = worker.get(page).context["form"]
    sent = {name: form[name].value() or "" for name in ("result", "content", "started_on", "frequency")}
    answer = worker.post(page, sent | {"next_plan": "없음", "ask_back": "없음", "items": ["DIAGNOSIS"]})
    assert answer.status_code == 302, answer.context["form"].errors
    owed.refresh_from_db()
    assert owed.passed_in is not None
    assert owed.passed_in.content.endswith(said)
