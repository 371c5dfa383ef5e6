"""Ends that nobody asks about: withdrawn consent, the end of a case, death, destruction."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from core.errors import Conflict, Invalid, NotVisible
from core.models import AuditEntry, Duty, Message
from network.models import Consent
from network.registry.clients import consent_events
from network.services import clients
from referrals.access import DESTROY_ACCESS, LINKAGE_ACCESS
from referrals.models import Linkage, Provision
from referrals.services.linkages import ending, snapshots, steps
from tests import make
from tests.referrals.conftest import SENT_ON, World, at

OPEN_AFTER_SENDING = [
    "SENT",
    "RECEIVED",
    "RETURNED",
    "ACCEPTED",
    "IN_SERVICE",
    "ON_HOLD",
    "CANCEL_REQUESTED",
    "REPLIED",
]


def withdraw(world: World, kind: str = "THIRD_PARTY") -> Consent:
    """What the network does when a person withdraws."""
    consent = Consent.objects.get(client=world.client, consent_type=kind, receiver=world.health_center)
    Consent.objects.filter(pk=consent.pk).update(status="WITHDRAWN", withdrawn_at=timezone.now())
    consent.refresh_from_db()
    consent_events.fire("withdrawn", consent=consent, actor=world.worker)
    return consent


@pytest.mark.parametrize("state", OPEN_AFTER_SENDING)
def test_withdrawal_closes_a_sent_linkage_in_every_state(world: World, state: str) -> None:
    linkage = world.at_state(state)
    withdraw(world)
    linkage.refresh_from_db()
    assert linkage.status == "WITHDRAWN"
    assert snapshots.shown_to_receiver(linkage) is None
    with pytest.raises(NotVisible):
        LINKAGE_ACCESS.find(world.cast.health1.actor, "read", pk=linkage.pk)
    open_kinds = set(Duty.objects.open().filter(object_id=str(linkage.pk)).values_list("kind", flat=True))
    assert open_kinds == {"referrals.destroy"}


def test_no_response_is_withdrawn_as_well(world: World, clock) -> None:
    from core import sweeps

    linkage = world.sent()
    clock.move_to(at(10, 24, 0))
    sweeps.run_all()
    withdraw(world)
    linkage.refresh_from_db()
    assert linkage.status == "WITHDRAWN"


def test_the_receiver_is_told_the_number_and_nothing_else(world: World) -> None:
    linkage = world.in_service()
    withdraw(world)
    duty = Duty.objects.get(kind="referrals.destroy")
    assert (duty.institution_id, duty.number) == (world.health_center.pk, linkage.number)
    assert "김" not in duty.about
    assert "건강" not in duty.about
    provision = Provision.objects.get()
    assert provision.withdrawn_at == provision.withdrawal_told_at == timezone.now()


def test_a_partner_without_accounts_is_told_by_the_senders_team(world: World) -> None:
    linkage = world.sent(world.welfare, service="MEAL")
    consent = Consent.objects.get(client=world.client, consent_type="THIRD_PARTY", receiver=world.welfare)
    consent_events.fire("withdrawn", consent=consent, actor=world.worker)
    duty = Duty.objects.get(kind="referrals.destroy")
    assert (duty.institution_id, duty.person_id) == (world.hospital.pk, world.cast.social1.pk)
    assert Provision.objects.get().withdrawal_told_at is None

    with pytest.raises(Invalid):
        ending.confirm_destroyed(actor=world.worker, linkage=linkage, data={"happened_at": SENT_ON})
    said = {"way": "FAX", "told_by": "배가상", "happened_at": SENT_ON}
    ending.confirm_destroyed(actor=world.worker, linkage=linkage, data=said)
    provision = Provision.objects.get()
    assert provision.withdrawal_told_at == provision.destroyed_at == SENT_ON
    assert linkage.proxy_entries.get().step == "destroy"


def test_the_receiver_confirms_destruction_once(world: World) -> None:
    linkage = world.in_service()
    withdraw(world)
    receiver = world.cast.health1.actor
    assert DESTROY_ACCESS.find(receiver, "confirm_destroyed", pk=linkage.pk).number == linkage.number
    ending.confirm_destroyed(actor=receiver, linkage=linkage, data={"happened_at": timezone.now()})
    assert Provision.objects.get().destroyed_at is not None
    assert not Duty.objects.open().filter(kind="referrals.destroy").exists()
    with pytest.raises(Conflict):
        ending.confirm_destroyed(actor=receiver, linkage=linkage, data={"happened_at": timezone.now()})
    with pytest.raises(NotVisible):
        ending.confirm_destroyed(actor=world.cast.welfare1.actor, linkage=linkage, data={})


def test_who_confirms_a_destruction_is_asked_the_same_at_both_doors(world: World) -> None:
    """The sender says who told it; the receiver itself is not asked, and not listened to either."""
    linkage = world.in_service()
    withdraw(world)
    page, path = f"/linkages/{linkage.pk}/destruction/", f"/api/v1/linkages/{linkage.pk}/confirm-destroyed/"
    sender, receiver = world.cast.social1, world.cast.health1
    told = {"way", "told_by"}
    assert told <= set(sender.client().post(page, {}).context["form"].errors)
    refused = sender.api().post(path, {}, format="json")
    assert (refused.status_code, set(refused.json()["fields"])) == (400, told)
    assert not told & set(receiver.client().get(page).context["form"].fields)
    refused = receiver.api().post(path, {"way": "FAX", "told_by": "남가상"}, format="json")
    assert (refused.status_code, set(refused.json()["fields"])) == (400, told)
    assert receiver.api().post(path, {}, format="json").status_code == 200, "as the page offers it: now"


@pytest.mark.parametrize("who", ["worker", "receiver"])
def test_a_destruction_long_ago_is_entered_with_its_reason(world: World, clock: Any, who: str) -> None:
    linkage = world.in_service()
    withdraw(world)
    actor = world.worker if who == "worker" else world.cast.health1.actor
    said = {"happened_at": timezone.now(), "way": "PHONE", "told_by": "남가상"}
    clock.move_to(at(12, 10))
    with pytest.raises(Invalid) as refused:
        ending.confirm_destroyed(actor=actor, linkage=linkage, data=said)
    assert set(refused.value.errors) == {"late_reason"}
    ending.confirm_destroyed(actor=actor, linkage=linkage, data={**said, "late_reason": "공문이 늦게 옴"})
    assert Provision.objects.get().destroyed_at == said["happened_at"]
    assert AuditEntry.objects.get(verb="linkage.confirm_destroyed").reason == "공문이 늦게 옴"


def test_ended_linkages_keep_their_end_and_are_destroyed_too(world: World) -> None:
    linkage = world.at_state("COMPLETED")
    withdraw(world)
    linkage.refresh_from_db()
    assert linkage.status == "COMPLETED"
    assert snapshots.shown_to_receiver(linkage) is None
    assert Duty.objects.open().filter(kind="referrals.destroy").count() == 1


def test_drafts_stay_and_can_no_longer_be_sent(world: World) -> None:
    world.consents_for(world.health_center)
    linkage = world.draft()
    withdraw(world)
    linkage.refresh_from_db()
    assert linkage.status == "DRAFT"
    with pytest.raises(Invalid, match="제3자 제공 동의 없음"):
        steps.send(actor=world.worker, linkage=linkage)


def test_withdrawing_sensitive_items_leaves_alone_what_carried_none(world: World) -> None:
    plain, sensitive = world.sent(), world.sent(shared_items=["NAME", "FUNCTION"])
    withdraw(world, "SENSITIVE_THIRD_PARTY")
    plain.refresh_from_db()
    sensitive.refresh_from_db()
    assert (plain.status, sensitive.status) == ("SENT", "WITHDRAWN")


def test_linkages_to_other_receivers_run_on(world: World) -> None:
    other = world.sent(world.welfare, service="MEAL")
    world.sent()
    withdraw(world)
    other.refresh_from_db()
    assert other.status == "SENT"


def test_a_second_withdrawal_changes_nothing(world: World) -> None:
    linkage = world.sent()
    withdraw(world)
    linkage.refresh_from_db()
    version, duties = linkage.version, Duty.objects.count()
    withdraw(world)
    linkage.refresh_from_db()
    assert (linkage.version, Duty.objects.count()) == (version, duties)


ENDS = {
    "DRAFT": "CANCELLED",
    "SENT": "CANCELLED",
    "RECEIVED": "CANCELLED",
    "RETURNED": "CANCELLED",
    "ACCEPTED": "STOPPED",
    "IN_SERVICE": "STOPPED",
    "ON_HOLD": "STOPPED",
    "REPLIED": "COMPLETED",
    "CANCEL_REQUESTED": "CANCELLED",
    "DECLINED": "DECLINED",
    "COMPLETED": "COMPLETED",
}


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        *((state, "CASE_CLOSED") for state in ENDS),
        ("SENT", "CLIENT_REFUSED"),
        ("IN_SERVICE", "CLIENT_REFUSED"),
        ("SENT", "DECEASED"),
    ],
)
def test_the_end_of_a_case_ends_every_linkage(world: World, state: str, reason: str) -> None:
    linkage = world.at_state(state)
    ending.end_for_case(actor=world.worker, case_id=world.case.pk, reason=reason)
    linkage.refresh_from_db()
    assert linkage.status == ENDS[state]
    assert not Duty.objects.open().filter(object_id=str(linkage.pk)).exists()
    if ENDS[state] == "STOPPED":
        assert linkage.stop_reason == reason
    elif ENDS[state] == "CANCELLED" and state != "CANCEL_REQUESTED":
        assert linkage.cancel_reason == {"CLIENT_REFUSED": "NOT_WISHED"}.get(reason, reason)
    assert ending.end_for_case(actor=world.worker, case_id=world.case.pk, reason=reason) == 0


def test_after_a_death_the_agency_is_told_at_once_not_to_come(world: World) -> None:
    linkage = world.in_service()
    Message.objects.all().delete()
    clients.record_death(actor=world.worker, client=world.client, on=date(2026, 10, 20), source="보호자")
    linkage.refresh_from_db()
    assert (linkage.status, linkage.stop_reason) == ("STOPPED", "DECEASED")
    told = Message.objects.filter(recipient=world.cast.health1.user)
    assert told.exists()
    assert all("방문하지 마십시오" in str(one.values) for one in told)
    assert not any(world.client.name in str(one.values) for one in told)


def test_the_end_of_a_case_tells_the_receiver(world: World) -> None:
    world.in_service()
    Message.objects.all().delete()
    ending.end_for_case(actor=world.worker, case_id=world.case.pk, reason="CASE_CLOSED")
    assert Message.objects.filter(recipient=world.cast.health1.user).count() == 1


def test_destruction_blanks_every_word_about_the_person(world: World) -> None:
    linkage = world.replied()
    clients.destroy_identity(actor=world.worker, client=world.client, reason="보유기간 끝")
    linkage = Linkage.objects.get(pk=linkage.pk)
    assert linkage.snapshot is None
    assert (linkage.reason, linkage.request, linkage.note, linkage.reason_text) == ("", "", "", "")
    reply = linkage.replies.get()
    assert (reply.content, reply.next_plan, reply.replied_by) == ("", "", "")
    assert linkage.proxy_entries.exclude(told_by="").count() == 0
    assert Provision.objects.count() == 1, "the count stays"


def test_what_rests_on_the_law_in_part_is_closed_when_the_rest_is_withdrawn(world: World) -> None:
    """The ordinary items went by law, the sensitive ones by consent: without that consent nothing is shown."""
    world.consents_for(world.health_center, "FUNCTION")
    by_law = Consent.objects.filter(client=world.client, consent_type="THIRD_PARTY")
    by_law.update(status="NOT_REQUIRED", legal_basis="URGENT_LIFE")
    plain = steps.send(actor=world.worker, linkage=world.draft())
    mixed = steps.send(actor=world.worker, linkage=world.draft(shared_items=["NAME", "FUNCTION"]))
    assert {plain.legal_basis, mixed.legal_basis} == {"URGENT_LIFE"}
    withdraw(world, "SENSITIVE_THIRD_PARTY")
    plain.refresh_from_db()
    mixed.refresh_from_db()
    assert (plain.status, mixed.status) == ("SENT", "WITHDRAWN")
    assert snapshots.shown_to_receiver(plain) is not None
    assert snapshots.shown_to_receiver(mixed) is None


def test_what_the_law_carries_alone_stays_when_a_consent_beside_it_is_withdrawn(world: World) -> None:
    world.consents_for(world.health_center, "FUNCTION")
    Consent.objects.filter(client=world.client).update(status="NOT_REQUIRED", legal_basis="URGENT_LIFE")
    linkage = steps.send(actor=world.worker, linkage=world.draft())
    beside = world.consent("THIRD_PARTY", world.health_center, ("NAME",))
    Consent.objects.filter(pk=beside.pk).update(status="WITHDRAWN", withdrawn_at=timezone.now())
    consent_events.fire("withdrawn", consent=beside, actor=world.worker)
    linkage.refresh_from_db()
    assert linkage.status == "SENT"
    assert snapshots.shown_to_receiver(linkage) is not None


def test_a_case_that_lets_go_of_a_person_takes_its_linkages_along_and_no_others(world: World) -> None:
    linkage = world.replied()
    other = make.linkage(make.case("FOLLOW_UP", client=world.client, admitted_on=make.days_ago(40)), "SENT")
    nobody = clients.nobody(institution_id=world.hospital.pk)
    ending.let_go(actor=world.worker, case_id=world.case.pk, nobody=nobody)
    linkage.refresh_from_db()
    other.refresh_from_db()
    assert (linkage.client, linkage.snapshot, linkage.reason, linkage.replies.get().content) == (nobody, None, "", "")
    assert (other.client, bool(other.reason)) == (world.client, True)
