"""Real worker and beat processes over the test database, with a queue of their own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 40.0  # seconds; a crowded machine starts a worker slowly


def until(holds: Callable[[], bool], what: str) -> None:
    """Wait for something to become true."""
    pause = threading.Event()
    for _ in range(int(PATIENCE / 0.2)):
        if holds():
            return
        pause.wait(0.2)
    raise AssertionError(f"in vain: {what}")


def database_url() -> str:
    """The address of the database in which this test runs."""
    place = connection.settings_dict
    login = quote(place["USER"]) + (f":{quote(place['PASSWORD'])}" if place["PASSWORD"] else "")
    host = str(place["HOST"] or place["OPTIONS"].get("host", ""))
    if host.startswith("/"):
        return f"postgres://{login}@/{place['NAME']}?host={host}"
    port = f":{place['PORT']}" if place["PORT"] else ""
    return f"postgres://{login}@{host}{port}/{place['NAME']}"


def queue_url() -> str:
    """A number of Redis that no other test process uses."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    return urlunsplit(urlsplit(settings.REDIS_URL)._replace(path=f"/{12 + int(worker) % 4}"))


class Crew:
    """The processes of one test; each ends with it."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "IEUM_ENV_FILE": os.devnull,
            "DEMO": "1",
            "SECRET_KEY": settings.SECRET_KEY,
            "HASH_KEY": settings.HASH_KEY,
            "AUDIT_KEY": settings.AUDIT_KEY,
            "FIELD_KEYS": ",".join(settings.FIELD_KEYS),
            "DATA_DIR": str(folder),
            "DATABASE_URL": database_url(),
            "REDIS_URL": queue_url(),
            "BEAT_SECONDS": "0.5",
            **environment,
        }
        self.processes: list[subprocess.Popen[bytes]] = []

    def worker(self) -> subprocess.Popen[bytes]:
        return self._start("worker", "--pool", "solo", "--without-gossip", "--without-mingle", "--without-heartbeat")

    def beat(self) -> subprocess.Popen[bytes]:
        return self._start("beat", "--schedule", str(self.folder / "beat"))

    def _start(self, *command: str) -> subprocess.Popen[bytes]:
        log = (self.folder / f"{command[0]}.log").open("ab")
        process = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "config", *command],
            cwd=ROOT,
            env=self.environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        self.processes.append(process)
        return process

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """As a machine that loses power: no farewell."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=30)

    def end(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                self.kill(process)
