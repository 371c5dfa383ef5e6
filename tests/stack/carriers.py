"""A mail server and a text-message vendor on this machine; both remember what they were given."""

from __future__ import annotations

import json
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from aiosmtpd.controller import Controller


class Letters:
    """What the mail server took."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str]] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.taken.append((envelope.rcpt_tos[0], envelope.content.decode("utf-8", "replace")))
        return "250 OK"

    def count(self) -> int:
        return len(self.taken)


@contextmanager
def mail_server() -> Iterator[tuple[Letters, int]]:
    letters, port = Letters(), free_port()
    controller = Controller(letters, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield letters, port
    finally:
        controller.stop()


class Vendor:
    """Takes texts. While `holds` is set it takes one and never answers, as a vendor does when a line breaks."""

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()
        self.texts: list[dict[str, str]] = []
        self.asked: Counter[str] = Counter()
        self.holds = threading.Event()
        self.holding = threading.Event()
        self.release = threading.Event()


@contextmanager
def vendor() -> Iterator[tuple[Vendor, int]]:
    made = Vendor()

    class Desk(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            text = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            made.taken[text["reference"]] += 1
            made.texts.append(text)
            if made.holds.is_set():
                made.holding.set()
                made.release.wait(timeout=60)
                return
            self._answer({"taken": True})

        def do_GET(self) -> None:
            (reference,) = parse_qs(urlsplit(self.path).query)["reference"]
            made.asked[reference] += 1
            self._answer({"taken": made.taken[reference] > 0})

        def _answer(self, content: dict[str, Any]) -> None:
            body = json.dumps(content).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield made, server.server_port
    finally:
        made.release.set()
        server.shutdown()
        server.server_close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
