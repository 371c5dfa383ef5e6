"""The trail: written with the act, never changed, chained, and any change found and named."""

from __future__ import annotations

import threading
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, connection, transaction

from core import audit, context
from core.actor import SYSTEM, Place
from core.models import AuditEntry, AuditSeal
from tests import make
from tests.cast import Cast, current
from tests.rivals import together

Commit = Any


def entries(count: int) -> list[AuditEntry]:
    return [audit.record(SYSTEM, f"tests.act_{number}", action="UPDATE") for number in range(count)]


@pytest.fixture
def unguarded(db: None) -> None:
    """What the owner of the table can do and the application cannot: switch the triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE core_auditentry DISABLE TRIGGER core_auditentry_append_only")
        cursor.execute("ALTER TABLE core_auditseal DISABLE TRIGGER core_auditseal_append_only")


def test_an_entry_says_who_when_where_whose_what_and_why(cast: Cast) -> None:
    case = make.case()
    token = context.enter(Place("request-1", "192.0.2.7"))
    try:
        audit.record(
            cast.social1.actor, "case.read", action="VIEW", about=case, persons=[case.client_id] * 2, reason="상담"
        )
    finally:
        context.leave(token)
    entry = AuditEntry.objects.get()
    assert (entry.user, entry.institution, entry.roles) == (cast.social1.user, cast.host, ["SOCIAL_WORKER"])
    assert (entry.address, entry.request_id, entry.reason) == ("192.0.2.7", "request-1", "상담")
    assert (entry.object_kind, entry.object_id, entry.persons) == (
        "discharge.dischargecase",
        str(case.pk),
        [case.client_id],
    )
    assert entry.mac == audit.crypto.audit_mac(audit.canonical(entry))


@pytest.mark.parametrize(
    "deed",
    [
        lambda: AuditEntry.objects.update(reason="다름"),
        lambda: AuditEntry.objects.all().delete(),
        lambda: AuditEntry.objects.get().delete(),
        lambda: AuditSeal.objects.update(digest="0" * 64),
        lambda: AuditSeal.objects.all().delete(),
        lambda: _sql("UPDATE core_auditentry SET verb = 'x'"),
        lambda: _sql("DELETE FROM core_auditentry"),
        lambda: _sql("DELETE FROM core_auditseal"),
    ],
)
def test_what_is_written_stays(db: None, deed: Callable[[], object]) -> None:
    entries(1)
    audit.seal()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        deed()
    assert audit.verify() == []


def _sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_an_untouched_trail_verifies_sealed_or_not(db: None) -> None:
    entries(5)
    assert audit.verify() == []
    assert audit.seal(limit=3) == 3
    assert audit.seal(limit=3) == 2
    assert audit.seal() == 0
    entries(2)
    assert audit.verify() == []
    assert AuditSeal.objects.order_by("last_id").last().previous == AuditSeal.objects.order_by("last_id")[0].digest  # type: ignore[union-attr]


TAMPERINGS = {
    "a word changed": "UPDATE core_auditentry SET reason = '다름' WHERE id = {middle}",
    "a person taken out": "UPDATE core_auditentry SET persons = '{{}}', verb = 'x' WHERE id = {middle}",
    "a moment changed": "UPDATE core_auditentry SET at = at - interval '1 day' WHERE id = {middle}",
    "a row taken out": "DELETE FROM core_auditentry WHERE id = {middle}",
    "the first row taken out": "DELETE FROM core_auditentry WHERE id = {first}",
    "the last sealed row taken out": "DELETE FROM core_auditentry WHERE id = {sealed}",
    "two rows swapped": (
        "UPDATE core_auditentry a SET mac = b.mac, verb = b.verb, at = b.at FROM core_auditentry b "
        "WHERE (a.id, b.id) IN (({first}, {middle}), ({middle}, {first}))"
    ),
    "a seal taken out": "DELETE FROM core_auditseal WHERE first_id = {first}",
    "a seal changed": "UPDATE core_auditseal SET digest = repeat('0', 64) WHERE first_id = {first}",
    "an unsealed row changed": "UPDATE core_auditentry SET verb = 'x' WHERE id = {open}",
}


@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_whatever_the_owner_changes_is_found(unguarded: None, tampering: str) -> None:
    rows = entries(4)
    audit.seal(limit=2)
    audit.seal(limit=2)
    rows += entries(1)
    assert audit.verify() == []
    ids = {"first": rows[0].pk, "middle": rows[1].pk, "sealed": rows[3].pk, "open": rows[4].pk}
    _sql(TAMPERINGS[tampering].format(**ids))
    faults = audit.verify()
    assert faults
    assert all(fault.place and fault.what for fault in faults)


def test_a_row_put_into_a_gap_of_the_numbers_is_found(unguarded: None) -> None:
    first = entries(1)[0]
    audit.seal()
    with connection.cursor() as cursor:  # numbers that no row took
        cursor.execute("SELECT nextval(pg_get_serial_sequence('core_auditentry', 'id')) FROM generate_series(1, 5)")
    entries(1)
    audit.seal()
    _sql("ALTER TABLE core_auditentry DISABLE TRIGGER core_audit_number")
    _sql(
        "INSERT INTO core_auditentry SELECT (jsonb_populate_record(e, jsonb_build_object('id', e.id + 2))).* "
        "FROM core_auditentry e WHERE id = %s",
        first.pk,
    )
    assert [fault.place.split()[0] for fault in audit.verify()] == ["봉인"]


def test_a_tail_that_is_cut_off_is_missed(unguarded: None, django_capture_on_commit_callbacks: Commit) -> None:
    for _ in range(2):
        entries(2)
        with django_capture_on_commit_callbacks(execute=True):
            audit.seal()
    last = AuditSeal.objects.order_by("-last_id")[0]
    assert Path(settings.AUDIT_HEADS).read_text(encoding="utf-8").split()[-1] == last.digest
    assert audit.verify() == []
    _sql("DELETE FROM core_auditentry WHERE id >= %s", last.first_id)
    _sql("DELETE FROM core_auditseal WHERE id = %s", last.pk)
    assert [fault.place for fault in audit.verify()] == [f"봉인 머리 {last.last_id}"]


def test_who_holds_no_key_cannot_write_an_entry(unguarded: None, settings: Any) -> None:
    key = settings.AUDIT_KEY
    settings.AUDIT_KEY = "another-key-that-is-not-the-one-in-use"
    (forged,) = entries(1)
    settings.AUDIT_KEY = key
    assert [fault.place for fault in audit.verify()] == [f"기록 {forged.pk}"]


def test_an_act_that_cannot_be_recorded_does_not_happen(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from network.services import clients

    def fail(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("disk full")

    person = make.client_()
    monkeypatch.setattr(AuditEntry, "save", fail)
    with pytest.raises(OperationalError):
        clients.update(actor=cast.social1.actor, client=person, data={"address_town": "다른동"})
    person.refresh_from_db()
    assert person.address_town == "가상동"


def test_a_page_that_cannot_be_recorded_is_not_shown(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.http import HttpResponse
    from django.test import RequestFactory

    from core.policy import OnRow, page
    from tests.core.machine import ACCESS

    shown = page(OnRow(ACCESS, "read", audit_as="case.read"))(lambda request, row: HttpResponse(row.number))
    request = RequestFactory().get("/")
    request.actor = cast.social1.actor  # type: ignore[attr-defined]
    assert shown(request, pk=make.case().pk).status_code == 200
    assert AuditEntry.objects.get().verb == "case.read"
    monkeypatch.setattr(AuditEntry, "save", lambda *args, **kwargs: (_ for _ in ()).throw(OperationalError("full")))
    with pytest.raises(OperationalError):
        shown(request, pk=make.case().pk)


def test_verify_audit_says_so_and_ends_with_one(unguarded: None) -> None:
    row = entries(1)[0]
    told = StringIO()
    call_command("verify_audit", stdout=told)
    assert told.getvalue() == "이상 없음: 기록 1줄, 봉인 0개\n"
    _sql("UPDATE core_auditentry SET verb = 'x' WHERE id = %s", row.pk)
    with pytest.raises(SystemExit) as ended:
        call_command("verify_audit", stdout=told)
    assert ended.value.code == 1
    assert f"기록 {row.pk}: 내용이 기록할 때와 다릅니다." in told.getvalue()


@pytest.mark.django_db(transaction=True)
def test_the_sealer_waits_for_an_entry_under_way_and_seals_it_too() -> None:
    """An entry numbered early and committed late must not turn up behind a seal."""
    written, may_commit = threading.Event(), threading.Event()

    def late() -> int:
        with transaction.atomic():
            entry = audit.record(SYSTEM, "tests.late", action="UPDATE")
            written.set()
            may_commit.wait(timeout=10)
        return int(entry.pk)

    def early_and_seal() -> int:
        written.wait(timeout=10)
        audit.record(SYSTEM, "tests.early", action="UPDATE")
        threading.Timer(0.3, may_commit.set).start()
        return audit.seal()

    late_id, sealed = together(late, early_and_seal)
    assert sealed == 2
    assert AuditSeal.objects.get().first_id == late_id
    assert audit.verify() == []


@pytest.mark.django_db(transaction=True)
def test_the_sealer_gives_way_to_a_long_transaction_and_comes_back() -> None:
    written, may_commit = threading.Event(), threading.Event()

    def long() -> None:
        with transaction.atomic():
            audit.record(SYSTEM, "tests.long", action="UPDATE")
            written.set()
            may_commit.wait(timeout=10)

    def impatient() -> Any:
        written.wait(timeout=10)
        try:
            return audit.seal()
        except OperationalError:
            return "gave way"
        finally:
            may_commit.set()

    assert together(long, impatient)[1] == "gave way"
    assert audit.seal() == 1


@pytest.mark.django_db(transaction=True)
def test_many_writers_and_sealers_leave_one_whole_chain() -> None:
    actor = current().social1.actor

    def write() -> None:
        for number in range(15):
            audit.record(actor, f"tests.act_{number}", action="UPDATE")

    def seal() -> None:
        for _ in range(6):
            audit.seal(limit=7)

    together(write, seal, write, seal)
    while audit.seal():
        pass
    assert audit.verify() == []
    assert sum(AuditSeal.objects.values_list("count", flat=True)) == AuditEntry.objects.count() == 30
