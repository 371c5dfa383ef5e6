"""The members of a body from a spreadsheet: every wrong line is named, and while one is wrong nobody gets a seat."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.imports import lists
from core.models import AuditEntry, ImportDraft
from network.councils.models import CouncilMember
from network.councils.services import members
from tests import make
from tests.councils.house import House

HEAD = ["연번", "소속 기관", "직위", "성명", "구분", "전화번호", "이메일", "비고"]
GOOD = ["1", "가상노인복지관", "과장", "가위원", "부위원장", "02-300-0001", "office@example.org", ""]
SHORT = ["2", "가상지원단", "팀장", "나위원", "", "", "", ""]
# What is wrong with a line, in which column, and what the person is told.
BAD: dict[str, tuple[list[str], str, str]] = {
    "no institution": (["3", "", "팀장", "다위원", "", "", "", ""], "기관", "빈 칸입니다"),
    "an unknown institution": (["3", "없는보건소", "팀장", "라위원", "", "", "", ""], "기관", "이음에 없는 기관"),
    "an unknown role": (["3", "가상소방서", "팀장", "마위원", "회장님", "", "", ""], "역할", "다음 가운데 하나로"),
    "a wrong telephone": (["3", "가상소방서", "팀장", "바위원", "", "12-34", "", ""], "연락처", ""),
    "a wrong address": (["3", "가상소방서", "팀장", "사위원", "", "", "office", ""], "전자우편", "확인하십시오"),
    "a name too long": (["3", "가상소방서", "팀장", "아" * 51, "", "", "", ""], "성명", "50자까지"),
    "a resident number": (["3", "가상소방서", "800101-1234567", "자위원", "", "", "", ""], "직위", "주민등록번호"),
    "the same seat twice": (list(GOOD), "성명", "3번째 줄과"),
    "a seat that is held": (["3", "가상소방서", "구급팀장", "임가상", "", "", "", ""], "성명", "이미 이 협의체의"),
}


def book(*rows: list[str]) -> SimpleUploadedFile:
    made = openpyxl.Workbook()
    page = made.active
    assert page is not None
    for row in (["위원 명단"], HEAD, *rows):
        page.append(row)
    stream = io.BytesIO()
    made.save(stream)
    return SimpleUploadedFile("위원.xlsx", stream.getvalue())


def _url(home: House) -> str:
    return f"/councils/{home.council.pk}/members/import/"


def send(home: House, *rows: list[str]) -> Any:
    return home.cast.coordinator1.client().post(_url(home), {"file": book(*rows)})


def test_every_wrong_line_is_named_and_nobody_gets_a_seat(home: House) -> None:
    before = CouncilMember.objects.count()
    page = send(home, GOOD, *(row for row, _, _ in BAD.values()))
    told = {fault.line: (fault.column, fault.text) for fault in page.context["look"].faults}
    for number, (name, (_, column, words)) in enumerate(BAD.items(), start=4):
        assert number in told, name
        assert column in told[number][0], name
        assert words in told[number][1], name
    assert len(told) == len(BAD)
    shown = page.content.decode()
    assert "800101" not in shown
    assert "쓰지 않는 열:" in shown
    assert "등록 확정" not in shown
    draft = {"draft": str(page.context["look"].draft.pk)}
    forced = home.cast.coordinator1.client().post(_url(home), draft)
    assert forced.status_code == 400
    assert f"{len(BAD)}줄" in forced.content.decode()
    assert CouncilMember.objects.count() == before


def test_a_right_list_is_looked_at_and_then_seated_once(home: House) -> None:
    page = send(home, GOOD, SHORT)
    shown = page.content.decode()
    assert "위원 2명 등록 확정" in shown
    assert not CouncilMember.objects.filter(name="가위원").exists(), "looking seats nobody"
    draft = {"draft": str(page.context["look"].draft.pk)}
    runs = home.cast.coordinator1.client()
    assert runs.post(_url(home), draft).status_code == 302
    first = CouncilMember.objects.get(name="가위원")
    assert (first.institution, first.position, first.role) == (home.cast.welfare1.institution, "과장", "VICE_CHAIR")
    assert (first.phone, first.email, first.valid_from) == ("023000001", "office@example.org", date(2026, 11, 20))
    second = CouncilMember.objects.get(name="나위원")
    assert (second.institution, second.role) == (home.cast.monitor1.institution, "MEMBER"), "by its short name"
    assert runs.post(_url(home), draft).status_code == 409, "pressed twice"
    assert CouncilMember.objects.filter(name="가위원").count() == 1
    assert not ImportDraft.objects.exists()
    assert AuditEntry.objects.get(verb="council.import_members").changes == {"count": 2}
    page = f"/councils/{home.council.pk}/"
    assert "office@example.org" in runs.get(page).content.decode()
    assert "office@example.org" not in home.cast.health1.client().get(page).content.decode(), "of no use to others"


def test_a_wrong_line_is_put_right_or_left_out_on_the_page(home: House) -> None:
    page = send(home, GOOD, BAD["an unknown institution"][0], BAD["an unknown role"][0])
    typed = {
        "draft": str(page.context["look"].draft.pk),
        "4-institution": "가상시 보건소",
        "5-role": "회장님",
        "5-out": "on",
    }
    place = home.cast.health1.institution
    typed["4-institution"] = place.name
    answer = home.cast.coordinator1.client().post(_url(home), typed)
    assert answer.status_code == 302, answer.content.decode()
    assert CouncilMember.objects.get(name="라위원").institution == place
    assert not CouncilMember.objects.filter(name="마위원").exists()


def test_a_name_that_several_bear_is_not_guessed(home: House) -> None:
    make.institution(name="가상연합의원", short_name="가상연합")
    make.institution(name="가상연합병원", short_name="가상연합")
    row = ["1", "가상연합", "원장", "차위원", "", "", "", ""]
    look = send(home, row).context["look"]
    assert [(fault.column, fault.text) for fault in look.faults] == [("기관", members.SEVERAL)]


def test_a_list_belongs_to_who_read_it_and_to_its_body(home: House) -> None:
    draft = {"draft": str(send(home, GOOD).context["look"].draft.pk)}
    assert home.cast.health1.client().post(_url(home), draft).status_code == 403
    colleague = make.member(roles="COORDINATOR", programmes="NETWORK")
    assert colleague.client().post(_url(home), draft).status_code == 404
    assert not CouncilMember.objects.filter(name="가위원").exists()


def test_a_list_that_fails_half_way_seats_nobody(home: House, monkeypatch: pytest.MonkeyPatch) -> None:
    look = send(home, GOOD, SHORT).context["look"]
    add, calls = members.bodies.add_member, []

    def fails_on_the_second(**values: Any) -> Any:
        calls.append(values)
        if len(calls) == 2:
            raise RuntimeError("power cut")
        return add(**values)

    monkeypatch.setattr(members.bodies, "add_member", fails_on_the_second)
    with pytest.raises(RuntimeError):
        lists.confirm(members.LIST, actor=home.coordinator, row=home.council, draft_id=look.draft.pk)
    assert not CouncilMember.objects.filter(name="가위원").exists()
    assert ImportDraft.objects.count() == 1, "and can be tried again"


def test_the_form_to_fill_in_is_read_as_it_is_given_out(home: House) -> None:
    answer = home.cast.coordinator1.client().get(f"/councils/{home.council.pk}/members/form.xlsx")
    heads = [cell.value for cell in next(openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows())]
    assert heads == ["연번", "기관", "직위", "성명", "역할", "구분", "연락처", "전자우편", "위촉일"]


def test_the_same_through_the_api(home: House) -> None:
    api, url = home.cast.coordinator1.api(), f"/api/v1/councils/{home.council.pk}/members-file/"
    look = api.post(url, {"file": book(GOOD, BAD["an unknown institution"][0])}, format="multipart").json()
    assert (look["count"], [fault["keys"] for fault in look["faults"]]) == (1, [["institution"]])
    body = {"draft": look["draft"]}
    assert api.post(f"{url}confirm/", body, format="json").status_code == 400
    done = api.post(f"{url}confirm/", body | {"left_out": [4]}, format="json")
    assert (done.status_code, done.json()) == (200, {"count": 1})
    assert api.post(f"{url}confirm/", body | {"left_out": [4]}, format="json").status_code == 409
    assert home.cast.health1.api().post(f"{url}confirm/", body, format="json").status_code == 403


# --- who has a seat already -------------------------------------------------------------------------------------------

KNOWN = "이미 위원입니다: 가상소방서·구급팀장·임가상 (위촉일 2026. 1. 5.)"
OTHER_POSITION = ["3", "가상소방서", "구급대장", "임 가상", "", "", "", ""]


def _seats(name: str) -> list[str]:
    rows = CouncilMember.objects.filter(name__in=(name, f"{name[0]} {name[1:]}"))
    return sorted(rows.values_list("position", flat=True))


def test_who_sits_in_another_position_is_asked_about_and_left_out(home: House) -> None:
    """The coordinator is never told 'done' for a second seat of one person; who is meant is hers to say."""
    page = send(home, GOOD, OTHER_POSITION)
    shown = page.content.decode()
    assert KNOWN in shown
    assert "이름이 같은 다른 사람이므로 이 줄 넣기" in shown
    assert "이 줄 빼기" in shown
    assert "등록 확정" not in shown
    draft = {"draft": str(page.context["look"].draft.pk)}
    runs = home.cast.coordinator1.client()
    assert runs.post(_url(home), draft).status_code == 400, "nothing is said of the line"
    assert (_seats("임가상"), _seats("가위원")) == (["구급팀장"], [])
    assert runs.post(_url(home), draft | {"4-out": "on"}).status_code == 302
    assert (_seats("임가상"), _seats("가위원")) == (["구급팀장"], ["과장"])


def test_another_person_of_the_same_name_gets_a_seat(home: House) -> None:
    page = send(home, OTHER_POSITION)
    typed = {"draft": str(page.context["look"].draft.pk), "3-yes": "on"}
    assert home.cast.coordinator1.client().post(_url(home), typed).status_code == 302
    assert _seats("임가상") == ["구급대장", "구급팀장"]


def test_a_line_that_is_put_right_is_asked_about_in_its_turn(home: House) -> None:
    """Only once the institution is right is it seen who is meant; the answer can be given on the same page."""
    page = send(home, ["3", "가상 소방서들", "구급대장", "임가상", "", "", "", ""])
    typed = {"draft": str(page.context["look"].draft.pk), "3-institution": "가상소방서"}
    runs = home.cast.coordinator1.client()
    asked = runs.post(_url(home), typed)
    assert asked.status_code == 400
    assert KNOWN in asked.content.decode()
    assert 'name="3-yes"' in asked.content.decode()
    assert _seats("임가상") == ["구급팀장"]
    assert runs.post(_url(home), typed | {"3-yes": "on"}).status_code == 302
    assert _seats("임가상") == ["구급대장", "구급팀장"]


def test_one_person_twice_in_a_list_is_asked_about(home: House) -> None:
    page = send(home, GOOD, ["2", GOOD[1], "부장", "가 위원", "", "", "", ""])
    assert [(fault.line, fault.text, fault.asks) for fault in page.context["look"].faults] == [
        (4, members.REPEATED.format(3), True)
    ]


def test_a_seat_that_has_ended_asks_nothing_and_one_to_come_does(home: House) -> None:
    place = home.cast.fire1.institution
    home.seat(place, "퇴가상", valid_to=date(2026, 11, 19))
    home.seat(place, "래가상", valid_from=date(2027, 1, 1))
    look = send(home, *(["3", place.name, "과장", name, "", "", "", ""] for name in ("퇴가상", "래가상"))).context[
        "look"
    ]
    assert [(fault.line, fault.asks) for fault in look.faults] == [(4, True)]


def test_the_question_over_the_api(home: House) -> None:
    api, url = home.cast.coordinator1.api(), f"/api/v1/councils/{home.council.pk}/members-file/"
    look = api.post(url, {"file": book(OTHER_POSITION)}, format="multipart").json()
    (fault,) = look["faults"]
    assert (fault["line"], fault["who"], fault["asks"], fault["keys"]) == (3, "임 가상 · 가상소방서", True, [])
    assert fault["text"].startswith(KNOWN)
    body = {"draft": look["draft"]}
    assert api.post(f"{url}confirm/", body, format="json").status_code == 400
    assert api.post(f"{url}confirm/", body | {"mended": [{"line": 3}]}, format="json").json()["fields"].keys() == {
        "3-yes"
    }
    assert api.post(f"{url}confirm/", body | {"meant": [3]}, format="json").json() == {"count": 1}
    assert _seats("임가상") == ["구급대장", "구급팀장"]


# --- what will be stored ----------------------------------------------------------------------------------------------

COLUMNS = ["기관", "직위", "성명", "역할", "구분", "위촉일"]
CHOSEN = ["가상소방서", "팀장", "가위원", "간사", "위촉직", "2026. 3. 2.(월)"]
UNSAID = ["가상소방서", "과장", "나위원", "", "", ""]


def _file(*rows: list[str]) -> SimpleUploadedFile:
    return SimpleUploadedFile("위원.csv", "\n".join(",".join(row) for row in rows).encode())


def test_the_preview_shows_what_will_be_stored_of_each_seat(home: House) -> None:
    """Role, whether it comes with the office, and from when: also where the file says nothing."""
    runs = home.cast.coordinator1.client()
    page = runs.post(_url(home), {"file": _file(COLUMNS, CHOSEN, UNSAID)})
    shown = page.content.decode().partition("등록할 위원, 파일의 차례대로")[2].partition("</table>")[0]
    cells = [[cell.partition("</td>")[0].rpartition(">")[2] for cell in row.split("<td")[3:6]] for row in
             shown.partition("<tbody")[2].split("<tr")[1:]]  # fmt: skip
    assert cells == [["간사", "위촉직", "2026. 3. 2.(월)"], ["위원", "당연직", "2026. 11. 20.(금)"]]
    assert runs.post(_url(home), {"draft": str(page.context["look"].draft.pk)}).status_code == 302
    stored = CouncilMember.objects.filter(name__in=("가위원", "나위원")).order_by("name")
    assert list(stored.values_list("role", "is_ex_officio", "valid_from")) == [
        ("SECRETARY", False, date(2026, 3, 2)),
        ("MEMBER", True, date(2026, 11, 20)),
    ]


def test_an_office_heads_either_column_with_the_same_word(home: House) -> None:
    rows = [["가상소방서", "팀장", "가위원", "위촉직"], ["가상소방서", "과장", "나위원", "부위원장"]]
    file = _file(["기관", "직위", "성명", "구분"], *rows)
    seats = home.cast.coordinator1.client().post(_url(home), {"file": file}).context["people"]
    assert [(seat["role"], seat["is_ex_officio"]) for seat in seats] == [("MEMBER", False), ("VICE_CHAIR", True)]


def test_a_word_that_is_no_kind_and_a_day_that_is_none_are_to_be_mended(home: House) -> None:
    file = _file(COLUMNS, [*CHOSEN[:4], "추천직", "2026-02-30"])
    look = home.cast.coordinator1.client().post(_url(home), {"file": file}).context["look"]
    assert [(fault.column, fault.text.partition(":")[0]) for fault in look.faults] == [
        ("구분", "다음 가운데 하나로 적으십시오"),
        ("위촉일", "없는 날짜입니다. 달력에서 다시 확인하십시오. 날짜는 2026-12-07처럼 적습니다."),
    ]


def test_the_seats_over_the_api(home: House) -> None:
    url = f"/api/v1/councils/{home.council.pk}/members-file/"
    answer = home.cast.coordinator1.api().post(url, {"file": _file(COLUMNS, CHOSEN)}, format="multipart")
    (seat,) = answer.json()["seats"]
    assert (seat["name"], seat["role"]["code"], seat["is_ex_officio"]) == ("가위원", "SECRETARY", False)
    assert (seat["institution"]["name"], seat["valid_from"]) == ("가상소방서", "2026-03-02")


# --- what is left out, and whom a line is about -----------------------------------------------------------------------


def test_a_total_is_left_out_and_said(home: House) -> None:
    rows = (COLUMNS, CHOSEN, ["소계", "1명"], ["총 계", "", "1"])
    page = home.cast.coordinator1.client().post(_url(home), {"file": _file(*rows)})
    assert "합계로 보아 뺀 줄:</b> 3, 4" in page.content.decode()
    url = f"/api/v1/councils/{home.council.pk}/members-file/"
    look = home.cast.coordinator1.api().post(url, {"file": _file(*rows)}, format="multipart").json()
    assert (look["total_lines"], look["count"]) == ([3, 4], 1)


def test_a_line_to_mend_names_the_person_and_never_a_resident_number(home: House) -> None:
    page = send(home, BAD["an unknown role"][0], ["3", "가상소방서", "팀장", "800101-1234567", "", "", "", ""])
    shown = page.content.decode()
    assert '<b class="num">3</b>번째 줄 <span class="sub">마위원 · 가상소방서</span>' in shown
    assert '<b class="num">4</b>번째 줄 <span class="sub">가상소방서</span>' in shown
    assert "800101" not in shown


def test_the_office_reads_whom_its_notice_does_not_reach(home: House) -> None:
    """Nobody signs in for that house: the notice has to go there by other ways, before and after it is sent."""
    home.seat(make.institution(name="가상소망의원", short_name="가상소망의원"), "무가상")
    meeting = home.agenda(home.plan())
    address = f"/councils/meetings/{meeting.pk}/"
    words = "계정이 없어 알림을 받지 못하는 위원 1명: 무가상(가상소망의원)."
    assert words in home.cast.coordinator1.client().get(address).text
    home.step("notify", meeting)
    assert words in home.cast.coordinator1.client().get(address).text
    assert "계정이 없어" not in home.cast.health1.client().get(address).text
