"""The frame of the tests: real PostgreSQL, one standing cast, no network, nothing left over between tests."""

from __future__ import annotations

import gc
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import hypothesis
import pytest
from django.test import client
from pytest_django.plugin import blocking_manager_key

from tests import cast as standing
from tests import databases
from tests.queries import gather_statistics
from tests.report import pytest_runtest_logreport, pytest_terminal_summary  # noqa: F401  hooks of this file

# A crowded machine draws examples slowly; that says nothing of the code.
hypothesis.settings.register_profile("house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("house")

LOOPBACK = ("127.0.0.1", "::1", "localhost")


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: Any
) -> Iterator[None]:
    """A database of this process, cloned; the reference data and the cast are stored once, every test rolls back."""
    with django_db_blocker.unblock():
        origin = databases.clone()
        standing.load()
        gather_statistics()
    yield
    with django_db_blocker.unblock():
        databases.drop_clone(origin)


def pytest_sessionstart() -> None:
    """What is read and imported for the tests stays to the end: meanwhile nobody need look for what may go."""
    gc.disable()


def pytest_collection_finish() -> None:
    """From here on it is looked for, seldom and only among what the tests make: a tenth of their time went into it."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)
    gc.enable()


MARKED = re.compile(r"mark\.(browser|stack)\b")
APART = "browser or stack"


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Where only those with a browser or with workers are asked for, the hundreds of other files are not even read."""
    if config.option.markexpr != APART or not collection_path.name.startswith("test_"):
        return None
    return None if MARKED.search(collection_path.read_text(encoding="utf-8")) else True


def _commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    by_marker = marker is not None and bool(marker.kwargs.get("transaction"))
    names = set(getattr(item, "fixturenames", ()))
    return by_marker or bool(names & {"transactional_db", "live_server"})


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """A test that commits ends with empty tables; the standing data is put back for the next one."""
    result = yield
    if nextitem is not None and _commits(item):
        with item.config.stash[blocking_manager_key].unblock():
            standing.load()
    return result


@pytest.fixture
def cast(db: None) -> standing.Cast:
    """Who acts."""
    return standing.current()


@pytest.fixture
def before_anybody(db: None) -> None:
    """The portal as it is right after installation: places, but no accounts."""
    from network.models import Membership, User

    Membership.objects.all().delete()
    User.objects.all().delete()


@pytest.fixture(scope="session", autouse=True)
def _emptied_as_it_is() -> Iterator[None]:
    """What the framework writes into emptied tables (its own permissions for every model) nobody here reads."""
    with mock.patch("django.core.management.commands.flush.emit_post_migrate_signal"):
        yield


@pytest.fixture(scope="session", autouse=True)
def _context_of_the_page() -> Iterator[None]:
    """`answer.context` is that of the first template, which the view gave its page; of a page's hundred parts it would be
    copied as often."""
    note = client.store_rendered_templates

    def note_first(store: dict[str, Any], signal: Any, sender: Any, template: Any, context: Any, **more: Any) -> None:
        if "context" not in store:
            note(store, signal, sender, template, context, **more)
        else:
            store["templates"].append(template)

    with mock.patch.object(client, "store_rendered_templates", note_first):
        yield


@pytest.fixture(autouse=True)
def _as_in_production(settings: Any, tmp_path: Any) -> None:
    """The same answers whatever `var/env` says; files of a test go where the test's files go."""
    settings.DEMO = False
    settings.SECOND_FACTOR_REQUIRED = False
    settings.SMS_URL = ""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.AUDIT_HEADS = tmp_path / "files" / "audit-heads.log"


@pytest.fixture(autouse=True)
def _forget_what_processes_remember() -> None:
    """What a process keeps between requests must not travel between tests."""
    from core import crypto, workdays

    workdays.forget_calendar()
    crypto._cipher.cache_clear()


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections lead to this machine or nowhere."""
    connect = socket.socket.connect

    def only_here(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in LOOPBACK:
            raise AssertionError(f"a test wanted to reach {address[0]}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", only_here)
