"""Who may do what, worked out from the domain alone: two tables and the relations below.

Nothing of the portal's own permission code is imported here: the oracle and the portal must agree without having
asked each other. `principals.csv` says who acts, `rules.csv` what each kind of door asks for, `doors.csv` which kind
of door every route is.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
OK, LOGIN, FORBIDDEN, NOT_FOUND = "OK", "LOGIN", "403", "404"
# PARTNER_STAFF of the machines is the staff of the other body, whatever it is (domain 2.0)
AGENCY_STAFF = {"PARTNER_STAFF", "PARTNER_MANAGER", "EMS_CREW"}  # a fire station has its crews and nobody else here
STAFF_OF_A_RECEIVER = {*AGENCY_STAFF, "SOCIAL_WORKER", "NURSE", "COORDINATOR"}


@dataclass(frozen=True)
class Principal:
    """Somebody in one membership. `session`: why there is none that counts."""

    name: str
    place: str
    roles: frozenset[str]
    programmes: frozenset[str]
    session: str = ""


@dataclass(frozen=True)
class CaseFacts:
    """What decides about a case: where it is treated, and who works on it (names of principals)."""

    hospital: str
    social_workers: frozenset[str] = frozenset()
    nurses: frozenset[str] = frozenset()
    attending: str = ""


@dataclass(frozen=True)
class LinkageFacts:
    """`stage`: draft, live, closed (only the header line stays), withdrawn."""

    case: CaseFacts
    receiver: str
    stage: str
    is_withdrawal_told: bool = False


@dataclass(frozen=True)
class AgencyFacts:
    """A referral of an agency to a hospital. `stage`: draft, live, closed (only the header line stays), withdrawn."""

    sender: str
    receiver: str
    stage: str
    worker: str = ""
    worker_role: str = ""


@dataclass(frozen=True)
class OwnFacts:
    """A row that belongs to a person (`owner`), to a place (`place`), or to everybody (both empty)."""

    owner: str = ""
    place: str = ""


@dataclass(frozen=True)
class ResourceFacts:
    """A service in the directory: whose it is, whether anybody there has an account, who is responsible for the area."""

    place: str
    has_accounts: bool
    host: str


@dataclass(frozen=True)
class QuestionFacts:
    """A question about room: who asked whom."""

    asker: str
    agency: str


@dataclass(frozen=True)
class CouncilFacts:
    """`seats`: places that sit in the body; `people`: principals who hold a seat themselves, `secretaries`: that of its
    secretary."""

    host: str
    seats: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    secretaries: frozenset[str] = frozenset()


@dataclass(frozen=True)
class MeetingFacts:
    """What hangs on a meeting. `is_called`: members know of it; `is_out`: its report was sent round; `line`: who
    approves; `turn`: whose turn it is; `place`: whose row it is (an answer, an action, a proposal)."""

    council: CouncilFacts
    is_called: bool = False
    is_out: bool = False
    line: frozenset[str] = frozenset()
    turn: str = ""
    place: str = ""


@dataclass(frozen=True)
class SurveyFacts:
    """A survey, or an approval line that is kept: whose it is, and the programme it is about."""

    place: str
    programme: str


@dataclass(frozen=True)
class CourseFacts:
    """A course that is held. `line`: who signs its report; `has_certificates`: they are issued."""

    host: str
    sender: str
    teachers: frozenset[str] = frozenset()
    line: frozenset[str] = frozenset()
    has_certificates: bool = False


@dataclass(frozen=True)
class ProgrammeFacts:
    """A programme with figures: as memberships name it, and the roles of those who work in it."""

    code: str
    workers: frozenset[str] = frozenset()


Facts = (
    ProgrammeFacts
    | CourseFacts
    | SurveyFacts
    | CaseFacts
    | LinkageFacts
    | AgencyFacts
    | OwnFacts
    | ResourceFacts
    | QuestionFacts
    | CouncilFacts
    | MeetingFacts
)


@dataclass(frozen=True)
class Rule:
    """A kind of door. `roles`: who may knock at all (`*`: any membership); `relations`: who of them comes in."""

    door: str
    roles: frozenset[str]
    programme: str
    about: str
    relations: frozenset[str]
    source: str = field(compare=False, default="")


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as handle:
        yield from csv.DictReader(handle)


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


def principals() -> dict[str, Principal]:
    return {
        row["name"]: Principal(row["name"], row["place"], _set(row["roles"]), _set(row["programmes"]), row["session"])
        for row in _rows("principals.csv")
    }


def rules() -> dict[str, Rule]:
    return {
        row["door"]: Rule(
            row["door"], _set(row["roles"]), row["programme"], row["about"], _set(row["relations"]), row["source"]
        )
        for row in _rows("rules.csv")
    }


def doors() -> dict[tuple[str, str], str]:
    """(route, method) → kind of door."""
    found: dict[tuple[str, str], str] = {}
    for row in _rows("doors.csv"):
        for method in row["methods"].split():
            key = (row["route"], method)
            assert key not in found, f"{key} stands twice in doors.csv"
            found[key] = row["door"]
    return found


# --- relations (domain 0.3) ------------------------------------------------------------------------------------------


def to_case(who: Principal, case: CaseFacts) -> set[str]:
    """The care team, the attending physician, the coordinator of the programme; colleagues know that it exists."""
    if who.place != case.hospital or "DISCHARGE" not in who.programmes:
        return set()
    found = set()
    if "SOCIAL_WORKER" in who.roles and who.name in case.social_workers:
        found.add("social_worker")
    if "NURSE" in who.roles and who.name in case.nurses:
        found.add("nurse")
    if "PHYSICIAN" in who.roles and who.name == case.attending:
        found.add("attending")
    if "COORDINATOR" in who.roles:
        found.add("coordinator")
    if who.roles & {"SOCIAL_WORKER", "NURSE"}:
        found.add("colleague")
    is_free = {"SOCIAL_WORKER": not case.social_workers, "NURSE": not case.nurses}
    if any(is_free[role] for role in who.roles & set(is_free)):
        found.add("free_post")
    return found


def to_consent(who: Principal, case: CaseFacts) -> set[str]:
    """Those who work on the case, and the hospital's privacy officer."""
    found = to_case(who, case) - {"colleague", "free_post"}
    return found | {"cpo"} if "CPO" in who.roles and who.place == case.hospital else found


def _is_receiving_staff(who: Principal, linkage: LinkageFacts) -> bool:
    return who.place == linkage.receiver and bool(who.roles & STAFF_OF_A_RECEIVER) and linkage.stage != "draft"


def to_linkage(who: Principal, linkage: LinkageFacts) -> set[str]:
    """The sender's people always; the receiver from SENT on, its header line after the end, nothing once withdrawn."""
    found = to_case(who, linkage.case) - {"colleague", "free_post"}
    if _is_receiving_staff(who, linkage):
        found |= {"live": {"receiver"}, "closed": {"past_receiver"}, "withdrawn": set()}[linkage.stage]
    return found


def to_destruction(who: Principal, linkage: LinkageFacts) -> set[str]:
    """Whoever received something whose consent was withdrawn, and the worker who hears of it by telephone."""
    found = to_case(who, linkage.case) & {"social_worker", "nurse"}
    if _is_receiving_staff(who, linkage) and linkage.is_withdrawal_told:
        found.add("destroyer")
    return found


def _at_the_hospital(who: Principal, referral: AgencyFacts) -> set[str]:
    """The coordinator of the referrals, and the one worker to whom it was given, in the role in which they got it."""
    if who.place != referral.receiver or referral.stage == "draft":
        return set()
    found = set()
    if "COORDINATOR" in who.roles and "REFERRALS" in who.programmes:
        found.add("coordinator")
    if who.name == referral.worker and referral.worker_role in who.roles:
        found.add(referral.worker_role.lower())
    return found


def to_agency_referral(who: Principal, referral: AgencyFacts) -> set[str]:
    """The agency always; the hospital from the submission on, its header line after the end, nothing once withdrawn."""
    is_staff = bool(who.roles & AGENCY_STAFF)
    found = {"sender"} if is_staff and who.place == referral.sender else set()
    near = _at_the_hospital(who, referral)
    if near and referral.stage != "withdrawn":
        found |= near if referral.stage == "live" else {"past_receiver"}
    return found


def to_agency_destruction(who: Principal, referral: AgencyFacts) -> set[str]:
    """Whoever at the hospital had what was withdrawn owes its destruction."""
    return {"destroyer"} if referral.stage == "withdrawn" and _at_the_hospital(who, referral) else set()


def to_own(who: Principal, row: OwnFacts) -> set[str]:
    if row.owner:
        return {"addressee"} if who.name == row.owner else set()
    if row.place:
        return {"insider"} if who.place == row.place else set()
    return {"anybody"}


KEEPERS = {*AGENCY_STAFF, "COORDINATOR"}
ASKERS = {"SOCIAL_WORKER", "NURSE", "MH_MANAGER", "COORDINATOR"}


def to_resource(who: Principal, row: ResourceFacts) -> set[str]:
    """Everybody reads; the agency keeps its own, the responsible hospital's coordinator those of agencies without accounts."""
    found = {"reader"}
    if who.roles & ASKERS:
        found.add("asker")
    if who.place == row.place and who.roles & KEEPERS:
        found.add("keeper")
    if not row.has_accounts and "COORDINATOR" in who.roles and who.place == row.host:
        found.add("host_coordinator")
    return found


def to_question(who: Principal, row: QuestionFacts) -> set[str]:
    """Those who ask for a hospital, and those who answer at the agency."""
    found = set()
    if who.place == row.asker and who.roles & ASKERS:
        found.add("asker")
    if who.place == row.agency and who.roles & KEEPERS:
        found.add("agency")
    return found


# --- councils (domain 0.3, 2.6) --------------------------------------------------------------------------------------


def _runs(who: Principal, council: CouncilFacts) -> bool:
    return who.place == council.host and "COORDINATOR" in who.roles and "NETWORK" in who.programmes


def _speaks_for_its_place(who: Principal) -> bool:
    return bool(who.roles & AGENCY_STAFF) or ("COORDINATOR" in who.roles and "NETWORK" in who.programmes)


def _sits(who: Principal, council: CouncilFacts) -> bool:
    """An institution's staff sit where it sits; anybody else only where they hold a seat themselves."""
    return who.place in council.seats and (_speaks_for_its_place(who) or who.name in council.people)


def to_council(who: Principal, council: CouncilFacts) -> set[str]:
    found = {"coordinator"} if _runs(who, council) else set()
    found |= {"secretary"} if who.name in council.secretaries else set()
    return found | {"member"} if _sits(who, council) else found


def to_meeting(who: Principal, meeting: MeetingFacts) -> set[str]:
    """Members and the secretary from its notice on, the approval line, the coordinator."""
    found = {"coordinator"} if _runs(who, meeting.council) else set()
    if meeting.is_called and who.name in meeting.council.secretaries:
        found.add("secretary")
    if meeting.is_called and _sits(who, meeting.council):
        found.add("member")
    if who.name in meeting.line and who.place == meeting.council.host:
        found.add("director")
    return found


def to_report(who: Principal, meeting: MeetingFacts) -> set[str]:
    """Members know of the report from its distribution on."""
    found = to_meeting(who, meeting)
    return found if meeting.is_out else found - {"member"}


def to_answer(who: Principal, meeting: MeetingFacts) -> set[str]:
    """Another institution's answer is nothing that a member knows of."""
    found = to_meeting(who, meeting)
    if "member" in found and who.place == meeting.place:
        found.add("invited")
    return found - {"member", "secretary"}


def to_action(who: Principal, meeting: MeetingFacts) -> set[str]:
    """Who took it on, and the members, once the report is out."""
    found = {"coordinator"} if _runs(who, meeting.council) else set()
    if meeting.is_out and who.place == meeting.place and _speaks_for_its_place(who):
        found.add("owner")
    if meeting.is_out and _sits(who, meeting.council):
        found.add("member")
    return found


def to_proposal(who: Principal, meeting: MeetingFacts) -> set[str]:
    found = {"coordinator"} if _runs(who, meeting.council) else set()
    if who.place == meeting.place and _sits(who, meeting.council) and _speaks_for_its_place(who):
        found.add("proposer")
    return found


def to_document(who: Principal, meeting: MeetingFacts) -> set[str]:
    """The house that writes it, those in its line, of them the one whose turn it is; members once it was sent to them."""
    found = to_report(who, meeting) - {"secretary"}
    return found | {"next_approver"} if who.name == meeting.turn and "director" in found else found


def to_survey(who: Principal, survey: SurveyFacts) -> set[str]:
    """The coordinators of its programme at its place."""
    keeps = "COORDINATOR" in who.roles and survey.programme in who.programmes
    return {"keeper"} if keeps and who.place == survey.place else set()


def to_programme(who: Principal, programme: ProgrammeFacts) -> set[str]:
    """That it has figures is no secret. Who works in it reads its numbers, and so does the province's monitor; the
    director and the privacy officer read those of every programme of their house. Its coordinator writes the report."""
    is_in = programme.code in who.programmes and bool(who.roles & {"COORDINATOR", "MONITOR", *programme.workers})
    found = {"passer_by", "reader"} if is_in or who.roles & {"DIRECTOR", "CPO"} else {"passer_by"}
    writes = "COORDINATOR" in who.roles and programme.code in who.programmes
    return found | {"writer"} if writes else found


# --- education (domain 2.3) -------------------------------------------------------------------------------------------


def _runs_course(who: Principal, course: CourseFacts) -> bool:
    return who.place == course.host and "COORDINATOR" in who.roles and "EDUCATION" in who.programmes


def _asked_for(who: Principal, course: CourseFacts) -> bool:
    return who.place == course.sender and bool(who.roles & AGENCY_STAFF)


def to_course_asked(who: Principal, course: CourseFacts) -> set[str]:
    found = {"coordinator"} if _runs_course(who, course) else set()
    found |= {"sender"} if _asked_for(who, course) else set()
    return found | to_lesson(who, course)


def to_lesson(who: Principal, course: CourseFacts) -> set[str]:
    found = {"coordinator"} if _runs_course(who, course) else set()
    return found | {"instructor"} if "INSTRUCTOR" in who.roles and who.name in course.teachers else found


def to_instructor(who: Principal, row: CourseFacts) -> set[str]:
    """A person of the host's pool: kept by its coordinator; with an account they see themself."""
    found = {"coordinator"} if _runs_course(who, row) else set()
    return found | {"self"} if "INSTRUCTOR" in who.roles and who.name in row.teachers else found


def to_offer(who: Principal, row: CourseFacts) -> set[str]:
    return {"coordinator"} if _runs_course(who, row) else set()


def to_running(who: Principal, course: CourseFacts) -> set[str]:
    """The coordinator; who signs the report."""
    found = {"coordinator"} if _runs_course(who, course) else set()
    return found | {"director"} if who.place == course.host and who.name in course.line else found


def to_learner(who: Principal, course: CourseFacts) -> set[str]:
    found = {"coordinator"} if _runs_course(who, course) else set()
    return found | {"sender"} if _asked_for(who, course) else found


def to_certificate(who: Principal, course: CourseFacts) -> set[str]:
    found = {"coordinator"} if _runs_course(who, course) else set()
    return found | {"agency"} if _asked_for(who, course) and course.has_certificates else found


RELATIONS: dict[str, Callable[..., set[str]]] = {
    "programme": to_programme,
    "course": to_course_asked,
    "lesson": to_lesson,
    "booking": to_lesson,
    "running": to_running,
    "learner": to_learner,
    "certificate": to_certificate,
    "check_in": to_own,
    "asked": to_own,
    "booking_key": to_own,
    "instructor": to_instructor,
    "offer": to_offer,
    "join": to_own,
    "own_page": to_own,
    "asked_session": to_own,
    "survey": to_survey,
    "survey_key": to_own,
    "council": to_council,
    "meeting": to_meeting,
    "recall": to_meeting,
    "invitation": to_answer,
    "report": to_report,
    "action": to_action,
    "proposal": to_proposal,
    "document": to_document,
    "line": to_survey,
    "course_report": to_running,
    "case": to_case,
    "consent": to_consent,
    "linkage": to_linkage,
    "destruction": to_destruction,
    "agency_referral": to_agency_referral,
    "agency_destruction": to_agency_destruction,
    "institution": to_own,
    "resource": to_resource,
    "question": to_question,
    "answer": to_own,
    "feed": to_own,
    "door": to_own,
    "notice": to_own,
    "phrase": to_own,
    "saved_view": to_own,
    "untold": to_own,
    "topic": to_own,
    "rule": to_own,
    "reading": to_own,
    "admission": to_case,  # a case that is not one yet: nobody's own, screened by whoever screens there
}


def expected(who: Principal, rule: Rule, facts: Facts | None, *, is_nested_there: bool = True) -> str:
    """The class of the answer. `facts` None: no such row. `is_nested_there`: the row inside it belongs to it."""
    if rule.door.startswith("open"):
        return NOT_FOUND if rule.about and facts is None else OK
    if who.session:
        return LOGIN if who.session == "signed out" else FORBIDDEN
    if rule.roles and "*" not in rule.roles and not who.roles & rule.roles:
        return FORBIDDEN
    if rule.programme and rule.programme not in who.programmes:
        return FORBIDDEN
    if not rule.about:
        return OK
    found = RELATIONS[rule.about](who, facts) if facts is not None else set()
    if not found:
        return NOT_FOUND
    if not found & rule.relations:  # which of the two is asked first tells nothing: the outer row is known
        return FORBIDDEN if is_nested_there else f"{FORBIDDEN}/{NOT_FOUND}"
    return OK if is_nested_there else NOT_FOUND
