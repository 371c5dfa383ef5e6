"""How somebody without an account is reached: the secret address of their page, and the texts that carry it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone

from core import contacts, dates, identifiers, messages
from core.errors import Invalid
from core.secret_links import SecretLink, same
from education.models import EducationRequest, ExternalRequester
from network.services.letterheads import named

TEMPLATE, TEMPLATE_AGREE = "education.public_request", "education.public_request_agree"
LINK = SecretLink("education asker", "education:public-request-status", "external_requester__key_hash")
Data = Mapping[str, Any]


def key_of(who: ExternalRequester) -> str:
    return LINK.derived(who.request_id, who.key_serial)


def url_of(who: ExternalRequester) -> str:
    return LINK.url(key_of(who))


def of_key(key: str) -> EducationRequest | None:
    """The request of a key."""
    return LINK.find(EducationRequest.objects.for_page(), key)


def of_pk(pk: Any) -> EducationRequest | None:
    """The request that a browser has opened by its key."""
    return EducationRequest.objects.for_page().filter(pk=pk, from_outside=True).first()


def send_address_again(number: str, contact: str) -> None:
    """Who knows the number of a request and its contact gets the address of its page there; nobody learns whether."""
    try:
        receiver = contacts.normal(contact)[1]
    except Invalid:
        return
    found = identifiers.CaseNumber.parse(number)
    who = ExternalRequester.objects.filter(request__number=str(found or "")).select_related("request").first()
    if who is not None and same(who.address, receiver):
        minute = f"{timezone.now():%Y%m%d%H%M}"
        _plan(who, f"education:{who.request_id}:again:{minute}", "신청하신 교육의 화면입니다.")


# --- telling them ----------------------------------------------------------------------------------------------------

_WORDS = {  # what is said when a request comes to a state; neutral, for a telephone lies on the table
    "REVIEWING": "교육 신청을 검토하고 있습니다.",
    "SUPPLEMENT": "교육 신청에 보완할 내용이 있습니다.",
    "APPROVED": "교육 신청을 승인했습니다. 일정을 정하면 다시 알립니다.",
    "REJECTED": "교육 신청을 반려했습니다. 까닭은 화면에 있습니다.",
    "SCHEDULING": "교육 일정을 정하고 있습니다.",
    "CONFIRMED": "교육 일정을 확정했습니다.",
    "POSTPONED": "교육을 연기했습니다. 새 일정을 정하면 다시 알립니다.",
    "CANCELLED_BY_REQUESTER": "교육을 취소했습니다.",
    "CANCELLED_BY_HOST": "교육을 취소했습니다. 까닭은 화면에 있습니다.",
}


def words_of(row: EducationRequest) -> str:
    """What happened to a request, and by when the asker owes something."""
    said = _WORDS.get(row.status, f"교육 {row.get_status_display()}")
    if row.status != "SUPPLEMENT" or row.due_at is None:
        return said
    return f"{said} {dates.until(row.due_at)} 보완해 주십시오."


def tell(row: EducationRequest, text: str, event: str) -> None:
    """A short neutral text to the asker, once for an event."""
    _plan(row.external_requester, f"education:{row.pk}:{event}:public", text)


def ask_to_agree(row: EducationRequest) -> None:
    """Once while dates are looked for, when the coordinator has had time to enter all of them."""
    soon = timezone.now() + timedelta(minutes=10)
    key = f"education:{row.pk}:{row.version}:agree:public"
    _plan(row.external_requester, key, "교육 일정을 확인해 주십시오.", TEMPLATE_AGREE, soon)


def _plan(who: ExternalRequester, key: str, text: str, template: str = TEMPLATE, not_before: Any = None) -> None:
    messages.plan(
        key, channel=who.channel, template=template, values={"number": who.request.number, "text": text, "asker": who.pk},
        address=who.address, not_before=not_before,
    )  # fmt: skip


def _link_of_page(values: Data) -> Data | None:
    who = ExternalRequester.objects.select_related("request__host").filter(pk=values["asker"]).first()
    return {"link": url_of(who), **named(who.request.host)} if who is not None else None


def _link_while_asked(values: Data) -> Data | None:
    """Who has agreed meanwhile, or whose dates are off, is not asked."""
    waits = ExternalRequester.objects.filter(
        pk=values["asker"], request__status="SCHEDULING", request__date_agreed_at=None, request__sessions__isnull=False
    )
    return _link_of_page(values) if waits.exists() else None


TEXT = ("[{host}] {text}", "[{host}] {text} 신청번호 {number}. 확인: {link}{asks}")
messages.register(TEMPLATE, messages.Template(*TEXT, fill=_link_of_page))

messages.register(TEMPLATE_AGREE, messages.Template(*TEXT, fill=_link_while_asked))
