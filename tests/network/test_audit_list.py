"""The privacy officer reads who looked at whom."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone
from openpyxl import load_workbook

from core import audit
from core.models import AuditEntry
from network.models import User
from tests import make
from tests.cast import Cast

PAGE = "/audit/"
NOON = datetime(2026, 12, 7, 12, 0, tzinfo=ZoneInfo("Asia/Seoul"))


@pytest.mark.parametrize("part", ["social1", "coordinator1", "admin1", "director1", "health1", "monitor1"])
def test_nobody_else_reads_it(cast: Cast, part: str) -> None:
    browser = getattr(cast, part).client()
    assert browser.get(PAGE).status_code == 403
    assert browser.get("/audit/download/").status_code == 403
    assert browser.post("/audit/download/", {"reason": "AUDIT"}).status_code == 403


def test_it_shows_the_own_institution_and_no_name_of_a_person(cast: Cast) -> None:
    person = make.client_(name="홍길동")
    audit.record(cast.social1.actor, "case.read", action="VIEW", about=person, persons=[person.pk])
    audit.record(cast.hospital2.actor, "case.read", action="PRINT", about=person, persons=[person.pk])
    page = cast.cpo1.client().get(PAGE).content.decode()
    assert "박가상" in page
    assert str(person.pk)[:8] in page
    assert "홍길동" not in page
    assert str(person.pk) not in page
    assert cast.hospital2.user.name not in page


def test_reading_it_is_itself_recorded(cast: Cast) -> None:
    browser = cast.cpo1.client()
    browser.get(PAGE, {"account": "social1"})
    entry = AuditEntry.objects.latest("id")
    assert (entry.verb, entry.user_id, entry.changes) == ("audit.list", cast.cpo1.pk, {"account": "social1"})
    assert "서가상" in browser.get(PAGE).content.decode()


def test_filters_by_case_number_account_action_and_period(cast: Cast) -> None:
    case, other = make.case(), make.case()
    with time_machine.travel(NOON, tick=False) as clock:
        audit.record(cast.social1.actor, "case.read", action="VIEW", about=case, persons=[case.client_id])
        clock.shift(timedelta(days=1))
        audit.record(cast.nurse1.actor, "case.print", action="PRINT", about=other, persons=[other.client_id])
    browser = cast.cpo1.client()

    def found(**wanted: str) -> list[str]:
        return [row["username"] for row in browser.get(PAGE, wanted).context["page"].rows if row["persons"]]

    assert found(number=case.number) == ["social1"]
    assert found(number="D-1999-00001") == []
    assert found(account="nurse1") == ["nurse1"]
    assert found(action="PRINT") == ["nurse1"]
    assert found(since="2026-12-07", until="2026-12-07") == ["social1"]
    assert found(since="2026-12-08") == ["nurse1"]


def test_a_failed_sign_in_is_found_by_the_account_that_was_tried(cast: Cast) -> None:
    cast.nobody.client().post("/account/login/", {"login": "social1", "password": "틀림"})
    rows = cast.cpo1.client().get(PAGE, {"account": "social1", "action": "LOGIN_FAIL"}).context["page"].rows
    assert [row["username"] for row in rows] == ["social1"]


def test_a_period_that_ends_before_it_begins_is_refused(cast: Cast) -> None:
    answer = cast.cpo1.client().get(PAGE, {"since": "2026-12-08", "until": "2026-12-07"})
    assert answer.status_code == 400
    assert "종료일은 시작일 이후" in answer.content.decode()


def test_it_pages_by_key_at_the_same_cost(cast: Cast, django_assert_max_num_queries: object) -> None:
    for _ in range(120):
        audit.record(cast.social1.actor, "case.read", action="VIEW")
    browser = cast.cpo1.client()
    first = browser.get(PAGE, {"account": "social1"}).context["page"]
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        second = browser.get(PAGE, {"account": "social1", "after": first.next}).context["page"]
    assert len(first.rows) == len(second.rows) == 50
    assert len(browser.get(PAGE, {"account": "social1", "after": second.next}).context["page"].rows) == 20
    assert browser.get(PAGE, {"after": "forged"}).status_code == 400


def test_the_file_needs_a_coded_reason_and_is_recorded(cast: Cast) -> None:
    browser = cast.cpo1.client()
    assert browser.post("/audit/download/", {"reason": ""}).status_code == 400
    assert browser.post("/audit/download/", {"reason": "OTHER", "note": ""}).status_code == 400
    assert not AuditEntry.objects.filter(action="DOWNLOAD").exists()
    audit.record(cast.social1.actor, "case.read", action="VIEW", reason="=HYPERLINK(1)")
    answer = browser.post("/audit/download/?account=social1", {"reason": "AUDIT", "note": "정기 점검"})
    assert answer["Content-Type"].endswith("sheet")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert [cell.value for cell in sheet[1]][:3] == ["일시", "이름", "아이디"]
    assert sheet.max_row == 2
    assert (sheet["I2"].value, sheet["I2"].data_type) == ("=HYPERLINK(1)", "s")  # text, never a formula
    entry = AuditEntry.objects.get(action="DOWNLOAD")
    assert entry.reason == "감사·점검 대응: 정기 점검"
    assert entry.changes == {"account": "social1", "reason": "AUDIT"}


# --- one's own account -------------------------------------------------------------------------------------------


def test_a_person_sees_the_own_sign_ins_and_memberships_only(cast: Cast) -> None:
    browser = cast.social1.client()  # signing in is recorded
    cast.nurse1.client(REMOTE_ADDR="203.0.113.7")
    page = browser.get("/account/").content.decode()
    assert "가상의료원" in page
    assert (
        len(browser.get("/account/").context["sign_ins"])
        == AuditEntry.objects.filter(user=cast.social1.user, verb="account.sign_in").count()
    )
    assert "이가상" not in page


def test_the_switches_of_the_account_are_kept_and_recorded(cast: Cast) -> None:
    browser = cast.social1.client()
    answer = browser.post("/account/", {"high_contrast": "on"})
    assert (answer.status_code, answer["Location"]) == (302, "/account/")
    user = User.objects.get(pk=cast.social1.pk)
    assert (user.high_contrast, user.uses_keys, user.wants_email) == (True, False, False)
    assert 'data-krds-mode="high-contrast"' in browser.get("/account/").content.decode()
    assert AuditEntry.objects.get(verb="account.settings").user_id == user.pk
    assert timezone.now() - AuditEntry.objects.get(verb="account.settings").at < timedelta(minutes=1)


def test_the_account_menu_switches_and_returns_to_its_page(cast: Cast) -> None:
    browser = cast.social1.client()
    answer = browser.post("/display/", {"contrast": "high", "next": "/institutions/"})
    assert answer["Location"] == "/institutions/"
    assert browser.post("/display/", {"keys": "off", "next": "//example.invalid/"})["Location"] == "/"
    user = User.objects.get(pk=cast.social1.pk)
    assert (user.high_contrast, user.uses_keys) == (True, False)
