"""Death and withdrawn consent close a case by themselves, ask nothing, and never fail."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.utils import timezone

from core.errors import Forbidden, Invalid, NotVisible
from core.models import AuditEntry, Duty
from discharge.models import DischargeCase
from discharge.services import closing
from network.models import Consent
from network.services import clients, consents
from tests import make
from tests.cast import Cast
from tests.discharge.steps_of_care import contact, discharged, in_vain, row_of

OPEN = ("CONSENT_PENDING", "ASSESSING", "PLANNING", "PLAN_REVIEW", "PLANNED", "FOLLOW_UP")
EVERY_LINKAGE = (
    ("DRAFT", "CANCELLED"),
    ("SENT", "CANCELLED"),
    ("RECEIVED", "CANCELLED"),
    ("RETURNED", "CANCELLED"),
    ("NO_RESPONSE", "CANCELLED"),
    ("ACCEPTED", "STOPPED"),
    ("IN_SERVICE", "STOPPED"),
    ("ON_HOLD", "STOPPED"),
    ("CANCEL_REQUESTED", "CANCELLED"),
    ("REPLIED", "COMPLETED"),
    ("COMPLETED", "COMPLETED"),
    ("DECLINED", "DECLINED"),
)


@pytest.mark.parametrize("status", OPEN)
def test_death_closes_a_case_in_whatever_state(cast: Cast, status: str) -> None:
    case = make.case(status)
    clients.record_death(actor=cast.social1.actor, client=case.client, on=make.days_ago(1), source="딸이 전화로 알림")
    case.refresh_from_db()
    assert (case.status, case.close_reason) == ("CLOSED", "DECEASED")
    assert AuditEntry.objects.filter(verb="discharge.close_by_event", object_id=str(case.pk)).count() == 1


@pytest.mark.parametrize("status", ["INELIGIBLE", "CONSENT_REFUSED", "CLOSED", "VOID"])
def test_what_has_ended_stays_as_it_ended(cast: Cast, status: str) -> None:
    case = make.case(status)
    clients.record_death(actor=cast.social1.actor, client=case.client, on=make.days_ago(1), source="가족")
    case.refresh_from_db()
    assert case.status == status


@pytest.mark.parametrize(("status", "ends"), EVERY_LINKAGE)
def test_every_linkage_ends_with_the_case(cast: Cast, status: str, ends: str) -> None:
    case = make.case("FOLLOW_UP")
    linkage = make.linkage(case, status)
    clients.record_death(actor=cast.social1.actor, client=case.client, on=make.days_ago(1), source="가족")
    linkage.refresh_from_db()
    assert linkage.status == ends


def test_a_death_learnt_at_a_contact_stops_everything_at_the_same_moment(cast: Cast) -> None:
    case = discharged(cast)
    with pytest.raises(Invalid) as refused:
        in_vain(cast, row_of(case, "1W"), "2026-10-30 10:00", "DECEASED")
    assert "deceased_on" in refused.value.errors
    assert not row_of(case, "1W").attempts.exists()
    row = in_vain(cast, row_of(case, "1W"), "2026-10-30 10:00", "DECEASED", deceased_on=date(2026, 10, 28))
    case.refresh_from_db()
    case.client.refresh_from_db()
    assert (case.status, case.close_reason, case.client.deceased_on) == ("CLOSED", "DECEASED", date(2026, 10, 28))
    assert row.status == "CANCELLED"
    assert {row.status for row in case.followups.all()} == {"CANCELLED"}
    assert not Duty.objects.open().filter(root_id=str(case.pk)).exists()


def test_a_candidate_who_died_is_owed_nothing(cast: Cast) -> None:
    case = make.case("SCREENED")
    make.duty(root_kind="discharge.dischargecase", root_id=str(case.pk))
    clients.record_death(actor=cast.social1.actor, client=case.client, on=make.days_ago(1), source="가족")
    assert not Duty.objects.open().filter(root_id=str(case.pk)).exists()


@pytest.mark.parametrize(
    ("person", "error"),
    [("social2", Forbidden), ("hospital2", NotVisible), ("health1", NotVisible)],
)
def test_only_those_who_work_with_the_person_record_a_death(cast: Cast, person: str, error: type[Exception]) -> None:
    case = make.case("FOLLOW_UP")
    with pytest.raises(error):
        closing.record_death(actor=getattr(cast, person).actor, case=case, death_on=make.days_ago(1), source="가족")
    case.refresh_from_db()
    assert case.status == "FOLLOW_UP"


@pytest.mark.parametrize("person", ["social1", "nurse1", "doctor1", "coordinator1"])
def test_the_people_around_a_case_record_a_death_with_its_source(cast: Cast, person: str) -> None:
    case = make.case("FOLLOW_UP")
    actor = getattr(cast, person).actor
    with pytest.raises(Invalid, match="누구에게"):
        closing.record_death(actor=actor, case=case, death_on=make.days_ago(1), source=" ")
    assert closing.record_death(actor=actor, case=case, death_on=make.days_ago(1), source="가족").status == "CLOSED"


# --- withdrawal -------------------------------------------------------------------------------------------------------


def withdraw(cast: Cast, case: DischargeCase, kind: str) -> Consent:
    consent = Consent.objects.get(client=case.client, consent_type=kind)
    return consents.withdraw(actor=cast.social1.actor, consent=consent, withdrawn_at=timezone.now(), how="전화")


@pytest.mark.parametrize("kind", ["COLLECT", "SENSITIVE", "PROGRAM"])
def test_without_a_needed_consent_the_case_closes_and_a_second_press_changes_nothing(cast: Cast, kind: str) -> None:
    case = discharged(cast)
    contact(cast, row_of(case, "1W"), "2026-10-30 10:00")
    with time_machine.travel("2026-12-14T10:00+09:00", tick=False):
        withdraw(cast, case, kind)
        case.refresh_from_db()
        before = (case.status, case.close_reason, case.version)
        withdraw(cast, case, kind)
        case.refresh_from_db()
    assert before == ("CLOSED", "CLIENT_REFUSED", case.version)
    assert [row.status for row in case.followups.all()] == ["DONE", "MISSED", "CANCELLED", "CANCELLED"]


def test_another_consent_withdrawn_leaves_the_case_open(cast: Cast) -> None:
    case = make.case("FOLLOW_UP")
    make.consent(case.client, "CONTACT")
    withdraw(cast, case, "CONTACT")
    case.refresh_from_db()
    assert case.status == "FOLLOW_UP"


def test_withdrawal_at_one_hospital_leaves_the_case_of_another_alone(cast: Cast) -> None:
    case = make.case("FOLLOW_UP")
    elsewhere = make.consent(case.client, "COLLECT", institution=cast.hospital2.institution)
    closing.close_after_withdrawal(consent=elsewhere, actor=cast.hospital2.actor)
    case.refresh_from_db()
    assert case.status == "FOLLOW_UP"
