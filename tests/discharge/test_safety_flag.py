"""An answer that cannot wait is heard at once, complete or not, and its words betray nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from core import workdays
from core.errors import Invalid
from core.models import AuditEntry, Duty, Message
from core.querysets import DutyQuerySet
from discharge.models import InstrumentResult
from discharge.services import measurements

pytestmark = pytest.mark.django_db

PHQ9 = dict.fromkeys((f"q{number}" for number in range(1, 9)), 0)


def ask(cast: Any, case: Any, code: str, answers: Any) -> InstrumentResult:
    return measurements.record_instrument(
        actor=cast.nurse1.actor,
        case=case,
        instrument=code,
        answers=answers,
        measured_on=workdays.seoul_today(),
    )


def open_checks() -> DutyQuerySet:
    return Duty.objects.open().filter(kind="discharge.safety_check")


def test_item_9_opens_the_check_for_worker_and_coordinator(cast: Any, case: Any) -> None:
    result = ask(cast, case, "PHQ9", {**PHQ9, "q9": 1})
    duty = open_checks().get()
    assert result.total == 1
    assert result.flags
    assert duty.person == cast.social1.user
    assert duty.is_urgent
    assert duty.escalated_at is not None
    assert open_checks().for_actor(cast.coordinator1.actor).exists()


def test_item_9_zero_opens_nothing(cast: Any, case: Any) -> None:
    ask(cast, case, "PHQ9", {**PHQ9, "q9": 0})
    assert not open_checks().exists()


@pytest.mark.parametrize(
    ("code", "answers"),
    [
        ("PHQ9", {"q9": 2}),
        ("PHQ9", {**PHQ9, "q3": 7, "q9": 1}),
        ("CSSRS_SCREEN", {"q2": True, "q4": True}),
        ("CSSRS_SCREEN", {"m3": True}),
    ],
    ids=["others missing", "another answer wrong", "plan", "contradiction"],
)
def test_an_unfinished_or_faulty_form_is_heard_too(cast: Any, case: Any, code: str, answers: Any) -> None:
    with pytest.raises(Invalid):
        ask(cast, case, code, answers)
    assert open_checks().count() == 1
    assert not InstrumentResult.objects.exists()


def test_the_page_hears_it_though_the_date_is_wrong(cast: Any, case: Any) -> None:
    url = reverse("discharge:instrument-record", args=[case.pk, "PHQ9"])
    answer = cast.doctor1.client().post(url, {"q9": "3", "measured_on": "어제"})
    assert answer.status_code == 400
    assert open_checks().count() == 1


def test_asking_twice_keeps_one_check(cast: Any, case: Any) -> None:
    for _ in range(2):
        ask(cast, case, "PHQ9", {**PHQ9, "q9": 1})
    assert open_checks().count() == 1


def test_no_word_that_leaves_names_the_person_or_the_matter(cast: Any, case: Any) -> None:
    ask(cast, case, "PHQ9", {**PHQ9, "q9": 3})
    texts = [open_checks().get().about, *(str(message.values) for message in Message.objects.all())]
    assert Message.objects.filter(recipient=cast.coordinator1.user).exists()
    for text in texts:
        for word in (case.client.name, "자살", "우울", "PHQ", "안전"):
            assert word not in text


def test_saying_what_was_done_ends_it_and_a_second_press_changes_nothing(cast: Any, case: Any) -> None:
    ask(cast, case, "PHQ9", {**PHQ9, "q9": 1})
    url = reverse("discharge:safety-confirm", args=[case.pk])
    browser = cast.social1.client()
    assert browser.post(url, {"reason": ""}).status_code == 400
    assert open_checks().exists()
    for _ in range(2):
        assert browser.post(url, {"reason": "면담하고 담당의에게 알림"}).status_code == 302
    assert not open_checks().exists()
    assert AuditEntry.objects.get(verb="discharge.confirm_safety").reason == "면담하고 담당의에게 알림"


def test_the_case_page_says_it_above_everything_else(cast: Any, case: Any) -> None:
    ask(cast, case, "PHQ9", {**PHQ9, "q9": 1})
    page = cast.coordinator1.client().get(reverse("discharge:case-detail", args=[case.pk])).content.decode()
    assert "바로 확인할 평가 결과가 있습니다." in page
    assert reverse("discharge:safety-confirm", args=[case.pk]) in page
