"""Tables and papers of linkages."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import unquote

import pytest

from core import codes, hwpx, sweeps
from core import reports as paper
from core.indicators import INDICATORS
from core.models import AuditEntry, PrintedDocument
from network.models import Consent, ConsentText
from referrals.models import Linkage
from referrals.papers import linkages as reports
from referrals.services.linkages import steps
from tests import boxes
from tests.core.hwpx_file import File
from tests.paper_words import words_of
from tests.referrals.conftest import World, at


def _figure(world: World, code: str) -> tuple[int, int | None]:
    found = INDICATORS[code](world.worker.institution_id or 0, date(2026, 10, 1), date(2026, 12, 31))
    return found.numerator, found.denominator


def test_agencies_are_counted_as_in_the_story(world: World, clock: Any) -> None:
    """Story 7.1: two of three asked on time; the silent one accepted late; all three replied in time."""
    first = world.sent()
    second = world.sent(world.welfare, service="MEAL")
    clock.move_to(at(10, 26, 15))
    sweeps.run_all()
    second.refresh_from_db()
    assert _figure(world, "D07") == (0, 2), "nobody has answered within the limit"

    first.refresh_from_db()
    world.proxy(first, "receive_late", at(10, 21))
    world.proxy(first, "accept", at(10, 22), responsible="남가상", planned_start_on=date(2026, 10, 28))
    world.proxy(second, "receive_late", at(10, 26, 10))
    world.proxy(second, "accept", at(10, 26, 11), responsible="배가상", planned_start_on=date(2026, 10, 29))
    clock.move_to(at(11, 8, 15))
    world.proxy(first, "reply", at(11, 4), result="SERVICE_STARTED", started_on=date(2026, 10, 28), content="방문")
    world.proxy(second, "reply", at(11, 8), result="SERVICE_STARTED", started_on=date(2026, 10, 29), content="배달")
    clock.move_to(at(11, 10, 9))
    assert _figure(world, "D07") == (2, 2)
    assert _figure(world, "D08")[0] == _figure(world, "D08")[1]


def test_a_late_reply_and_a_limit_not_yet_passed_are_told_apart(world: World, clock: Any) -> None:
    linkage = world.in_service()
    assert _figure(world, "D08") == (0, 0), "the limit has not passed"
    clock.move_to(at(11, 5, 9))
    world.proxy(linkage, "reply", at(11, 4), result="SERVICE_DONE", content="마침")
    assert _figure(world, "D08") == (0, 1)


def test_who_died_or_withdrew_before_the_limit_is_not_counted_against_the_agency(world: World, clock: Any) -> None:
    world.proxy(world.in_service(), "stop", at(10, 20, 14), stop_reason="DECEASED")
    clock.move_to(at(11, 5, 9))
    assert _figure(world, "D08") == (0, 0)


def test_drafts_and_cancelled_ones_are_not_answerable(world: World) -> None:
    world.draft()
    steps.cancel(actor=world.worker, linkage=world.sent(), data={"cancel_reason": "DUPLICATE"})
    assert _figure(world, "D07") == (0, 0)


def test_the_letter_prints_only_consented_items(world: World) -> None:
    linkage = world.sent(shared_items=["NAME", "FUNCTION"])
    html = paper.preview(reports.LETTER, linkage, reports.letter(linkage), world.worker)
    assert "김가상" in html
    assert "K-MBI 46점" in html
    assert "0000-1234" not in html
    assert "가상로" not in html
    assert "1948" not in html
    assert "제공하지 않음" not in html
    for code in ("ADDRESS", "PHONE", "MOOD_ALCOHOL"):
        row = f'<th scope="row">{codes.label("shared_item", code)}</th>'
        assert row not in html, "not chosen, or nothing that this service gets: no row"
    assert html.count("동의 범위 외") == 7
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
    assert "기재 없음" not in blank
    assert "기재 없음" in filled, "nothing is left open of what was answered"
    assert "까지(수락일부터 14일 이내)" in blank, "a day, although nobody has accepted yet"
    assert "수락일부터" not in filled
    sheet = filled[filled.rindex("연계 결과 회신서") :]
    assert world.client.name not in sheet
    assert f"{replied.receiver.short_name or replied.receiver.name} " in sheet[sheet.rindex("작성자") :]
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


def test_the_basis_of_a_letter_has_room_for_its_sentence_and_nothing_stands_over_the_edge(world: World) -> None:
    retention = "서비스가 끝난 날부터 1년. 동의를 철회하시면 지체 없이 파기합니다."
    linkage = world.sent(shared_items=["NAME", "FUNCTION"])
    ConsentText.objects.update(retention=retention)
    Consent.objects.update(retention_until=None)
    (page, _) = boxes.pages_of(_printed_html(linkage, world))
    assert boxes.over_the_edge(page) == []
    cells = [
        box
        for box in boxes.boxes(page, "TableCellBox")
        if boxes.words(box).replace(" ", "") == retention.replace(" ", "")
    ]
    assert len(cells) == 2
    assert all(cell.width > 40 * boxes.MM for cell in cells)


def test_the_reply_names_the_telephone_of_the_agency_and_what_was_sent_says_nobody_s_print(world: World) -> None:
    world.health_center.phones.create(kind="OFFICE", number="0318285214")
    linkage = world.sent()
    letter = _printed_html(linkage, world)
    assert '<span class="nw">☎ 031-828-5214</span>' in letter
    assert "출력" not in letter
    draft = paper.preview(reports.LETTER, world.draft(), reports.letter(world.draft()), world.worker)
    assert "출력" in draft


def _printed_html(linkage: Linkage, world: World) -> str:
    """The letter as it goes into the PDF."""
    made: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paper, "render_pdf", lambda html: made.append(html) or b"%PDF-")  # type: ignore[func-returns-value]
        assert world.cast.social1.client().get(f"/linkages/{linkage.pk}/letter/").status_code == 200
    return made[-1]


@pytest.mark.parametrize("name", ["letter", "reply"])
def test_a_letter_as_hwpx_says_the_same_as_its_pdf(world: World, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper, "render_pdf", lambda page: page.encode())
    linkage = world.replied()
    browser = world.cast.health1.client()
    page = browser.get(f"/linkages/{linkage.pk}/{name}/").content.decode()
    answer = browser.get(f"/linkages/{linkage.pk}/{name}.hwpx")
    assert File(answer.content).words() == words_of(page)
    assert linkage.number in unquote(answer["Content-Disposition"])
    assert AuditEntry.objects.filter(verb=f"print.linkage_{name}_hwpx", persons=[world.client.pk]).count() == 1
    api = world.cast.health1.api().get(f"/api/v1/linkages/{linkage.pk}/papers/{name}/hwpx/")
    assert (api.status_code, api["Content-Type"]) == (200, hwpx.MEDIA_TYPE)
    assert (
        f"/linkages/{linkage.pk}/{name}.hwpx" in browser.get(f"/linkages/{linkage.pk}/{name}/preview/").content.decode()
    )
    assert world.cast.town1.client().get(f"/linkages/{linkage.pk}/{name}.hwpx").status_code == 404


def test_a_letter_that_left_names_who_decided_on_it_and_no_print_and_a_form_to_fill_in_names_its_print(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    linkage, name = world.sent(), world.worker.name
    letter = _printed_html(linkage, world)
    assert f"결재권자 공공보건의료사업실장 {name} (전결 " in letter
    assert "비공개(6)" in letter
    assert "출력번호" not in letter
    draft = paper.preview(reports.LETTER, world.draft(), reports.letter(world.draft()), world.worker)
    assert "결재권자" not in draft, "nobody has decided on what is not sent"
    monkeypatch.setattr(paper, "render_pdf", lambda page: page.encode())
    browser, url = world.cast.social1.client(), f"/linkages/{linkage.pk}"
    form = browser.get(f"{url}/reply/").content.decode()
    printed = PrintedDocument.objects.order_by("-pk")[0]
    assert f"<span>개인정보 포함 · 결과 회신 · 출력번호 {printed.pk}</span>" in form
    typed = File(browser.get(f"{url}/reply.hwpx").content)
    serial = AuditEntry.objects.filter(verb="print.linkage_reply_hwpx").latest("pk").changes["serial"]
    assert serial > printed.pk
    assert f"개인정보 포함 · 결과 회신 · 출력번호 {serial} · {name} · " in typed.frame("footer")
    assert "출력번호" not in File(browser.get(f"{url}/letter.hwpx").content).frame("footer")


def test_a_reply_by_fax_is_signed_by_hand_and_one_told_by_telephone_says_that_it_was(world: World) -> None:
    assert "(서명 또는 인)" in _printed_html(world.sent(), world)
    reply = world.cast.health1.client().get(f"/linkages/{world.replied().pk}/reply/preview/").content.decode()
    assert "(대행 입력)" in reply
    assert "(서명 또는 인)" not in reply
