"""One row of every machine in any of its states, with what hangs on it, as the test world makes it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from core import duties
from core.actor import SYSTEM
from network.councils.models import ActionItem, CouncilMember, Meeting
from network.councils.services import reports
from network.documents.models import Document
from network.documents.services.papers import digest
from network.models import Consent
from referrals.models import Provision
from tests import make, make_documents, make_education
from tests.access import councils
from tests.cast import Cast

Scene = Callable[[Cast, str], Any]


def consent(cast: Cast, status: str) -> Consent:
    """Consent to give the person's data to an agency to which a linkage went out under it."""
    linkage = make.linkage(status="IN_SERVICE")
    Provision.objects.create(
        linkage=linkage, client=linkage.client, case_number=linkage.about_number, sender=linkage.sender,
        receiver=linkage.receiver, receiver_name=linkage.receiver.name, purpose="퇴원 후 서비스",
        items=linkage.shared_items, basis="동의", provided_by=cast.social1.user, provided_at=timezone.now(),
    )  # fmt: skip
    found = Consent.objects.get(client=linkage.client, consent_type="THIRD_PARTY", receiver=linkage.receiver)
    Consent.objects.filter(pk=found.pk).update(status=status)
    return Consent.objects.get(pk=found.pk)


def meeting(cast: Cast, status: str) -> Meeting:
    body = councils.body(cast, cast.host, (cast.coordinator1, cast.health1, cast.fire1))
    CouncilMember.objects.filter(council=body, institution=cast.health1.institution).update(user=cast.health1.user)
    row = Meeting.objects.get(pk=councils.meeting_with_rows(cast, body, 1, status)["meeting"])
    row.attendees.update(user=cast.health1.user)
    for one in row.attendees.select_related("institution", "meeting__council") if status == "NOTIFIED" else ():
        duties.open_duty("councils.answer", one, actor=SYSTEM)
    if status == "APPROVED":
        make_documents.report_of(
            row, "APPROVED", cast.coordinator1.user,
            content={"facts": {}, "blocks": []}, approved_at=timezone.now(),
        )  # fmt: skip
    return row


def action(cast: Cast, status: str) -> ActionItem:
    row = meeting(cast, "DISTRIBUTED").actions.get()
    ActionItem.objects.filter(pk=row.pk).update(status=status)
    return ActionItem.objects.select_related("meeting__council", "owner").get(pk=row.pk)


def document(cast: Cast, status: str) -> Document:
    """A report, where its meeting stands as it does then; of what waits for approval the director signs next."""
    if status in ("DRAFT", "RETURNED"):
        of = meeting(cast, "MINUTES_DRAFT")
        return make_documents.report_of(
            of, status, cast.coordinator1.user, content={"facts": {}, "blocks": []}, number="가상사업실-2026-99"
        )
    if status == "APPROVED":
        return _correction(cast)
    of = meeting(cast, status if status == "IN_APPROVAL" else "DISTRIBUTED")
    row = Document.objects.get(subject_id=of.pk)
    Document.objects.filter(pk=row.pk).update(status=status)
    return Document.objects.get(pk=row.pk)


def _correction(cast: Cast) -> Document:
    """An approved correction of an issued report: the first report is issued by an act of its meeting."""
    of = meeting(cast, "DISTRIBUTED")
    said = {"facts": reports.facts_of(of), "blocks": []}
    Document.objects.filter(subject_id=of.pk).update(content=said, digest=digest(said))
    old = Document.objects.get(subject_id=of.pk)
    return make_documents.report_of(
        of, "APPROVED", cast.coordinator1.user, cast.director1.user,
        edition=2, corrects=old, content=said | {"changes": []}, approved_at=timezone.now(),
    )  # fmt: skip


def linkage(cast: Cast, status: str) -> Any:
    row = make.linkage(status=status)
    if status == "REPLIED":
        make.reply(row)
    return row


def agency_referral(cast: Cast, status: str) -> Any:
    row = make.agency_referral(status)
    if status == "REPLIED":
        make.agency_reply(row)
    return row


def course(cast: Cast, status: str) -> Any:
    """A request of the nursing home with its instructor and somebody who signed up."""
    row = make_education.request(status)
    if status in ("SCHEDULING", "CONFIRMED", "POSTPONED", "DELIVERED", "SURVEYED", "REPORTED"):
        is_over = status in ("DELIVERED", "SURVEYED", "REPORTED")
        lesson = make_education.session(row, timezone.now() - timedelta(days=3) if is_over else None)
        make_education.booking(lesson, status="INVITED" if status == "SCHEDULING" else "CONFIRMED")
        make_education.enrolment(row)
    return row


def booking(cast: Cast, status: str) -> Any:
    is_over = status == "DONE"
    about = make_education.request("DELIVERED" if is_over else "SCHEDULING")
    return make_education.booking(
        make_education.session(about, timezone.now() - timedelta(days=3) if is_over else None), status=status
    )


def enrolment(cast: Cast, status: str) -> Any:
    about = make_education.request("CONFIRMED")
    make_education.session(about)
    return make_education.enrolment(about, status=status)


def case(cast: Cast, status: str) -> Any:
    """A case; once it is followed, agencies work on it and calls are planned."""
    row = make.case(status)
    if status in ("PLANNED", "FOLLOW_UP"):
        for state in ("SENT", "ACCEPTED", "IN_SERVICE", "REPLIED"):
            make.linkage(row, state)
    if status == "FOLLOW_UP":
        make.followup(row)
    return row


SCENES: dict[str, Scene] = {
    "CONSENT": consent,
    "MEETING": meeting,
    "ACTION_ITEM": action,
    "DOCUMENT": document,
    "LINKAGE": linkage,
    "AGENCY_REFERRAL": agency_referral,
    "EDUCATION_REQUEST": course,
    "INSTRUCTOR_BOOKING": booking,
    "ENROLMENT": enrolment,
    "DISCHARGE": case,
    "PLAN_PART": lambda cast, status: make.case("PLANNING").plans.get().parts.get(kind="NURSE"),
    "FOLLOWUP": lambda cast, status: make.followup(make.case("FOLLOW_UP"), status=status),
}
# Moves that ask for another scene: what is left open is decided before a case is closed by hand; a call is missed
# after its window, a referral declined after its supplement was awaited.
BY_MOVE: dict[str, Scene] = {
    "DISCHARGE.close": lambda cast, status: make.case(status),
    "AGENCY_REFERRAL.decline": lambda cast, status: make.agency_referral(
        status, paused_at=timezone.now() - timedelta(days=60)
    ),
    "FOLLOWUP.miss": lambda cast, status: make.followup(make.case("FOLLOW_UP"), due_on=make.days_ago(30)),
}
