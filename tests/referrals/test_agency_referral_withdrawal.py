"""Consent withdrawn: by either side, in every state, never refused; the hospital loses sight at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from core.errors import Conflict, Invalid, NotVisible
from core.models import Duty, Message
from network.services import clients
from referrals.models import AgencyReferral, AgencyReply, Provision
from referrals.services.agency_referrals import ending, steps
from referrals.workflow import AGENCY_REFERRAL
from tests import make
from tests.cast import Cast
from tests.referrals.agency_steps import at_state, drafted

SOURCES = sorted(AGENCY_REFERRAL.named("withdraw")[0].sources)


def _told() -> dict[str, Any]:
    return {"withdrawn_told_by": "딸", "withdrawn_at": timezone.now() - timedelta(minutes=5)}


@pytest.mark.parametrize("part", ["health1", "coordinator1"])
@pytest.mark.parametrize("state", SOURCES)
def test_either_side_withdraws_in_every_state(cast: Cast, state: str, part: str) -> None:
    row = at_state(cast, state)
    row = steps.withdraw(actor=getattr(cast, part).actor, referral=row, data=_told())
    assert (row.status, row.withdrawn_told_by) == ("WITHDRAWN", "딸")
    (duty,) = Duty.objects.open().filter(root_id=str(row.pk))
    assert (duty.kind, duty.about) == ("referrals.agency_destroy", "동의가 철회된 의뢰")


@pytest.mark.parametrize("state", ["CLOSED", "DECLINED", "CANCELLED"])
def test_what_has_ended_is_closed_off_all_the_same(cast: Cast, state: str) -> None:
    row = steps.withdraw(actor=cast.health1.actor, referral=at_state(cast, state), data=_told())
    assert (row.status, row.withdrawn_at is not None) == (state, True)
    assert cast.coordinator1.client().get(f"/linkages/agency/{row.pk}/").status_code == 404
    assert Duty.objects.open().filter(object_id=str(row.pk), kind="referrals.agency_destroy").exists()


def test_pressed_twice_it_is_one_withdrawal(cast: Cast) -> None:
    row = at_state(cast, "IN_PROGRESS")
    first = steps.withdraw(actor=cast.health1.actor, referral=row, data=_told())
    later = steps.withdraw(actor=cast.health1.actor, referral=row, data=_told() | {"withdrawn_told_by": "아들"})
    assert (later.withdrawn_told_by, later.version) == (first.withdrawn_told_by, first.version)


def test_it_asks_who_told_it_and_when(cast: Cast) -> None:
    row = at_state(cast, "RECEIVED")
    with pytest.raises(Invalid) as raised:
        steps.withdraw(actor=cast.health1.actor, referral=row, data={})
    assert set(raised.value.errors) == {"withdrawn_told_by", "withdrawn_at"}
    ahead = _told() | {"withdrawn_at": timezone.now() + timedelta(hours=1)}
    with pytest.raises(Invalid):
        steps.withdraw(actor=cast.health1.actor, referral=row, data=ahead)


def test_a_draft_was_never_given_to_anybody(cast: Cast) -> None:
    with pytest.raises(Conflict):
        steps.withdraw(actor=cast.health1.actor, referral=drafted(cast), data=_told())


@pytest.mark.parametrize("part", ["coordinator1", "social1"])
def test_the_hospital_loses_sight_at_every_door(cast: Cast, part: str) -> None:
    row = at_state(cast, "REPLIED")
    member = getattr(cast, part)
    pages = ["", "letter/", "letter/preview/", "answer/", "answer/preview/"]
    open_doors = [member.client().get(f"/linkages/agency/{row.pk}/{page}").status_code for page in pages]
    assert open_doors == [200] * len(pages)
    steps.withdraw(actor=cast.health1.actor, referral=row, data=_told())
    closed = [member.client().get(f"/linkages/agency/{row.pk}/{page}").status_code for page in pages]
    assert closed == [404] * len(pages)
    for end in ("", "papers/letter/", "papers/answer/", "papers/consent/", "replies/"):
        assert member.api().get(f"/api/v1/agency-referrals/{row.pk}/{end}").status_code == 404
    assert member.api().get("/api/v1/agency-referrals/").json()["results"] == []
    assert row.number not in member.client().get("/linkages/agency/received/?view=all").content.decode()


def test_the_ledger_says_so_and_the_hospital_confirms_the_destruction(cast: Cast) -> None:
    row = steps.withdraw(actor=cast.coordinator1.actor, referral=at_state(cast, "REPLIED"), data=_told())
    lines = Provision.objects.filter(agency_referral=row)
    assert {line.withdrawn_at for line in lines} == {row.withdrawn_at}
    url = f"/linkages/agency/{row.pk}/destruction/"
    page = cast.social1.client().get(url).content.decode()
    assert row.number in page
    assert "마가상" not in page
    happened = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    assert cast.social1.client().post(url, {"happened_at": happened}).status_code == 302
    row.refresh_from_db()
    assert row.destroyed_at is not None
    assert row.snapshot is None
    assert all(line.destroyed_at for line in Provision.objects.filter(agency_referral=row))
    assert not Duty.objects.open().filter(object_id=str(row.pk)).exists()
    told = Message.objects.filter(recipient_id=cast.health1.pk).order_by("-pk").first()
    assert told is not None
    assert "파기를 확인" in told.values["text"]
    with pytest.raises(Conflict):
        ending.confirm_destroyed(actor=cast.social1.actor, referral=row, data={})


def test_nobody_else_confirms_a_destruction(cast: Cast) -> None:
    row = steps.withdraw(actor=cast.health1.actor, referral=at_state(cast, "ASSIGNED"), data=_told())
    for part in ("social2", "nurse1", "health1", "hospital2"):
        with pytest.raises(NotVisible):
            ending.confirm_destroyed(actor=getattr(cast, part).actor, referral=row, data={})


def test_the_agency_still_sees_its_own_words_and_what_became_of_them(cast: Cast) -> None:
    row = steps.withdraw(actor=cast.health1.actor, referral=at_state(cast, "IN_PROGRESS"), data=_told())
    page = cast.health1.client().get(f"/linkages/agency/{row.pk}/").content.decode()
    assert "동의가 철회되었습니다" in page
    assert "파기 확인" in page


def test_when_the_person_is_destroyed_every_word_goes(cast: Cast) -> None:
    row = at_state(cast, "REPLIED")
    clients.destroy_identity(actor=cast.health1.actor, client=row.client, reason="보관 기한")
    row.refresh_from_db()
    assert (row.status, row.snapshot, row.situation, row.sent_line) == ("WITHDRAWN", None, "", "")
    assert AgencyReply.objects.get(referral=row).content == ""
    assert cast.coordinator1.client().get(f"/linkages/agency/{row.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("state", "days", "shown"),
    [("CLOSED", 10, 200), ("CLOSED", 100, 403), ("DECLINED", 0, 403), ("CANCELLED", 0, 403)],
)
def test_after_the_end_only_the_header_line_stays(cast: Cast, state: str, days: int, shown: int) -> None:
    row = make.agency_referral(state, closed_at=timezone.now() - timedelta(days=days))
    client = cast.coordinator1.client()
    assert client.get(f"/linkages/agency/{row.pk}/").status_code == shown
    assert row.number in client.get("/linkages/agency/received/?view=all").content.decode()
    assert (
        AgencyReferral.objects.get(pk=row.pk).situation not in client.get("/linkages/agency/received/").content.decode()
    )
