"""Secret addresses of calendars: made, taken back, opened. Whoever knows one sees what its owner may see today."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from core import audit, secret_links, workdays
from core.actor import Actor
from core.errors import Invalid
from network.actors import actor_for
from network.models import CalendarFeed, Membership
from network.registry import calendar
from network.registry.calendar import Entry

LINK = secret_links.SecretLink("calendar feed", "network:calendar-feed")
KEY_BYTES = 20  # 160 bits
PAST, AHEAD = timedelta(days=90), timedelta(days=400)


def url_of(key: str) -> str:
    return LINK.url(key)


def open_feeds(actor: Actor) -> dict[str, CalendarFeed]:
    """The addresses that are open for the membership in which the person acts, by what they hold."""
    rows = CalendarFeed.objects.filter(membership_id=actor.membership_id or 0, revoked_at__isnull=True)
    return {row.scope: row for row in rows}


def issue(*, actor: Actor, scope: str) -> str:
    """A new address; the one that was open is closed. The key is returned once and kept nowhere. Raises Invalid."""
    if scope not in CalendarFeed.Scope.values:
        raise Invalid({"scope": "내 일정, 우리 기관 일정 가운데 고르십시오."})
    assert actor.user_id is not None
    assert actor.membership_id is not None
    key = secret_links.random_key(KEY_BYTES)
    with transaction.atomic():
        Membership.objects.select_for_update().get(pk=actor.membership_id)  # two presses make one after the other
        _close(actor, scope)
        made = CalendarFeed.objects.create(
            user_id=actor.user_id, membership_id=actor.membership_id, scope=scope, key_hash=LINK.stored(key)
        )
        audit.record(actor, "calendar.issue", action="CREATE", about=made, changes={"scope": scope})
    return key


def revoke(*, actor: Actor, scope: str) -> bool:
    """Close an address of one's own; False when none was open."""
    with transaction.atomic():
        closed = _close(actor, scope)
        if closed:
            audit.record(actor, "calendar.revoke", action="UPDATE", changes={"scope": scope})
    return closed


def _close(actor: Actor, scope: str) -> bool:
    rows = CalendarFeed.objects.filter(membership_id=actor.membership_id or 0, scope=scope, revoked_at__isnull=True)
    return bool(rows.update(revoked_at=timezone.now()))


def read(key: str) -> tuple[str, list[Entry]] | None:
    """Name and entries behind a key. None for a key that is unknown or closed, or whose owner has left."""
    rows = CalendarFeed.objects.filter(revoked_at__isnull=True)
    feed = LINK.find(rows.select_related("user", "membership__institution"), key)
    if feed is None:
        return None
    held = Membership.objects.filter(pk=feed.membership_id).valid_on(workdays.seoul_today())
    if not held.exists():
        return None
    now = timezone.now()
    found = calendar.entries(actor_for(feed.membership, feed.user), now - PAST, now + AHEAD)
    if feed.scope == CalendarFeed.Scope.MINE:
        return "이음 내 일정", [entry for entry in found if entry.is_mine]
    return f"이음 {feed.membership.institution.short_name or feed.membership.institution.name} 일정", found
