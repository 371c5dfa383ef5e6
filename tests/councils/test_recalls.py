"""개최 취소 알림, 개최 연기 알림: whoever was called is told by a numbered letter that is kept."""

from __future__ import annotations

import re

from core import hwpx
from core.models import PaperNumber
from network.councils.models import Meeting, MeetingRecall
from network.councils.services import papers, recalls
from tests.core.hwpx_file import File
from tests.councils.house import House, at
from tests.paper_words import words_of

REASON = "감염병 확산으로 모이기 어려움"


def _url(meeting: Meeting) -> str:
    return f"/councils/meetings/{meeting.pk}/papers/recall"


def test_a_cancelled_meeting_is_taken_back_by_a_numbered_letter(home: House) -> None:
    meeting = home.step("cancel", home.called(), reason=REASON)
    browser = home.cast.health1.client()
    page = browser.get(f"{_url(meeting)}/").content.decode()
    called, number = (
        PaperNumber.objects.filter(object_id=str(meeting.pk)).order_by("pk").values_list("number", flat=True)
    )
    words = (
        f"{meeting.title} 개최 취소 알림",
        f"{called}(",
        f"시행 {number} ",
        REASON,
        "보건소장",
        "새로 개최하게 되면 다시 알려 드림",
    )
    assert [one for one in words if one not in page] == []
    assert recalls.RECALLS.keep_due(at(12, 31)) == 1
    typed = browser.get(f"{_url(meeting)}.hwpx").content
    assert File(typed).words() == words_of(page)
    assert hwpx.read(typed)[1] == []
    printed = browser.get(f"{_url(meeting)}.pdf").content
    assert home.cast.coordinator1.client().get(f"{_url(meeting)}.pdf").content == printed
    assert home.cast.health1.api().get(f"/api/v1/council-meetings/{meeting.pk}/papers/recall/").content == printed
    assert f'href="{_url(meeting)}/"' in browser.get(f"/councils/meetings/{meeting.pk}/").content.decode()


def test_a_meeting_put_off_and_called_anew_keeps_its_letter_and_cancelled_gets_another(home: House) -> None:
    meeting = home.step("postpone", home.called(), reason=REASON)
    first = papers.show(actor=home.coordinator, meeting=meeting, kind="recall", frame={})
    assert "개최 연기 알림" in first
    assert re.search(r"당초 일시: 2026\. 12\. 10\.", first)
    meeting = home.step("renotify", meeting, starts_at=at(12, 17, 14), ends_at=at(12, 17, 16))
    assert papers.show(actor=home.coordinator, meeting=meeting, kind="recall", frame={}) == first
    meeting = home.step("cancel", meeting, reason="정족수 미달")
    second = papers.show(actor=home.coordinator, meeting=meeting, kind="recall", frame={})
    assert re.search(r"당초 일시: 2026\. 12\. 17\.", second)
    assert MeetingRecall.objects.filter(meeting=meeting).count() == 2


def test_a_meeting_that_nobody_was_called_to_is_cancelled_without_a_letter(home: House) -> None:
    meeting = home.step("cancel", home.agenda(home.plan()), reason=REASON)
    browser = home.cast.coordinator1.client()
    assert browser.get(f"{_url(meeting)}/").status_code == 404
    assert browser.get(f"{_url(meeting)}.pdf").status_code == 404
    assert "개최 변경 알림" not in browser.get(f"/councils/meetings/{meeting.pk}/").content.decode()
