"""The floors of the bench: what the same machine needs for the same rows without the portal."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from unittest import mock

import orjson
from django.db import connection, transaction
from django.http import HttpResponse
from django.template import Context, Template
from django.template.loader import get_template
from django.test import Client as Browser
from django.test.client import ClientHandler
from django.test.utils import instrumented_test_render  # type: ignore[attr-defined]

from core import reports

Deed = Callable[[], Any]
_LIST = (
    "SELECT c.id, c.number, c.status, c.ward, c.target_group, c.next_due_at, p.name, p.birth_date, u.name,"
    " (SELECT d.kind FROM core_duty d WHERE d.root_id = c.id::text AND d.done_at IS NULL ORDER BY d.due_at LIMIT 1)"
    " FROM discharge_dischargecase c JOIN network_client p ON p.id = c.client_id"
    " LEFT JOIN network_user u ON u.id = c.social_worker_id"
)
_serial = itertools.count(1)


def rows(sql: str, *values: Any) -> Deed:
    """A bare cursor and the rows as JSON, served."""

    def deed() -> bytes:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return orjson.dumps(cursor.fetchall(), default=str)

    return served(deed)


def case_list(hospital: int) -> Deed:
    return rows(f"{_LIST} WHERE c.hospital_id = %s ORDER BY c.next_due_at, c.id LIMIT 51", hospital)


def case_search(hospital: int, pair: str) -> Deed:
    people = "ARRAY(SELECT id FROM network_client WHERE name_bigrams @> ARRAY[%s]::varchar[])"
    where = f"c.hospital_id = %s AND c.client_id = ANY({people})"
    return rows(f"{_LIST} WHERE {where} ORDER BY c.next_due_at, c.id LIMIT 51", hospital, pair)


def by_birth(hospital: int, day: date) -> Deed:
    where = "c.hospital_id = %s AND p.birth_date = %s"
    return rows(f"{_LIST} WHERE {where} ORDER BY c.next_due_at, c.id LIMIT 51", hospital, day)


def by_number(number: str) -> Deed:
    return rows(f"{_LIST} WHERE c.number = %s", number)


def case(pk: Any) -> Deed:
    return rows(f"{_LIST} WHERE c.id = %s", pk)


def same_page(browser: Browser, path: str) -> Deed:
    """The page once more from what it was made of the first time: the template alone, no row is read."""
    with mock.patch.object(Template, "_render", instrumented_test_render):
        answer = browser.get(path)
    template = get_template(str(answer.templates[0].name)).template  # type: ignore[attr-defined]
    values = {key: answer.context[key] for key in answer.context.keys()}  # noqa: SIM118  (it has no __iter__ of keys)

    def deed() -> bytes:
        context = Context(values)
        context.request = values["request"]  # type: ignore[attr-defined]
        return str(template.render(context)).encode()

    return served(deed)


class _Bare(ClientHandler):
    """Django with no middleware, no routes and one answer."""

    def __init__(self, deed: Callable[[], bytes]) -> None:
        super().__init__()
        self.deed = deed

    def load_middleware(self, is_async: bool = False) -> None:
        self._middleware_chain = lambda request: HttpResponse(self.deed())


def served(deed: Callable[[], bytes]) -> Deed:
    """A deed as a request, so that what a request costs by itself is on both sides."""
    browser = Browser()
    browser.handler = _Bare(deed)
    return lambda: browser.get("/")


def insert() -> None:
    """One row and its audit entry in one transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        day = date(3000, 1, 1) + timedelta(days=next(_serial))
        cursor.execute("INSERT INTO core_holiday (day, name, is_working) VALUES (%s, '', false)", [day])
        cursor.execute(
            "INSERT INTO core_auditentry (at, action, verb, roles, request_id, object_kind, object_id, persons,"
            " changes, reason, mac) VALUES (now(), 'CREATE', 'bench', '{}', '', '', '', '{}', '{}', '', '')"
        )


def bare_paper(prints: Deed) -> Deed:
    """The engine alone on the page that `prints` prints."""
    with mock.patch.object(reports, "render_pdf", return_value=b"") as seen:
        prints()
    html = seen.call_args.args[0]
    from weasyprint import HTML

    base = reports.STATIC.as_uri() + "/"
    return lambda: HTML(string=html, base_url=base).write_pdf(pdf_variant="pdf/ua-1")
