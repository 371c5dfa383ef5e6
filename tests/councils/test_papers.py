"""The papers of a meeting, number by number, as the story of the council tells them (domain 7.7, 4.1-4.4)."""

from __future__ import annotations

import gc
import io
import re
import resource
from datetime import date, timedelta
from typing import Any

import pikepdf
import pytest
import time_machine

from core import hwpx
from core.errors import Conflict, Invalid
from core.models import Duty, Message, PrintedDocument
from network.councils.models import Attendee, Meeting
from network.councils.papers import corrections
from network.councils.services import actions, correcting, moves, papers, planning, reports, tables
from network.documents.models import Document
from network.documents.services import issuing
from network.documents.services import papers as documents
from network.models import Institution, User
from tests import make
from tests.cast import Cast
from tests.core.test_tables import PRINTED, STORY
from tests.councils.house import NOTICE_ON, House, at, house, meeting_of, shown
from tests.discharge.pdfs import pages_of, text_of

NAMES = "가나다라마바사아자차카타파하"


@pytest.fixture
def home(cast: Cast, clock: Any) -> House:
    """Eighteen members of nine institutions."""
    made = house(cast)
    places = [cast.town1, cast.nursing1, cast.mhcenter1, cast.monitor1, cast.regional1, cast.welfare1, cast.health1]
    for place, letter in enumerate(NAMES):
        made.seat(places[place % len(places)].institution, f"{letter}나상", position=f"담당{place}")
    return made


def _held(home: House, clock: Any) -> Meeting:
    """제4차: notice on 3 December, 13 came, one sent somebody, four did not; the fourth meeting of its year."""
    for month in (3, 6, 9):
        with time_machine.travel(at(month, 1), tick=False):
            home.called(at(month, 12, 14))
    clock.move_to(NOTICE_ON)
    meeting = home.called(mode="HYBRID", link="https://meet.example.invalid/1")
    clock.move_to(at(12, 10, 15))
    marks = {f"{letter}나상": "ABSENT" for letter in NAMES[:4]} | {"마나상": "PROXY"}
    home.attend(meeting, **marks)
    meeting = home.step("hold", meeting)
    report, talk, vote, ask = meeting.items.all()
    for item in (report, talk, vote, ask):
        item.meeting = meeting
    rows = [
        {
            "name": entry.name,
            "unit": entry.unit,
            "cells": [
                "" if entry.values[0] is None else str(entry.values[0]),
                "진행 중" if entry.note == "ONGOING" else str(entry.values[1]),
            ],
            "note": entry.note,
            "remark": entry.remark,
        }
        for entry in STORY
    ]
    tables.save(actor=home.coordinator, item=report, data={"kind": "B", "as_of": date(2026, 12, 10)}, rows=rows)
    home.write(report)
    home.write(talk, "거절 사유를 월 1회 공유하기로 함")
    home.write(vote, "원안 의결", way="VOTE", votes_for=14, votes_against=0, votes_abstained=0)
    home.write(ask, "기관마다 담당자를 정하기로 함")
    for place, (who, day) in enumerate(
        (
            (home.cast.fire1, date(2027, 1, 29)),
            (home.cast.welfare1, date(2027, 2, 26)),
            (home.cast.health1, date(2027, 3, 5)),
        )
    ):
        home.action(meeting, who.institution, day, f"조치 {place + 1}")
    planning.change(
        actor=home.coordinator,
        meeting=meeting,
        data={"next_meeting_at": at(3, 11, 14, year=2027), "extra_papers": ["회의 사진"]},
    )
    return meeting


def test_a_person_bears_the_same_post_on_a_letter_and_in_an_approval_box(home: House, clock: Any) -> None:
    """What somebody entered as their post stands on every paper; what a colleague typed beside their name does not."""
    clock.move_to(at(12, 1))
    for who, post in ((home.cast.coordinator1, "팀장"), (home.cast.director1, "진료부장")):
        account = {"position": post, "wants_email": "on"}
        assert who.client().post("/account/", account).status_code == 302
    meeting = _held(home, clock)
    assert "기안자·결재권자 팀장 정가상 (전결 " in str(meeting.notice_words)
    clock.move_to(at(12, 11))
    line = [{"title": "원장", "person": User.objects.get(pk=home.cast.director1.user.pk)}]
    document = reports.submit(actor=home.coordinator, meeting=home.step("draft", meeting), line=line)
    assert [row.title for row in document.approvals.all()] == ["팀장", "진료부장"]


def _approved(home: House, clock: Any) -> Document:
    meeting = _held(home, clock)
    clock.move_to(at(12, 11))
    meeting = home.step("draft", meeting)
    chief = make.member(institution=home.cast.host, roles="DIRECTOR", programmes="NETWORK")
    document = home.submit(meeting, chief, home.cast.director1)
    clock.move_to(at(12, 14))
    home.sign(document, chief, mark="DELEGATED")
    return Document.objects.get()


def test_the_report_number_by_number(home: House, clock: Any) -> None:
    document = _approved(home, clock)
    home.distribute(meeting_of(document))
    printed, pdf = papers.print_paper(actor=home.coordinator, meeting=_fresh(document), kind="report")
    text = text_of(pdf)
    flat = re.sub(r"\s+", " ", text)
    assert "2026년 제4차 필수보건의료 실무협의체" in flat
    assert "’26. 12. 10.(목) 14:00~16:00" in text
    assert "14명 / 위원 18명(참석률 77.8%, 대리참석 1명 포함)" in flat
    assert "본관 5층 대회의실(대면·비대면 병행)" in flat
    assert "(주재) 공공의료사업실장 정가상" in flat
    assert "찬성 14, 반대 0, 기권 0 → 원안 의결" in flat
    assert "’27. 1. 29." in text
    assert "차기 회의: ’27. 3. 11.(목) 14:00 예정" in flat
    assert re.search(r"3\. 회의 사진 1부\.\s+끝\.", text)
    assert all(circle in text for circle in "①②③④")
    assert "전결" in text
    assert "12. 14." in text
    assert printed.number == Document.objects.get(pk=document.pk).number != ""
    for row in PRINTED:
        assert all(cell in flat for cell in row if cell), row


def _fresh(document: Document) -> Meeting:
    return Meeting.objects.select_related("council__host", "created_by").get(pk=document.subject_id)


def test_the_report_has_its_fonts_and_pages_counted(home: House, clock: Any) -> None:
    document = _approved(home, clock)
    _, pdf = papers.print_paper(actor=home.coordinator, meeting=_fresh(document), kind="report")
    with pikepdf.open(io.BytesIO(pdf)) as file:
        described = [
            item
            for item in file.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor"
        ]
        assert described
        assert all("/FontFile2" in font or "/FontFile3" in font for font in described)
        pages = len(file.pages)
    assert f"1/{pages}" in text_of(pdf)


def test_groups_come_in_the_order_of_the_rule(home: House, clock: Any) -> None:
    """Chair, host, regional hospital, support group, then by kind; who did not come stands last (domain 4.3)."""
    meeting = _held(home, clock)
    found = reports.facts_of(_meeting(meeting))["groups"]
    words = [re.match(r"\((.+?)\)", line)[1] for line in found]  # type: ignore[index]
    assert words == [
        "주재",
        "권역책임의료기관",
        "지원단",
        "보건소",
        "행정복지센터",
        "복지·요양",
        "정신건강",
        "소방",
        "불참",
    ] or (words[0] == "주재" and words[-1] == "불참")
    assert words.index("보건소") < words.index("소방")
    assert found[-1].endswith("등 4명")
    assert any("라가상(대리)" in line or "(대리)" in line for line in found)
    assert not any("마나상" in line for line in found)


def _meeting(meeting: Meeting) -> Meeting:
    return Meeting.objects.select_related("council__host", "created_by").get(pk=meeting.pk)


def test_what_earlier_meetings_agreed_stands_under_four(home: House, clock: Any) -> None:
    document = _approved(home, clock)
    home.distribute(meeting_of(document))
    clock.move_to(at(1, 30, year=2027))
    actions.mark_late()
    following = home.called(at(3, 11, 14, year=2027))
    clock.move_to(at(3, 11, 15, year=2027))
    home.attend(following)
    home.step("hold", following)
    earlier = reports.facts_of(_meeting(following))["earlier"]
    assert next((row["text"], row["due"], row["state"]) for row in earlier) == ("조치 1", "’27. 1. 29.", "지연")
    _, pdf = papers.print_paper(actor=home.coordinator, meeting=_meeting(following), kind="agenda")
    flat = re.sub(r"\s+", " ", text_of(pdf))
    assert "이전 회의 조치사항 이행 점검" in flat
    assert "조치 1" in flat


def test_an_approved_report_stays_word_for_word(home: House, clock: Any) -> None:
    document = _approved(home, clock)
    before = document.content
    assert documents.digest(before) == document.digest
    home.cast.fire1.institution.name = "이름이 바뀐 소방서"
    home.cast.fire1.institution.save()
    Attendee.objects.filter(meeting=meeting_of(document)).update(position="바뀐 직위")
    now = shown(document)
    assert now["blocks"] == before["blocks"]
    assert now["mark"] == ""
    with pytest.raises(Conflict):
        planning.change(actor=home.coordinator, meeting=meeting_of(document), data={"plan_note": "몰래"})


def test_the_kept_file_is_the_same_byte_for_byte_and_a_changed_content_is_not_printed(home: House, clock: Any) -> None:
    document = _approved(home, clock)
    home.distribute(meeting_of(document))
    first = papers.print_paper(actor=home.coordinator, meeting=_fresh(document), kind="report")[1]
    again = papers.print_paper(actor=home.cast.health1.actor, meeting=_fresh(document), kind="report")[1]
    assert first == again
    assert PrintedDocument.objects.filter(kind="council_report").count() == 1
    Document.objects.filter(pk=document.pk).update(paper=None, digest="0" * 64)
    with pytest.raises(Conflict, match="결재한 때와 달라"):
        documents.KEPT.keep(document.pk)
    assert documents.KEPT.keep_due(at(12, 31)) == 0


def test_the_sweep_keeps_an_issued_report_once(home: House, clock: Any) -> None:
    document = _approved(home, clock)
    assert documents.KEPT.keep_due(at(12, 31)) == 0
    home.distribute(meeting_of(document))
    assert documents.KEPT.keep_due(at(12, 31)) == 1
    assert documents.KEPT.keep_due(at(12, 31)) == 0


def test_a_correction_is_a_new_document_that_names_the_old_one(home: House, clock: Any) -> None:
    document = _approved(home, clock)
    home.distribute(meeting_of(document))
    path = "items.0.tables.0.rows.2.values.1"
    line = [{"title": "원장", "person": home.cast.director1.user}]
    document.refresh_from_db()
    with pytest.raises(Invalid, match="달라진"):
        correcting.correct(
            actor=home.coordinator,
            document=document,
            changes=[{"path": path, "text": "548"}],
            reason="잘못 적음",
            line=line,
        )
    with pytest.raises(Invalid, match="숫자"):
        correcting.correct(
            actor=home.coordinator,
            document=document,
            changes=[{"path": path, "text": "많음"}],
            reason="잘못 적음",
            line=line,
        )
    made = correcting.correct(
        actor=home.coordinator,
        document=document,
        changes=[{"path": path, "text": "558"}],
        reason="잘못 적음",
        line=line,
    )
    assert made.correction_note.endswith(" · 표 · 교육 수료 · 실적: 548 → 558")
    with pytest.raises(Conflict, match="이미 정정"):
        correcting.correct(
            actor=home.coordinator,
            document=document,
            changes=[{"path": path, "text": "1"}],
            reason="잘못 적음",
            line=line,
        )
    home.sign(made)
    made.refresh_from_db()
    issuing.issue_correction(actor=home.coordinator, document=made)
    document.refresh_from_db()
    made.refresh_from_db()
    assert (document.status, made.status, made.number == document.number) == ("SUPERSEDED", "ISSUED", False)
    _, pdf = papers.print_paper(actor=home.coordinator, meeting=_fresh(document), kind="report")
    flat = re.sub(r"\s+", " ", text_of(pdf))
    assert f"정정: {document.number}" in flat
    assert "정정 사유: 잘못 적음" in flat
    assert "558 △42 △7.0 93.0" in flat
    old = shown(document)
    assert "△52" in str(old["blocks"])
    assert old["above"] == [f"이 문서는 {made.number} 문서로 정정되었음."]


PATH = "items.0.tables.0.rows.2.values.1"


def _corrected(home: House, document: Document, text: str = "558") -> Document:
    document.refresh_from_db()
    line = [{"title": "원장", "person": home.cast.director1.user}]
    return correcting.correct(
        actor=home.coordinator, document=document, changes=[{"path": PATH, "text": text}], reason="잘못 적음", line=line
    )


def test_a_correction_is_pulled_back_by_its_drafter_while_nobody_has_signed_and_sent_again(
    home: House, clock: Any
) -> None:
    document = _approved(home, clock)
    home.distribute(meeting_of(document))
    made, drafter = _corrected(home, document), home.cast.coordinator1.client()
    meeting = f"/councils/meetings/{document.subject_id}/"
    assert "회수" in drafter.get(meeting).content.decode()
    assert home.cast.director1.client().post(f"/documents/{made.pk}/take/pull_back/").status_code == 403
    assert drafter.post(f"/documents/{made.pk}/take/pull_back/").status_code == 302
    made.refresh_from_db()
    assert made.status == "DRAFT"
    assert not Duty.objects.open().filter(kind="documents.approve").exists()
    assert Duty.objects.open().filter(kind="documents.write", object_id=str(made.pk)).exists()
    assert "고쳐서 다시 올리기" in drafter.get(meeting).content.decode()
    again = _corrected(home, document, "560")
    again.refresh_from_db()
    assert (again.pk, again.status) == (made.pk, "IN_APPROVAL")
    assert not Duty.objects.open().filter(kind="documents.write").exists()
    home.sign(again)
    late = home.cast.coordinator1.api().post(f"/api/v1/documents/{made.pk}/pull-back/")
    assert late.status_code == 409


def test_an_issued_report_is_withdrawn_with_a_reason_and_says_so_everywhere(home: House, clock: Any) -> None:
    document = _approved(home, clock)
    home.distribute(meeting_of(document))
    runs, member = home.cast.coordinator1.client(), home.cast.health1.client()
    url = f"/documents/{document.pk}/take/withdraw/"
    assert home.cast.health1.client().post(url, {"reason": "잘못 보냄"}).status_code in (403, 404)
    assert runs.post(url, {"reason": ""}).status_code == 400
    before = papers.print_paper(actor=home.coordinator, meeting=_fresh(document), kind="report")[0].number
    assert runs.post(url, {"reason": "다른 회의의 내용이 들어감"}).status_code == 302
    document.refresh_from_db()
    assert document.status == "WITHDRAWN"
    told = Message.objects.filter(recipient=home.cast.health1.user, values__text__icontains="시행이 취소")
    assert told.count() == 1
    for browser in (runs, member):
        page = browser.get(f"/councils/meetings/{document.subject_id}/papers/report/").content.decode()
        assert '<p class="mark">시행 취소</p>' in page
        assert before in page
    printed, pdf = papers.print_paper(actor=home.coordinator, meeting=_fresh(document), kind="report")
    assert "시행 취소" in text_of(pdf)
    assert printed.number == before == document.number


def test_a_report_that_is_being_corrected_is_not_withdrawn(home: House, clock: Any) -> None:
    document = _approved(home, clock)
    home.distribute(meeting_of(document))
    _corrected(home, document)
    with pytest.raises(Invalid, match="정정을 먼저"):
        issuing.withdraw(actor=home.coordinator, document=document, reason="잘못")


def test_a_draft_says_that_it_is_one(home: House, clock: Any) -> None:
    meeting = _held(home, clock)
    page = home.cast.coordinator1.client().get(f"/councils/meetings/{meeting.pk}/papers/report/").content.decode()
    assert "작성 중" in page
    assert "참석률 77.8%" in page


def test_the_notice_as_an_official_letter(home: House, clock: Any) -> None:
    clock.move_to(NOTICE_ON)
    meeting = home.called()
    _, pdf = papers.print_paper(actor=home.coordinator, meeting=_meeting(meeting), kind="notice")
    flat = re.sub(r"\s+", " ", text_of(pdf))
    assert "수신 수신자 참조" in flat
    assert "가. 일시: 2026. 12. 10.(목) 14:00~16:00" in flat
    assert "다. 대상: 협의체 위원 18명" in flat
    assert "1) (보고) 3분기 추진실적" in flat
    assert "3) (심의·의결) 2027년 운영계획(안)" in flat
    assert "참석 여부를 2026. 12. 7.(월)까지 회신" in flat
    assert "2. 참석 여부 회신서 1부. 끝." in flat
    assert "가상의료원장 (직인)" in flat
    assert "가상시 보건소장" in flat
    assert "남가상" not in flat  # whom it invites is an institution


def test_the_sign_sheet_has_a_row_for_everybody_and_empty_ones(home: House, clock: Any) -> None:
    meeting = _held(home, clock)
    sheets = papers.context("signs", _meeting(meeting))["sheets"]
    assert [len(sheet) for sheet in sheets] == [15, 8], "five rows for guests and no more"
    rows = [row for sheet in sheets for row in sheet]
    assert [row["number"] for row in rows[:18]] == [str(number) for number in range(1, 19)]
    assert all(not row["name"] for row in rows[18:])
    assert any(row["remark"] == "대리(마나상)" and row["name"] == "라가상" for row in rows)
    _, pdf = papers.print_paper(actor=home.coordinator, meeting=_meeting(meeting), kind="signs")
    text = text_of(pdf)
    assert text.count("연번") == 2  # the head is repeated on the second sheet
    assert not re.search(r"\d{3}-\d{4}-\d{4}", text)


def test_members_print_the_notice_and_the_agenda_and_the_report_when_it_is_out(home: House, clock: Any) -> None:
    document = _approved(home, clock)
    url, browser = f"/councils/meetings/{document.subject_id}/papers", home.cast.health1.client()
    assert browser.get(f"{url}/notice.pdf").status_code == 200
    assert browser.get(f"{url}/agenda/").status_code == 200
    assert browser.get(f"{url}/signs/").status_code == 403
    assert browser.get(f"{url}/report/").status_code == 404
    assert browser.get(f"{url}/report.hwpx").status_code == 404
    assert browser.get(f"{url}/nothing/").status_code == 404
    home.distribute(meeting_of(document))
    assert browser.get(f"{url}/report/").status_code == 200


def test_the_years_table_of_councils(home: House, clock: Any) -> None:
    _held(home, clock)
    for meeting, month in zip(Meeting.objects.order_by("ordinal")[:3], (3, 6, 9), strict=True):
        with time_machine.travel(at(month, 12, 15), tick=False):
            home.attend(meeting)
            home.step("hold", meeting)
    (block,) = [one for one in papers.year_context(home.cast.host, 2026)["blocks"] if one["kind"] == "table"]
    assert block["columns"] == ["협의체명", "운영횟수 및 일자", "주요 내용"]
    ((name, days, words),) = block["rows"]
    assert (name, days) == ("필수보건의료 실무협의체", "4회(’26. 3. 12., 6. 12., 9. 12., 12. 10.)")
    assert words == "시행한 회의 결과 보고 없음"
    assert home.cast.coordinator1.client().get("/councils/years/2026/").status_code == 200
    assert home.cast.coordinator1.client().get("/councils/years/1999/").status_code == 404
    assert home.cast.health1.client().get("/councils/years/2026/").status_code == 403


# --- tables ----------------------------------------------------------------------------------------------------------


def test_a_figure_is_computed_with_its_day(home: House, clock: Any) -> None:
    """협의체 운영 횟수 of 2026 up to 10 December, and 참석률: from the registered indicators."""
    meeting = _held(home, clock)
    item = meeting.items.first()
    assert item is not None
    item.meeting = meeting
    rows = [
        {"name": "협의체 회의", "unit": "TIME", "cells": ["4"], "source": "N01"},
        {"name": "참석률", "unit": "PERCENT", "cells": ["80"], "source": "N02"},
    ]
    table = tables.save(actor=home.coordinator, item=item, data={"kind": "B", "as_of": date(2026, 12, 10)}, rows=rows)
    assert [row[:5] for row in tables.printed(table).rows] == [
        ["협의체 회의", "회", "4", "1", "△3"],
        ["참석률", "%", "80.0", "77.8", "△2.2%p"],
    ]
    earlier = tables.save(
        actor=home.coordinator, item=item, data={"kind": "B", "as_of": date(2026, 12, 9)}, rows=rows[:1]
    )
    assert tables.printed(earlier).rows[0][3] == "-"


@pytest.mark.parametrize(
    ("data", "rows", "words"),
    [
        (
            {"kind": "B"},
            [("가", "CASE", "1", "1", ""), ("나", "PERSON", "1", "1", ""), ("합계", "", "", "", "SUM")],
            "단위가 다른",
        ),
        ({"kind": "B"}, [("가", "CASE", "1", "많음", "")], "1째 줄 실적"),
        ({"kind": "B"}, [], "하나 이상"),
    ],
)
def test_a_table_that_cannot_be_is_refused(home: House, clock: Any, data: Any, rows: Any, words: str) -> None:
    meeting = home.agenda(home.plan())
    item = meeting.items.first()
    assert item is not None
    item.meeting = meeting
    given = [
        {"name": name, "unit": unit, "cells": [plan, actual], "role": role} for name, unit, plan, actual, role in rows
    ]
    with pytest.raises(Invalid, match=words):
        tables.save(actor=home.coordinator, item=item, data=data, rows=given)


def _bare_item(home: House) -> Any:
    meeting = home.agenda(home.plan())
    item = meeting.items.first()
    assert item is not None
    item.meeting = meeting
    return item


def test_yearly_figures_are_typed_on_the_page_and_computed_for_their_year(home: House, clock: Any) -> None:
    _held(home, clock)
    item = _bare_item(home)
    url = f"/councils/meetings/{item.meeting_id}/items/{item.pk}/tables/new/"
    form = {
        "kind": "D",
        "as_of": "2026-12-10",
        "year": "2027",
        "rows-TOTAL_FORMS": "2",
        "rows-INITIAL_FORMS": "0",
        "rows-0-group": "협력체계",
        "rows-0-name": "협의체 운영 횟수",
        "rows-0-unit": "TIME",
        "rows-0-source": "N01",
        "rows-0-cells": ["", "3", "4", "", "6"],
        "rows-1-group": "교육",
        "rows-1-name": "수료 인원",
        "rows-1-unit": "PERSON",
        "rows-1-cells": ["410", "455", "진행 중", "1,266", "600"],
    }
    browser = home.cast.coordinator1.client()
    made = browser.post(url, form)
    assert made.status_code == 302, made.content.decode()
    printed = tables.printed(item.tables.get())
    assert printed.columns == ("분야", "지표명", "단위", "2023", "2024", "2025", "2026", "2027 (계획)")
    assert printed.rows == [
        ["협력체계", "협의체 운영 횟수", "회", "-", "3", "4", "1", "6"],
        ["교육", "수료 인원", "명", "410", "455", "진행 중", "1,266", "600"],
    ]
    page = browser.get(made.headers["Location"]).content.decode()
    for typed in ("410", "455", "진행 중", "1,266", "600"):
        assert f'name="rows-1-cells" id="id_rows-1-cells-{form["rows-1-cells"].index(typed)}" value="{typed}"' in page
    wrong = browser.post(url, form | {"rows-1-cells": ["1", "2", "3", "4", "5", "6"]})
    assert wrong.status_code == 400
    assert "칸이 5개인데 6개" in wrong.content.decode()
    assert 'id="id_rows-1-cells-4" value="5"' in wrong.content.decode()
    cells = {"rows-0-cells": ["1", "2"], "rows-1-cells": ["1", "2"]}
    nowhere = browser.post(url, form | cells | {"columns": "2020 | 2021"})
    assert "2026년 실적을 넣을 칸이 없습니다" in nowhere.content.decode()


def test_grades_hold_words_over_the_api(home: House) -> None:
    item = _bare_item(home)
    url = f"/api/v1/council-meetings/{item.meeting_id}/items/{item.pk}/tables/"
    rows = [{"name": "의료 질 평가", "cells": ["2등급", "1등급"]}, {"name": "감염관리", "cells": ["", "적합"]}]
    api = home.cast.coordinator1.client()
    body = {"kind": "E", "columns": ["2025", "2026"], "rows": rows}
    made = api.post(url, body, content_type="application/json")
    assert made.status_code == 201, made.content
    assert made.json()["columns"] == ["구분", "2025", "2026"]
    assert made.json()["rows"] == [["의료 질 평가", "2등급", "1등급"], ["감염관리", "-", "적합"]]
    total = {"rows": [*rows, {"name": "합계", "role": "SUM"}]}
    assert api.post(url, body | total, content_type="application/json").status_code == 400
    assert api.post(url, body | {"columns": []}, content_type="application/json").status_code == 400


def test_wide_tables_stand_in_the_report_and_stay_after_approval(home: House, clock: Any) -> None:
    meeting = home.called()
    item = meeting.items.order_by("order").first()
    assert item is not None
    item.meeting = meeting
    rows = [{"name": "평가", "cells": ["1등급"]}]
    table = tables.save(actor=home.coordinator, item=item, data={"kind": "E", "columns": ["2026"]}, rows=rows)
    clock.move_to(at(12, 10, 17))
    home.attend(meeting)
    meeting = home.step("hold", meeting)
    home.write_all(meeting)
    document = home.submit(home.step("draft", meeting))
    with pytest.raises(Conflict):
        tables.save(actor=home.coordinator, item=item, data={}, rows=rows, table=table)
    home.sign(document)
    document.refresh_from_db()
    kept = shown(document)
    assert "1등급" in str(kept)
    _, content = papers.print_hwpx(actor=home.coordinator, meeting=meeting_of(document), kind="report")
    _, found = hwpx.read(content)
    assert [["구분", "2026"], ["평가", "1등급"]] in found
    home.distribute(Meeting.objects.get(pk=meeting.pk))
    document.refresh_from_db()
    path = "items.0.tables.0.rows.0.words.0"
    places = {place.path: place for place in corrections.places(document.content["facts"])}
    assert (places[path].label, places[path].now) == ("표 · 평가 · 2026", "1등급")
    made = correcting.correct(
        actor=home.coordinator,
        document=document,
        changes=[{"path": path, "text": "2등급"}],
        reason="잘못 적음",
        line=[{"title": "원장", "person": home.cast.director1.user}],
    )
    assert "2등급" in str(shown(made))


def test_a_table_is_typed_on_its_page_and_shown_as_it_prints(home: House, clock: Any) -> None:
    meeting = home.agenda(home.plan())
    item = meeting.items.first()
    assert item is not None
    url, browser = f"/councils/meetings/{meeting.pk}/items/{item.pk}/tables/new/", home.cast.coordinator1.client()
    form = {
        "kind": "B",
        "as_of": "2026-12-10",
        "rows-TOTAL_FORMS": "1",
        "rows-INITIAL_FORMS": "0",
        "rows-0-name": "교육 수료",
        "rows-0-unit": "PERSON",
        "rows-0-cells": ["600", "548"],
    }
    wrong = browser.post(url, form | {"rows-0-cells": ["600", "오백"]})
    assert wrong.status_code == 400
    assert 'value="오백"' in wrong.content.decode()
    made = browser.post(url, form)
    page = browser.get(made.headers["Location"]).content.decode()
    assert "△8.7" in page
    table = item.tables.get()
    assert browser.post(f"{made.headers['Location']}remove/").status_code == 302
    assert not item.tables.exists()
    assert table.pk


# --- the joint meeting of source 004 ---------------------------------------------------------------------------------


def joint_meeting(home: House) -> Meeting:
    """지역사회 통합돌봄 선도사업 합동 간담회 of 18 April 2019, as its overview names it."""
    places = (
        ("광주 서구", "LOCAL_GOV", "추진단장"),
        ("경기 부천시", "LOCAL_GOV", "추진단장"),
        ("국민건강보험공단 김해지사", "NHIS_BRANCH", "지사장"),
    )
    for name, kind, position in places:
        place: Institution = make.institution(name=name, short_name=name[:20], kind=kind)
        home.seat(place, "", position=position, valid_from=date(2019, 1, 2))
    starts = at(4, 18, 14, year=2019)
    meeting = planning.plan(
        actor=home.coordinator,
        council=home.council,
        data={
            "meeting_type": "JOINT",
            "kind": "EXTRA",
            "mode": "FACE",
            "title": "지역사회 통합돌봄 선도사업 간담회",
            "starts_at": starts,
            "ends_at": starts + timedelta(hours=2, minutes=30),
            "place": "정부세종청사 10동 보건복지부 대회의실",
            "attendee_note": "관계자 80여명\n"
            "(복지부) 사회복지정책실장 겸 커뮤니티케어추진본부장(주재), 커뮤니티케어추진단장․팀장, 장애인권익지원과장, "
            "정신건강정책과장, 건강정책과장, 기초의료보장과장\n"
            "(지자체) 8개 선도사업 지자체 추진단장 및 보건소장\n"
            "(건보공단) 10개 지역* 건보공단 지사장 등",
        },
    )
    rows = [
        {"kind": "OTHER", "title": "선도사업 추진 주요 일정계획(지자체 관계자 교육 등)"},
        {"kind": "OTHER", "title": "선도사업 추진을 위한 상호 협조 요청사항 공유"},
        {"kind": "OTHER", "title": "빅데이터를 활용한 집중형 건강관리모델(안)"},
        {"kind": "OTHER", "title": "지자체 및 국민건보공단 지사의 의견 수렴 등"},
    ]
    return planning.set_agenda(actor=home.coordinator, meeting=meeting, rows=rows)


def test_the_joint_meeting_of_2019_prints_as_its_overview(cast: Cast) -> None:
    with time_machine.travel(at(4, 1, year=2019), tick=False):
        _grant_earlier(cast)
        home = house(cast)
        meeting = joint_meeting(home)
        said = reports.facts_of(_meeting(meeting))
    lines = [block for block in papers.report.report_blocks(said) if block["kind"] == "line"][:11]
    assert [(one["label"], one["sign"], one["text"]) for one in lines] == [
        ("일시", "□", "’19. 4. 18.(목) 14:00~16:30"),
        ("장소", "□", "정부세종청사 10동 보건복지부 대회의실"),
        ("참석자", "□", "관계자 80여명"),
        (
            "",
            "○",
            "(복지부) 사회복지정책실장 겸 커뮤니티케어추진본부장(주재), 커뮤니티케어추진단장․팀장, 장애인권익지원과장, "
            "정신건강정책과장, 건강정책과장, 기초의료보장과장",
        ),
        ("", "○", "(지자체) 8개 선도사업 지자체 추진단장 및 보건소장"),
        ("", "○", "(건보공단) 10개 지역* 건보공단 지사장 등"),
        ("안건", "□", "4건"),
        ("", "①", "선도사업 추진 주요 일정계획(지자체 관계자 교육 등)"),
        ("", "②", "선도사업 추진을 위한 상호 협조 요청사항 공유"),
        ("", "③", "빅데이터를 활용한 집중형 건강관리모델(안)"),
        ("", "④", "지자체 및 국민건보공단 지사의 의견 수렴 등"),
    ]


def _grant_earlier(cast: Cast) -> None:
    for member in (cast.coordinator1, cast.health1, cast.fire1):
        member.membership.valid_from = date(2019, 1, 2)
        member.membership.save()


# --- size ------------------------------------------------------------------------------------------------------------


def test_a_report_of_forty_pages_prints_in_flat_memory(home: House, clock: Any) -> None:
    clock.move_to(NOTICE_ON)
    meeting = home.agenda(home.plan(), [("DISCUSSION", f"안건 {number}") for number in range(1, 31)])
    meeting = moves.step("notify", actor=home.coordinator, meeting=meeting, data={})
    clock.move_to(at(12, 10, 15))
    home.attend(meeting)
    meeting = home.step("hold", meeting)
    said = "\n".join(f"(기관 {number}) {'논의한 내용을 길게 적음 ' * 6}" for number in range(22))
    for item in meeting.items.all():
        item.meeting = meeting
        home.write(item, discussion=said)
    peaks = [_peak_mib()]
    for _ in range(3):
        _, pdf = papers.print_paper(actor=home.coordinator, meeting=_meeting(meeting), kind="report")
        gc.collect()  # the tests collect seldom, a worker does all the time
        peaks.append(_peak_mib())
    assert pages_of(pdf) >= 40
    assert peaks[1] - peaks[0] < 250, peaks
    assert peaks[3] - peaks[1] < 30, "the same report again takes no more"


def _peak_mib() -> float:
    """The most memory that this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
