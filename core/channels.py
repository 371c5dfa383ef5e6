"""Adapters that carry a message out of the house. Each says whether an unknown outcome can be asked for later."""

from __future__ import annotations

import json
import smtplib
import socket
import urllib.error
import urllib.request
from abc import ABC, abstractmethod
from http.client import HTTPException
from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from core.messages import text_of
from core.models import Message

TIMEOUT_SECONDS = 10


class NotDelivered(Exception):
    """The channel refused or could not be reached before anything was handed over; trying again is safe."""


class OutcomeUnknown(Exception):
    """The connection broke after the message was handed over; sending again could double it."""


class Channel(ABC):
    """Hands one message over. Raises NotDelivered or OutcomeUnknown; returning means it was taken."""

    @abstractmethod
    def send(self, message: Message) -> None: ...

    def was_taken(self, message: Message) -> bool | None:
        """Asks the carrier about a message whose outcome is unknown. None: the carrier cannot say."""
        return None


class Email(Channel):
    """SMTP through Django's mail settings; the message id is our reference, so a doubled mail is recognised."""

    def send(self, message: Message) -> None:
        subject, body = text_of(message)
        address = message.recipient.email if message.recipient else message.address or ""
        link = urljoin(settings.BASE_URL + "/", message.url.lstrip("/")) if message.url else settings.BASE_URL
        lines = [body] if message.recipient is None and not message.url else [body, link]
        connection = get_connection()
        mail = EmailMessage(
            subject=subject,
            body="\n\n".join([*lines, "이 메일은 업무 알림이며 개인정보를 담지 않습니다."]),
            to=[address],
            headers={"Message-ID": f"<{message.reference}@ieum>"},
            connection=connection,
        )
        try:
            connection.open()
        except OSError as error:  # smtplib's own errors are among them
            raise NotDelivered(type(error).__name__) from error
        try:
            mail.send()
        except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as error:
            raise NotDelivered(type(error).__name__) from error  # the server answered, and said no
        except OSError as error:
            raise OutcomeUnknown(type(error).__name__) from error
        finally:
            connection.close()


class TextRecorder(Channel):
    """The default for text messages: nothing leaves the house, the row itself is the record."""

    def send(self, message: Message) -> None:
        return None

    def was_taken(self, message: Message) -> bool | None:
        return True


class TextOverHTTP(Channel):
    """A vendor reached over HTTP: POST with our reference; GET by reference tells what became of it."""

    def __init__(self, url: str) -> None:
        self.url = url

    def send(self, message: Message) -> None:
        _, body = text_of(message)
        content = json.dumps({"reference": str(message.reference), "to": message.address, "text": body})
        request = urllib.request.Request(self.url, data=content.encode(), headers={"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS):
                return
        except urllib.error.HTTPError as error:
            # a fault on their side (a gateway's, say) may come after the message was taken
            refused = error.code < 500
            raise (NotDelivered if refused else OutcomeUnknown)(f"HTTP {error.code}") from error
        except urllib.error.URLError as error:
            never_reached = isinstance(error.reason, ConnectionRefusedError | socket.gaierror)
            raise (NotDelivered if never_reached else OutcomeUnknown)(type(error.reason).__name__) from error
        except (OSError, HTTPException) as error:
            raise OutcomeUnknown(type(error).__name__) from error

    def was_taken(self, message: Message) -> bool | None:
        try:
            url = f"{self.url}?reference={message.reference}"
            with urllib.request.urlopen(url, timeout=TIMEOUT_SECONDS) as answer:
                return bool(json.load(answer).get("taken"))
        except (OSError, ValueError, AttributeError, HTTPException):
            return None


def channel_for(name: str) -> Channel:
    """The adapter of a channel that leaves the house, by the settings in force."""
    if name == "EMAIL":
        return Email()
    return TextOverHTTP(settings.SMS_URL) if settings.SMS_URL else TextRecorder()
