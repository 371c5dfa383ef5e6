"""The matrix of needs: fifteen areas, the level that follows, and another one with a reason."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from core import codes, workdays
from discharge.models import Need
from tests.discharge.conftest import rated

pytestmark = pytest.mark.django_db


def typed(**levels: int) -> dict[str, str]:
    """The form with every area rated."""
    fields = {"assessed_on": str(workdays.seoul_today()), "version": "1"}
    for row in rated(**levels):
        fields[f"level_{row['area']}"] = str(row["level"])
        fields[f"text_{row['area']}"] = row["text"]
    return fields


@pytest.fixture
def url(initial: Any) -> str:
    return reverse("discharge:assessment-edit", args=[initial.case_id, initial.pk, "needs"])


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ({}, "0"),
        ({"MOOD": 1}, "1"),
        ({"MOOD": 2, "REHAB": 2}, "2"),
        ({"MOOD": 2, "REHAB": 2, "ADL": 2}, "3"),
        ({"MOOD": 3}, "3"),
    ],
)
def test_the_level_is_computed_on_saving(cast: Any, initial: Any, url: str, levels: Any, expected: str) -> None:
    answer = cast.social1.client().post(url, {**typed(**levels), "finish": "1"})
    assert answer.status_code == 302
    initial.refresh_from_db()
    assert (initial.computed_level, initial.need_level) == (expected, expected)
    assert Need.objects.count() == 15
    assert initial.needs_at is not None


def test_another_level_needs_a_reason_and_both_are_kept(cast: Any, initial: Any, url: str) -> None:
    browser = cast.nurse1.client()
    fields = {**typed(MOOD=2), "need_level": "3"}
    answer = browser.post(url, fields)
    assert answer.status_code == 400
    assert "산출된 수준과 다르게 정한 사유를 적으십시오." in answer.content.decode()
    browser.post(url, {**fields, "need_level_reason": "혼자 지냄"})
    initial.refresh_from_db()
    assert (initial.computed_level, initial.need_level, initial.need_level_reason) == ("2", "3", "혼자 지냄")


def test_a_need_of_level_2_without_words_is_named_at_its_field(cast: Any, url: str) -> None:
    answer = cast.social1.client().post(url, {**typed(REHAB=2), "text_REHAB": ""})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "재활·보행: 수준이 중간이나 높음이면 내용을 적으십시오." in page
    assert 'href="#id_text_REHAB"' in page
    assert not Need.objects.exists()


def test_saved_without_finishing_some_areas_may_wait(cast: Any, initial: Any, url: str) -> None:
    fields = typed(MOOD=1) | {"level_SAFETY": ""}
    assert cast.social1.client().post(url, fields).status_code == 302
    assert Need.objects.count() == 14
    initial.refresh_from_db()
    assert initial.needs_at is None


def test_the_live_level_stores_nothing(cast: Any, case: Any) -> None:
    url = reverse("discharge:need-level", args=[case.pk])
    answer = cast.nurse1.client().post(url, {"level_MOOD": "2", "level_ADL": "2", "level_REHAB": "2", "level_X": "9"})
    assert "<b>높음</b>" in answer.content.decode()
    assert f"3 / {len(codes.choices('need_area'))}개 영역" in answer.content.decode()
    assert not Need.objects.exists()


def test_a_draft_comes_back_with_the_version_it_began_with(cast: Any, initial: Any, url: str) -> None:
    browser = cast.social1.client()
    draft = reverse("core:draft-save-object", args=["assessment", f"{initial.pk}-needs"])
    kept = {"level_MOOD": "2", "text_MOOD": "잠을 못 잠", "base_version": "1"}
    assert browser.put(draft, kept, content_type="application/json").status_code == 200
    cast.nurse1.client().post(url, typed(MOOD=1))
    page = browser.get(url).content.decode()
    assert "임시저장한 글을 불러왔습니다" in page
    assert 'value="잠을 못 잠"' in page
    assert browser.post(url, {**typed(MOOD=2), "version": "1"}).status_code == 409
