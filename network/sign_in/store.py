"""Who acts, read in one statement: the session, its person, their memberships of today and their second factor.

Django's own mechanisms stay: its session store, its signed session, its check that the password is still the one with
which the person signed in. They only find at hand what they would have read one after another (adr/0006).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, cast

from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import auth
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.backends import db
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Exists, F, Field, Model, OuterRef
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from core import workdays
from network.actors import valid_memberships
from network.models import BrowserSession, HospitalProfile, Institution, Membership, User

# What is read of each membership besides the session: its columns and those of the rows that it stands on.
_READ: tuple[tuple[str, type[Model]], ...] = (
    ("", Membership),
    ("user__", User),
    ("institution__", Institution),
    ("institution__profile__", HospitalProfile),
)
_KEY, _NOW, _DAY = "key", datetime.min.replace(tzinfo=UTC), date.min  # stand in the kept statement for what is asked


class SessionStore(db.SessionStore):
    """Sessions of the portal. Once loaded it has `person`, `memberships` and `has_second_factor`.

    `person` is None for a session without anybody, and for somebody without a membership today.
    """

    person: User | None = None
    memberships: list[Membership]
    has_second_factor: bool

    @classmethod
    def get_model_class(cls) -> type[BrowserSession]:
        return BrowserSession

    def create_model_instance(self, data: dict[str, Any]) -> BrowserSession:
        row = cast(BrowserSession, super().create_model_instance(data))
        row.user_id = data.get(auth.SESSION_KEY)
        return row

    def load(self) -> dict[str, Any]:
        """The session's content; for whoever acts in a membership with all that is asked about them."""
        found = _read(self.session_key, timezone.now(), workdays.seoul_today())
        if not found:
            loaded: dict[str, Any] = super().load()
            return loaded
        session_data, self.has_second_factor, _ = found[0]
        self.memberships = [membership for _, _, membership in found]
        self.person = self.memberships[0].user
        content: dict[str, Any] = self.decode(session_data)
        return content

    def is_of(self, user: Any) -> bool:
        """Whether what is at hand is about this person."""
        return self.person is not None and self.person.pk == user.pk


def _read(key: str | None, now: datetime, day: date) -> list[tuple[str, bool, Membership]]:
    """Content, second factor and membership, a line for each membership; none for a session that nobody acts in."""
    sql, asked = _statement()
    values = {_KEY: key, _NOW: now, _DAY: day}
    with connection.cursor() as cursor:
        cursor.execute(sql, [values.get(one, one) for one in asked])
        return [(line[0], line[1], _membership(line[2:])) for line in cursor.fetchall()]


@cache
def _statement() -> tuple[str, tuple[Any, ...]]:
    """Composed once and kept: PostgreSQL takes less time over the answer than Django over composing the question."""
    live = {"user__sessions__session_key": _KEY, "user__sessions__expire_date__gt": _NOW}
    rows = Membership.objects.filter(**live).to_act_in(_DAY)
    factors = Authenticator.objects.filter(user_id=OuterRef("user_id"))
    rows = rows.annotate(session_data=F("user__sessions__session_data"), has_second_factor=Exists(factors))
    names = [f"{prefix}{column.attname}" for prefix, model in _READ for column in _columns(model)]
    sql, asked = rows.values_list("session_data", "has_second_factor", *names).query.sql_with_params()
    return sql, tuple(asked)


def _columns(model: type[Model]) -> Sequence[Field[Any, Any]]:
    found: Sequence[Field[Any, Any]] = model._meta.concrete_fields
    odd = [str(column) for column in found if column.get_db_converters(connection)]
    if odd:
        raise TypeError(f"read as they are stored, which these are not: {odd}")
    return found


def _membership(values: Sequence[Any]) -> Membership:
    """The membership with its person and its institution, as `select_related` would give them."""
    rest = iter(values)
    row, person, place, profile = (_built(model, rest) for _, model in _READ)
    Institution._meta.get_field("profile").set_cached_value(place, None if profile.pk is None else profile)
    row.user, row.institution = person, place
    return row


def _built(model: type[Model], values: Iterator[Any]) -> Any:
    names = [column.attname for column in model._meta.concrete_fields]
    return model.from_db(DEFAULT_DB_ALIAS, names, [next(values) for _ in names])


_at_hand: ContextVar[SessionStore | None] = ContextVar("session_at_hand", default=None)


class AccountBackend(AuthenticationBackend):
    """allauth's, which finds the person that came with the session."""

    def get_user(self, user_id: Any) -> Any:
        store = _at_hand.get()
        if store is None or store.person is None or store.person.pk != user_id:
            return super().get_user(user_id)
        return store.person if self.user_can_authenticate(store.person) else None


class SignedInPerson(AuthenticationMiddleware):
    """Django's, with the person that came with the session."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = cast(User, SimpleLazyObject(lambda: _person_of(request)))


def _person_of(request: HttpRequest) -> Any:
    """Every check is Django's: the backend, the account that is not closed, the password that has not changed."""
    token = _at_hand.set(cast(SessionStore, request.session))
    try:
        return auth.get_user(request)
    finally:
        _at_hand.reset(token)


def memberships_of(request: HttpRequest) -> list[Membership]:
    """The memberships of the signed-in person that hold today, the one held longest first."""
    store = cast(SessionStore, request.session)
    return store.memberships if store.is_of(request.user) else valid_memberships(cast(User, request.user))


def has_second_factor(request: HttpRequest) -> bool:
    """As allauth says it of the signed-in person."""
    store = cast(SessionStore, request.session)
    return store.has_second_factor if store.is_of(request.user) else bool(is_mfa_enabled(request.user))


def forget(now: datetime) -> int:
    """Sweep: sessions that have run out."""
    return BrowserSession.objects.filter(expire_date__lt=now).delete()[0]
