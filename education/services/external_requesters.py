"""How somebody without an account is reached: the secret address of their page, and the texts that carry it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone

from core import contacts, identifiers, messages
from core.errors import Invalid
from core.secret_links import SecretLink, same
from education.models import EducationRequest, ExternalRequester

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
    who = ExternalRequester.objects.filter(pk=values["asker"]).first()
    return {"link": url_of(who)} if who is not None else None


def _link_while_asked(values: Data) -> Data | None:
    """Who has agreed meanwhile, or whose dates are off, is not asked."""
    waits = ExternalRequester.objects.filter(
        pk=values["asker"], request__status="SCHEDULING", request__date_agreed_at=None, request__sessions__isnull=False
    )
    return _link_of_page(values) if waits.exists() else None


TEXT = ("[이음] {text}", "[이음] {number} {text} {link}")
messages.register(TEMPLATE, messages.Template(*TEXT, fill=_link_of_page))

messages.register(TEMPLATE_AGREE, messages.Template(*TEXT, fill=_link_while_asked))
