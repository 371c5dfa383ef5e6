"""Taking over the admission list: read, look, confirm."""

from __future__ import annotations

import io
import logging
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from core import imports
from core.errors import Forbidden, Invalid, NotVisible
from core.identifiers import RRN_REFUSED
from core.models import AuditEntry, ImportDraft
from discharge.exports.admissions import ADMISSIONS
from discharge.models import Admission, AdmissionImport
from discharge.services import admission_imports, admissions, selection_rules
from tests.cast import Cast, Member
from tests.discharge import sheets

RRN = "480315-2012345"
TODAY = "2026-12-07T10:00:00+09:00"


@pytest.fixture(autouse=True)
def _clock() -> Any:
    with time_machine.travel(TODAY, tick=False):
        yield


def look(who: Member, content: bytes, name: str = "명단.xlsx") -> tuple[ImportDraft, admission_imports.Plan]:
    draft = admission_imports.read(actor=who.actor, file_name=name, content=content)
    _, _, plan = admission_imports.look(actor=who.actor, pk=draft.pk)
    return draft, plan


def take(who: Member, content: bytes) -> AdmissionImport:
    draft, _ = look(who, content)
    return admission_imports.confirm(actor=who.actor, pk=draft.pk)


def test_looking_stores_nothing_but_the_encrypted_reading(cast: Cast) -> None:
    draft, plan = look(cast.social1, sheets.xlsx())
    assert plan.counts() == {"new": 2, "updated": 0, "same": 0, "wrong": 0, "total": 2}
    assert not Admission.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM core_importdraft WHERE id = %s", [draft.pk])
        assert "김가상" not in cursor.fetchone()[0]


def test_confirming_imports_what_was_shown_and_runs_the_rules(cast: Cast) -> None:
    selection_rules.default_rules(cast.host)
    taken = take(cast.social1, sheets.xlsx())
    assert (taken.rows, taken.added, taken.updated, taken.skipped) == (2, 2, 0, 0)
    row = Admission.objects.get(chart_no="00012345")
    assert (row.birth_date, row.sex, row.kcd_code, row.household_type) == (date(1948, 3, 15), "F", "S72.0", "ALONE")
    assert [hit["label"] for hit in row.rule_hits] == ["65세 이상 노인골절", "1인 가구 노인"]
    assert row.source == taken
    assert not ImportDraft.objects.exists()
    entry = AuditEntry.objects.get(verb="admission.import")
    assert entry.changes["new"] == 2
    assert "김가상" not in str(entry.changes)


def test_the_same_file_twice_adds_nothing(cast: Cast) -> None:
    take(cast.social1, sheets.xlsx())
    again = take(cast.nurse1, sheets.xlsx())
    assert (again.added, again.updated, again.skipped) == (0, 0, 2)
    assert Admission.objects.count() == 2


def test_pressing_confirm_twice_takes_over_once(cast: Cast) -> None:
    draft, _ = look(cast.social1, sheets.xlsx())
    first = admission_imports.confirm(actor=cast.social1.actor, pk=draft.pk)
    assert admission_imports.confirm(actor=cast.social1.actor, pk=draft.pk) == first
    assert AdmissionImport.objects.count() == 1


def test_a_later_list_updates_and_leaves_empty_cells_alone(cast: Cast) -> None:
    selection_rules.default_rules(cast.host)
    take(cast.social1, sheets.xlsx())
    header = [*sheets.HEADER, "퇴원일"]
    moved = [[*sheets.ROWS[0][:5], "60병동", "폐렴", "J18.9", "", "2026-12-05"]]
    _, plan = look(cast.social1, sheets.xlsx(moved, header))
    assert plan.updated[0][2] == ["ward", "diagnosis", "kcd_code", "discharged_on"]
    take(cast.social1, sheets.xlsx(moved, header))
    row = Admission.objects.get(chart_no="00012345")
    assert (row.ward, row.household_type, row.discharged_on) == ("60병동", "ALONE", date(2026, 12, 5))
    assert [hit["label"] for hit in row.rule_hits] == ["1인 가구 노인"]  # the fracture is gone, the household is not


def test_a_decided_row_is_updated_but_not_looked_at_again(cast: Cast) -> None:
    selection_rules.default_rules(cast.host)
    take(cast.social1, sheets.xlsx())
    row = Admission.objects.get(chart_no="00012345")
    hits = row.rule_hits
    admissions.dismiss(actor=cast.social1.actor, admission=row, reason="NO_NEED")
    take(cast.social1, sheets.xlsx([[*sheets.ROWS[0][:5], "60병동", "폐렴", "J18.9", ""]]))
    row.refresh_from_db()
    assert (row.ward, row.rule_hits) == ("60병동", hits)


@pytest.mark.parametrize(
    "content",
    [
        sheets.text().encode("utf-8"),
        sheets.text().encode("utf-8-sig"),
        sheets.text().encode("cp949"),
        sheets.text(delimiter="\t").encode("utf-16"),
        sheets.xlsx(above=2),
    ],
    ids=["utf-8", "bom", "cp949", "utf-16 tabs", "title lines"],
)
def test_every_way_in_which_a_korean_system_saves_a_list(cast: Cast, content: bytes) -> None:
    _, plan = look(cast.social1, content, "명단.csv")
    assert [line.values["name"] for line in plan.new] == ["김가상", "이가상"]
    assert plan.new[1].values["birth_date"] == date(1972, 1, 1)


def test_headers_are_forgiving_and_unknown_columns_are_named(cast: Cast) -> None:
    header = ["등록 번호*", "환자명", "생년월일(YYYY)", " 성별", "입원일자", "병 동", "진단명", "상병코드", "비고"]
    reading = ADMISSIONS.read("명단.xlsx", sheets.xlsx(header=header))
    assert len(reading.rows) == 2
    assert reading.unknown_columns == ["비고"]


def test_every_cell_is_checked_and_told_by_line_and_column(cast: Cast) -> None:
    rows = [
        sheets.ROWS[0],
        ["", "이가상", "48/3", "몰라", "2026-12-08", "51병동", "폐렴", "72", "합숙"],
        ["777", "박가상", "1950-01-01", "남", "2026-12-08", "51병동", "폐렴", "", ""],
        sheets.ROWS[0],
    ]
    _, plan = look(cast.social1, sheets.xlsx(rows))
    faults = {(fault.line, fault.column): fault.text for fault in plan.wrong}
    assert set(faults) == {
        (3, "등록번호"),
        (3, "생년월일"),
        (3, "성별"),
        (3, "KCD 코드"),
        (3, "가구형태"),
        (4, "입원일"),
        (5, "등록번호·입원일"),
    }
    assert faults[(4, "입원일")] == "입원일은 오늘 이전 날짜로 적으십시오."
    assert faults[(5, "등록번호·입원일")].startswith("2번째 줄과")
    assert plan.counts()["wrong"] == 3
    assert len(plan.new) == 1


@pytest.mark.parametrize("where", [1, 6, 9])
@pytest.mark.parametrize("number", [RRN, "480315 2012345", "４８０３１５－２０１２３４５", 4803152012345])
def test_a_resident_registration_number_refuses_the_line_wherever_it_stands(
    cast: Cast, where: int, number: Any, caplog: pytest.LogCaptureFixture
) -> None:
    bad = [*sheets.ROWS[0], "메모"]
    bad[where] = number
    header = [*sheets.HEADER, "비고"]
    with caplog.at_level(logging.DEBUG):
        draft, plan = look(cast.social1, sheets.xlsx([bad, [*sheets.ROWS[1], ""]], header))
    assert [(fault.line, fault.text) for fault in plan.wrong] == [(2, RRN_REFUSED)]
    assert len(plan.new) == 1
    draft.refresh_from_db()
    assert "2012345" not in str(draft.content)
    assert "2012345" not in caplog.text


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (f"{RRN}.xlsx", sheets.xlsx()),
        ("명단.xlsx", sheets.xlsx(header=[*sheets.HEADER[:-1], RRN])),
    ],
)
def test_a_resident_registration_number_in_name_or_header_refuses_the_file(
    cast: Cast, name: str, content: bytes
) -> None:
    with pytest.raises(Invalid) as refusal:
        admission_imports.read(actor=cast.social1.actor, file_name=name, content=content)
    assert RRN_REFUSED in refusal.value.detail
    assert RRN not in refusal.value.detail
    assert not ImportDraft.objects.exists()


_DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/hostname"><x/>'
HOSTILE = {
    "empty": ("a.xlsx", b""),
    "too large": ("a.csv", b"x" * (5 * 1024 * 1024 + 1)),
    "macro name": ("a.xlsm", sheets.xlsx()),
    "macros inside": ("a.xlsx", sheets.rezip(sheets.xlsx(), **{"xl/vbaProject.bin": b"x"})),
    "old format": ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
    "bomb": ("a.xlsx", sheets.rezip(sheets.xlsx(), **{"xl/media/x.xml": b" " * (61 * 1024 * 1024)})),
    "entities": ("a.xlsx", sheets.rezip(sheets.xlsx(), **{"xl/worksheets/sheet1.xml": _DOCTYPE})),
    "entities in a part nobody reads": ("a.xlsx", sheets.rezip(sheets.xlsx(), **{"customXml/item1.xml": _DOCTYPE})),
    "broken zip": ("a.xlsx", sheets.xlsx()[:400]),
    "broken part": ("a.xlsx", sheets.rezip(sheets.xlsx(), **{"xl/workbook.xml": b"<nonsense/>"})),
    "binary": ("a.csv", bytes(range(256)) * 10),
    "no header": ("a.csv", "가,나,다\n1,2,3\n".encode()),
    "header only": ("a.csv", ",".join(sheets.HEADER).encode()),
    "too many columns": ("a.csv", (",".join(sheets.HEADER) + "," * 80 + "끝\n1,2").encode()),
    "too many lines": ("a.csv", (",".join(sheets.HEADER) + "\n" + "1,가,1950-01-01\n" * 5_001).encode()),
    "long cell": ("a.csv", (",".join(sheets.HEADER) + "\n" + "가" * 2_001).encode()),
    "twice the same column": ("a.csv", (",".join([*sheets.HEADER, "등록번호"]) + "\n1").encode()),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_or_hopeless_file_is_refused_with_what_to_do(cast: Cast, case: str) -> None:
    name, content = HOSTILE[case]
    with pytest.raises(Invalid) as refusal:
        admission_imports.read(actor=cast.social1.actor, file_name=name, content=content)
    assert refusal.value.errors["file"]
    assert not ImportDraft.objects.exists()


def test_one_cell_in_the_last_line_does_not_make_a_million_lines(cast: Cast) -> None:
    book = openpyxl.Workbook()
    book.active.append(sheets.HEADER)
    book.active.cell(row=1_048_576, column=1, value="끝")
    stream = io.BytesIO()
    book.save(stream)
    with pytest.raises(Invalid) as refusal:
        admission_imports.read(actor=cast.social1.actor, file_name="a.xlsx", content=stream.getvalue())
    assert "빈 줄" in refusal.value.detail


def test_a_chart_number_of_somebody_else_is_a_fault(cast: Cast) -> None:
    take(cast.social1, sheets.xlsx())
    other = [[sheets.ROWS[0][0], "최가상", "1960-01-01", "남", "2026-12-02", "51병동", "폐렴", "", ""]]
    _, plan = look(cast.social1, sheets.xlsx(other))
    assert [fault.text for fault in plan.wrong] == [admissions.OTHER_PERSON]


def test_a_reading_is_its_readers_own_and_gone_after_a_day(cast: Cast) -> None:
    draft, _ = look(cast.social1, sheets.xlsx())
    for other in (cast.nurse1, cast.hospital2):
        with pytest.raises(NotVisible):
            admission_imports.confirm(actor=other.actor, pk=draft.pk)
    assert imports.forget_old(timezone.now() + timedelta(hours=23)) == 0
    assert imports.forget_old(timezone.now() + timedelta(hours=25)) == 1
    with pytest.raises(NotVisible):
        admission_imports.look(actor=cast.social1.actor, pk=draft.pk)


@pytest.mark.parametrize("part", ["doctor1", "welfare1", "cpo1", "edstaff1"])
def test_others_do_not_import(cast: Cast, part: str) -> None:
    with pytest.raises(Forbidden):
        admission_imports.read(actor=getattr(cast, part).actor, file_name="a.xlsx", content=sheets.xlsx())


def test_the_form_to_fill_in_can_be_read_back(cast: Cast) -> None:
    content = imports.template_workbook(ADMISSIONS)
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["입원 명단", "적는 법"]
    assert {cell.number_format for cell in book["입원 명단"][2]} == {"@"}
    reading = ADMISSIONS.read("admissions.xlsx", content)
    assert len(reading.rows) == 1
    assert reading.errors == []


def test_the_list_of_faults_holds_no_formula() -> None:
    fault = imports.Fault(3, "=HYPERLINK(1)", "+고칠 내용")
    book = openpyxl.load_workbook(io.BytesIO(imports.faults_workbook([fault])))
    assert [cell.data_type for cell in book.active[2]] == ["s", "s", "s"]


def test_a_look_costs_the_same_for_ten_lines_and_for_two_hundred(cast: Cast, django_assert_num_queries: Any) -> None:
    for size in (10, 200):
        rows = [
            [f"{size}{n:05d}", "김가상", "1950-01-01", "남", "2026-12-01", "51병동", "폐렴", "", ""]
            for n in range(size)
        ]
        draft = admission_imports.read(actor=cast.social1.actor, file_name="a.xlsx", content=sheets.xlsx(rows))
        with django_assert_num_queries(2):
            admission_imports.look(actor=cast.social1.actor, pk=draft.pk)
