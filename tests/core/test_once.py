"""A create that is asked for twice happens once."""

from __future__ import annotations

from typing import Any

import pytest

from core.errors import Conflict, Invalid
from core.models import Draft, IdempotencyKey
from core.once import once
from tests.cast import Cast, Member, current
from tests.rivals import together


def create(who: Member, key: str = "key-1", body: dict[str, Any] | None = None, route: str = "tests.make") -> Any:
    def make() -> Draft:
        from django.utils import timezone

        serial = Draft.objects.count()
        return Draft.objects.create(person=who.user, form="tests", object_id=str(serial), updated_at=timezone.now())

    return once(who.actor, route, key, body or {"text": "같은 내용"}, Draft, make)


def test_the_second_request_gets_what_the_first_made(cast: Cast) -> None:
    first, second = create(cast.social1), create(cast.social1)
    assert first[0] == second[0]
    assert (first[1], second[1], Draft.objects.count()) == (True, False, 1)


def test_another_person_route_or_key_makes_another(cast: Cast) -> None:
    create(cast.social1)
    create(cast.social2)
    create(cast.social1, route="tests.other")
    create(cast.social1, key="key-2")
    assert Draft.objects.count() == 4


def test_the_same_key_with_other_contents_is_a_conflict(cast: Cast) -> None:
    create(cast.social1)
    with pytest.raises(Conflict, match="다른 내용"):
        create(cast.social1, body={"text": "다른 내용"})
    assert Draft.objects.count() == 1


def test_without_a_key_nothing_is_held_back(cast: Cast) -> None:
    create(cast.social1, key="")
    create(cast.social1, key="")
    assert Draft.objects.count() == 2


def test_what_was_refused_may_be_sent_again_with_the_same_key(cast: Cast) -> None:
    def refuse() -> Draft:
        raise Invalid("비어 있습니다.")

    with pytest.raises(Invalid):
        once(cast.social1.actor, "tests.make", "key-1", {}, Draft, refuse)
    assert not IdempotencyKey.objects.exists()
    assert create(cast.social1)[1]


def test_what_was_made_and_is_gone_is_told(cast: Cast) -> None:
    create(cast.social1)[0].delete()
    with pytest.raises(Conflict, match="지워진"):
        create(cast.social1)


@pytest.mark.django_db(transaction=True)
def test_a_double_click_makes_one_row() -> None:
    social1 = current().social1
    answers = together(*[lambda: create(social1) for _ in range(4)])
    assert Draft.objects.count() == 1
    assert sorted(is_made for _, is_made in answers) == [False, False, False, True]
    assert len({row.pk for row, _ in answers}) == 1
