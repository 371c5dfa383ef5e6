"""Two people correct the same row: the second sees both texts, and may then save on from there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from discharge.models import EducationTopic, SelectionRule
from discharge.services import conferences
from tests import make
from tests.cast import Cast, Member
from tests.discharge.test_conference import record_of

Page = tuple[Member, str, str, Any]


def _topic(cast: Cast) -> Page:
    row = EducationTopic.objects.create(hospital=cast.host, topic="낙상")
    return cast.coordinator1, f"/discharge/settings/topics/{row.pk}/", "topic", row


def _rule(cast: Cast) -> Page:
    row = SelectionRule.objects.create(hospital=cast.host, label="낙상", target_group="STROKE", min_age=65)
    return cast.coordinator1, f"/discharge/rules/{row.pk}/", "label", row


def _stay(cast: Cast) -> Page:
    row = make.case("SCREENED")
    return cast.social1, f"/discharge/cases/{row.pk}/edit/", "diagnosis", row


def _conference(cast: Cast) -> Page:
    case = make.case("FOLLOW_UP")
    row = conferences.record(actor=cast.social1.actor, case=case, data=record_of(cast))
    return cast.social1, f"/discharge/cases/{case.pk}/conferences/{row.pk}/", "place", row


def _linkage(cast: Cast) -> Page:
    row = make.linkage(make.case("PLANNED"), "DRAFT", receiver=cast.health1.institution)
    return cast.social1, f"/linkages/{row.pk}/edit/", "reason", row


def _typed(page: Any) -> dict[str, Any]:
    """What a browser would send back from a form that nobody has touched."""
    found: dict[str, Any] = {}
    context = page.context
    shapes = [context["form"]]
    for name in ("participants", "actions"):
        formset = context.get(name)
        if formset is not None:
            shapes += [formset.management_form, *formset.forms]
    for shape in shapes:
        for field in shape:
            value = field.value()
            found[field.html_name] = "" if value is None else value
    return found


@pytest.mark.parametrize("make_page", [_topic, _rule, _stay, _conference, _linkage])
def test_the_second_sees_both_texts_and_saves_on(cast: Cast, make_page: Callable[[Cast], Page]) -> None:
    who, path, name, row = make_page(cast)
    browser = who.client()
    typed = _typed(browser.get(path))
    first = browser.post(path, {**typed, name: "먼저 저장한 글", "idempotency_key": ""})
    assert first.status_code == 302, first.context["form"].errors

    second = browser.post(path, {**typed, name: "나중에 적은 글", "idempotency_key": ""})
    text = second.content.decode()
    assert second.status_code == 409
    assert "먼저 저장한 글" in text
    assert "나중에 적은 글" in text
    row.refresh_from_db()
    assert getattr(row, name) == "먼저 저장한 글"

    again = browser.post(path, _typed(second))
    assert again.status_code == 302
    row.refresh_from_db()
    assert getattr(row, name) == "나중에 적은 글"
