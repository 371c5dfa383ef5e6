"""The one record of a person: what is refused, what is hidden, who is the same, what remains after destruction."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from core import workdays
from core.errors import Conflict, Invalid
from core.forms import PortalForm
from core.models import AuditEntry
from network.models import ChartNumber, Client
from network.registry.clients import client_events
from network.services import clients
from tests import make
from tests.cast import Cast

BORN = date(1948, 3, 15)


def person(**values: Any) -> dict[str, Any]:
    return {"name": "홍 길동", "birth_date": BORN, "sex": "M", "phone": "010-0000-1234"} | values


def test_the_same_name_birth_and_sex_is_found_however_it_is_spaced(cast: Cast) -> None:
    known = clients.register(actor=cast.social1.actor, data=person())
    same = clients.find_same(cast.nurse1.actor, "홍길동", BORN, "M")
    assert [row.pk for row in same] == [known.pk]
    assert clients.find_same(cast.nurse1.actor, "홍길동", BORN, "F") == []
    assert clients.find_same(cast.nurse1.actor, "홍길동", BORN + timedelta(days=1), "M") == []


def test_the_same_phone_and_birth_is_found_under_another_name(cast: Cast) -> None:
    known = clients.register(actor=cast.social1.actor, data=person())
    same = clients.find_same(cast.social1.actor, "홍길순", BORN, "F", "01000001234")
    assert [row.pk for row in same] == [known.pk]
    assert clients.find_same(cast.social1.actor, "홍길순", BORN, "F", "010-0000-9999") == []


def test_another_institution_learns_nothing_of_the_person(cast: Cast) -> None:
    clients.register(actor=cast.social1.actor, data=person())
    assert clients.find_same(cast.hospital2.actor, "홍길동", BORN, "M", "010-0000-1234") == []


def test_a_duplicate_hint_is_masked(cast: Cast) -> None:
    known = clients.register(actor=cast.social1.actor, data=person(name="홍길동"))
    (row,) = clients.masked_rows([known])
    assert row == {"id": str(known.pk), "name": "홍*동", "birth": "1948년생", "phone": "010-****-1234"}


def test_the_phone_is_encrypted_in_its_column_and_found_by_a_keyed_hash(cast: Cast) -> None:
    known = clients.register(actor=cast.social1.actor, data=person(address_rest="가상로 1"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone, address_rest, phone_hash FROM network_client WHERE id = %s", [known.pk])
        phone, address, phone_hash = cursor.fetchone()
    assert "0000" not in phone
    assert "가상로" not in address
    assert phone_hash == clients.phone_hash(known.phone, BORN) != clients.phone_hash(known.phone, date(1950, 1, 1))
    assert Client.objects.get(pk=known.pk).address_rest == "가상로 1"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"birth_date": workdays.seoul_today() + timedelta(days=1)}, "birth_date"),
        ({"birth_date": date(1890, 1, 1)}, "birth_date"),
        ({"phone": "12"}, "phone"),
        ({"caregiver_name": "김가상"}, "caregiver_relation"),
        ({"caregiver_name": "김가상", "caregiver_relation": "CHILD"}, "caregiver_phone"),
    ],
)
def test_a_wrong_record_is_refused_with_its_field(cast: Cast, change: dict[str, Any], field: str) -> None:
    before = Client.objects.count()
    with pytest.raises(Invalid) as refusal:
        clients.register(actor=cast.social1.actor, data=person(**change))
    assert field in refusal.value.errors
    assert Client.objects.count() == before


@pytest.mark.parametrize(
    "text", ["480315-1234567", "4803151234567", "４８０３１５－１２３４５６７", "480315 - 1234567"]
)
def test_a_resident_registration_number_is_refused_and_not_even_drafted(cast: Cast, text: str) -> None:
    from django import forms as django_forms

    class Note(PortalForm):
        words = django_forms.CharField()

    form = Note({"words": f"번호 {text} 확인"})
    assert not form.is_valid()
    kept = cast.social1.client().put("/drafts/note/", {"words": text}, content_type="application/json")
    assert kept.status_code == 400


def test_a_stale_correction_overwrites_nothing(cast: Cast) -> None:
    known = clients.register(actor=cast.social1.actor, data=person())
    clients.update(actor=cast.nurse1.actor, client=known, data={"address_town": "가상1동"}, version=1)
    with pytest.raises(Conflict) as conflict:
        clients.update(actor=cast.social1.actor, client=known, data={"address_town": "가상2동"}, version=1)
    assert conflict.value.stored == {"address_town": "가상1동"}
    assert Client.objects.get(pk=known.pk).address_town == "가상1동"


def test_a_chart_number_belongs_to_one_person_of_a_hospital(cast: Cast) -> None:
    clients.register(actor=cast.social1.actor, data=person(), chart_no="00012345")
    with pytest.raises(Invalid, match="다른 대상자"):
        clients.register(actor=cast.social1.actor, data=person(name="김가상"), chart_no="00012345")
    clients.register(actor=cast.hospital2.actor, data=person(name="김가상"), chart_no="00012345")
    assert ChartNumber.objects.filter(number="00012345").count() == 2


def test_death_is_told_once_and_never_in_the_future(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[Any] = []
    monkeypatch.setitem(client_events._listeners, "death", [lambda client, actor: heard.append(client.pk)])
    known, today = make.client_(), workdays.seoul_today()
    with pytest.raises(Invalid):
        clients.record_death(actor=cast.social1.actor, client=known, on=today + timedelta(days=1), source="가족")
    clients.record_death(actor=cast.social1.actor, client=known, on=today, source="가족 연락")
    for day in (today, today - timedelta(days=1)):
        with pytest.raises(Conflict, match=r"이미 등록.*저장한 것이 없습니다"):
            clients.record_death(actor=cast.social1.actor, client=known, on=day, source="병동")
    known.refresh_from_db()
    assert (heard, known.deceased_on) == ([known.pk], today)


def test_destruction_leaves_a_count_without_a_person(cast: Cast) -> None:
    data = person(
        name="홍길동", address_town="가상동", address_rest="가상로 1", caregiver_name="김보호", caregiver_relation="CHILD",
        caregiver_phone="010-0000-7777", contact_limit="오후만", disability="지체", language="한국어",
    )  # fmt: skip
    known = clients.register(actor=cast.social1.actor, data=data, chart_no="00012345")
    clients.destroy_identity(actor=cast.cpo1.actor, client=known, reason="보유기간 만료")
    left = Client.objects.get(pk=known.pk)
    stored = " ".join(str(getattr(left, field.name)) for field in Client._meta.fields)
    for gone in ("홍길동", "1948", "0000", "가상동", "가상로", "김보호", "오후만", "지체", "한국어"):
        assert gone not in stored.replace("00:00", ""), gone
    assert not ChartNumber.objects.filter(number="00012345").exists()
    assert left.name_bigrams == []
    assert clients.find_same(cast.social1.actor, "홍길동", BORN, "M", "010-0000-1234") == []
    proof = AuditEntry.objects.get(verb="client.destroy")
    assert (proof.persons, proof.reason) == ([known.pk], "보유기간 만료")
    clients.destroy_identity(actor=cast.cpo1.actor, client=left, reason="다시")
    assert AuditEntry.objects.filter(verb="client.destroy").count() == 1


def test_an_entry_of_the_trail_names_nobody(cast: Cast) -> None:
    known = clients.register(actor=cast.social1.actor, data=person(name="홍길동"))
    clients.update(actor=cast.social1.actor, client=known, data={"name": "홍길순", "phone": "010-0000-5555"})
    for entry in AuditEntry.objects.filter(persons__contains=[known.pk]):
        assert "홍길" not in str(entry.changes)
        assert "5555" not in str(entry.changes)
