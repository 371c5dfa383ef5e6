"""The processes that `./ieum` starts, watches and stops."""

from __future__ import annotations

import ctypes
import os
import pwd
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from launcher.places import ROOT, Stop

FIRST_PORT = 8000
START_SECONDS = 60
STOP_SECONDS = 20


@dataclass
class Child:
    name: str
    process: subprocess.Popen[bytes]
    log: Path
    stop_signal: signal.Signals

    def stop(self) -> None:
        """Ask first; after a while end the whole group."""
        if self.process.poll() is not None:
            return
        self.process.send_signal(self.stop_signal)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def wait_for(self, ready: Callable[[], bool]) -> None:
        """Until it answers; its log is named when it does not."""
        end = time.monotonic() + START_SECONDS
        while not ready():
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(0.1)
            if self.process.poll() is not None or time.monotonic() > end:
                raise Stop(f"{self.name}: 시작하지 못했습니다. 기록을 보십시오: {self.log}")


def die_with_parent(number: int) -> None:
    """Linux sends the child this signal when its parent ends, so that even kill -9 leaves nothing behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, number)


def as_account(account: pwd.struct_passwd | None) -> dict[str, Any]:
    """The arguments of subprocess that make a program run under another account."""
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}


class Family:
    """The processes that belong together; they stop in reverse order of their start."""

    def __init__(self) -> None:
        self.children: list[Child] = []

    def start(
        self,
        name: str,
        command: list[str],
        log: Path,
        env: Mapping[str, str] | None = None,
        *,
        cwd: Path = ROOT,
        account: pwd.struct_passwd | None = None,
        given: bytes = b"",
        stop_signal: signal.Signals = signal.SIGTERM,
    ) -> Child:
        """Start one in a session of its own: Ctrl-C reaches us alone, and we stop them in order."""
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as out:
            process = subprocess.Popen(
                command,
                cwd=cwd,
                env=env,
                stdin=subprocess.PIPE,
                stdout=out,
                stderr=out,
                start_new_session=True,
                preexec_fn=lambda: die_with_parent(stop_signal),  # noqa: PLW1509  there are no threads here
                **as_account(account),
            )
        child = Child(name, process, log, stop_signal)
        self.children.append(child)
        with suppress(BrokenPipeError):
            feed(process, given)
        return child

    def dead(self) -> Child | None:
        return next((child for child in self.children if child.process.poll() is not None), None)

    def stop(self) -> None:
        while self.children:
            self.children.pop().stop()


def feed(process: subprocess.Popen[bytes], given: bytes) -> None:
    """Hand the program what it reads from standard input, and nothing more."""
    if process.stdin:
        process.stdin.write(given)
        process.stdin.close()


def port_is_free(port: int) -> bool:
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return True
    return False


def port_answers(port: int) -> bool:
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def unused_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def choose_port(asked: int | None) -> int:
    """The port asked for, or 8000, or the next free one."""
    if asked is not None and not port_is_free(asked):
        raise Stop(f"{asked}번 포트를 다른 프로그램이 쓰고 있습니다. --port로 다른 번호를 주십시오.")
    return asked or next(port for port in range(FIRST_PORT, 65536) if port_is_free(port))
