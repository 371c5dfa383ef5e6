"""A post that nobody holds: what the profession owes is nobody's duty, the coordinator names somebody, or one takes it."""

from __future__ import annotations

import pytest

from core.errors import Conflict, Forbidden
from core.models import AuditEntry, Duty
from discharge.models import DischargeCase
from discharge.services import cases, charge, consents
from tests import make
from tests.cast import Cast, Member
from tests.discharge.api_calls import case_url, post
from tests.discharge.screening_data import NEW, form, registered

EMPTY = "discharge.name_nurse"
NURSING = "discharge.assess_nursing"


def owed(case: DischargeCase, kind: str) -> Duty | None:
    return Duty.objects.open().filter(kind=kind, root_id=str(case.pk)).first()


@pytest.fixture
def case(cast: Cast) -> DischargeCase:
    """Registered without a nurse; the consents have just come in."""
    made = registered(cast, nurse=None)
    paper = {"answered_at": make.at(make.days_ago(0), 0), "signer": "SELF", "method": "PAPER", "paper_kept": True}
    answers = dict.fromkeys(consents.NEEDED, True)
    consents.record_answers(actor=cast.social1.actor, case=made, answers=answers, paper=paper)
    made.refresh_from_db()
    assert (made.status, made.nurse_id) == ("ASSESSING", None)
    return made


def test_without_a_nurse_the_coordinator_owes_to_name_one_and_no_nurse_owes_the_assessment(
    cast: Cast, case: DischargeCase
) -> None:
    assert owed(case, NURSING) is None
    duty = owed(case, EMPTY)
    assert duty is not None
    assert (duty.role, duty.institution_id) == ("COORDINATOR", cast.host.pk)
    shown = [name for name, who in cast.members() if Duty.objects.open().for_actor(who.actor).filter(pk=duty.pk)]
    assert shown == ["coordinator1"]
    page = cast.coordinator1.client().get(duty.url.partition("#")[0])
    assert (page.status_code, "담당 바꾸기" in page.text) == (200, True)
    browser = cast.coordinator1.client()
    assert browser.post(f"/discharge/cases/{case.pk}/move/assign/", {"nurse": cast.nurse1.pk}).status_code == 302
    assert owed(case, EMPTY) is None
    nursing = owed(case, NURSING)
    assert nursing is not None
    assert nursing.person_id == cast.nurse1.pk


def test_a_nurse_who_comes_to_the_case_is_told_and_can_take_it_over(cast: Cast, case: DischargeCase) -> None:
    page, take = f"/discharge/cases/{case.pk}/", f"/discharge/cases/{case.pk}/post/take_charge/"
    browser = cast.nurse1.client()
    closed = browser.get(page)
    assert closed.status_code == 403
    assert "담당 간호사: 아직 없음" in closed.text
    assert take in closed.text
    assert take not in cast.social2.client().get(page).text
    assert browser.get(take).status_code == 200
    landed = browser.post(take, {})
    assert (landed.status_code, landed.url) == (302, page)
    assert browser.get(page).status_code == 200
    case.refresh_from_db()
    assert case.nurse_id == cast.nurse1.pk
    assert owed(case, EMPTY) is None
    assert AuditEntry.objects.get(verb="discharge.take_charge").changes == {"nurse": [None, cast.nurse1.pk]}


def test_nobody_takes_a_post_that_is_held_or_of_another_profession(cast: Cast, case: DischargeCase) -> None:
    url = case_url(case, "take-charge/")
    assert post(cast.social2, url).status_code == 403
    assert post(cast.hospital2, url).status_code == 404
    assert post(cast.nurse1, url).status_code == 200
    late: Member = make.member(roles="NURSE")
    assert post(late, url).status_code == 403
    with pytest.raises(Forbidden):
        charge.take_charge(actor=cast.social2.actor, case=make.case("ASSESSING", nurse=None))
    with pytest.raises(Conflict):
        charge.take_charge(actor=late.actor, case=case)


def test_the_first_nurse_of_the_team_is_in_charge_the_next_is_a_member(cast: Cast, case: DischargeCase) -> None:
    page = f"/discharge/cases/{case.pk}/move/add_member/"
    browser = cast.social1.client()
    assert "그 담당이 됩니다." in browser.get(page).text
    assert browser.post(page, {"role": "NURSE", "person": cast.nurse1.pk}).status_code == 302
    second = make.member(roles="NURSE")
    assert browser.post(page, {"role": "NURSE", "person": second.pk}).status_code == 302
    case.refresh_from_db()
    assert case.nurse_id == cast.nurse1.pk
    assert owed(case, NURSING).person_id == cast.nurse1.pk  # type: ignore[union-attr]


def test_the_nurse_part_of_the_plan_waits_for_somebody_too(cast: Cast) -> None:
    case = make.case("PLANNING", nurse=None)
    case.plans.all().delete()
    charge.plans.begin(case, cast.social1.actor)
    signing = Duty.objects.open().filter(kind="discharge.sign_part", root_id=str(case.pk))
    assert set(signing.values_list("role", flat=True)) == {"PHYSICIAN", "SOCIAL_WORKER"}
    assert owed(case, EMPTY) is not None
    cases.assign(actor=cast.coordinator1.actor, case=case, data={"nurse": cast.nurse1.user})
    assert set(signing.values_list("role", flat=True)) == {"PHYSICIAN", "SOCIAL_WORKER", "NURSE"}
    assert owed(case, EMPTY) is None


def test_what_a_nurse_registers_alone_is_hers_until_a_social_worker_is_named(cast: Cast) -> None:
    case = registered(cast, cast.nurse1, social_worker=None, nurse=None, result="RECHECK", recheck_on=make.days_ago(0))
    duty = owed(case, "discharge.screen")
    assert duty is not None
    assert (duty.role, duty.person_id) == ("NURSE", cast.nurse1.pk)
    cases.assign(actor=cast.coordinator1.actor, case=case, data={"social_worker": cast.social1.user})
    moved = owed(case, "discharge.screen")
    assert moved is not None
    assert (moved.role, moved.person_id, moved.due_at) == ("SOCIAL_WORKER", cast.social1.pk, duty.due_at)


# --- after an act that takes away one's own sight ---------------------------------------------------------------------


def lands_well(who: Member, answer: object) -> bool:
    return answer.status_code == 302 and who.client().get(answer.url).status_code == 200  # type: ignore[attr-defined]


def test_who_leaves_the_team_lands_on_the_list(cast: Cast) -> None:
    case = registered(cast)
    member = cases.add_member(actor=cast.social1.actor, case=case, person=cast.social2.user, role="SOCIAL_WORKER")
    answer = cast.social2.client().post(f"/discharge/cases/{case.pk}/team/{member.pk}/remove/")
    assert lands_well(cast.social2, answer)


def test_who_registers_for_a_colleague_lands_on_the_list(cast: Cast) -> None:
    sent = form(cast, social_worker=cast.social2.pk, result="RECHECK", recheck_on=str(make.days_ago(0)))
    answer = cast.social1.client().post(NEW, sent)
    assert DischargeCase.objects.get().social_worker == cast.social2.user
    assert lands_well(cast.social1, answer)


def test_who_gives_the_case_to_a_colleague_while_correcting_it_lands_on_the_list(cast: Cast) -> None:
    case = registered(cast)
    sent = form(cast, social_worker=cast.social2.pk, version=case.version)
    answer = cast.social1.client().post(f"/discharge/cases/{case.pk}/edit/", sent)
    assert lands_well(cast.social1, answer)
