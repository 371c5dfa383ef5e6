"""The pages of councils: a body with meetings in every state, and who opens which page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import time_machine

from core import workdays
from network.councils.models import Meeting
from network.councils.services import correcting, door, proposals, tables
from network.documents.models import SavedLine
from tests.cast import Cast, Member
from tests.councils.house import House, house, report_of

Page = tuple[Member | None, str, tuple[Any, ...], str]


def prepare(cast: Cast) -> dict[str, Any]:
    """Meetings that were planned, called, held, written, approved and sent round; a proposal, an action."""
    today = workdays.seoul_today()
    home = house(cast)
    made: dict[str, Any] = {"council": home.council}
    for name, days in (("earlier", -90), ("out", -60), ("signing", -30), ("drafted", -12), ("held", -5)):
        made[name] = _held(
            home, workdays.start_of_day(today + timedelta(days=days, hours=0)) + timedelta(hours=14), name
        )
    made["called"] = home.called(workdays.start_of_day(today + timedelta(days=9)) + timedelta(hours=14))
    made["written"] = home.called(
        workdays.start_of_day(today + timedelta(days=1)) + timedelta(hours=9),
        mode="WRITTEN",
        place="",
        ends_at=workdays.start_of_day(today + timedelta(days=6)) + timedelta(hours=18),
    )
    made["called"] = door.open_door(actor=home.coordinator, meeting=made["called"])
    Meeting.objects.filter(pk=made["out"].pk).update(is_public=True)
    made["planned"] = home.agenda(home.plan(workdays.start_of_day(today + timedelta(days=40)) + timedelta(hours=14)))
    made["postponed"] = home.step(
        "postpone", home.called(workdays.start_of_day(today + timedelta(days=20)) + timedelta(hours=14)), reason="폭설"
    )
    made["proposal"] = proposals.propose(
        actor=cast.health1.actor,
        council=home.council,
        data={"kind": "PROBLEM", "title": "야간 거절", "text": "거절이 많습니다.", "figures": "38건"},
    )
    made["document"] = report_of(made["signing"])
    made["action"] = made["out"].actions.get()
    item = made["held"].items.first()
    item.meeting = made["held"]
    row = {"name": "교육 수료", "unit": "PERSON", "cells": ["600", "548"]}
    tables.save(actor=home.coordinator, item=item, data={"kind": "B", "as_of": today}, rows=[row])
    made["line"] = SavedLine.objects.create(
        host=cast.host, programme="NETWORK", name="원장 전결", created_by=cast.coordinator1.user
    )
    made["correction"] = correcting.correct(
        actor=home.coordinator,
        document=report_of(made["earlier"]),
        changes=[{"path": "place", "text": "소회의실"}],
        reason="장소를 잘못 적음",
        line=[{"title": "원장", "person": cast.director1.user}],
    )
    home.sign(made["correction"])
    return made


def _held(home: House, starts: Any, until: str) -> Meeting:
    with time_machine.travel(starts - timedelta(days=10), tick=False):
        meeting = home.called(starts)
    with time_machine.travel(starts + timedelta(hours=1), tick=False):
        home.attend(meeting, 배가상="PROXY", 임가상="EXCUSED")
        meeting = home.step("hold", meeting)
        if until in ("out", "held"):
            home.action(meeting, home.cast.health1.institution, workdays.seoul_date(starts) + timedelta(days=20))
        if until == "held":
            return meeting
        home.write_all(meeting)
        meeting = home.step("draft", meeting)
        if until == "drafted":
            return meeting
        document = home.submit(meeting)
        if until == "signing":
            return meeting
        home.sign(document)
        return home.distribute(meeting)


def visits(cast: Cast, rows: dict[str, Any]) -> Iterator[Page]:
    runs, member, chief = cast.coordinator1, cast.health1, cast.director1
    council, held, out = rows["council"], rows["held"], rows["out"]
    item = held.items.first()
    yield runs, "councils:council-list", (), ""
    yield cast.town1, "councils:council-list", (), ""
    yield runs, "councils:council-new", (), ""
    for shape in ("month", "week", "list"):
        yield runs, "network:calendar", (), f"?view={shape}"
    yield member, "network:calendar-feeds", (), ""
    yield member, "councils:council-search", (), "?q=당직표"
    yield None, "councils:council-public", (), ""
    yield runs, "councils:meeting-files", (rows["called"].pk,), ""
    yield runs, "councils:meeting-door", (rows["called"].pk,), ""
    yield member, "councils:meeting-sign-in", (), f"?k={rows['called'].sign_in_key}"
    for who in (runs, member):
        yield who, "councils:council-detail", (council.pk,), ""
        yield who, "councils:meeting-detail", (out.pk,), ""
        yield who, "councils:meeting-detail", (rows["called"].pk,), ""
        yield who, "councils:action-list", (), ""
        yield who, "councils:decision-list", (), ""
        yield who, "councils:action-detail", (rows["action"].pk,), ""
        yield who, "councils:proposal-detail", (rows["proposal"].pk,), ""
    for name in ("planned", "held", "postponed"):
        yield runs, "councils:meeting-detail", (rows[name].pk,), ""
    yield chief, "councils:meeting-detail", (rows["signing"].pk,), ""
    for name in ("approve", "return"):
        yield chief, "documents:document-act", (rows["document"].pk, name), ""
    yield runs, "councils:council-edit", (council.pk,), ""
    yield runs, "councils:member-new", (council.pk,), ""
    yield runs, "councils:member-import", (council.pk,), ""
    yield runs, "councils:council-minutes", (council.pk,), ""
    yield runs, "councils:member-edit", (council.pk, council.members.first().pk), ""
    yield runs, "councils:meeting-new", (council.pk,), ""
    yield runs, "councils:meeting-past", (council.pk,), ""
    yield member, "councils:proposal-new", (council.pk,), ""
    yield runs, "councils:proposal-act", (rows["proposal"].pk, "decide"), ""
    yield runs, "councils:meeting-edit", (rows["planned"].pk,), ""
    yield runs, "councils:meeting-agenda", (rows["planned"].pk,), ""
    for name, of in (("notify", "planned"), ("cancel", "planned"), ("submit", "drafted"), ("renotify", "postponed")):
        yield runs, "councils:meeting-act", (rows[of].pk, name), ""
    yield member, "councils:meeting-answer", (rows["called"].pk, rows["called"].attendees.get(name="남가상").pk), ""
    yield runs, "councils:meeting-answer", (rows["called"].pk, rows["called"].attendees.get(name="배가상").pk), ""
    asked = rows["written"]
    yield member, "councils:meeting-detail", (asked.pk,), ""
    for who, name in ((member, "남가상"), (runs, "배가상")):
        yield who, "councils:meeting-answer", (asked.pk, asked.attendees.get(name=name).pk), ""
    yield runs, "councils:council-paper", (asked.pk, "notice"), ""
    yield runs, "councils:meeting-attendance", (held.pk,), ""
    yield runs, "councils:guest-new", (held.pk,), ""
    yield runs, "councils:meeting-notes", (held.pk, item.pk), ""
    for of in ("held", "called", "drafted", "out"):
        yield runs, "councils:meeting-run", (rows[of].pk,), ""
    yield runs, "councils:item-detail", (out.pk, out.items.last().pk), ""
    yield runs, "councils:action-new", (held.pk, item.pk), ""
    yield runs, "councils:action-edit", (held.actions.get().pk,), ""
    yield runs, "councils:table-new", (held.pk, item.pk), ""
    yield runs, "councils:table-edit", (held.pk, item.pk, item.tables.get().pk), ""
    yield runs, "councils:council-year", (workdays.seoul_today().year,), ""
    for kind in ("notice", "agenda", "signs", "report"):
        yield runs, "councils:council-paper", (out.pk, kind), ""
    yield runs, "councils:document-correct", (report_of(out).pk,), ""
    yield runs, "documents:paper-act", (report_of(out).pk, "withdraw"), ""
    yield runs, "documents:paper-act", (rows["correction"].pk, "issue"), ""
    yield runs, "documents:document-list", (), ""
    yield chief, "documents:document-list", (), ""
    yield runs, "documents:line-list", (), ""
    for who, of in ((chief, rows["document"]), (runs, rows["correction"]), (runs, report_of(out))):
        yield who, "documents:document-detail", (of.pk,), ""
    yield runs, "documents:document-paper", (rows["correction"].pk,), ""
    yield runs, "documents:line-act", (rows["line"].pk, "remove"), ""
    yield member, "councils:action-act", (rows["action"].pk, "finish"), ""
