"""Walks the URL configuration and says how to knock at every route: which ids, which variants, which body."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from core import workdays
from core.checks import routes
from core.surveys.acts import SURVEY_ACTS
from discharge.acts.aftercare import AFTERCARE_ACTS
from discharge.acts.cases import CASE_ACTS
from discharge.acts.followups import FOLLOWUP_ACTS
from discharge.acts.posts import POST_ACTS
from discharge.services.assessment_parts import PARTS
from network.acts.phrases import PHRASE_ACTS
from network.acts.saved_views import SAVED_VIEW_ACTS
from network.councils.services.papers import PAPERS
from network.directory.acts.questions import QUESTION_ACTS
from network.directory.acts.resources import RESOURCE_ACTS

# Routes that the matrix does not knock at, each with the reason.
EXEMPT = {
    "network:membership-switch POST": "only one's own memberships can be named; tests/network/test_sign_in.py names another's",
}

# The row that a number or an id in the path names: (the segment before it, its name) → key in `Stand.ids`.
ROWS = {
    ("cases", "case_id"): "case",
    ("calls", "case_id"): "case",
    ("consents", "consent_id"): "consent",
    ("team", "member_id"): "member",
    ("assessments", "pk"): "assessment",
    ("assessments", "id"): "assessment",
    ("instruments", "pk"): "result",
    ("instrument-results", "id"): "result",
    ("followups", "pk"): "followup",
    ("followups", "id"): "followup",
    ("conferences", "pk"): "conference",
    ("conferences", "id"): "conference",
    ("linkages", "pk"): "linkage",
    ("appointments", "appointment_id"): "appointment",
    ("agency", "pk"): "agency",
    ("agency-referrals", "pk"): "agency",
    ("results", "result_id"): "owed",
    ("institutions", "pk"): "institution",
    ("institutions", "code"): "code",
    ("resources", "pk"): "resource",
    ("capacity-questions", "pk"): "question",
    ("notices", "pk"): "notice",
    ("phrases", "pk"): "phrase",
    ("views", "pk"): "saved_view",
    ("saved-views", "pk"): "saved_view",
    ("untold", "pk"): "untold",
    ("topics", "topic_id"): "topic",
    ("education-topics", "pk"): "topic",
    ("rules", "rule_id"): "rule",
    ("selection-rules", "pk"): "rule",
    ("admissions", "admission_id"): "admission",
    ("admissions", "pk"): "admission",
    ("import", "draft_id"): "reading",
    ("admission-imports", "pk"): "reading",
    ("cases", "pk"): "case",
    ("destructions", "pk"): "case",
    ("requests", "request_id"): "course",
    ("requests", "pk"): "course",
    ("courses", "course_id"): "course",
    ("courses", "pk"): "course",
    ("sessions", "session_id"): "lesson",
    ("sessions", "pk"): "lesson",
    ("asking", "pk"): "course",
    ("sessions", "lesson_id"): "lesson",
    ("bookings", "booking_id"): "booking",
    ("bookings", "pk"): "booking",
    ("instructors", "instructor_id"): "instructor",
    ("instructors", "pk"): "instructor",
    ("topics", "offer_id"): "offer",
    ("topics", "pk"): "offer",
    ("qualifications", "pk"): "qualification",
    ("absences", "pk"): "absence",
    ("qualifications", "qualification_id"): "qualification",
    ("absences", "absence_id"): "absence",
    ("enrolments", "enrolment_id"): "learner",
    ("enrolments", "pk"): "learner",
    ("people", "pk"): "course",
    ("materials", "pk"): "course",
    ("materials", "material_id"): "material",
    ("certificates", "certificate_id"): "certificate",
    ("certificates", "pk"): "certificate",
    ("surveys", "survey_id"): "survey",
    ("surveys", "pk"): "survey",
    ("councils", "council_id"): "council",
    ("councils", "pk"): "council",
    ("members", "member_id"): "seat",
    ("meetings", "meeting_id"): "meeting",
    ("council-meetings", "pk"): "meeting",
    ("answers", "attendee_id"): "attendee",
    ("files", "file_id"): "file",
    ("files", "material_id"): "material",
    ("files", "pk"): "file",
    ("items", "item_id"): "item",
    ("tables", "table_id"): "table",
    ("actions", "action_id"): "action",
    ("council-actions", "pk"): "action",
    ("proposals", "proposal_id"): "proposal",
    ("council-proposals", "pk"): "proposal",
    ("figures", "programme"): "programme",
    ("documents", "document_id"): "document",
    ("documents", "pk"): "document",
    ("council-documents", "pk"): "document",
    ("document-papers", "pk"): "document",
    ("reports", "report_id"): "course_report",
    ("reports", "pk"): "course_report",
    ("lines", "line_id"): "line",
    ("approval-lines", "pk"): "line",
}

# Words in the path that are no ids.
WORDS: dict[str, Any] = {
    "form": "matrix",
    "object_id": "1",
    "edition": 1,
    "number": 1,
    "old": 1,
    "new": 2,
    "other": 2,
    "code": "MRS",
    "group": "default",
    "kind": "doctor",
    "year": 2026,
}

_KINDS = ("doctor", "nurse", "social")
# Routes whose row is named by a secret in the address: the key of `Stand.ids`.
SECRETS = {
    "referrals:answer": "answer",
    "network:calendar-feed": "feed",
    "councils:meeting-sign-in": "door",
    "surveys:survey-answer": "survey_key",
    "education:check-in": "check_in",
    "education:join": "join",
    **dict.fromkeys((f"education:own-{name}" for name in ("page", "cancel", "certificate", "material")), "own_page"),
    "education:public-request-status": "asked",
    "education:booking-answer": "booking_key",
    "api:education-public-check-in": "check_in",
    **dict.fromkeys((f"api:education-public-{name}" for name in ("course", "join-number")), "join"),
    **dict.fromkeys((f"api:education-public-{name}" for name in ("mine", "cancel", "own-certificate")), "own_page"),
    "api:education-public-asked": "booking_key",
    **dict.fromkeys(
        (
            f"api:education-public-request-{name}"
            for name in ("mine", "send-number", "prove", "supplement", "agree", "postpone", "cancel")
        ),
        "asked",
    ),
}
# Routes whose answer depends on a word in the path: the word and its values.
VARIANTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "discharge:case-act": ("name", tuple(act.name for act in CASE_ACTS)),
    "discharge:post-act": ("name", tuple(act.name for act in POST_ACTS)),
    "discharge:aftercare-act": ("name", tuple(act.name for act in AFTERCARE_ACTS)),
    "discharge:followup-act": ("name", tuple(act.name for act in FOLLOWUP_ACTS)),
    "discharge:assessment-edit": ("part", tuple(PARTS)),
    "discharge:plan-part-edit": ("kind", _KINDS),
    "discharge:case-step": ("step", ("assess", "sign_part")),
    "discharge:plan-part-sign": ("kind", _KINDS),
    "referrals:linkage-act": (
        "name",
        ("send", "confirm", "receive", "accept", "chase", "tell", "accept for receiver", "number", "correct_reply"),
    ),
    "referrals:linkage-many": ("name", ("receive", "confirm", "chase")),
    "referrals:appointment-act": ("name", ("move", "visit")),
    "referrals:agency-referral-act": ("name", ("submit", "receive", "start", "withdraw", "reassign")),
    "network:saved-view-act": ("name", tuple(act.name for act in SAVED_VIEW_ACTS)),
    "network:phrase-act": ("name", tuple(act.name for act in PHRASE_ACTS)),
    "directory:question-act": ("name", tuple(act.name for act in QUESTION_ACTS)),
    "directory:resource-act": ("name", tuple(act.name for act in RESOURCE_ACTS)),
    "surveys:survey-act": ("name", tuple(act.name for act in SURVEY_ACTS)),
    "councils:proposal-act": ("name", ("decide",)),
    "education:request-act": ("name", ("take", "cancel", "agree")),
    "education:public-request-act": ("name", ("cancel",)),
    "education:booking-act": ("name", ("accept", "confirm")),
    "education:course-act": ("name", ("deliver", "close")),
    "education:session-act": ("name", ("walk_in",)),
    "education:report-act": ("name", ("submit",)),
    "education:enrolment-act": ("name", ("cancel", "restore", "promote", "correct")),
    "education:instructor-act": ("name", ("stop", "start", "add_qualification", "add_absence")),
    "education:certificate-act": ("name", ("reissue", "revoke")),
    "education:taught-act": ("name", ("deliver",)),
    "documents:paper-act": ("name", ("pull_back", "issue", "withdraw")),
    "councils:meeting-act": ("name", ("notify", "submit", "cancel")),
    "councils:council-paper": ("kind", tuple(PAPERS)),
    "councils:council-paper-pdf": ("kind", tuple(PAPERS)),
    "councils:council-paper-hwpx": ("kind", tuple(PAPERS)),
    "api:council-paper-paper": ("kind", tuple(PAPERS)),
    "api:council-paper-hwpx": ("kind", tuple(PAPERS)),
    "documents:document-act": ("name", ("approve", "return")),
    "documents:line-act": ("name", ("remove",)),
    "councils:action-act": ("name", ("start", "finish", "drop")),
    "api:discharge-assessment-part": ("part", tuple(PARTS)),
    "api:discharge-plan-part-detail": ("kind", _KINDS),
    "api:discharge-plan-part-sign": ("kind", _KINDS),
    "api:discharge-plan-part-unsign": ("kind", _KINDS),
}


def _today(days: int = 0) -> str:
    return str(workdays.seoul_today() + timedelta(days=days))


def _page_words() -> dict[str, Any]:
    """What the short forms of moves ask for; a form takes what it knows."""
    return {
        "reason": "사유",
        "note": "메모",
        "ineligible_reason": "SHORT_STAY",
        "refused_on": _today(),
        "explained_to": "PATIENT",
        "explained_on": _today(),
        "due_on": _today(8),
        "responsible": "남가상",
        "planned_start_on": _today(1),
        "again_on": _today(1),
        "way": "PHONE",
        "told_by": "남가상",
        "happened_at": f"{_today()}T09:00",
        "unlinked_reason": "OTHER",
        "follow_until": _today(200),
    }


_REASON = {"reason": "사유"}
_NOTE = {"note": "메모"}
_VIEW = {"path": "/discharge/cases/", "list_label": "사례", "name": "계획 중", "query": "state=PLANNING"}
_PHRASE = {"name": "식사", "text": "식사를 잘 하고 계심."}


def _api_bodies() -> dict[str, dict[str, Any]]:
    """Valid bodies where an empty one would be refused before it is asked who sends it."""
    explained = {"explained_to": "PATIENT", "explained_on": _today()}
    cancel, reply = {"cancel_reason": "MISTAKE"}, {"result": "SERVICE_DONE", "content": "방문함"}
    happened = {"happened_at": f"{_today()}T09:00:00+09:00"}
    return {
        **{f"api:discharge-case-{name}": _REASON for name in ("rescreen", "void", "ask-again", "return-plan")},
        **{f"api:discharge-case-{name}": _REASON for name in ("revise-plan", "amend-plan")},
        "api:discharge-case-exclude": {"ineligible_reason": "SHORT_STAY"},
        "api:discharge-case-refuse": {"refused_on": _today()},
        "api:discharge-case-approve-plan": explained,
        "api:discharge-case-approve-amendment": explained,
        "api:discharge-assessment-need-level": {"need_level": "1", "need_level_reason": "사유"},
        "api:calendar-feed-list": {"scope": "MINE"},
        "api:resource-list": {"institution": "nowhere", "service": "HOUSING"},
        "api:resource-capacity": {"capacity": "FULL"},
        "api:question-answer": {"answer": "FULL"},
        "api:phrase-list": {"name": "수면", "text": "잘 주무심.", "field": "ContactForm.note", "field_label": "메모"},
        "api:phrase-change": _PHRASE,
        "api:saved-view-list": _VIEW,
        "api:saved-view-rename": {"name": "다른 이름"},
        "api:question-enter-answer": {"answer": "FULL", "told_by": "남가상"},
        "api:linkage-ask-more": _NOTE,
        "api:linkage-ask-back": _NOTE,
        "api:linkage-chase": {**_NOTE, "again_on": _today(1)},
        "api:linkage-close-search": _NOTE,
        "api:linkage-accept": {"responsible": "남가상", "planned_start_on": _today(1)},
        "api:linkage-decline": {"decline_reason": "CAPACITY"},
        "api:linkage-cancel": cancel,
        "api:linkage-request-cancel": cancel,
        "api:linkage-start-service": {"started_on": _today()},
        "api:linkage-hold": {**_NOTE, "hold_until": _today(7)},
        "api:linkage-stop": {"stop_reason": "CLIENT_REFUSED"},
        "api:linkage-reply": reply,
        "api:linkage-interim-reply": reply,
        "api:linkage-already-done": reply,
        "api:linkage-confirm-destroyed": happened,
        "api:linkage-enter-for-receiver": {
            "step": "receive",
            "proxy": {"way": "PHONE", "told_by": "남가상", **happened},
        },
    }


@dataclass(frozen=True)
class Probe:
    """One way to knock: a route, a variant of it, a method."""

    route: str  # with the variant: `discharge:case-act[void]`
    method: str
    pattern: str
    words: dict[str, Any] = field(default_factory=dict, compare=False)

    @property
    def is_api(self) -> bool:
        return self.route.startswith("api:")

    @property
    def holes(self) -> list[str]:
        """The keys of `Stand.ids` that the path needs."""
        return [key for _, _, key in self.parts() if key]

    @property
    def is_nested(self) -> bool:
        """Whether the path names a row inside another."""
        return len(self.holes) > 1

    def parts(self) -> Iterator[tuple[str, str, str]]:
        """(whole placeholder, name, key of the row it names or '')."""
        segments = self.pattern.split("/")
        for index, segment in enumerate(segments):
            for whole, name in re.findall(r"(<(?:\w+:)?(\w+)>)", segment):
                yield whole, name, ROWS.get((segments[index - 1] if index else "", name), "")

    def values(self, ids: dict[str, Any]) -> dict[str, Any]:
        """What the placeholders stand for, by their names."""
        return {name: ids[key] if key else self.words.get(name, WORDS.get(name)) for _, name, key in self.parts()}

    def path(self, ids: dict[str, Any]) -> str:
        made, values = self.pattern, self.values(ids)
        for whole, name, _ in self.parts():
            assert values[name] is not None, f"{self.route}: no recipe for {name} in {self.pattern}"
            made = made.replace(whole, str(values[name]), 1)
        query = self.words.get("query", "")
        return f"/{made}{query.format(**ids)}"

    def body(self, ids: dict[str, Any]) -> Any:
        if self.method == "GET":
            return None
        if not self.is_api:
            return _page_words()
        if self.route == "api:linkage-planned":
            return {"programme": "DISCHARGE", "case": str(ids["case"])}
        if self.route == "api:linkage-list":
            return {"programme": "DISCHARGE", "case": str(ids["case"]), "receiver": 0, "service": "HOME_HEALTH"}
        return _api_bodies().get(self.route, {})


def _methods(name: str, view: Any) -> tuple[str, ...]:
    actions = getattr(view, "actions", None)
    if actions:
        return tuple(method.upper() for method in actions if method != "head")  # answered as GET
    if name in ("api:schema", "api:docs"):
        return ("GET",)
    return ("GET", "POST", "PUT") if name.startswith("core:draft-save") else ("GET", "POST")


def _variants(name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    if name in ("referrals:linkage-new", "referrals:linkage-planned", "api:linkage-planned"):
        yield name, {"query": "?programme=DISCHARGE&case={case}"}
    elif name == "api:calendar-list":
        yield name, {"query": "?since=2026-12-01&until=2026-12-31"}
    elif name in SECRETS:
        yield name, {"query": f"?k={{{SECRETS[name]}}}"}
    elif name not in VARIANTS:
        yield name, {}
    else:
        word, values = VARIANTS[name]
        for value in values:
            plain, for_receiver, _ = value.partition(" for receiver")
            yield f"{name}[{value}]", {word: plain, **({"query": "?for=receiver"} if for_receiver else {})}


def probes() -> list[Probe]:
    """Every route of ours × method × variant. Routes of libraries are judged by `config.policies`."""
    foreign = import_string(settings.FOREIGN_ROUTES)
    found = []
    for pattern, name, view in routes():
        if name in foreign:
            continue
        for method in _methods(name, view):
            if f"{name} {method}" in EXEMPT:
                continue
            found += [Probe(route, method, pattern, words) for route, words in _variants(name)]
    return found
