"""Who stands how to a course, its parts, and the people who teach (domain 0.3, 2.3).

The coordinator of the host in the programme EDUCATION runs it and keeps catalogue and pool; the requesting agency's
staff see what they asked for, and print the certificates of their people once they are issued; an instructor sees the
lessons for which they are asked, and enters who came to one that they teach; who signs the report sees it and nothing
else of the course. Nobody else knows of a course before it takes sign-ups. Whoever holds a secret address, or knows the
number and the name of a certificate, comes in without signing in; page and API share the door, and count its tries.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from core.access import Access, Condition
from core.actor import Actor
from core.policy import Public
from core.throttle import DoorLimit, brings_key, posted
from education.models import Certificate, EducationRequest, Enrolment, Instructor, InstructorBooking, Session, Topic
from education.querysets import CANCELLED, INVITED, TAKEN, UNDER_WAY
from education.workflow import EDUCATION_REQUEST, ENROLMENT, INSTRUCTOR_BOOKING, PROGRAMME, REPORT
from network.documents.models import Approval

PARTNERS = ("PARTNER_STAFF", "PARTNER_MANAGER")


def runs(actor: Actor) -> bool:
    return actor.holds("COORDINATOR") and actor.works_in(PROGRAMME)


def _host(prefix: str = "") -> Condition:
    def condition(actor: Actor) -> Q | None:
        return Q(**{f"{prefix}host_id": actor.institution_id}) if runs(actor) else None

    return condition


def _sender(prefix: str = "") -> Condition:
    def condition(actor: Actor) -> Q | None:
        return Q(**{f"{prefix}requester_id": actor.institution_id}) if actor.holds(*PARTNERS) else None

    return condition


def _asker(actor: Actor) -> Q | None:
    """The agency's staff; who asked without an account, through the page of their request."""
    return Q(pk=actor.key_to, from_outside=True) if actor.key_to else _sender()(actor)


def _teaches(actor: Actor) -> Q | None:
    """Asked for one of its lessons and not out of it again; who was told that it is off still sees that it is."""
    if not actor.holds("INSTRUCTOR"):
        return None
    mine = InstructorBooking.objects.filter(session__request=OuterRef("pk"), instructor__user_id=actor.user_id or 0)
    off = Q(status="CANCELLED", session__request__status__in=(*CANCELLED, "POSTPONED"))
    return Q(Exists(mine.filter(Q(status__in=INVITED) | off)))


def _sent(actor: Actor) -> Q | None:
    """The host knows of a request from its sending on."""
    here = Q(host_id=actor.institution_id) & ~Q(status="DRAFT") if runs(actor) else None
    if here is None:
        return None
    return here & (Q(submitted_at__isnull=False) | Q(requester__isnull=True, from_outside=False))


REQUEST: Access[EducationRequest] = Access(
    EducationRequest,
    relations={"coordinator": _sent, "sender": _asker, "instructor": _teaches},
    acts={
        "for_sender": ("coordinator",),  # what somebody without an account has said over the telephone
        "list": ("coordinator", "sender", "instructor"),
        "read": ("coordinator", "sender", "instructor"),
        "act": ("coordinator", "sender", "instructor"),
        "edit": ("sender",),
        "manage": ("coordinator",),
        "agree": ("sender", "coordinator"),
        "enrol": ("coordinator", "sender"),
        "attend": ("coordinator", "instructor"),
        "teach": ("coordinator", "instructor"),
        "print": ("coordinator", "sender"),
    },
)
EDUCATION_REQUEST.bind(REQUEST)


def _is_asked(actor: Actor) -> Q | None:
    """Who was asked: by account, or through the secret address of the request."""
    if actor.key_to:
        return Q(pk=actor.key_to) & ~Q(link_hash="")
    if not actor.holds("INSTRUCTOR"):
        return None
    return Q(instructor__user_id=actor.user_id or 0) & ~Q(status="CANDIDATE")


BOOKING: Access[InstructorBooking] = Access(
    InstructorBooking,
    relations={"coordinator": _host("session__request__"), "instructor": _is_asked},
    acts={
        "list": ("coordinator", "instructor"),
        "read": ("coordinator", "instructor"),
        "act": ("coordinator", "instructor"),
        "manage": ("coordinator",),
    },
)
INSTRUCTOR_BOOKING.bind(BOOKING)


def _participant(actor: Actor) -> Q | None:
    """Holds the address of the own page; signed in as nobody."""
    return Q(pk=actor.key_to) if actor.user_id is None and actor.key_to else None


ENROLMENT_ACCESS: Access[Enrolment] = Access(
    Enrolment,
    relations={"coordinator": _host("request__"), "sender": _sender("request__"), "participant": _participant},
    acts={
        "list": ("coordinator", "sender", "participant"),
        "read": ("coordinator", "sender", "participant"),
        "act": ("coordinator", "sender"),
        "manage": ("coordinator",),
        "for_sender": ("participant",),
    },
)
ENROLMENT.bind(ENROLMENT_ACCESS)


TOPIC: Access[Topic] = Access(
    Topic, relations={"coordinator": _host()}, acts={"list": ("coordinator",), "keep": ("coordinator",)}
)


def _self(actor: Actor) -> Q | None:
    return Q(user_id=actor.user_id or 0, is_active=True) if actor.holds("INSTRUCTOR") else None


INSTRUCTOR: Access[Instructor] = Access(
    Instructor,
    relations={"coordinator": _host(), "self": _self},
    acts={
        "list": ("coordinator", "self"),
        "read": ("coordinator",),
        "keep": ("coordinator",),
        "absence": ("coordinator", "self"),
    },
)


def _of_session(actor: Actor) -> Q | None:
    return Q(request__host_id=actor.institution_id, request__status__in=UNDER_WAY) if runs(actor) else None


def _teacher(actor: Actor) -> Q | None:
    if not actor.holds("INSTRUCTOR"):
        return None
    mine = InstructorBooking.objects.filter(
        session=OuterRef("pk"), instructor__user_id=actor.user_id or 0, status__in=TAKEN
    )
    return Q(Exists(mine), request__status__in=UNDER_WAY)


SESSION_ACCESS: Access[Session] = Access(
    Session,
    relations={"coordinator": _of_session, "instructor": _teacher},
    acts={
        "list": ("coordinator", "instructor"),
        "read": ("coordinator", "instructor"),
        "attend": ("coordinator", "instructor"),
        "print": ("coordinator", "instructor"),
    },
)


def _of_course(actor: Actor) -> Q | None:
    return Q(host_id=actor.institution_id, status__in=UNDER_WAY) if runs(actor) else None


def _director(actor: Actor) -> Q | None:
    """Was asked to sign its report: the director, or the head of a team."""
    line = Approval.objects.filter(
        document__kind=REPORT, document__subject_id=OuterRef("pk"), person_id=actor.user_id or 0, order__gt=1
    )
    return Q(Exists(line), host_id=actor.institution_id)


COURSE_ACCESS: Access[EducationRequest] = Access(
    EducationRequest,
    relations={"coordinator": _of_course, "director": _director},
    acts={
        "list": ("coordinator", "director"),
        "read": ("coordinator", "director"),
        "run": ("coordinator",),
        "print": ("coordinator", "director"),
    },
    is_aside=True,
)


def _agency(actor: Actor) -> Q | None:
    if not actor.holds(*PARTNERS):
        return None
    return Q(enrolment__request__requester_id=actor.institution_id, issued_on__isnull=False)


CERTIFICATE_ACCESS: Access[Certificate] = Access(
    Certificate,
    relations={"coordinator": _host(), "agency": _agency},
    acts={
        "list": ("coordinator", "agency"),
        "read": ("coordinator", "agency"),
        "print": ("coordinator", "agency"),
        "keep": ("coordinator",),
    },
)


# --- without signing in ----------------------------------------------------------------------------------------------

AT_LESSON = Public(
    "교육장에 온 사람이 신청할 때 받은 번호로 출석을 확인합니다. 남의 이름은 보이지 않습니다.",
    DoorLimit("check-in-page", 300, 3000),  # a whole class stands behind one address
)
OWN_PAGE = Public(
    "신청할 때 받은 주소(128비트)로 자기 신청만 봅니다. 이름은 가리고, 다른 사람은 보이지 않습니다.",
    DoorLimit("own-page", 300, 3000),
)
JOINING = Public(
    "주소(256비트)를 받은 사람이 자기 이름으로 수강을 신청합니다. 다른 신청자는 보이지 않습니다.",
    DoorLimit("join", 200, 2000),
)
ASKED_TO_TEACH = Public(
    "계정이 없는 강사가 자기에게 온 강의 요청 하나에 답합니다. 주소(256비트)와 성명을 모두 알아야 답할 수 있습니다.",
    DoorLimit("booking-answer", 30, 600),
)
CERTIFICATE_CHECK = Public(
    "수료번호와 성명을 모두 아는 사람에게 일치하는 수료증이 유효한지만 알립니다. 이름은 가립니다.",
    DoorLimit("certificate", 30, 600, posted),
)
_REQUESTS = DoorLimit("education-public", 60, 1200, lambda request: posted(request) or brings_key(request))
ASKING = Public(
    "계정이 없는 기관·단체가 교육을 신청합니다. 자기 휴대전화나 전자우편으로 받은 번호를 적은 뒤에만 받습니다.",
    _REQUESTS,
)
FOLLOWING = Public(
    "신청한 사람이 주소(256비트)로 처리 상태를 봅니다. 이름과 연락처는 보이지 않고, 고치려면 번호를 다시 받습니다.",
    _REQUESTS,
)
