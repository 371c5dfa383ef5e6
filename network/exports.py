"""Entries as an iCalendar file (RFC 5545), which telephones and mail programmes read."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from icalendar import Calendar, Event, vText

from core import workdays
from network.registry.calendar import Entry

CONTENT_TYPE = "text/calendar; charset=utf-8"


def write(entries: Iterable[Entry], name: str) -> bytes:
    """A calendar of entries; one that is added to somebody's own has no `name`. What was called off stays in it as such, else it would stand in old copies for ever."""
    made = Calendar()
    made.add("prodid", "-//Ieum//Calendar//KO")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    if name:
        made.add("x-wr-calname", vText(name))
    made.add("x-wr-timezone", vText("Asia/Seoul"))
    for entry in entries:
        made.add_component(_event(entry))
    made.add_missing_timezones()
    return bytes(made.to_ical())


def _event(entry: Entry) -> Event:
    host = urlsplit(settings.BASE_URL).hostname or "ieum"
    event = Event()
    event.add("uid", f"{entry.uid}@{host}")
    event.add("sequence", entry.sequence)
    event.add("dtstamp", timezone.now())
    event.add("dtstart", entry.starts_at.astimezone(workdays.SEOUL))
    event.add("dtend", entry.ends_at.astimezone(workdays.SEOUL))
    event.add("summary", entry.summary)
    if entry.place:
        event.add("location", entry.place)
    event.add("url", f"{settings.BASE_URL}{entry.url}")
    event.add("description", entry.state)
    event.add("status", "CANCELLED" if entry.is_cancelled else "TENTATIVE" if entry.tone == "hold" else "CONFIRMED")
    return event


def calendar_file(entries: Iterable[Entry], name: str, file_name: str) -> HttpResponse:
    response = HttpResponse(write(entries, name), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{file_name}.ics"'
    return response
