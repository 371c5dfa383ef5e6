"""L2 and L10 over every act that a board offers: it ends on a page that this person may read, and what cannot be undone
shows whom and what before it asks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client as Browser
from django.utils import timezone
from django.utils.html import escape

from core import duties
from core.actor import SYSTEM
from core.acts import NO_WAY_BACK, REGISTER, Act, Acts, Standing
from discharge.workflow import CaseStatus, FollowUpStatus
from education.workflow import BookingStatus, EnrolmentStatus, RequestStatus
from network.councils.models import Council, Meeting
from referrals.workflow import AgencyReferralStatus, LinkageStatus
from tests import cast as standing
from tests import make, make_education
from tests.access import councils, matrix, world
from tests.cast import Member
from tests.laws import registered
from tests.laws.filling import filled, sample

pytestmark = pytest.mark.django_db
LEAST_OFFERED = 25
Key = tuple[str, str, frozenset[str]]
# Acts that no trial of this file ends, each with what it would need. Whatever is done leaves the list; it only shrinks.
NEVER_DONE = {
    "councils.meeting.distribute": "an approved report",
    "councils.meeting.draft": "a meeting that was held, with its minutes",
    "councils.meeting.hold": "a meeting whose time has come and whose guests have answered",
    "councils.meeting.renotify": "a meeting that was moved after its notice",
    "councils.meeting.submit": "a report and its approval line",
    "discharge.aftercare.extend": "a finished reassessment",
    "discharge.aftercare.keep": "somebody whom several contacts in a row did not reach",
    "discharge.case.approve_amendment": "a signed version beside the one in force",
    "discharge.case.assign": "somebody else to be in charge: the form offers who is",
    "discharge.case.finish_assessment": "an assessment whose parts are all written",
    "discharge.case.submit_plan": "a plan whose parts are all signed",
    "discharge.followup.cancel": "a contact that stands open although its case has ended",
    "discharge.followup.go_on": "a follow-up that nobody reached and about which somebody is asked",
    "discharge.followup.miss": "a window that has closed",
    "discharge.followup.unlinked": "a new need that a contact found",
    "documents.paper.issue": "a document that everybody on its line approved",
    "education.course.deliver": "a lesson that is over, with everybody's attendance",
    "education.course.report": "a report with its survey",
    "education.instructor.add_absence": "an end after the beginning: both are typed as now",
    "education.instructor.start": "an instructor who teaches no more",
    "education.report.submit": "a report and its approval line",
    "education.request.confirm": "a course with lessons, instructors and agreed dates",
    "education.taught.deliver": "a lesson that is over, taught by who looks",
    "referrals.linkage.number": "its field stands on the page of the linkage, not on a button",
}
MOST_NEVER_DONE = 24
TRIED = 12  # rows of one kind, until the act could be done on one of them


@pytest.fixture(scope="module")
def ground(django_db_setup: None, django_db_blocker: Any) -> Iterator[world.World]:
    """The rows, made once; whatever is pressed is taken back."""
    with django_db_blocker.unblock(), matrix.rolled_back():
        built = world.build(standing.current())
        _lay_one_of_every_state()
        yield built


def _lay_one_of_every_state() -> None:
    """So that whatever may be done to a case, a linkage, a referral or a course may be done to one of them."""
    about, course = make.case("FOLLOW_UP"), make_education.request("CONFIRMED")
    lesson = make_education.session(course)
    for state in FollowUpStatus.values:
        make.followup(about, status=state)
    for state in EnrolmentStatus.values:
        make_education.enrolment(course, status=state)
    for state in BookingStatus.values:
        make_education.booking(lesson, make_education.instructor(), state)
    for state in CaseStatus.values:
        make.case(state)
    for state in AgencyReferralStatus.values:
        make.agency_referral(state)
    for state in RequestStatus.values:
        make_education.request(state)
    begun = timezone.now() - timedelta(hours=1)
    body = Council.objects.filter(meetings__status="PLANNED").order_by("pk")[0]
    unannounced = councils.meeting_with_rows(standing.current(), body, 9, "PLANNED")["meeting"]
    Meeting.objects.filter(pk=unannounced).update(starts_at=begun, ends_at=begun + timedelta(minutes=30))
    make.case("ASSESSING", nurse=None)
    make.case("CLOSED", client=make.client_(deceased_on=make.days_ago(1)), close_reason="DECEASED")
    owed = {"NO_RESPONSE": ["referrals.chase"], "DECLINED": ["referrals.find_other", "referrals.ask_anew"]}
    for state in LinkageStatus.values:
        row = make.linkage(about, state)
        for kind in owed.get(state, ()):
            duties.open_duty(kind, row, actor=SYSTEM)


@pytest.fixture
def rows(ground: world.World, settings: Any) -> world.World:
    world.lay_papers(settings.MEDIA_ROOT)
    return ground


@dataclass(frozen=True)
class Offer:
    """One act that somebody is offered on one row."""

    board: Acts
    act: Act
    row: Any
    who: Member

    @property
    def url(self) -> str:
        return self.board.url(self.act, self.row)

    @property
    def name(self) -> str:
        return f"{self.board.name}.{self.act.name}"

    @property
    def key(self) -> Key:
        return self.board.name, self.act.name, self.row.relations


def offers(rows: world.World, most: int = 1) -> Iterator[Offer]:
    """Each act for every way of standing to a row in which it is offered, on so many rows (which ones is chance)."""
    assert registered.acts()
    seen: Counter[Key] = Counter()
    for board in REGISTER.values():
        access = board.door.access
        found = board.door.rows() if board.door.rows else access.model._default_manager.all()
        for who in (one for one in rows.people.values() if one.user.is_active):
            for row in access.related(found, who.actor):
                row.relations = access.read_relations(row)
                if not access.allows(board.door.act, row.relations):
                    continue
                for act, blocked in board.offered(Standing(row, row.relations, who.actor)):
                    offer = Offer(board, act, row, who)
                    if not blocked and seen[offer.key] < most:
                        seen[offer.key] += 1
                        yield offer


def _press(offer: Offer, browser: Browser) -> Any:
    """Fill in what is asked; where the page has something against it, once more what it names."""
    sent = filled(offer.board.form(offer.act, offer.row, offer.who.actor))
    answer = browser.post(offer.url, sent)
    for _ in range(2):
        if answer.status_code == 400:
            form = answer.context["form"]
            sent |= {name: sample(form.fields[name]) for name in form.errors if name in form.fields}
            answer = browser.post(offer.url, sent)
    return answer


def _fault_of(offer: Offer, browser: Browser) -> tuple[str, bool]:
    """What is wrong with pressing it, and whether it was done."""
    answer = _press(offer, browser)
    where = f"{offer.name} by {offer.who.user.username}"
    if answer.status_code not in (302, 400, 409):
        return f"{where}: {answer.status_code}", False
    if answer.status_code != 302:
        return "", False
    target = browser.get(answer["Location"].partition("#")[0])
    return ("" if target.status_code == 200 else f"{where} → {answer['Location']}: {target.status_code}"), True


def test_an_act_ends_where_its_person_may_be(rows: world.World) -> None:
    faults, ended, tried, found = [], set(), set(), list(offers(rows, most=TRIED))
    for offer in found:
        if offer.key in ended or (offer.key in tried and offer.name in NEVER_DONE):
            continue
        tried.add(offer.key)
        with transaction.atomic():
            fault, is_done = _fault_of(offer, offer.who.client())
            transaction.set_rollback(True)
        faults += [fault] if fault else []
        ended |= {offer.key} if is_done else set()
    assert faults == []
    assert len({offer.key for offer in found}) >= LEAST_OFFERED
    done = {key[:2] for key in ended}
    undone = {f"{board.name}.{act.name}" for board, act in registered.acts() if (board.name, act.name) not in done}
    assert undone == set(NEVER_DONE)
    assert len(NEVER_DONE) <= MOST_NEVER_DONE


def unseen(offer: Offer, page: str) -> list[str]:
    """What a page that asks before something irreversible does not show."""
    wanted = [text for _, text in offer.board.facts(offer.row, offer.who.actor)] + [NO_WAY_BACK]
    missing = [text for text in wanted if escape(text.split("\n")[0]) not in page]
    return missing if len(wanted) > 1 else ["whom and what"]


def test_what_cannot_be_undone_shows_whom_and_what_first(rows: world.World) -> None:
    found = [offer for offer in offers(rows) if offer.act.is_irreversible]
    pages = [(offer, offer.who.client().get(offer.url).content.decode()) for offer in found]
    assert [f"{one.board.name}.{one.act.name}: {unseen(one, page)}" for one, page in pages if unseen(one, page)] == []
    assert len(found) >= 8


def test_a_board_that_shows_nothing_first_is_found(rows: world.World) -> None:
    offer = next(one for one in offers(rows) if one.act.is_irreversible)
    assert unseen(offer, "<p>이대로 하시겠습니까?</p>") != []


def test_an_act_that_leads_out_of_sight_is_found(rows: world.World, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a landing that does not ask, declining leads the receiver to a page that is closed to them."""
    monkeypatch.setattr(Acts, "landing", lambda self, act, row, actor: self.home_of(row))
    declined = [one for one in offers(rows) if (one.board.name, one.act.name) == ("referrals.linkage", "decline")]
    faults = [_fault_of(one, one.who.client())[0] for one in declined]
    assert any(fault for fault in faults)
