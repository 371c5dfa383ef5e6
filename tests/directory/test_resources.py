"""자원 찾기: what fits comes first, who keeps an entry, and what nobody looked through for half a year."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django.utils.html import strip_tags

from core import sweeps, workdays
from core.errors import Conflict, Forbidden, Invalid
from core.models import AuditEntry, Duty
from network.directory.models import ServiceOffer
from network.directory.services import resources
from network.models import Membership, Municipality
from tests import make
from tests.cast import Cast, Member
from tests.queries import count_queries

LIST = "/resources/"


@pytest.fixture
def welfare(cast: Cast) -> ServiceOffer:
    """The meals of an agency with accounts."""
    return ServiceOffer.objects.get(institution=cast.welfare1.institution, service="MEAL")


@pytest.fixture
def mute(cast: Cast) -> ServiceOffer:
    """An agency in the catchment area in which nobody has an account."""
    town = Municipality.objects.get(code="41150")
    return make.offer(make.institution(name="전화만 받는 기관", municipality=town), "VOLUNTEER")


def names(who: Member, query: str = "") -> list[str]:
    page = who.client().get(f"{LIST}?{query}")
    assert page.status_code == 200
    return [line.offer.institution.name for line in page.context["lines"]]


# --- finding ---------------------------------------------------------------------------------------------------------


def test_what_fits_the_person_comes_first(cast: Cast) -> None:
    place = {
        key: make.institution(name=name)
        for key, name in {"a": "나기관", "b": "가기관", "c": "다기관", "far": "먼기관"}.items()
    }
    make.offer(place["a"], "HOUSING", need_areas=["HOUSING"], areas=["41150"], age_from=65)
    make.offer(place["b"], "HOUSING")  # names no need, no area, no age: fits anybody
    make.offer(place["c"], "HOUSING", need_areas=["HOUSING"])
    make.offer(place["far"], "HOUSING", need_areas=["HOUSING"], areas=["41110"])
    asked = "service=HOUSING&municipality=41150&need=HOUSING&age=80"
    assert names(cast.social1, asked) == ["나기관", "다기관", "가기관"]
    assert names(cast.social1, asked.replace("80", "40")) == ["다기관", "가기관"]
    assert names(cast.social1, "service=HOUSING") == ["가기관", "나기관", "다기관", "먼기관"]


def test_known_room_counts_among_those_that_fit_alike_and_old_room_counts_for_nothing(cast: Cast) -> None:
    now = timezone.now()
    rooms = {
        "가득": ("FULL", now),
        "나옛날": ("AVAILABLE", now - timedelta(days=15)),
        "다있음": ("AVAILABLE", now),
        "라모름": ("", None),
    }
    for name, (state, at) in rooms.items():
        make.offer(make.institution(name=name), "HOUSING", capacity=state, capacity_at=at)
    assert names(cast.social1, "service=HOUSING") == ["다있음", "나옛날", "라모름", "가득"]


def test_the_areas_of_an_entry_go_before_those_of_its_institution(cast: Cast) -> None:
    place = make.institution(name="두 시 기관")
    place.serves.set(Municipality.objects.filter(code__in=["41150", "41110"]))
    make.offer(place, "HOUSING", areas=["41110"])
    make.offer(place, "TRANSPORT")
    assert names(cast.social1, "service=HOUSING&municipality=41150") == []
    assert names(cast.social1, "service=HOUSING&municipality=41110") == ["두 시 기관"]
    assert names(cast.social1, "service=TRANSPORT&municipality=41150") == ["두 시 기관"]


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("행복 복지관", True),
        ("행복복지관", True),
        ("복지관  도시락", True),
        ("식사", True),  # the service by a part of its name
        ("영양·식사", True),  # the need by its name
        ("행복 요양원", False),
        ("100%", False),
        ("_", False),
    ],
)
def test_words_are_read_forgivingly(cast: Cast, words: str, is_found: bool) -> None:
    make.offer(make.institution(name="행복 복지관"), "MEAL", target="도시락이 필요한 분", need_areas=["NUTRITION"])
    assert ("행복 복지관" in names(cast.social1, f"q={words}")) is is_found


def test_a_kind_of_agency_and_what_is_no_longer_given(cast: Cast) -> None:
    gone = make.offer(make.institution(name="그만둔 기관"), "HOUSING", is_active=False)
    make.offer(make.institution(name="쓰지 않는 기관", is_active=False), "HOUSING")
    make.offer(make.institution(name="어느 약국", kind="PHARMACY"), "HOUSING")
    assert names(cast.social1, "service=HOUSING") == ["어느 약국"]
    assert names(cast.social1, "kind=PHARMACY") == ["어느 약국"]
    assert "지금은 제공하지 않는" in cast.social1.client().get(f"{LIST}{gone.pk}/").content.decode()


def test_the_list_costs_the_same_for_many_rows_and_pages_by_key(cast: Cast) -> None:
    for _ in range(60):
        make.offer(make.institution(), "HOUSING")
    browser, api = cast.social1.client(), cast.social1.api()
    browser.get(LIST)
    with count_queries("resource list page"):
        first = browser.get(f"{LIST}?service=HOUSING&municipality=41150&need=HOUSING&age=70")
    shown = [line.offer.pk for line in first.context["lines"]]
    second = browser.get(f"{LIST}?service=HOUSING&after={first.context['page'].next}")
    rest = [line.offer.pk for line in second.context["lines"]]
    assert (len(shown), len(rest), len({*shown, *rest})) == (50, 10, 60)
    api.get("/api/v1/resources/")
    with count_queries("api resource list"):
        assert len(api.get("/api/v1/resources/?service=HOUSING").json()["results"]) == 50


def test_page_and_api_say_the_same(cast: Cast) -> None:
    make.offer(
        make.institution(name="두루 기관"), "HOUSING", age_from=19, cost="무료", phone="0318285214", contact="주거팀"
    )
    (row,) = cast.social1.api().get("/api/v1/resources/?q=두루").json()["results"]
    assert (row["institution_name"], row["cost"], row["phone"]) == ("두루 기관", "무료", "주거팀 031-828-5214")
    assert row["room"] == {
        "state": "", "label": "수용 상태 알 수 없음", "age": "알린 적 없음", "note": "", "is_stale": True,
    }  # fmt: skip
    page = strip_tags(cast.social1.client().get(f"{LIST}{row['id']}/").content.decode())
    assert all(
        text in page for text in ("두루 기관", "무료", "주거팀 031-828-5214", "19세 이상", "수용 상태 알 수 없음")
    )
    assert cast.social1.api().get("/api/v1/resources/?age=200").status_code == 400
    assert cast.nobody.api().get("/api/v1/resources/").status_code == 401


# --- keeping ---------------------------------------------------------------------------------------------------------


def body(**changes: Any) -> dict[str, Any]:
    return {"target": "65세 이상", "how_to_apply": "전화", "is_active": "on", **changes}


def test_an_agency_keeps_its_own_entries(cast: Cast, welfare: ServiceOffer) -> None:
    worker = cast.welfare1.client()
    page = worker.get("/agency/").content.decode()
    assert "식사·영양 지원" in page
    assert "확인했습니다" in page
    sent = body(areas=["" for _ in ()], age_from=65, need_areas=["NUTRITION"], phone="031-828-5214", version=1)
    answer = worker.post(f"{LIST}{welfare.pk}/edit/", sent)
    assert answer.status_code == 302, answer.context["form"].errors
    welfare.refresh_from_db()
    assert (welfare.target, welfare.age_from, welfare.phone, welfare.version) == ("65세 이상", 65, "0318285214", 2)
    assert (welfare.verified_on, welfare.verified_by_id) == (workdays.seoul_today(), cast.welfare1.pk)
    assert AuditEntry.objects.filter(verb="resource.edit", object_id=str(welfare.pk)).exists()


@pytest.mark.parametrize("who", ["social1", "health1", "coordinator1", "regional1", "monitor1"])
def test_nobody_else_edits_them(cast: Cast, welfare: ServiceOffer, who: str) -> None:
    member: Member = getattr(cast, who)
    assert member.client().get(f"{LIST}{welfare.pk}/").status_code == 200
    for rest in ("edit", "act/capacity", "act/verify"):
        assert member.client().post(f"{LIST}{welfare.pk}/{rest}/", body()).status_code == 403
    with pytest.raises(Forbidden):
        resources.edit_offer(actor=member.actor, offer=welfare, data={"cost": "무료"})


def test_the_coordinator_of_the_area_keeps_those_of_agencies_without_accounts(cast: Cast, mute: ServiceOffer) -> None:
    assert resources.verify_offer(actor=cast.coordinator1.actor, offer=mute).version == 2
    for who in (cast.regional1, cast.social1, cast.hospital2):
        with pytest.raises(Forbidden):
            resources.verify_offer(actor=who.actor, offer=mute)
    far = make.institution(municipality=Municipality.objects.get(code="41110"))
    with pytest.raises(Forbidden):
        resources.verify_offer(actor=cast.coordinator1.actor, offer=make.offer(far))
    make.membership(institution=mute.institution, roles="PARTNER_STAFF", programmes="REFERRALS")
    with pytest.raises(Forbidden):
        resources.verify_offer(actor=cast.coordinator1.actor, offer=mute)


def test_adding_a_service_counts_once_and_only_where_one_keeps(cast: Cast, mute: ServiceOffer) -> None:
    coordinator = cast.coordinator1.client()
    places = coordinator.get(f"{LIST}new/").context["form"].fields["institution"].queryset
    assert mute.institution in places
    assert cast.welfare1.institution not in places
    sent = body(institution=mute.institution.code, service="TRANSPORT", idempotency_key="k1")
    for _ in range(2):
        assert coordinator.post(f"{LIST}new/", sent).status_code == 302
    assert ServiceOffer.objects.filter(institution=mute.institution, service="TRANSPORT").count() == 1
    again = coordinator.post(f"{LIST}new/", sent | {"idempotency_key": "k2"})
    assert again.status_code == 400
    assert "이미 있는 서비스" in again.content.decode()
    assert coordinator.post(f"{LIST}new/", sent | {"institution": cast.welfare1.institution.pk}).status_code == 400
    with pytest.raises(Invalid):
        resources.create_offer(
            actor=cast.welfare1.actor, institution=mute.institution, service="HOUSING", data={"target": "x"}
        )


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("phone", {"phone": "010-1234-5678"}),
        ("phone", {"phone": "031-828"}),
        ("age_to", {"age_from": 70, "age_to": 60}),
        ("target", {"target": "480315-2123456 님"}),
    ],
)
def test_what_an_entry_never_holds(cast: Cast, welfare: ServiceOffer, field: str, changes: dict[str, Any]) -> None:
    answer = cast.welfare1.client().post(f"{LIST}{welfare.pk}/edit/", body(**changes))
    assert answer.status_code == 400
    assert set(answer.context["form"].errors) == {field}


def test_the_second_of_two_editors_sees_both_texts(cast: Cast, welfare: ServiceOffer) -> None:
    resources.edit_offer(actor=cast.welfare1.actor, offer=welfare, data={"cost": "무료"}, version=1)
    with pytest.raises(Conflict) as refusal:
        resources.edit_offer(actor=cast.welfare1.actor, offer=welfare, data={"cost": "1,000원"}, version=1)
    assert (refusal.value.stored, refusal.value.mine) == ({"cost": "무료"}, {"cost": "1,000원"})
    answer = cast.welfare1.client().post(f"{LIST}{welfare.pk}/edit/", body(cost="1,000원", version=1))
    assert answer.status_code == 409
    assert "1,000원" in answer.content.decode()


def test_the_api_has_every_act(cast: Cast, welfare: ServiceOffer) -> None:
    api, url = cast.welfare1.api(), f"/api/v1/resources/{welfare.pk}/"
    assert api.patch(url, {"cost": "무료"}, headers={"If-Match": "1"}).json()["cost"] == "무료"
    assert api.patch(url, {"cost": "유료"}, headers={"If-Match": "1"}).status_code == 409
    assert api.post(f"{url}verify/").json()["verified_on"] == str(workdays.seoul_today())
    room = api.post(f"{url}capacity/", {"capacity": "WAITING", "expected_on": str(make.days_ago(-9))}).json()["room"]
    assert (room["state"], room["age"], room["is_stale"]) == ("WAITING", "오늘", False)
    new = {"target": "65세 이상", "how_to_apply": "전화", "areas": ["41150"]}
    made = api.post("/api/v1/resources/", {"institution": "welfare", "service": "TRANSPORT", **new})
    assert (made.status_code, made.json()["areas"]) == (201, "의정부시")
    assert api.post("/api/v1/resources/", {"institution": "nowhere", "service": "HOUSING"}).status_code == 400
    assert cast.health1.api().patch(url, {"cost": "무료"}).status_code == 403
    assert cast.social1.api().post("/api/v1/resources/", {"institution": "welfare"}).status_code == 403


# --- half a year -----------------------------------------------------------------------------------------------------


def test_an_entry_nobody_looked_through_is_flagged_listed_and_owed_by_its_keeper(
    cast: Cast, welfare: ServiceOffer, mute: ServiceOffer
) -> None:
    for row, days in ((welfare, 181), (mute, 181)):
        ServiceOffer.objects.filter(pk=row.pk).update(verified_on=make.days_ago(days))
    assert sorted(names(cast.social1, "unverified=on")) == ["가상노인복지관", "전화만 받는 기관"]
    assert names(cast.coordinator1, "unverified=on&mine=on") == ["전화만 받는 기관"]
    assert names(cast.welfare1, "unverified=on&mine=on") == ["가상노인복지관"]
    assert "확인 180일 지남" in cast.social1.client().get(f"{LIST}{welfare.pk}/").content.decode()
    sweeps.run_all()
    sweeps.run_all()
    owed = {duty.object_id: duty for duty in Duty.objects.open().filter(kind="directory.verify_resource")}
    assert set(owed) == {str(welfare.pk), str(mute.pk)}
    assert (owed[str(welfare.pk)].institution, owed[str(welfare.pk)].role) == (welfare.institution, "PARTNER_STAFF")
    assert (owed[str(mute.pk)].institution, owed[str(mute.pk)].role) == (cast.host, "COORDINATOR")
    assert re.search("자원 정보 확인", cast.welfare1.client().get("/").content.decode())


def test_the_last_day_of_half_a_year_is_still_in_time(cast: Cast, welfare: ServiceOffer) -> None:
    ServiceOffer.objects.filter(pk=welfare.pk).update(verified_on=make.days_ago(180))
    assert names(cast.social1, "unverified=on") == []
    sweeps.run_all()
    assert not Duty.objects.open().filter(kind="directory.verify_resource").exists()


@pytest.mark.parametrize("way", ["act/verify", "edit"])
def test_a_look_or_an_edit_settles_the_duty(cast: Cast, welfare: ServiceOffer, way: str) -> None:
    ServiceOffer.objects.filter(pk=welfare.pk).update(verified_on=None)
    sweeps.run_all()
    assert Duty.objects.open().filter(kind="directory.verify_resource").count() == 1
    assert cast.welfare1.client().post(f"{LIST}{welfare.pk}/{way}/", body()).status_code == 302
    assert not Duty.objects.open().filter(kind="directory.verify_resource").exists()
    sweeps.run_all()
    assert not Duty.objects.open().filter(kind="directory.verify_resource").exists()


def test_a_manager_alone_owes_what_the_staff_would(cast: Cast, welfare: ServiceOffer) -> None:
    Membership.objects.filter(institution=welfare.institution).update(roles=["PARTNER_MANAGER"])
    ServiceOffer.objects.filter(pk=welfare.pk).update(verified_on=None)
    sweeps.run_all()
    assert Duty.objects.open().get(kind="directory.verify_resource").role == "PARTNER_MANAGER"
