"""A request from somebody without an account: a village, a school, a home that is no member yet (security PR6).

What is asked is kept only after the asker has shown that a telephone or a mailbox is theirs. From then on they have a
page of their own behind a secret address. It says where the request stands and names nobody; whoever acts there gives
a number that is sent to the same telephone or mailbox. Their acts are the agency's own: the same moves, the same rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from core import audit, contacts, crypto, numbers, workdays
from core.actor import Actor
from core.errors import Conflict, Invalid
from core.models import ContactProof
from education.access import REQUEST
from education.models import EducationRequest, ExternalRequester
from education.services import external_requesters, requests
from education.workflow import PROGRAMME, RequestStatus
from network.models import Institution, Membership, Municipality
from network.services.responsibility import host_of_place

PURPOSE = "education"
PROOF_HOLDS = timedelta(hours=2)  # while the form is filled in
ACTS_WITHIN = timedelta(minutes=30)  # after the number
NO_PROOF = "먼저 번호를 받아 확인하십시오. 확인한 뒤 30분 동안 할 수 있습니다."
DAY, MOST_A_DAY = timedelta(days=1), 5  # requests that one telephone or mailbox may send in a day
TOO_MANY = "하루에 보낼 수 있는 신청을 모두 보냈습니다. 병원에 전화하십시오."
NO_HOST = "이 지역의 책임의료기관은 아직 온라인 신청을 받지 않습니다. 병원에 전화하십시오."
USED = "이미 신청했거나 확인한 지 오래되었습니다. 처음부터 다시 하십시오."
NOT_ASKED = "계정 없이 신청한 건의 보완을 기다리는 동안에만 적습니다."
Data = Mapping[str, Any]


def places() -> QuerySet[Municipality]:
    """Municipalities whose responsible hospital takes requests here: it has a coordinator of education today."""
    rows = Membership.objects.filter(roles__contains=["COORDINATOR"], programmes__contains=[PROGRAMME])
    hosts = rows.valid_on(workdays.seoul_today()).values("institution")
    found = Municipality.objects.filter(
        catchment__designation__level="LOCAL", catchment__designation__institution__in=hosts
    )
    return found.select_related("region").order_by("region__code", "name", "pk").distinct()


def host_for(place: Municipality) -> Institution:
    """Raises Invalid where nobody takes requests."""
    host = host_of_place(place) if places().filter(pk=place.pk).exists() else None
    if host is None:
        raise Invalid({"municipality": NO_HOST})
    return host


def holder(row: EducationRequest) -> Actor:
    """Whoever holds the page of a request: nobody signed in, at no institution, for this row alone."""
    return Actor(None, None, name="계정 없는 신청인", key_to=str(row.pk), key_from=row.host_id)


# --- asking ----------------------------------------------------------------------------------------------------------


def ask(*, proof_id: Any, name: str, place: Municipality, data: Data) -> EducationRequest:
    """Keep and send a request. The proof of the contact is used up by it: two presses send one. Raises Invalid, Conflict."""
    host = host_for(place)
    with transaction.atomic():
        proof = ContactProof.objects.select_for_update().filter(pk=proof_id, purpose=PURPOSE).first()
        if proof is None or proof.passed_at is None or proof.passed_at < timezone.now() - PROOF_HOLDS:
            raise Conflict(USED)
        _demand_few(proof)
        row = EducationRequest(pk=uuid4(), number=numbers.case_number("E"), host=host, from_outside=True)
        requests.fill_wishes(row, data)
        row.save(force_insert=True)
        _keep_asker(row, proof, name, place)
        proof.delete()
        audit.record(holder(row), "education_request.create", action="CREATE", about=row)
        row = requests.step(actor=holder(row), course=row, name="submit")
    return row


def _demand_few(proof: ContactProof) -> None:
    sent = ExternalRequester.objects.filter(
        proved_at__gte=timezone.now() - DAY, address_hash=_address_hash(proof.address)
    )
    if sent.count() >= MOST_A_DAY:
        raise Invalid(TOO_MANY)


def _keep_asker(row: EducationRequest, proof: ContactProof, name: str, place: Municipality) -> ExternalRequester:
    assert proof.passed_at is not None
    who = ExternalRequester(
        request=row, name=name, municipality=place, channel=proof.channel, address=proof.address,
        address_hash=_address_hash(proof.address), proved_at=proof.passed_at, consented_at=timezone.now(),
    )  # fmt: skip
    who.key_hash = external_requesters.LINK.stored(external_requesters.key_of(who))
    who.save()
    return who


def _address_hash(address: str) -> str:
    return crypto.keyed_hash("education asker", address)


# --- what the asker does ---------------------------------------------------------------------------------------------


def send_number(row: EducationRequest, address: str | None) -> ContactProof:
    """A number to the contact that was proved when the request was written. Raises Invalid."""
    return contacts.ask(str(row.pk), row.external_requester.address, address)


def demand_proved(row: EducationRequest, proof_id: Any) -> None:
    """The proof that whoever acts has the telephone or the mailbox of the request. Raises Invalid."""
    if not contacts.is_passed(proof_id, str(row.pk), ACTS_WITHIN):
        raise Invalid({"proof": NO_PROOF})


def act(*, row: EducationRequest, name: str, data: Data, version: int | None = None) -> EducationRequest:
    """What the asker does: the supplement, the agreement to dates, or a move. Raises Conflict, Invalid."""
    if name == "supplement":
        return supplement(row=row, data=data, version=version)
    if name == "agree":
        return requests.agree(actor=holder(row), course=row)
    return requests.step(actor=holder(row), course=row, name=name, data=data)


def supplement(*, row: EducationRequest, data: Data, version: int | None = None) -> EducationRequest:
    """Change what was asked for and send it back to the review. Raises Conflict, Invalid."""
    with transaction.atomic():
        done = requests.edit(actor=holder(row), course=row, data=data, version=version)
        return requests.step(actor=holder(row), course=done, name="resubmit")


def answer_by_phone(*, actor: Actor, course: EducationRequest, told_by: str, answer: str) -> EducationRequest:
    """The coordinator writes down what the asker said over the telephone, and the review goes on. Raises Conflict."""
    with transaction.atomic():
        row = REQUEST.lock_for(actor, "for_sender", course.pk)
        if not row.from_outside or row.status != RequestStatus.SUPPLEMENT:
            raise Conflict(NOT_ASKED)
        row.content_wish = f"{row.content_wish}\n[전화 보완 {workdays.seoul_today():%Y-%m-%d}, {told_by}] {answer}"
        row.save(update_fields=["content_wish"])
        return requests.step(
            actor=actor, course=row, name="resubmit", data={"reason": f"전화: {told_by}"}, on_behalf_of="sender"
        )
