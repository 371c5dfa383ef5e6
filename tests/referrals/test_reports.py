"""Tables and papers of linkages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from core import reports as paper
from core import sweeps
from core.models import AuditEntry, PrintedDocument
from referrals.models import Linkage
from referrals.papers import linkages as reports
from referrals.services.linkages import steps
from tests.referrals.conftest import World, at


def rows() -> Any:
    return Linkage.objects.select_related("receiver").prefetch_related("replies")


def test_each_need_shows_what_was_asked_and_what_came(world: World) -> None:
    replied = world.replied(need_area="REHAB")
    declined = world.proxy(world.sent(need_area="MEDICAL"), "decline", at(10, 20, 14), decline_reason="CAPACITY")
    waiting = world.sent(world.welfare, service="MEAL", need_area="NUTRITION")
    found = reports.requested_vs_delivered(rows())
    assert [row.number for row in found] == [declined.number, replied.number, waiting.number], "in the order of needs"
    assert [row.delivered for row in found] == ["미제공 (정원·대기)", "서비스 제공(시작)", "아직 없음"]
    assert found[1].need == "재활·보행"
    assert (found[1].requested_on, found[1].started_on, found[1].replied_on) == (date(2026, 10, 20),) * 3


def test_agencies_are_counted_as_in_the_story(world: World, clock: Any) -> None:
    """Story 7.1: two of three asked on time; the silent one accepted late; all three replied in time."""
    first = world.sent()
    second = world.sent(world.welfare, service="MEAL")
    clock.move_to(at(10, 26, 15))
    sweeps.run_all()
    second.refresh_from_db()
    (silent,) = [row for row in reports.by_agency(rows()) if row.service == "식사·영양 지원"]
    assert (silent.sent, silent.answerable, silent.accepted, silent.silent) == (1, 1, 0, 1)
    assert silent.acceptance_rate == Decimal("0.0")

    first.refresh_from_db()
    world.proxy(first, "receive_late", at(10, 21))
    world.proxy(first, "accept", at(10, 22), responsible="남가상", planned_start_on=date(2026, 10, 28))
    world.proxy(second, "receive_late", at(10, 26, 10))
    world.proxy(second, "accept", at(10, 26, 11), responsible="배가상", planned_start_on=date(2026, 10, 29))
    clock.move_to(at(11, 8, 15))
    world.proxy(first, "reply", at(11, 4), result="SERVICE_STARTED", started_on=date(2026, 10, 28), content="방문")
    world.proxy(second, "reply", at(11, 8), result="SERVICE_STARTED", started_on=date(2026, 10, 29), content="배달")
    clock.move_to(at(11, 10, 9))
    for row in reports.by_agency(rows()):
        assert row.acceptance_rate == Decimal("100.0")
        assert row.reply_rate == Decimal("100.0")


def test_a_late_reply_and_a_limit_not_yet_passed_are_told_apart(world: World, clock: Any) -> None:
    linkage = world.in_service()
    assert reports.by_agency(rows())[0].reply_rate is None, "the limit has not passed"
    clock.move_to(at(11, 5, 9))
    world.proxy(linkage, "reply", at(11, 4), result="SERVICE_DONE", content="마침")
    (row,) = reports.by_agency(rows())
    assert (row.reply_due, row.replied_in_time, row.reply_rate) == (1, 0, Decimal("0.0"))


def test_who_died_or_withdrew_before_the_limit_is_not_counted_against_the_agency(world: World, clock: Any) -> None:
    world.proxy(world.in_service(), "stop", at(10, 20, 14), stop_reason="DECEASED")
    clock.move_to(at(11, 5, 9))
    (row,) = reports.by_agency(rows())
    assert row.reply_due == 0


def test_drafts_and_cancelled_ones_are_not_answerable(world: World) -> None:
    world.draft()
    steps.cancel(actor=world.worker, linkage=world.sent(), data={"cancel_reason": "DUPLICATE"})
    (row,) = reports.by_agency(rows())
    assert (row.sent, row.answerable) == (1, 0)


def test_the_letter_prints_only_consented_items(world: World) -> None:
    linkage = world.sent(shared_items=["NAME", "FUNCTION"])
    html = paper.preview(reports.LETTER, linkage, reports.letter(linkage), world.worker)
    assert "김가상" in html
    assert "K-MBI 46점" in html
    assert "0000-1234" not in html
    assert "가상로" not in html
    assert "1948" not in html
    assert html.count("제공하지 않음") == 2, "address and telephone: consented to, and not chosen"
    assert html.count("동의 범위 외") == 8
    assert "개인정보 포함 – 업무 목적 외 사용 금지" in html
    assert "동의 철회 시 즉시 통보" in html
    assert "개인정보 제3자 제공 1판" in html


def test_the_reply_sheet_is_blank_for_fax_and_filled_once_answered(world: World) -> None:
    sent, replied = world.sent(), world.replied()
    blank = paper.preview(reports.LETTER, sent, reports.letter(sent), world.worker)
    assert "연계 결과 회신서" in blank
    assert "☑" not in blank
    filled = paper.preview(reports.LETTER, replied, reports.letter(replied), world.worker)
    assert "☑ 서비스 제공(시작)" in filled
    assert "방문함" in filled


def test_the_printed_letter_has_a_number_two_pages_and_a_record(world: World) -> None:
    import io

    import pikepdf

    linkage = world.sent()
    response = world.cast.social1.client().get(f"/linkages/{linkage.pk}/letter/")
    assert response.status_code == 200
    with pikepdf.open(io.BytesIO(response.content)) as document:
        assert len(document.pages) == 2
    printed = PrintedDocument.objects.get()
    assert printed.object_id == str(linkage.pk)
    assert "김" not in response["Content-Disposition"]
    assert AuditEntry.objects.filter(verb="print.linkage_letter", persons=[world.client.pk]).exists()
