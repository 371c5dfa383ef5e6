"""L3: every move of every machine that is not only the system's has a button on a page and an endpoint.

A move is declared in a board of acts, or its doors are written by hand and named here: a page and an endpoint that
call the same service. `OWED` holds the moves that have no door yet, each with its reason; it may only shrink.
"""

from __future__ import annotations

from collections.abc import Iterable

from core.acts import REGISTER as BOARDS
from core.acts import Acts
from core.checks import policies_of, routes
from core.workflow import REGISTER as MACHINES
from core.workflow import Transition, Workflow

# machine.move → (name of the page's route, name of the API's route)
BY_HAND: dict[str, tuple[str, str]] = {
    "CONSENT.ask_again": ("discharge:consent-again", "api:discharge-consent-ask-again"),
    "CONSENT.by_law": ("discharge:consent-record", "api:discharge-consent-legal-basis"),
    "CONSENT.grant": ("discharge:consent-record", "api:discharge-consent-list"),
    "CONSENT.refuse": ("discharge:consent-record", "api:discharge-consent-list"),
    "CONSENT.withdraw": ("discharge:consent-withdraw", "api:discharge-consent-withdraw"),
    "DISCHARGE.close": ("discharge:case-close", "api:discharge-aftercare-close"),
    "DISCHARGE.close_early": ("discharge:case-close-early", "api:discharge-aftercare-close-early"),
    "DISCHARGE.consent": ("discharge:consent-record", "api:discharge-consent-list"),
    "DISCHARGE.discharge": ("discharge:case-discharge", "api:discharge-aftercare-discharge"),
    "DISCHARGE.discharge_early": ("discharge:case-discharge", "api:discharge-aftercare-discharge"),
    "DISCHARGE.screen": ("discharge:case-new", "api:discharge-case-list"),
    "DOCUMENT.correct": (
        "councils:document-correct",
        "api:council-document-correct",
        "education:report-correct",
        "api:education-report-correct",
    ),
    "DOCUMENT.submit": (
        "councils:meeting-act",
        "api:council-meeting-submit",
        "education:report-act",
        "api:education-course-report-submit",
    ),
    "ENROLMENT.complete": ("education:course-decide", "api:education-course-decide"),
    "ENROLMENT.confirm": ("education:course-people", "api:education-request-apply"),
    "ENROLMENT.fail": ("education:course-decide", "api:education-course-decide"),
    "ENROLMENT.no_show": ("education:course-decide", "api:education-course-decide"),
    "EDUCATION_REQUEST.open_course": ("education:course-open", "api:education-asking-open-course"),
    "FOLLOWUP.attempt": ("discharge:followup-record", "api:discharge-followup-contact"),
    "FOLLOWUP.complete": ("discharge:followup-record", "api:discharge-followup-contact"),
    "MEETING.approve": ("documents:document-act", "api:document-sign"),
    "MEETING.enter": ("councils:meeting-past", "api:council-enter-meeting"),
    "MEETING.pull_back": ("documents:paper-act", "api:document-pull-back"),
    "MEETING.return": ("documents:document-act", "api:document-return"),
    "PLAN_PART.sign": ("discharge:plan-part-sign", "api:discharge-plan-part-sign"),
    "PLAN_PART.unsign": ("discharge:plan-part-sign", "api:discharge-plan-part-unsign"),
}
OWED: dict[str, str] = {}


def of_people(machine: Workflow) -> list[Transition]:
    return [row for row in machine.transitions if row.by != {"system"}]


def declared(boards: Iterable[Acts]) -> set[str]:
    return {f"{board.machine.machine}.{board.move_of(act)}" for board in boards if board.machine for act in board}


def without_a_door(
    machines: Iterable[Workflow], boards: Iterable[Acts], by_hand: dict[str, tuple[str, str]]
) -> list[str]:
    known = {name for _, name, view in routes() if policies_of(view)}
    names = {f"{machine.machine}.{row.name}" for machine in machines for row in of_people(machine)}
    written = {move for move, doors in by_hand.items() if set(doors) <= known}
    return sorted(names - declared(boards) - written)


def test_every_move_has_a_page_and_an_endpoint() -> None:
    found = without_a_door(MACHINES.values(), BOARDS.values(), BY_HAND)
    assert sorted(set(found) - set(OWED)) == []
    assert sorted(set(OWED) - set(found)) == [], "it has a door now: take it out of the list"
    assert sum(len(of_people(machine)) for machine in MACHINES.values()) >= 80


def test_a_move_that_nobody_declared_is_found() -> None:
    boards = [board for board in BOARDS.values() if board.name != "referrals.linkage"]
    assert "LINKAGE.accept" in without_a_door(MACHINES.values(), boards, BY_HAND)


# machine.move: relation → why that relation has no door of its own; it may only shrink.
NO_DOOR_OF_ITS_OWN = {"DOCUMENT.pull_back: drafter": "whoever drafts is a coordinator of the house and comes in as one"}


def shut_out(boards: Iterable[Acts]) -> list[str]:
    """Relations that the table lets make a move and whom no board with that move lets in."""
    let_in: dict[tuple[str, str], set[str]] = {}
    named: dict[tuple[str, str], frozenset[str]] = {}
    for board in (one for one in boards if one.machine):
        for act in (one for one in board if board.move_of(one)):
            key = board.machine.machine, board.move_of(act)  # type: ignore[union-attr]
            let_in.setdefault(key, set()).update(board.door.access.acts[board.door.act])
            named[key] = frozenset().union(*(row.by for row in board.machine.named(key[1])))  # type: ignore[union-attr]
    return sorted(f"{'.'.join(key)}: {one}" for key, by in named.items() for one in by - {"system"} - let_in[key])


def test_every_relation_of_the_table_comes_in_at_a_board_with_its_move() -> None:
    found = shut_out(BOARDS.values())
    assert sorted(set(found) ^ set(NO_DOOR_OF_ITS_OWN)) == []


def test_an_instructor_without_a_door_is_found() -> None:
    assert "EDUCATION_REQUEST.deliver: instructor" in shut_out(
        board for board in BOARDS.values() if board.name != "education.taught"
    )
