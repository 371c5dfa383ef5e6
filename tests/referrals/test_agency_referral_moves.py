"""Who may make which move of an agency's referral in which state: every move of the table, by everybody."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from core.errors import Conflict, DomainError, Forbidden, Invalid, NotVisible
from core.models import AuditEntry, Duty
from referrals.access import AGENCY_ACCESS
from referrals.models import AgencyReferral, AgencyReply, Provision
from referrals.services.agency_referrals import drafting, steps
from referrals.workflow import AGENCY_REFERRAL
from tests import make
from tests.cast import Cast
from tests.referrals.agency_steps import ANSWER, PERSON, STEP_DATA, at_state, drafted, walk

NAMES = tuple(dict.fromkeys(row.name for row in AGENCY_REFERRAL.transitions))
STATES = tuple(AGENCY_REFERRAL.states.values)
# Everybody who could stand near a referral of the health centre that social1 works on.
PEOPLE = ("health1", "welfare1", "coordinator1", "social1", "social2", "nurse1", "doctor1", "cpo1", "hospital2")


def _data(cast: Cast, name: str) -> dict[str, Any]:
    told = {"withdrawn_told_by": "본인", "withdrawn_at": timezone.now()}
    more = {"assign": {"worker": cast.social1.pk}, "withdraw": told}
    return STEP_DATA.get(name, {}) | more.get(name, {})


@pytest.mark.parametrize("state", STATES)
def test_every_move_by_everybody_is_what_the_table_says(cast: Cast, state: str) -> None:
    """403 or 404 for the wrong person, 409 in the wrong state, and the right one goes through."""
    for name in NAMES:
        for part in PEOPLE:
            row = make.agency_referral(
                state, **({"paused_at": make.at(make.days_ago(20))} if state == "SUPPLEMENT" else {})
            )
            actor = getattr(cast, part).actor
            relations = AGENCY_ACCESS.relations_of(actor, row)
            rows = AGENCY_REFERRAL.named(name)
            may = any(not one.by.isdisjoint(relations) for one in rows)
            fits = any(state in one.sources and not one.by.isdisjoint(relations) for one in rows)
            if name == "withdraw" and state in AGENCY_REFERRAL.final:
                continue  # a withdrawal closes off what has ended as well: test_agency_referral_withdrawal
            wanted = None if fits else NotVisible if not relations else Conflict if may else Forbidden
            assert _outcome(cast, row, name, actor) == (wanted or rows[0].target), (state, name, part)


def _outcome(cast: Cast, row: AgencyReferral, name: str, actor: Any) -> Any:
    """The state that the move led to, or the kind of refusal."""
    try:
        return steps.step(name, actor=actor, referral=row, data=_data(cast, name)).status
    except DomainError as error:
        return type(error)


def test_each_side_stands_to_it_as_the_domain_says(cast: Cast) -> None:
    row = make.agency_referral("IN_PROGRESS")

    def near(part: str) -> frozenset[str]:
        return AGENCY_ACCESS.relations_of(getattr(cast, part).actor, row)

    assert near("health1") == {"sender"}
    assert near("coordinator1") == {"coordinator"}
    assert near("social1") == {"social_worker"}
    for part in ("social2", "nurse1", "welfare1", "hospital2", "regional1", "cpo1", "admin1", "director1", "monitor1"):
        assert near(part) == frozenset(), part


def test_a_coordinator_of_another_programme_sees_none(cast: Cast) -> None:
    elsewhere = make.member(institution=cast.host, roles="COORDINATOR", programmes="EDUCATION")
    assert AGENCY_ACCESS.relations_of(elsewhere.actor, make.agency_referral("SUBMITTED")) == frozenset()


def test_the_hospital_sees_nothing_of_a_draft(cast: Cast) -> None:
    assert AGENCY_ACCESS.relations_of(cast.coordinator1.actor, make.agency_referral("DRAFT")) == frozenset()


def test_a_referral_gets_a_number_of_its_own_series(cast: Cast) -> None:
    row = drafted(cast)
    assert row.number.startswith(f"A-{timezone.localtime().year}-")
    assert row.status == "DRAFT"


# --- what submitting asks for ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"consent_by_agency": ""}, "동의를 어떻게 받았는지"),
        ({"consent_on": None}, "동의일을 적으십시오"),
        ({"consent_by_agency": "WRITTEN"}, "동의서 파일"),
        ({"consent_by_agency": "LEGAL"}, "법적 근거를 고르십시오"),
        ({"consent_by_agency": "LEGAL", "legal_basis": "CONSENT"}, "법적 근거를 고르십시오"),
        ({"consent_by_agency": "LEGAL", "legal_basis": "OTHER_LAW"}, "근거 조문이나 사유"),
        ({"consent_by_agency": "LEGAL", "legal_basis": "SUICIDE_PREVENTION"}, "자살예방법으로는"),
        ({"shared_items": ["BIRTH_DATE", "PHONE", "DIAGNOSIS"]}, "성명과"),
        ({"shared_items": ["NAME", "BIRTH_DATE", "DIAGNOSIS"]}, "성명과"),
        ({"shared_items": ["NAME", "PHONE"]}, "건강 문제를 보내려면"),
        ({"services_in_use": ["MEAL"]}, "이용 서비스를 보내려면"),
        ({"person": {"phone": ""}}, "연락할 길"),
        ({"situation": ""}, "현재 상황"),
    ],
)
def test_nothing_leaves_without_consent_reason_and_contact(cast: Cast, changes: dict[str, Any], words: str) -> None:
    row = drafted(cast, **changes)
    with pytest.raises(Invalid, match=words):
        steps.submit(actor=cast.health1.actor, referral=row)
    assert AgencyReferral.objects.get(pk=row.pk).status == "DRAFT"
    assert not Provision.objects.exists()


def test_a_law_carries_what_it_names(cast: Cast) -> None:
    law = {"consent_by_agency": "LEGAL", "legal_basis": "SUICIDE_PREVENTION", "consent_on": None, "health_problem": ""}
    row = walk(cast, drafted(cast, shared_items=["NAME", "BIRTH_DATE", "PHONE"], **law), "submit")
    assert Provision.objects.get(agency_referral=row).basis == "자살예방법 제12조의2"


def test_an_emergency_is_not_taken_and_says_whom_to_call(cast: Cast) -> None:
    with pytest.raises(Invalid, match="119"):
        drafted(cast, urgency="EMERGENCY")
    row = drafted(cast)
    AgencyReferral.objects.filter(pk=row.pk).update(urgency="EMERGENCY")
    with pytest.raises(Invalid, match="119"):
        steps.submit(actor=cast.health1.actor, referral=row)


def test_only_a_responsible_hospital_can_be_asked(cast: Cast) -> None:
    with pytest.raises(Invalid, match="책임의료기관이 아닙니다"):
        drafted(cast, receiver=cast.welfare1.institution)


def test_the_dead_are_not_referred(cast: Cast) -> None:
    row = drafted(cast)
    type(row.client).objects.filter(pk=row.client_id).update(deceased_on=make.days_ago(1))
    with pytest.raises(Invalid, match="사망한"):
        steps.submit(actor=cast.health1.actor, referral=row)


def test_somebody_of_the_hospital_writes_none(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        drafted(cast, by=cast.social1.actor)


# --- the person ------------------------------------------------------------------------------------------------------


def test_a_person_typed_again_is_pointed_out_masked_and_says_no_more(cast: Cast) -> None:
    from network.services.clients import SamePerson

    drafted(cast)
    data = {
        "receiver": cast.host,
        "reason": ["HEALTH"],
        "situation": "상황",
        "request": "요청",
        "shared_items": ["NAME"],
    }
    with pytest.raises(SamePerson) as raised:
        drafting.draft(actor=cast.health1.actor, data=data, person=PERSON)
    (hit,) = raised.value.known
    assert set(hit) == {"id", "name", "birth", "phone"}
    assert hit["name"] == "마*상"


def test_a_person_whom_only_others_know_gives_no_hit(cast: Cast) -> None:
    """The hospital knows the same person; the agency learns nothing of it."""
    make.client_(name=PERSON["name"], birth_date=PERSON["birth_date"], sex="F")
    data = {
        "receiver": cast.host,
        "reason": ["HEALTH"],
        "situation": "상황",
        "request": "요청",
        "shared_items": ["NAME"],
    }
    row = drafting.draft(actor=cast.health1.actor, data=data, person=PERSON)
    assert row.client.created_by_institution == cast.health1.institution


def test_asked_twice_with_one_key_it_is_made_once(cast: Cast) -> None:
    data = {
        "receiver": cast.host,
        "reason": ["HEALTH"],
        "situation": "상황",
        "request": "요청",
        "shared_items": ["NAME"],
    }
    asked = {"actor": cast.health1.actor, "data": data, "person": PERSON, "idempotency_key": "same"}
    first = drafting.draft(**asked)
    assert drafting.draft(**asked) == first
    assert AgencyReferral.objects.count() == 1


# --- what is sent ----------------------------------------------------------------------------------------------------


def test_only_what_the_consent_names_leaves(cast: Cast) -> None:
    row = at_state(cast, "SUBMITTED", person={"address_rest": "비밀로 9", "caregiver_name": ""})
    sent = row.snapshot
    assert set(sent["items"]) == {"NAME", "BIRTH_DATE", "SEX", "PHONE", "DIAGNOSIS"}
    assert set(sent["person"]) == {"name", "birth_date", "sex", "phone"}
    assert "비밀로" not in str(sent)


def test_a_supplement_reaches_the_hospital_only_when_it_is_sent_again(cast: Cast) -> None:
    row = at_state(cast, "SUPPLEMENT")
    data = {"situation": "새로 적은 상황", "receiver": cast.host}
    drafting.edit(actor=cast.health1.actor, referral=row, data=data)
    page = f"/linkages/agency/{row.pk}/"
    assert "새로 적은 상황" not in cast.coordinator1.client().get(page).content.decode()
    walk(cast, row, "resubmit")
    assert "새로 적은 상황" in cast.coordinator1.client().get(page).content.decode()


def test_a_supplement_changes_nothing_of_whom_was_asked(cast: Cast) -> None:
    row = at_state(cast, "SUPPLEMENT")
    drafting.edit(actor=cast.health1.actor, referral=row, data={"receiver": cast.regional1.institution})
    assert AgencyReferral.objects.get(pk=row.pk).receiver == cast.host


def test_what_was_submitted_is_not_edited(cast: Cast) -> None:
    with pytest.raises(Conflict):
        drafting.edit(actor=cast.health1.actor, referral=at_state(cast, "RECEIVED"), data={"situation": "고침"})


def test_a_stale_edit_shows_both_texts(cast: Cast) -> None:
    row = drafted(cast)
    drafting.edit(actor=cast.health1.actor, referral=row, data={"receiver": cast.host, "situation": "먼저"}, version=1)
    with pytest.raises(Conflict) as raised:
        drafting.edit(actor=cast.health1.actor, referral=row, data={"situation": "나중"}, version=1)
    assert (raised.value.stored["situation"], raised.value.mine["situation"]) == ("먼저", "나중")


def test_every_sending_and_every_answer_stands_in_the_ledger(cast: Cast) -> None:
    row = at_state(cast, "REPLIED")
    lines = list(Provision.objects.filter(agency_referral=row).order_by("pk"))
    assert [(line.sender, line.receiver, line.items) for line in lines] == [
        (cast.health1.institution, cast.host, row.shared_items),
        (cast.host, cast.health1.institution, ["DIAGNOSIS"]),
    ]
    assert {line.case_number for line in lines} == {row.number}


# --- the hospital's answer -------------------------------------------------------------------------------------------


def test_a_refusal_names_another_agency_and_is_answered(cast: Cast) -> None:
    row = at_state(cast, "RECEIVED")
    with pytest.raises(Invalid):
        walk(cast, row, "decline", other_agency="")
    with pytest.raises(Invalid, match="사유를 적으십시오"):
        walk(cast, row, "decline", decline_reason="OTHER")
    row = walk(cast, row, "decline")
    reply = AgencyReply.objects.get(referral=row)
    assert (reply.reply_kind, "가상노인복지관" in reply.next_plan, "정원" in reply.content) == ("FINAL", True, True)


def test_a_reply_outside_the_consent_is_refused(cast: Cast) -> None:
    row = at_state(cast, "IN_PROGRESS")
    with pytest.raises(Invalid) as raised:
        walk(cast, row, "reply", items=["DIAGNOSIS", "MEDICATION"])
    assert raised.value.errors["items"] == ["동의 범위 외 항목입니다: 약물"]
    assert not AgencyReply.objects.exists()


@pytest.mark.parametrize("missing", ["result", "content", "next_plan", "ask_back"])
def test_a_reply_says_what_was_agreed_and_what_is_asked(cast: Cast, missing: str) -> None:
    with pytest.raises(Invalid) as raised:
        walk(cast, at_state(cast, "ASSIGNED"), "reply", **{missing: ""})
    assert missing in raised.value.errors


def test_a_begun_service_has_its_day(cast: Cast) -> None:
    with pytest.raises(Invalid) as raised:
        walk(cast, at_state(cast, "ASSIGNED"), "reply", result="SERVICE_STARTED")
    assert "started_on" in raised.value.errors


def test_already_done_wins_over_the_cancel(cast: Cast) -> None:
    row = walk(cast, at_state(cast, "CANCEL_REQUESTED"), "already_done")
    assert (row.status, row.cancel_reason) == ("REPLIED", "")
    assert AgencyReply.objects.get(referral=row).content == ANSWER["content"]


@pytest.mark.parametrize(
    ("programme", "part", "may"),
    [
        ("DISCHARGE", "social1", True),
        ("DISCHARGE", "nurse1", True),
        ("DISCHARGE", "doctor1", False),
        ("DISCHARGE", "hospital2", False),
        ("DISCHARGE", "leaver", False),
        ("DISCHARGE", "mhmanager1", False),
        ("MENTAL_HEALTH", "mhmanager1", True),
        ("MENTAL_HEALTH", "social1", False),
        ("OUTPATIENT", "social1", True),
    ],
)
def test_the_worker_fits_what_it_was_accepted_for(cast: Cast, programme: str, part: str, may: bool) -> None:
    row = walk(cast, at_state(cast, "RECEIVED"), "accept", programme=programme)
    person = getattr(cast, part).pk
    if not may:
        with pytest.raises(Invalid, match="맡을 수 있는"):
            walk(cast, row, "assign", worker=person)
        return
    row = walk(cast, row, "assign", worker=person)
    assert row.worker_id == person
    duty = Duty.objects.open().get(object_id=str(row.pk), kind="referrals.agency_start")
    assert duty in Duty.objects.open().for_actor(getattr(cast, part).actor)


def test_a_colleague_takes_over_and_what_is_owed_moves_along(cast: Cast) -> None:
    row = at_state(cast, "IN_PROGRESS")
    with pytest.raises(Forbidden):
        steps.reassign(actor=cast.social1.actor, referral=row, data={"worker": cast.nurse1.pk})
    steps.reassign(actor=cast.coordinator1.actor, referral=row, data={"worker": cast.nurse1.pk})
    assert AGENCY_ACCESS.relations_of(cast.nurse1.actor, row) == {"nurse"}
    assert AGENCY_ACCESS.relations_of(cast.social1.actor, row) == frozenset()
    owed = Duty.objects.open().filter(object_id=str(row.pk))
    assert {(duty.person_id, duty.role) for duty in owed} == {(cast.nurse1.pk, "NURSE")}


def test_every_move_is_written_down_with_the_person(cast: Cast) -> None:
    row = at_state(cast, "CLOSED")
    entries = AuditEntry.objects.filter(object_id=str(row.pk)).order_by("pk")
    verbs = [entry.verb.removeprefix("agency_referral.") for entry in entries]
    assert verbs == ["draft", "submit", "receive", "accept", "assign", "start", "reply", "confirm"]
