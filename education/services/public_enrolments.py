"""Signing up without an account, by the public address of a course that the host or the agency has opened.

Who gives a mobile number shows that it is theirs before it is kept: the portal writes there later. Nobody learns who
else is signed up: that somebody is known already is told to who holds the telephone, and to nobody else.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import audit, contacts, crypto
from core.actor import Actor
from core.errors import Conflict, Invalid, NotVisible
from core.identifiers import mobile_phone
from core.models import ContactProof
from core.secret_links import SecretLink
from education.access import REQUEST
from education.models import EducationRequest, Enrolment
from education.services import enrolments

NO_MOBILE = "휴대전화 번호를 적으십시오. 없으면 비워 두십시오."
NO_BIRTH = "이 교육의 수료증에는 생년월일이 있어야 합니다."
CLOSED = "그 사이에 공개 신청을 닫았습니다."
OTHER_CONTENT = "이미 보낸 신청서로 다른 내용이 왔습니다. 신청 화면을 새로 열어 다시 적으십시오."
LINK = SecretLink("course join", "education:join", "join_hash")
Data = Mapping[str, Any]


# --- opening and closing ---------------------------------------------------------------------------------------------


def open_door(*, actor: Actor, course: EducationRequest) -> EducationRequest:
    """Give the course a public address; the same one while it is open. Raises Conflict."""
    with transaction.atomic():
        row = REQUEST.lock_for(actor, "enrol", course.pk)
        if not enrolments.takes_sign_ups(row):
            raise Conflict(enrolments.NOT_OPEN)
        if not row.join_hash:
            row.join_serial += 1
            row.join_hash = LINK.stored(key_of(row))
            row.save(update_fields=["join_serial", "join_hash"])
            audit.record(actor, "education.open_join", action="UPDATE", about=row)
    return row


def close_door(*, actor: Actor, course: EducationRequest) -> EducationRequest:
    """The address answers no more; the next opening makes another."""
    with transaction.atomic():
        row = REQUEST.lock_for(actor, "enrol", course.pk)
        if row.join_hash:
            row.join_hash = ""
            row.save(update_fields=["join_hash"])
            audit.record(actor, "education.close_join", action="UPDATE", about=row)
    return row


def key_of(course: EducationRequest) -> str:
    return LINK.derived(course.pk, course.join_serial)


def url_of(course: EducationRequest) -> str:
    """Nothing while it is closed."""
    return LINK.url(key_of(course)) if course.join_hash else ""


def course_of(key: str) -> EducationRequest:
    """The course behind an address. Raises NotVisible for one that was never made or is closed."""
    row = LINK.find(EducationRequest.objects.for_page(), key)
    if row is None or not enrolments.takes_sign_ups(row):
        raise NotVisible
    return row


# --- signing up ------------------------------------------------------------------------------------------------------


def visitor(course: EducationRequest) -> Actor:
    """Whoever stands at the public door of a course: nobody signed in."""
    return Actor(None, None, name="공개 신청", key_to=f"join:{course.pk}", key_from=course.host_id)


def ask_number(course: EducationRequest, phone: str, address: str | None) -> ContactProof:
    """Send a number to the telephone that was given. Raises Invalid."""
    try:
        return contacts.ask(_purpose(course), mobile(phone), address)
    except Invalid as error:
        raise Invalid({"phone": error.errors.get("contact") or error.errors["phone"]}) from None


def mobile(phone: str) -> str:
    """The number as a proof of it is kept. Raises Invalid for one that takes no texts."""
    number = mobile_phone(phone)
    if not number:
        raise Invalid({"phone": NO_MOBILE})
    return number


def _purpose(course: EducationRequest) -> str:
    return f"join {course.pk.hex}"


def join(
    *, course: EducationRequest, data: Data, idempotency_key: str, proof_id: str = "", code: str = ""
) -> Enrolment:
    """Sign the visitor up: a seat while there is one, else a place in the line. Pressing twice signs up once.

    Raises Invalid, Conflict, and NotVisible when the door was closed meanwhile.
    """
    pk = _pk_of_form(course, idempotency_key)
    made = Enrolment.objects.select_related("request").filter(pk=pk).first()
    kept = _kept_of_form(course, data)
    if made is not None:
        return _same(made, kept)
    proof = _proof(course, kept["phone"], proof_id, code) if kept.get("phone") else None
    with transaction.atomic():
        locked = EducationRequest.objects.select_for_update().get(pk=course.pk)
        if locked.join_hash != course.join_hash:
            raise Conflict(CLOSED)
        again = Enrolment.objects.select_related("request").filter(pk=pk).first()
        if again is not None:
            return _same(again, kept)
        values = {"pk": pk, "person_hash": _identity(locked, kept)}
        row = enrolments.join(actor=visitor(locked), course=locked, data=kept, **values)
        if proof is not None:
            proof.delete()
    return row


def _same(made: Enrolment, kept: Data) -> Enrolment:
    """The sign-up that this form made. Raises Conflict when the form comes again with somebody else on it."""
    sent = ("".join(kept["name"].split()), kept.get("phone") or "", kept.get("birth_date"))
    if ("".join(made.name.split()), made.phone or "", made.birth_date) != sent:
        raise Conflict(OTHER_CONTENT)
    return made


def _pk_of_form(course: EducationRequest, idempotency_key: str) -> uuid.UUID:
    """One form, one sign-up; a form without its own key is a new one."""
    return uuid.uuid5(course.pk, idempotency_key) if len(idempotency_key) == 32 else uuid.uuid4()


def _kept_of_form(course: EducationRequest, data: Data) -> dict[str, Any]:
    """What is kept of the form: no birth date unless the course asks for it; a number only where texts reach it."""
    kept = {name: value for name, value in data.items() if name != "birth_date"}
    if course.asks_birth_date:
        kept["birth_date"] = data.get("birth_date")
        if not kept["birth_date"]:
            raise Invalid({"birth_date": NO_BIRTH})
    if kept.get("phone"):
        mobile(kept["phone"])
    return kept


def _proof(course: EducationRequest, phone: str, proof_id: str, code: str) -> ContactProof:
    """The proof that the telephone is theirs; checked outside the sign-up, so that a wrong number is counted."""
    row = ContactProof.objects.filter(pk=_uuid(proof_id), purpose=_purpose(course)).first()
    if row is None or row.address != mobile(phone):
        raise Invalid({"code": contacts.WRONG})
    still = row.passed_at is not None and row.expires_at > timezone.now()
    return row if still else contacts.check(row.pk, _purpose(course), code)


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.UUID(int=0)


def _identity(course: EducationRequest, kept: Data) -> str:
    """Whoever they are; somebody else than who is known by the same name, unless the telephone, which was shown to be
    theirs, is the same. So nobody is told that a name is known, and two people of one name and place are two."""
    natural = enrolments.person_hash(kept)
    known = course.enrolments.signed_up().filter(person_hash=natural).first()
    if known is None or (kept.get("phone") and known.phone == kept["phone"]):
        return natural
    return crypto.keyed_hash("participant", natural, uuid.uuid4().hex)
