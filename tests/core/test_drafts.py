"""What is being typed: kept for its person, encrypted, for seven days, without what must be stored nowhere."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from core import drafts
from core.errors import Invalid
from core.models import Draft, IdempotencyKey
from tests.cast import Cast

RRN = "900101-1234568"


def test_a_draft_comes_back_to_its_person_only(cast: Cast) -> None:
    drafts.save(cast.social1.actor, "plan", "7", {"text": "첫 문장"})
    drafts.save(cast.social1.actor, "plan", "7", {"text": "첫 문장과 둘째"})
    found = drafts.load(cast.social1.actor, "plan", 7)
    assert found is not None
    assert found.fields == {"text": "첫 문장과 둘째"}
    assert drafts.load(cast.social2.actor, "plan", 7) is None
    assert drafts.load(cast.social1.actor, "plan", 8) is None
    assert Draft.objects.count() == 1


def test_a_draft_is_not_readable_in_the_database(cast: Cast) -> None:
    drafts.save(cast.social1.actor, "person", "", {"phone": "010-0000-0042"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT fields FROM core_draft")
        assert "0042" not in cursor.fetchone()[0]


@pytest.mark.parametrize("fields", [{"memo": RRN}, {"rows": [{"memo": f"주민번호 {RRN}"}]}, {"memo": "9001011234568"}])
def test_a_resident_registration_number_is_refused_and_stored_nowhere(cast: Cast, fields: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        drafts.save(cast.social1.actor, "person", "", fields)
    assert not Draft.objects.exists()


def test_a_book_is_no_draft(cast: Cast) -> None:
    with pytest.raises(Invalid, match="너무 깁니다"):
        drafts.save(cast.social1.actor, "plan", "", {"text": "가" * (drafts.LIMIT + 1)})


def test_after_seven_days_it_is_gone(cast: Cast) -> None:
    drafts.save(cast.social1.actor, "plan", "", {"text": "글"})
    IdempotencyKey.objects.create(person=cast.social1.user, route="r", key="k", body="")
    with time_machine.travel(timezone.now() + timedelta(days=6, hours=23)):
        assert drafts.load(cast.social1.actor, "plan") is not None
        assert drafts.forget_old(timezone.now()) == 0
    with time_machine.travel(timezone.now() + timedelta(days=7, seconds=1)):
        assert drafts.load(cast.social1.actor, "plan") is None
        assert drafts.forget_old(timezone.now()) == 1
    assert not IdempotencyKey.objects.exists()


def test_a_draft_goes_through_the_web_door(cast: Cast) -> None:
    browser = cast.social1.client()
    body = json.dumps({"text": "글", "csrfmiddlewaretoken": "x"})
    saved = browser.put("/drafts/plan/7/", body, content_type="application/json")
    assert saved.status_code == 200
    assert Draft.objects.get().fields == {"text": "글"}
    refused = browser.put("/drafts/plan/7/", json.dumps({"memo": RRN}), content_type="application/json")
    assert refused.status_code == 400
    assert RRN not in refused.content.decode()
    assert Draft.objects.get().fields == {"text": "글"}
    for broken in ("[1]", "{", "\\"):
        assert browser.put("/drafts/plan/7/", broken, content_type="application/json").status_code == 400
    browser.post("/drafts/plan/7/drop/")
    assert not Draft.objects.exists()


def test_a_dropped_draft_leads_back_to_this_site_only(cast: Cast) -> None:
    answer = cast.social1.client().post("/drafts/plan/drop/", {"next": "https://elsewhere.example/"})
    assert answer["Location"] == "/"
