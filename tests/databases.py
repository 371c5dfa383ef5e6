"""One migrated database per state of the migrations; every process of a run works in a clone of it.

Migrating takes half a minute, cloning a fraction of a second. The template stays in the server, so that the next
process, stage or run finds it; those of other states of the migrations are dropped.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.conf import settings
from django.db import ProgrammingError, connection

TRIES, PAUSE = 20, 0.25  # how often, and seconds between
LOCK = 5_015_020  # of the server, while a template is looked for or made


def _fingerprint() -> str:
    """What a migrated database depends on: the migrations of every app, and what they are run with."""
    found = hashlib.sha256(f"{django.VERSION} {settings.HASH_KEY} {settings.FIELD_KEYS}".encode())
    for app in sorted(apps.get_app_configs(), key=lambda app: app.label):
        for path in sorted(Path(app.path).glob("migrations/*.py")):
            found.update(f"{app.label} {path.name}".encode())
            found.update(path.read_bytes())
    return found.hexdigest()[:12]


def _exists(cursor: Any, name: str) -> bool:
    cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
    return cursor.fetchone() is not None


def _drop(cursor: Any, name: str) -> None:
    """Drop it, whoever of ours is still connected. The server's own autovacuum is not ours to end: it leaves soon."""
    statement = f"DROP DATABASE IF EXISTS {connection.ops.quote_name(name)}"
    for _ in range(TRIES):
        try:
            cursor.execute(f"{statement} WITH (FORCE)")
            return
        except ProgrammingError:
            time.sleep(PAUSE)
    cursor.execute(statement)


def _make(cursor: Any, origin: str, name: str) -> None:
    """Migrate a new database; it gets its name when it is whole."""
    half_made = f"{name}_half"
    test: dict[str, Any] = connection.settings_dict["TEST"]
    given, test["NAME"] = test.get("NAME"), half_made
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    finally:
        test["NAME"] = given
        connection.close()
        _use(origin)
    quote = connection.ops.quote_name
    cursor.execute(f"ALTER DATABASE {quote(half_made)} RENAME TO {quote(name)}")


def _template(cursor: Any, origin: str) -> str:
    """The name of the migrated database; made where there is none, alone of its kind."""
    family = f"ieum_template_{origin}_"[:48]
    name = family + _fingerprint()
    if not _exists(cursor, name):
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [family])
        for (stale,) in cursor.fetchall():
            _drop(cursor, stale)
        _make(cursor, origin, name)
    return name


def _use(name: str) -> None:
    """Everything of this process, threads of a live server too, connects to this database."""
    settings.DATABASES[connection.alias]["NAME"] = connection.settings_dict["NAME"] = name


def _drop_left_behind(cursor: Any, family: str) -> None:
    """Clones of processes that ended without a farewell; two runs at a time leave each other alone."""
    cursor.execute("SELECT datname FROM pg_database WHERE datname ~ %s", [f"^{re.escape(family)}_[0-9]+$"])
    for (name,) in cursor.fetchall():
        if not Path(f"/proc/{name.rpartition('_')[2]}").exists():
            _drop(cursor, name)


def clone() -> str:
    """Give this process a database of its own; returns the name of the one it was configured for."""
    connection.close()
    origin: str = connection.settings_dict["NAME"]
    family = connection.creation._get_test_db_name()
    name = f"{family}_{os.getpid()}"
    quote = connection.ops.quote_name
    with connection.creation._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])  # until this connection closes
        template = _template(cursor, origin)
        _drop_left_behind(cursor, family)
        cursor.execute(f"CREATE DATABASE {quote(name)} TEMPLATE {quote(template)}")
    _use(name)
    return origin


def prepare() -> None:
    """Make the template ahead of the tests, so that no process of them waits for another that makes it."""
    connection.close()
    with connection.creation._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        _template(cursor, connection.settings_dict["NAME"])


def drop_clone(origin: str) -> None:
    """The opposite of `clone`."""
    name = connection.settings_dict["NAME"]
    connection.close()
    _use(origin)
    with connection.creation._nodb_cursor() as cursor:
        _drop(cursor, name)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    prepare()
