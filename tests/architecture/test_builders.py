"""The builders of the tests make rows that the real database and the real forms would take."""

import pytest

from discharge.workflow import CaseStatus, FollowUpStatus
from education.workflow import BookingStatus, EnrolmentStatus, RequestStatus
from network.workflow import ConsentStatus
from referrals.workflow import AgencyReferralStatus, LinkageStatus
from tests import make, make_education
from tests.cast import Cast


@pytest.mark.parametrize("status", CaseStatus.values)
def test_a_case_can_stand_in_every_status(cast: Cast, status: str) -> None:
    case = make.case(status)
    case.full_clean()
    case.client.full_clean(exclude=["disability", "language"])
    for plan in case.plans.all():
        plan.full_clean()
        assert {part.status for part in plan.parts.all()} == {"DRAFT" if status == "PLANNING" else "SIGNED"}
    for consent in case.client.consents.all():
        consent.full_clean()
    for assessment in case.assessments.all():
        assessment.full_clean()


@pytest.mark.parametrize("status", LinkageStatus.values)
def test_a_linkage_can_stand_in_every_status(cast: Cast, status: str) -> None:
    linkage = make.linkage(status=status)
    linkage.full_clean()
    assert linkage.receiver == cast.health1.institution
    make.reply(linkage).full_clean()


@pytest.mark.parametrize("status", AgencyReferralStatus.values)
def test_a_referral_of_an_agency_can_stand_in_every_status(cast: Cast, status: str) -> None:
    referral = make.agency_referral(status)
    referral.full_clean()
    assert (referral.sender, referral.receiver) == (cast.health1.institution, cast.host)


@pytest.mark.parametrize("status", RequestStatus.values)
def test_a_request_for_education_can_stand_in_every_status(cast: Cast, status: str) -> None:
    row = make_education.request(status)
    row.full_clean()
    make_education.session(row).full_clean()


@pytest.mark.parametrize("status", BookingStatus.values)
def test_a_booking_can_stand_in_every_status(cast: Cast, status: str) -> None:
    session = make_education.session(make_education.request("CONFIRMED"))
    make_education.booking(session, status=status).full_clean()


@pytest.mark.parametrize("status", EnrolmentStatus.values)
def test_a_sign_up_can_stand_in_every_status(cast: Cast, status: str) -> None:
    make_education.enrolment(make_education.request("CONFIRMED"), status=status).full_clean()


@pytest.mark.parametrize("status", ConsentStatus.values)
def test_a_consent_can_stand_in_every_status(cast: Cast, status: str) -> None:
    make.consent(status=status).full_clean()


@pytest.mark.parametrize("status", FollowUpStatus.values)
def test_a_follow_up_can_stand_in_every_status(cast: Cast, status: str) -> None:
    make.followup(make.case("FOLLOW_UP"), status=status).full_clean()


def test_the_other_builders_store_what_a_form_would_store(cast: Cast) -> None:
    make.admission().full_clean(exclude=["rule_hits"])
    make.institution().full_clean()
    make.team_member(make.case(), cast.social2).full_clean()
    make.duty().full_clean(exclude=["outcome"])
    assert make.member(roles="NURSE").actor.holds("NURSE")


def test_the_cast_can_sign_in_and_the_leaver_cannot_act(cast: Cast) -> None:
    assert cast.social1.client().post("/stay/").status_code == 200
    assert cast.leaver.client().post("/stay/").status_code == 403
    assert cast.nobody.client().post("/stay/").status_code == 302
    assert len(dict(cast.members())) == 23


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_the_cast_is_back_after_a_test_that_commits(turn: int) -> None:
    from network.models import Membership
    from tests.cast import current

    assert Membership.objects.count() == 23
    assert Membership.objects.filter(pk=current().social1.membership.pk).exists()
