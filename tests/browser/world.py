"""One prepared world, and where each page of the portal is looked at: by whom, over a row in the state that opens it.

A route of the configuration that is neither here nor among NO_PAGE fails the test of completeness.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from core import messages, workdays
from core.audit import kind_of
from core.duties import open_duty
from core.indicators import PART, behind_word
from core.models import Message
from core.surveys.services import rounds as surveys
from discharge.acts.cases import CASE_ACTS
from discharge.acts.followups import FOLLOWUP_ACTS
from discharge.models import CaseConference, DischargeCase, EducationTopic, SelectionRule
from discharge.services import admission_imports, measurements
from network.models import User
from referrals.acts.agency_referrals import AGENCY_REFERRAL_ACTS
from referrals.acts.linkages import LINKAGE_ACTS
from referrals.models import Linkage, OwedResult, Provision
from referrals.services import one_time_links as onetime
from referrals.workflow import AgencyReferralStatus
from tests import make
from tests.browser import councils, education
from tests.cast import Cast, Member
from tests.discharge import sheets
from tests.discharge.conftest import AUDITK_24, KMBI_46

POST, FILE, DATA = "답만 받는 주소", "파일을 내려 주는 주소", "사람이 아닌 것이 읽는 주소"
ONWARD = "다른 화면으로 보내기만 하는 주소"
ONWARD = "sends on to another page"
NO_PAGE = {
    "core:draft-drop": POST,
    "core:draft-drop-object": POST,
    "core:draft-save": POST,
    "core:draft-save-object": POST,
    "core:notice-read": POST,
    "core:notice-open": POST,
    "core:stay": POST,
    "core:display": POST,
    "core:health": DATA,
    "core:alive": DATA,
    "network:membership-switch": POST,
    "mfa_download_recovery_codes": FILE,
    "discharge:team-remove": POST,
    "discharge:case-give-back": POST,
    "discharge:rule-defaults": POST,
    "discharge:topic-defaults": POST,
    "education:topic-defaults": POST,
    "discharge:case-export": FILE,
    "discharge:case-onward": ONWARD,
    "discharge:case-step": ONWARD,
    "discharge:case-papers": POST,
    "discharge:consent-evidence": FILE,
    "discharge:paper-consent-pdf": FILE,
    "discharge:paper-plan-pdf": FILE,
    "discharge:paper-followups-pdf": FILE,
    "discharge:admission-dismiss-many": POST,
    "discharge:admission-restore": POST,
    "discharge:admission-template": FILE,
    "discharge:admission-import-faults": FILE,
    "discharge:assessment-finish": POST,
    "discharge:need-level": POST,
    "discharge:plan-part-sign": POST,
    "referrals:linkage-letter": FILE,
    "referrals:linkage-letter-hwpx": FILE,
    "referrals:linkage-reply-hwpx": FILE,
    "referrals:agency-letter-hwpx": FILE,
    "referrals:agency-answer-hwpx": FILE,
    "referrals:linkage-reply": FILE,
    "referrals:linkage-many": POST,
    "referrals:difference-export": FILE,
    "referrals:link-revoke": POST,
    "core:robots": DATA,
    "surveys:survey-pdf": FILE,
    "surveys:survey-hwpx": FILE,
    "education:lecture-letter-pdf": FILE,
    "education:lecture-letter-hwpx": FILE,
    "education:session-signs": FILE,
    "education:session-signs-hwpx": FILE,
    "education:certificate-hwpx": FILE,
    "education:certificates-hwpx": FILE,
    "discharge:paper-consent-hwpx": FILE,
    "discharge:paper-plan-hwpx": FILE,
    "discharge:paper-followups-hwpx": FILE,
    "education:report-pdf": FILE,
    "education:certificate-pdf": FILE,
    "education:certificates-pdf": FILE,
    "figures:home": ONWARD,
    "figures:pdf": FILE,
    "documents:document-pdf": FILE,
    "documents:document-page": FILE,
    "figures:hwpx": FILE,
    "figures:sheet": FILE,
    "education:request-sheet": FILE,
    "education:course-decide": POST,
    "education:instructor-ledger": FILE,
    "education:qualification-drop": POST,
    "education:absence-drop": POST,
    "referrals:agency-consent-file": FILE,
    "referrals:agency-letter": FILE,
    "referrals:agency-answer": FILE,
    "councils:council-paper-pdf": FILE,
    "councils:council-materials": FILE,
    "councils:council-paper-hwpx": FILE,
    "documents:document-hwpx": FILE,
    "councils:council-year-hwpx": FILE,
    "education:report-hwpx": FILE,
    "councils:council-year-pdf": FILE,
    "councils:table-remove": POST,
    "councils:meeting-mark": POST,
    "councils:member-template": FILE,
    "network:calendar-feed": FILE,
    "education:people-template": FILE,
    "education:own-material": FILE,
    "education:material-remove": POST,
    "councils:meeting-file-remove": POST,
    "core:file-open": FILE,
    "network:calendar-feed-revoke": POST,
    "councils:meeting-ics": FILE,
}
PASSWORD = "정확한-긴-비밀번호-2026"


@dataclass(frozen=True)
class Visit:
    """A page as one person opens it. `route` is what of the configuration is covered by it."""

    route: str
    who: Member | None
    path: str
    status: int = 200

    def __str__(self) -> str:
        return f"{self.who.user.username if self.who else '-'} {self.path}"


def to(who: Member | None, route: str, *args: Any, query: str = "", status: int = 200) -> Visit:
    return Visit(route, who, reverse(route, args=args) + query, status)


# --- the rows --------------------------------------------------------------------------------------------------------


@dataclass
class World:
    """The rows that the pages are opened over, by what they are."""

    cast: Cast
    screened: DischargeCase
    pending: DischargeCase
    assessing: DischargeCase
    planning: DischargeCase
    review: DischargeCase
    planned: DischargeCase
    follow: DischargeCase
    closed: DischargeCase
    refused: DischargeCase
    rows: dict[str, Any]

    def visits(self) -> Iterator[Visit]:
        yield from of_everybody(self)
        yield from of_cases(self)
        yield from of_moves(self)
        yield from of_assessments(self)
        yield from of_plans(self)
        yield from of_aftercare(self)
        yield from of_admissions(self)
        yield from of_settings(self)
        yield from of_linkages(self)
        yield from of_resources(self)
        yield from of_agencies(self)
        yield from of_oversight(self)
        yield from of_surveys(self)
        yield from of_refusals(self)
        yield from of_figures(self)
        for who, route, args, query in councils.visits(self.cast, self.rows["councils"]):
            yield to(who, route, *args, query=query)
        for visitor, route, args, query in education.visits(self.cast, self.rows["education"]):
            yield to(visitor, f"education:{route}", *args, query=query)


def build(cast: Cast) -> World:
    """Store everything that the visits need."""
    states = {
        "screened": "SCREENED",
        "pending": "CONSENT_PENDING",
        "assessing": "ASSESSING",
        "planning": "PLANNING",
        "review": "PLAN_REVIEW",
        "planned": "PLANNED",
        "follow": "FOLLOW_UP",
        "closed": "CLOSED",
        "refused": "CONSENT_REFUSED",
    }
    cases = {name: make.case(status) for name, status in states.items()}
    excluded = make.case("INELIGIBLE")
    world = World(cast=cast, **cases, rows={"excluded": excluded})  # type: ignore[arg-type]
    for prepare in (
        _consents,
        _measured,
        _followed,
        _met,
        _listed,
        _ruled,
        _linked,
        _referred,
        _mute,
        _offered,
        _told,
        _secured,
        _surveyed,
    ):
        prepare(world)
    world.rows["councils"] = councils.prepare(cast)
    world.rows["education"] = education.prepare(cast)
    return world


def _surveyed(world: World) -> None:
    host = world.cast.host
    over, few = make.answered_survey(host), make.answered_survey(host, [5, 4, 4])
    world.rows |= {"survey": make.survey(host, asked=30), "survey_over": over, "survey_few": few}


def _consents(world: World) -> None:
    person, host = world.pending.client, world.cast.host
    for kind in make.CASE_CONSENTS:
        make.consent(person, kind, "PENDING", institution=host)
    rows = [make.consent(world.follow.client, kind, institution=host) for kind in ("CONTACT", "STATISTICS")]
    world.rows["optional"], world.rows["granted"] = rows[0], world.follow.client.consents.get(consent_type="COLLECT")
    world.rows["asked"] = make.consent(world.planning.client, "CONTACT", "REFUSED", institution=host)
    make.team_member(world.follow, world.cast.social2)


def _measured(world: World) -> None:
    """Two rounds to compare, an open round, results of instruments and one that could not wait."""
    cast, today = world.cast, workdays.seoul_today()
    open_round = world.assessing.assessments.create(round="INITIAL", assessed_on=today)
    second = make.assessment(world.follow, round="REASSESS", assessed_on=today)
    world.rows |= {"open_round": open_round, "round": second}
    first = world.follow.assessments.exclude(pk=second.pk).get()
    second.needs.create(area="MEDICATION", level=1, text="약을 자주 거릅니다.")
    for code, answers in (("KMBI", KMBI_46), ("AUDITK", AUDITK_24)):
        world.rows[code] = measurements.record_instrument(
            actor=cast.nurse1.actor,
            case=world.follow,
            instrument=code,
            answers=answers,
            measured_on=today,
            assessment=first,
        )
    open_duty(measurements.SAFETY, world.assessing, actor=cast.nurse1.actor)


def _followed(world: World) -> None:
    world.rows["due"] = make.followup(world.follow, "1W", due_on=workdays.seoul_today())
    world.rows["later"] = make.followup(world.follow, "1M")
    world.rows["away"] = make.followup(world.follow, "3M", "SUSPENDED")
    world.rows["called"] = make.followup(world.follow, "6M", "DONE", due_on=workdays.seoul_today())
    world.rows["free"] = make.case("ASSESSING", nurse=None)
    world.rows["idle"] = make.member(roles="NURSE")  # with nobody to call
    world.rows["dead"] = make.case("CLOSED", client=make.client_(deceased_on=make.days_ago(1)), close_reason="DECEASED")
    make.followup(world.closed, "1W", "DONE")
    again = make.plan(world.follow, is_signed=True, is_approved=True)
    again.actions.update(action="방문재활 주 2회")


def _met(world: World) -> None:
    """A conference with somebody from elsewhere."""
    row = CaseConference.objects.create(
        case=world.follow,
        held_on=workdays.seoul_today(),
        place="회의실",
        situation="집에서 지냄",
        decision=CaseConference.Decision.CHANGE,
        decision_text="방문재활을 늘림",
        recorded_by=world.cast.social1.user,
    )
    partner = world.cast.health1.institution
    row.attendees.create(institution=partner, role="방문간호사", name="남가상")
    row.actions.create(institution=partner, action="주 1회 방문")
    world.rows["conference"] = row


def _listed(world: World) -> None:
    """The admission list: open rows, one left out, and a file that was read."""
    world.rows["admission"] = make.admission(is_candidate=True)
    make.admission(referred_by_ward=True)
    day = workdays.seoul_today() - timedelta(days=2)
    lines = [
        ["00012345", "김가상", "1948-03-15", "여", day, "51병동", "대퇴골 경부 골절", "S72.0", "독거"],
        ["", "이가상", "1950-02-30", "M", day, "52병동", "알코올 의존 증후군", "F10.2", ""],
    ]
    world.rows["draft"] = admission_imports.read(
        actor=world.cast.social1.actor, file_name="입원명단.xlsx", content=sheets.xlsx(lines)
    )


def _ruled(world: World) -> None:
    host = world.cast.host
    world.rows["rule"] = SelectionRule.objects.create(
        hospital=host, label="65세 이상 골절", target_group="FRAGILITY_FRACTURE_65", min_age=65, kcd_prefixes="S72"
    )
    world.rows["topic"] = EducationTopic.objects.create(
        hospital=host, target_group="FRAGILITY_FRACTURE_65", topic="넘어지지 않기"
    )


def _linked(world: World) -> None:
    """A linkage in every state that opens a form, and one whose consent was withdrawn."""
    welfare = world.cast.welfare1.institution
    for status in ("DRAFT", "SENT", "RECEIVED", "RETURNED", "NO_RESPONSE", "ACCEPTED", "IN_SERVICE", "ON_HOLD"):
        world.rows[f"link_{status}"] = make.linkage(world.follow, status)
    for status in ("REPLIED", "CANCEL_REQUESTED", "DECLINED", "WITHDRAWN"):
        world.rows[f"link_{status}"] = make.linkage(world.follow, status, welfare)
    owed = (
        ("referrals.chase", "NO_RESPONSE"),
        ("referrals.find_other", "DECLINED"),
        ("referrals.ask_anew", "DECLINED"),
    )
    for kind, status in owed:
        open_duty(kind, world.rows[f"link_{status}"], actor=world.cast.social1.actor)
    make.reply(world.rows["link_REPLIED"])
    world.rows["appointment"] = make.appointment(world.rows["link_IN_SERVICE"])
    for status in ("SENT", "WITHDRAWN"):
        _provided(world.rows[f"link_{status}"], is_withdrawn=status == "WITHDRAWN")


def _mute(world: World) -> None:
    """A linkage of an agency without accounts, with a one-time link."""
    row = make.linkage(world.follow, "SENT", make.institution())
    world.rows["link_mute"] = row
    world.rows["key"] = onetime.issue(actor=world.cast.social1.actor, linkage=row).key


def _referred(world: World) -> None:
    """A referral of an agency in every state, and what a second agency answered."""
    for status in AgencyReferralStatus.values:
        world.rows[f"agency_{status}"] = make.agency_referral(status)
    make.agency_reply(world.rows["agency_REPLIED"])
    answered = make.reply(make.linkage(world.follow, "REPLIED"))
    world.rows["agency_owed"] = OwedResult.objects.create(
        referral=world.rows["agency_IN_PROGRESS"], linkage_reply=answered
    )


def _provided(linkage: Linkage, *, is_withdrawn: bool) -> None:
    when = make.at(make.days_ago(1))
    Provision.objects.create(
        linkage=linkage,
        client=linkage.client,
        case_number=linkage.about_number,
        sender=linkage.sender,
        receiver=linkage.receiver,
        receiver_name=linkage.receiver.name,
        purpose="퇴원 후 서비스 제공",
        items=linkage.shared_items,
        basis="정보주체의 동의",
        provided_by=linkage.sent_by,
        provided_at=when,
        withdrawn_at=when if is_withdrawn else None,
    )


def _offered(world: World) -> None:
    """Entries with fresh, old and no room, one nobody looked through, questions open and answered."""
    now, welfare = timezone.now(), world.cast.welfare1.institution
    fresh = make.offer(
        welfare, "HOUSING", capacity="WAITING", capacity_at=now, expected_on=workdays.seoul_today(), areas=["41150"],
        need_areas=["HOUSING"], age_from=65, cost="무료", phone="0318285214", contact="주거팀",
    )  # fmt: skip
    mute = make.offer(
        make.institution(municipality=world.planned.client.municipality), "HOME_HEALTH", verified_on=None,
        capacity="AVAILABLE", capacity_at=now - timedelta(days=30), age_to=60,
    )  # fmt: skip
    answered = {"answer": "WAITING", "answered_at": now, "answered_by": world.cast.social1.user, "told_by": "배가상"}
    world.rows |= {"offer": fresh, "mute": mute, "question": make.question(fresh, urgency="URGENT")}
    world.rows["told"] = make.question(fresh, expected_on=workdays.seoul_today(), **answered)


def _told(world: World) -> None:
    """Something owed and something told, so that the home page and the bell are not empty."""
    cast = world.cast
    open_duty("discharge.screen", world.screened, actor=cast.social1.actor)
    messages.notify("told", [cast.social1.pk], text="회신이 왔습니다.", number=world.follow.number, url=reverse("home"))
    Message.objects.update(state="SENT", sent_at=timezone.now())


def _secured(world: World) -> None:
    """Two people with a password, of whom the administrator has a telephone as well; one without any."""
    for name in ("keeper", "admin"):
        member = world.cast.social2 if name == "keeper" else world.cast.admin1
        user = User.objects.get(pk=member.pk)  # the standing cast itself stays as it is
        user.set_password(PASSWORD)
        user.save()
        world.rows[name] = Member(user, member.membership)
    bare = make.member()
    bare.user.set_unusable_password()
    bare.user.save()
    world.rows["bare"] = bare
    admin = world.rows["admin"].user
    TOTP.activate(admin, generate_totp_secret())
    RecoveryCodes.activate(admin)


def session_cookie(member: Member) -> tuple[str, str]:
    """The session of somebody who gave the password a moment ago."""
    browser = member.client()
    session = browser.session
    session["account_authentication_methods_user"] = str(member.pk)
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    session.save()
    return settings.SESSION_COOKIE_NAME, browser.cookies[settings.SESSION_COOKIE_NAME].value


# --- the pages -------------------------------------------------------------------------------------------------------


def of_everybody(world: World) -> Iterator[Visit]:
    cast, keeper, admin = world.cast, world.rows["keeper"], world.rows["admin"]
    for who in (cast.social1, cast.doctor1, cast.coordinator1, cast.health1, cast.director1, admin):
        yield to(who, "home")
    yield to(cast.social1, "core:notice-list")
    yield to(cast.social1, "core:message-told", _untold().pk)
    yield to(cast.social1, "network:account")
    yield to(cast.social1, "directory:institution-list")
    yield to(cast.social1, "directory:institution-detail", "health")
    yield to(None, "network:privacy")
    yield to(None, "account_login")
    yield to(None, "account_inactive")
    yield to(cast.social1, "account_logout")
    yield to(keeper, "account_reauthenticate")
    yield to(keeper, "account_change_password")
    yield to(world.rows["bare"], "account_set_password")
    yield to(cast.social1, "mfa_index")
    yield to(cast.social1, "mfa_activate_totp")
    yield to(admin, "mfa_authenticate")
    yield to(admin, "mfa_reauthenticate")
    yield to(admin, "mfa_index")
    yield to(admin, "mfa_deactivate_totp")
    yield to(admin, "mfa_view_recovery_codes")
    yield to(admin, "mfa_generate_recovery_codes")


def of_figures(world: World) -> Iterator[Visit]:
    """Every programme's figures, by what they are parted, as those read them who work in it and those who do not."""
    cast = world.cast
    for query in ("", "?kind=month&by=month", "?kind=dates&since=2026-01-01&until=2026-12-31&by=field"):
        yield to(cast.coordinator1, "figures:programme", "education", query=query)
    yield to(cast.director1, "figures:programme", "education", query="?by=municipality")
    for code in ("D09", "E04", "N02"):
        word = behind_word(code, cast.host.pk, date(2020, 1, 1), date(2030, 12, 31), PART)
        yield to(cast.coordinator1, "figures:rows", query=f"?figure={word}")
    yield to(cast.coordinator1, "figures:words", "education", query="?kind=half&half=1")
    yield to(cast.coordinator1, "figures:paper", "education")
    for slug in ("discharge", "referrals", "councils"):
        yield to(cast.coordinator1, "figures:programme", slug)
        yield to(cast.coordinator1, "figures:paper", slug)
        yield to(cast.monitor1, "figures:programme", slug)


def of_surveys(world: World) -> Iterator[Visit]:
    """A round that is open, one with results, one with too few answers; the public page and a dead link."""
    runs, own = world.cast.coordinator1, world.rows["survey"]
    yield to(runs, "surveys:survey-list")
    yield to(runs, "surveys:survey-new")
    for name in ("survey", "survey_over", "survey_few"):
        yield to(runs, "surveys:survey-detail", world.rows[name].pk)
        yield to(runs, "surveys:survey-paper", world.rows[name].pk)
    yield to(runs, "surveys:survey-poster", own.pk)
    for act in ("closing", "close", "renew_link"):
        yield to(runs, "surveys:survey-act", own.pk, act)
    yield to(None, "surveys:survey-answer", query=f"?k={surveys.key_of(own)}")
    yield to(None, "surveys:survey-answer", query="?k=none", status=404)


def of_cases(world: World) -> Iterator[Visit]:
    cast, rows = world.cast, world.rows
    yield to(cast.social1, "discharge:case-list")
    yield to(cast.social1, "discharge:case-list", query="?q=없는사람&state=")
    yield to(cast.social1, "discharge:case-new")
    yield to(cast.coordinator1, "discharge:case-hand-over")
    for case in (world.screened, world.pending, world.assessing, world.review, world.follow, world.closed):
        yield to(cast.social1, "discharge:case-detail", case.pk)
    yield to(cast.doctor1, "discharge:case-detail", world.review.pk)
    yield to(cast.social1, "discharge:case-log", world.follow.pk)
    yield to(cast.social1, "discharge:case-edit", world.planning.pk)
    yield to(cast.social1, "discharge:consent-record", world.pending.pk)
    yield to(cast.social1, "discharge:consent-withdraw", world.follow.pk, rows["optional"].pk)
    yield to(cast.social1, "discharge:consent-withdraw", world.follow.pk, rows["granted"].pk)
    yield to(cast.social1, "discharge:consent-again", world.planning.pk, rows["asked"].pk)
    yield to(cast.social1, "discharge:consent-correct", world.follow.pk, rows["granted"].pk)
    yield to(cast.social1, "discharge:paper-consent", world.pending.pk)
    yield to(cast.social1, "discharge:paper-plan", world.follow.pk, 1)
    yield to(cast.social1, "discharge:conference-new", world.follow.pk)
    yield to(cast.social1, "discharge:conference-edit", world.follow.pk, rows["conference"].pk)
    yield to(cast.coordinator1, "discharge:aftercare-act", world.refused.pk, "destroy")


def of_moves(world: World) -> Iterator[Visit]:
    """Every move that has a short form, asked by somebody who may make it."""
    place = {
        "qualify": world.screened,
        "exclude": world.screened,
        "void": world.screened,
        "correct_person": world.screened,
        "refuse": world.pending,
        "rescreen": world.rows["excluded"],
        "ask_again": world.refused,
        "finish_assessment": world.assessing,
        "submit_plan": world.planning,
        "return_plan": world.review,
        "approve_plan": world.review,
        "revise_plan": world.planned,
        "amend_plan": world.follow,
        "approve_amendment": world.follow,
        "assign": world.planning,
        "add_member": world.planning,
        "add_follow_up": world.follow,
    }
    cast = world.cast
    physician = dict.fromkeys(("return_plan", "approve_plan", "approve_amendment"), cast.doctor1)
    others = {**physician, "void": cast.coordinator1, "assign": cast.coordinator1}
    for name in (act.name for act in CASE_ACTS):
        who = others.get(name, cast.social1)
        yield to(who, "discharge:case-act", place.get(name, world.refused).pk, name)


def _untold() -> Message:
    """A text that could not be sent: social1 owes it to tell what it says."""
    row = Message.objects.create(
        key="untold", channel="SMS", template="notice", values={"text": "의뢰에 답해 주십시오.", "number": "L-2026-00001"},
        state="FAILED", not_before=timezone.now(), duty=make.duty(kind="referrals.chase", url="/notices/"),
    )  # fmt: skip
    make.duty(kind="core.check_message", object_kind=kind_of(row), object_id=str(row.pk), programme="")
    return row


def of_assessments(world: World) -> Iterator[Visit]:
    cast, rows, case, follow = world.cast, world.rows, world.assessing, world.follow
    yield to(cast.social1, "discharge:assessment-begin", world.planning.pk)
    yield to(cast.social1, "discharge:assessment-compare", follow.pk)
    yield to(cast.social1, "discharge:assessment-detail", follow.pk, rows["round"].pk)
    authors = {"medical": cast.doctor1, "nursing": cast.nurse1, "social": cast.social1, "needs": cast.social1}
    for part, who in authors.items():
        yield to(who, "discharge:assessment-edit", case.pk, rows["open_round"].pk, part)
    for code in [one.code for one in measurements.offered()]:
        yield to(cast.nurse1, "discharge:instrument-record", case.pk, code)
    yield to(cast.nurse1, "discharge:instrument-detail", follow.pk, rows["KMBI"].pk)
    yield to(cast.nurse1, "discharge:instrument-correct", follow.pk, rows["AUDITK"].pk)
    yield to(cast.nurse1, "discharge:safety-confirm", case.pk)


def of_plans(world: World) -> Iterator[Visit]:
    cast = world.cast
    for kind, who in (("doctor", cast.doctor1), ("nurse", cast.nurse1), ("social", cast.social1)):
        yield to(who, "discharge:plan-part-edit", world.planning.pk, kind)
    yield to(cast.social1, "discharge:plan-compare", world.follow.pk, 1, 2)
    yield to(cast.social1, "discharge:plan-detail", world.follow.pk, 2)


def of_aftercare(world: World) -> Iterator[Visit]:
    cast, rows, case = world.cast, world.rows, world.follow
    yield to(cast.social1, "discharge:case-discharge", world.planned.pk)
    yield to(cast.social1, "discharge:case-discharge", world.assessing.pk)
    yield to(cast.social1, "discharge:followup-record", case.pk, rows["due"].pk)
    yield to(cast.social1, "discharge:call-now", case.pk, rows["due"].pk)
    yield to(rows["idle"], "discharge:call-list")
    for name in (act.name for act in FOLLOWUP_ACTS):
        row = rows[{"resume": "away", "correct": "called", "undo": "called"}.get(name, "due")]
        yield to(cast.social1, "discharge:followup-act", row.pk, name)
    yield to(cast.social1, "discharge:followup-record", case.pk, rows["called"].pk)
    yield to(cast.social1, "discharge:aftercare-act", case.pk, "correct_discharge")
    yield to(cast.coordinator1, "discharge:aftercare-act", world.rows["dead"].pk, "correct_death")
    yield to(cast.nurse1, "discharge:post-act", world.rows["free"].pk, "take_charge")
    yield to(cast.social1, "discharge:case-close", case.pk)
    yield to(cast.social1, "discharge:case-close-early", world.planning.pk)
    yield to(cast.coordinator1, "discharge:aftercare-act", case.pk, "extend")
    yield to(cast.coordinator1, "discharge:aftercare-act", world.closed.pk, "reopen")
    yield to(cast.social1, "discharge:aftercare-act", case.pk, "death")
    yield to(cast.social1, "discharge:aftercare-act", case.pk, "keep")
    yield to(cast.social1, "discharge:paper-followups", case.pk)


def of_admissions(world: World) -> Iterator[Visit]:
    cast, row = world.cast, world.rows["admission"]
    yield to(cast.social1, "discharge:admission-list")
    yield to(cast.coordinator1, "discharge:admission-list", query="?view=all")
    yield to(cast.social1, "discharge:admission-new")
    yield to(cast.social1, "discharge:admission-refer")
    yield to(cast.social1, "discharge:admission-import")
    yield to(cast.social1, "discharge:admission-import-look", world.rows["draft"].pk)
    yield to(cast.social1, "discharge:admission-edit", row.pk)
    yield to(cast.social1, "discharge:admission-dismiss", row.pk)
    yield to(cast.social1, "discharge:case-new", query=f"?admission={row.pk}")


def of_settings(world: World) -> Iterator[Visit]:
    who = world.cast.coordinator1
    yield to(who, "discharge:rule-list")
    yield to(who, "discharge:rule-new")
    yield to(who, "discharge:rule-edit", world.rows["rule"].pk)
    yield to(who, "discharge:template-list")
    yield to(who, "discharge:template-edit", "default")
    yield to(who, "discharge:settings")
    yield to(who, "discharge:topic-new")
    yield to(who, "discharge:topic-edit", world.rows["topic"].pk)


def of_linkages(world: World) -> Iterator[Visit]:
    cast, rows = world.cast, world.rows
    yield to(cast.social1, "referrals:linkage-list", query="?view=all")
    yield to(cast.social1, "referrals:linkage-new", query=f"?programme=DISCHARGE&case={world.planned.pk}&need=REHAB")
    yield to(cast.social1, "referrals:linkage-planned", query=f"?programme=DISCHARGE&case={world.planned.pk}")
    for status in ("DRAFT", "NO_RESPONSE", "IN_SERVICE", "DECLINED"):
        yield to(cast.social1, "referrals:linkage-detail", rows[f"link_{status}"].pk)
    yield to(cast.health1, "referrals:linkage-detail", rows["link_RECEIVED"].pk)
    yield to(cast.social1, "referrals:linkage-edit", rows["link_DRAFT"].pk)
    yield to(cast.social1, "referrals:linkage-edit", rows["link_RETURNED"].pk)
    yield to(cast.social1, "referrals:linkage-letter-preview", rows["link_SENT"].pk)
    for act in LINKAGE_ACTS:
        yield _step(world, act.name)
    yield to(cast.social1, "referrals:linkage-act", rows["link_SENT"].pk, "receive", query="?for=receiver")
    yield to(cast.health1, "referrals:received-list")
    yield to(cast.social1, "referrals:received-list")
    yield to(cast.health1, "referrals:received-export")
    yield to(cast.health1, "referrals:received-report")
    yield to(cast.coordinator1, "referrals:difference-report")
    yield to(cast.health1, "referrals:linkage-reply-preview", rows["link_RECEIVED"].pk)
    met = rows["link_IN_SERVICE"]
    receiver = cast.welfare1 if met.receiver_id == cast.welfare1.institution.pk else cast.health1
    for who in (receiver, cast.social1):
        yield to(who, "referrals:linkage-detail", met.pk)
        yield to(who, "referrals:appointment-plan", met.pk)
        for name in ("move", "visit", "no_show", "call_off"):
            yield to(who, "referrals:appointment-act", met.pk, rows["appointment"].pk, name)
    yield to(cast.welfare1, "referrals:destruction", rows["link_WITHDRAWN"].pk)
    yield to(cast.social1, "referrals:linkage-detail", rows["link_mute"].pk)
    yield to(cast.social1, "referrals:link-issue", rows["link_mute"].pk)
    yield to(None, "referrals:answer", query=f"?k={rows['key']}")
    yield to(cast.social1, "referrals:destruction", rows["link_WITHDRAWN"].pk)


def of_resources(world: World) -> Iterator[Visit]:
    cast, rows, planned = world.cast, world.rows, world.planned
    social, partner, coordinator = cast.social1, cast.welfare1, cast.coordinator1
    yield to(social, "directory:resource-list", query="?municipality=41150&age=70")
    yield to(social, "directory:resource-list", query="?q=없는말")
    yield to(social, "directory:resource-detail", rows["mute"].pk)
    yield to(partner, "directory:resource-detail", rows["offer"].pk)
    yield to(partner, "directory:resource-edit", rows["offer"].pk)
    yield to(partner, "directory:resource-act", rows["offer"].pk, "capacity")
    yield to(coordinator, "directory:resource-new")
    yield to(partner, "directory:agency")
    yield to(partner, "directory:agency-phone")
    phrase = make.phrase(owner=social.user)
    yield to(social, "network:phrase-list")
    kept = make.saved_view(owner=social.user)
    yield to(social, "network:saved-view-list")
    yield to(social, "network:saved-view-new", query="?path=/discharge/cases/&label=사례&query=state%3DPLANNING")
    yield to(social, "network:saved-view-act", kept.pk, "rename")
    yield to(social, "network:saved-view-act", kept.pk, "drop")
    yield to(social, "network:phrase-act", phrase.pk, "change")
    yield to(social, "network:phrase-act", phrase.pk, "drop")
    yield to(social, "directory:question-new", rows["offer"].pk)
    yield to(social, "directory:question-list")
    yield to(social, "directory:question-detail", rows["question"].pk)
    yield to(social, "directory:question-detail", rows["told"].pk)
    yield to(partner, "directory:question-act", rows["question"].pk, "answer")
    yield to(social, "directory:question-act", rows["question"].pk, "enter_answer")
    query = f"?programme=DISCHARGE&case={planned.pk}&need=REHAB&service=HOME_HEALTH"
    yield to(social, "referrals:linkage-new", query=query)


_OWN_STEPS = (
    "send",
    "resend",
    "confirm",
    "ask_back",
    "request_cancel",
    "take_back",
    "cancel",
    "chase",
    "close_search",
    "tell",
)
_STATE_OF = {
    "receive": "SENT",
    "receive_late": "NO_RESPONSE",
    "accept": "RECEIVED",
    "ask_more": "RECEIVED",
    "decline": "RECEIVED",
    "start_service": "ACCEPTED",
    "resume": "ON_HOLD",
    "confirm_cancel": "CANCEL_REQUESTED",
    "already_done": "CANCEL_REQUESTED",
    "take_back": "CANCEL_REQUESTED",
    "send": "DRAFT",
    "resend": "RETURNED",
    "confirm": "REPLIED",
    "ask_back": "REPLIED",
    "cancel": "SENT",
    "chase": "NO_RESPONSE",
    "close_search": "DECLINED",
    "tell": "DECLINED",
    "correct_reply": "REPLIED",
}


def _step(world: World, name: str) -> Visit:
    row = world.rows[f"link_{_STATE_OF.get(name, 'IN_SERVICE')}"]
    if name in _OWN_STEPS:
        return to(world.cast.social1, "referrals:linkage-act", row.pk, name)
    receiver = world.cast.welfare1 if row.receiver_id == world.cast.welfare1.institution.pk else world.cast.health1
    return to(receiver, "referrals:linkage-act", row.pk, name)


_BY_THE_AGENCY = ("submit", "resubmit", "cancel", "request_cancel", "ask_back", "confirm", "withdraw")
_BY_THE_WORKER = ("start", "reply", "already_done")
_AGENCY_STATE = {
    "submit": "DRAFT",
    "resubmit": "SUPPLEMENT",
    "receive": "SUBMITTED",
    "accept": "RECEIVED",
    "ask_more": "RECEIVED",
    "decline": "RECEIVED",
    "assign": "ACCEPTED",
    "start": "ASSIGNED",
    "confirm": "REPLIED",
    "ask_back": "REPLIED",
    "cancel": "SUBMITTED",
    "confirm_cancel": "CANCEL_REQUESTED",
    "already_done": "CANCEL_REQUESTED",
}


def of_agencies(world: World) -> Iterator[Visit]:
    cast, rows = world.cast, world.rows
    yield to(cast.health1, "referrals:agency-sent-list", query="?view=all")
    yield to(cast.coordinator1, "referrals:agency-received-list", query="?view=all")
    yield to(cast.health1, "referrals:agency-referral-new")
    yield to(cast.health1, "referrals:agency-referral-edit", rows["agency_SUPPLEMENT"].pk)
    for status in ("DRAFT", "SUBMITTED", "REPLIED", "DECLINED", "WITHDRAWN"):
        yield to(cast.health1, "referrals:agency-referral-detail", rows[f"agency_{status}"].pk)
    for status in ("SUBMITTED", "RECEIVED", "IN_PROGRESS"):
        yield to(cast.coordinator1, "referrals:agency-referral-detail", rows[f"agency_{status}"].pk)
    yield to(cast.social1, "referrals:agency-referral-detail", rows["agency_IN_PROGRESS"].pk)
    for name in (act.name for act in AGENCY_REFERRAL_ACTS):
        who = cast.health1 if name in _BY_THE_AGENCY else cast.coordinator1
        who = cast.social1 if name in _BY_THE_WORKER else who
        row = rows[f"agency_{_AGENCY_STATE.get(name, 'IN_PROGRESS')}"]
        yield to(who, "referrals:agency-referral-act", row.pk, name)
    yield to(cast.health1, "referrals:agency-letter-preview", rows["agency_SUBMITTED"].pk)
    yield to(cast.social1, "referrals:agency-answer-preview", rows["agency_REPLIED"].pk)
    owed = rows["agency_owed"]
    yield to(cast.social1, "referrals:agency-result", owed.referral_id, owed.pk)
    yield to(cast.social1, "referrals:agency-result-drop", owed.referral_id, owed.pk)
    yield to(cast.coordinator1, "referrals:agency-destruction", rows["agency_WITHDRAWN"].pk)
    yield to(cast.social1, "discharge:case-new", query=f"?referral={rows['agency_IN_PROGRESS'].pk}")


def of_oversight(world: World) -> Iterator[Visit]:
    cpo = world.cast.cpo1
    yield to(cpo, "network:audit-list")
    yield to(cpo, "network:audit-download")
    yield to(cpo, "referrals:provision-list")
    yield to(cpo, "referrals:provision-export")


def of_refusals(world: World) -> Iterator[Visit]:
    """The pages that say no."""
    yield to(world.rows["keeper"], "discharge:case-detail", world.review.pk, status=403)
    yield Visit("", world.cast.social1, "/no-such-page/", 404)
