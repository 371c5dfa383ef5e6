"""강의 요청서: numbered when an instructor is asked, kept, read by the office and by whoever was asked."""

from __future__ import annotations

from typing import Any

import pytest

from core import hwpx
from education.models import InstructorBooking, LectureLetter
from education.services import bookings, lecture_letters
from network.models import HospitalProfile
from tests import make_education as make
from tests.cast import Cast
from tests.core.hwpx_file import File
from tests.paper_words import words_of

pytestmark = pytest.mark.django_db


def _asked(cast: Cast, **teacher: Any) -> InstructorBooking:
    lesson = make.session(make.request("SCHEDULING"), place_or_link="가상복지관 2층 강당")
    return bookings.invite(actor=cast.coordinator1.actor, session=lesson, instructor=make.instructor(**teacher))


def _page(cast: Cast, row: InstructorBooking) -> str:
    return cast.coordinator1.client().get(f"/education/bookings/{row.pk}/letter/").content.decode()


def test_the_letter_says_what_is_asked_and_carries_its_number(cast: Cast) -> None:
    row = _asked(cast, name="강가상", affiliation="가상소방서", fee_per_hour=100_000)
    page = _page(cast, row)
    words = (
        "강가상 강사(가상소방서)",
        "강의 요청",
        "가상복지관 2층 강당",
        "원(금",
        "회신 기한",
        "강의 승낙서",
        "부분공개(6)",
        "기안자·결재권자 공공보건의료사업실장 정가상 (전결 ",
        "(서명 또는 인)",
    )
    assert [one for one in words if one not in page] == []
    number = lecture_letters.paper_of(row).office
    assert f"시행 {number}-" in page
    assert "검토자" not in page
    assert "출력" not in page


def test_the_kept_letter_is_the_same_in_every_form_whoever_opens_it(cast: Cast) -> None:
    row = _asked(cast)
    assert lecture_letters.LETTERS.keep_due(LectureLetter.objects.get().issued_at) == 1
    url, runs = f"/education/bookings/{row.pk}/letter", cast.coordinator1
    typed = runs.client().get(f"{url}.hwpx").content
    assert File(typed).words() == words_of(_page(cast, row))
    assert hwpx.read(typed)[1][0][0][0] == "과정명"
    printed = runs.client().get(f"{url}.pdf").content
    HospitalProfile.objects.filter(institution=cast.host).update(office_name="딴 부서")
    assert runs.client().get(f"{url}.pdf").content == printed
    assert runs.api().get(f"/api/v1/education/bookings/{row.pk}/letter/").content == printed
    assert runs.api().get(f"/api/v1/education/bookings/{row.pk}/letter/hwpx/").content == typed


def test_whoever_was_asked_reads_their_own_letter_and_no_other(cast: Cast) -> None:
    own, other = _asked(cast, user=cast.instructor1.user), _asked(cast, name="딴가상")
    browser = cast.instructor1.client()
    assert browser.get(f"/education/bookings/{own.pk}/letter.pdf").status_code == 200
    assert browser.get(f"/education/bookings/{other.pk}/letter.pdf").status_code == 404
    assert cast.nursing1.client().get(f"/education/bookings/{own.pk}/letter/").status_code == 404
