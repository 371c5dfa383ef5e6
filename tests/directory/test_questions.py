"""받을 수 있습니까? Room is told with its age, asked about without a person, and every question gets its answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from core import sweeps
from core.errors import Conflict, Forbidden, Invalid, NotVisible
from core.models import Duty, Message
from network.directory.models import CapacityQuestion, ServiceOffer
from network.directory.panels.resources import room_of
from network.directory.services import questions, resources
from network.models import Municipality
from tests import make
from tests.cast import Cast

SEOUL = ZoneInfo("Asia/Seoul")
TUESDAY = datetime(2026, 10, 20, 14, 0, tzinfo=SEOUL)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(TUESDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def meals(cast: Cast, clock: Any) -> ServiceOffer:
    return ServiceOffer.objects.select_related("institution").get(institution=cast.welfare1.institution, service="MEAL")


def facts(**changes: Any) -> dict[str, Any]:
    town = Municipality.objects.get(code="41150")
    return {"age_band": "75-84", "municipality": town, "need": "주 2회 도시락", "urgency": "NORMAL", **changes}


def ask(cast: Cast, offer: ServiceOffer, **changes: Any) -> CapacityQuestion:
    return questions.ask(actor=cast.social1.actor, offer=offer, data=facts(**changes))


# --- room with its age -----------------------------------------------------------------------------------------------


def test_room_is_told_with_its_age_and_greys_after_a_fortnight(cast: Cast, meals: ServiceOffer, clock: Any) -> None:
    told = resources.publish_capacity(actor=cast.welfare1.actor, offer=meals, data={"capacity": "AVAILABLE"})
    assert (room_of(told).age, room_of(told).is_stale, room_of(told).kind) == ("오늘", False, "ok")
    clock.move_to(TUESDAY + timedelta(days=14))
    assert (room_of(told).age, room_of(told).is_stale) == ("14일 전", False)
    clock.move_to(TUESDAY + timedelta(days=14, minutes=1))
    assert room_of(told).is_stale
    assert (room_of(told).kind, room_of(told).age) == ("off", "14일 전, 지금은 다를 수 있음")
    page = cast.social1.client().get(f"/resources/{meals.pk}/").content.decode()
    assert "14일 전, 지금은 다를 수 있음" in page
    assert "오래된 값입니다" in page


def test_a_site_may_trust_room_for_a_shorter_time(cast: Cast, meals: ServiceOffer, clock: Any, settings: Any) -> None:
    settings.SITE = {**settings.SITE, "resource_limits": {"capacity_fresh_days": 2}}
    told = resources.publish_capacity(actor=cast.welfare1.actor, offer=meals, data={"capacity": "FULL"})
    clock.move_to(TUESDAY + timedelta(days=3))
    assert room_of(told).is_stale


def test_an_agency_tells_its_room_on_its_own_page(cast: Cast, meals: ServiceOffer) -> None:
    worker = cast.welfare1.client()
    url = f"/resources/{meals.pk}/act/capacity/"
    sent = {"capacity": "WAITING", "expected_on": "2026-11-02", "capacity_note": "세 분 대기", "version": 1}
    assert worker.post(url, sent).status_code == 302
    assert worker.post(url, sent).status_code == 409, "somebody told the room meanwhile"
    assert "11. 2.(월)부터 가능 · 세 분 대기" in worker.get("/agency/").content.decode()
    past = worker.post(url, {**sent, "expected_on": "2026-10-19", "version": 2})
    assert set(past.context["form"].errors) == {"expected_on"}
    assert worker.post(url, {"capacity": "", "version": 2}).status_code == 400


# --- asking without a person -----------------------------------------------------------------------------------------


def test_a_question_is_owed_by_the_agency_within_its_limit(cast: Cast, meals: ServiceOffer) -> None:
    for urgency, last in (("NORMAL", date(2026, 10, 23)), ("URGENT", date(2026, 10, 21))):
        row = ask(cast, meals, urgency=urgency)
        duty = Duty.objects.open().get(object_id=str(row.pk))
        assert (duty.kind, duty.institution, duty.role) == (
            "directory.answer_capacity",
            meals.institution,
            "PARTNER_STAFF",
        )
        assert duty.due_at == row.due_at == make.at(last + timedelta(days=1), 0)
        assert duty.is_urgent is (urgency == "URGENT")
    assert "받을 수 있는지 답" in cast.welfare1.client().get("/").content.decode()


@pytest.mark.parametrize(
    "need",
    [
        "김가상 님 도시락",
        "박영희 환자 도시락",
        "도시락, 010-1234-5678",
        "도시락 031 828 5214",
        "480315-2123456",
        "1948년생 도시락",
        "1948. 3. 15. 생 도시락",
        "등록번호 90000123",
        "D-2026-00012 도시락",
        "kim@example.invalid",
        "흥선로 142 도시락",
        "101동 1203호 도시락",
    ],
)
def test_a_question_that_points_to_somebody_is_refused_and_stored_nowhere(
    cast: Cast, meals: ServiceOffer, need: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        ask(cast, meals, need=need)
    assert set(refusal.value.errors) == {"need"}
    sent = {"resource": meals.pk, "age_band": "75-84", "municipality": "41150", "need": need}
    assert cast.social1.api().post("/api/v1/capacity-questions/", sent).status_code == 400
    form = {"age_band": "75-84", "municipality": "41150", "urgency": "NORMAL", "need": need}
    page = cast.social1.client().post(f"/resources/{meals.pk}/ask/", form)
    assert page.status_code == 400
    assert need in page.content.decode() or "@" in need, "what was typed stays in the form"
    assert not CapacityQuestion.objects.exists()


@pytest.mark.parametrize(
    "need",
    ["주 2회 도시락", "휠체어 이용, 3층 거주", "고령 환자 방문 목욕 주 3회", "독거 어르신 말벗 2시간", "24시간 돌봄"],
)
def test_an_ordinary_need_may_be_asked(cast: Cast, meals: ServiceOffer, need: str) -> None:
    assert ask(cast, meals, need=need).need == need


def test_the_name_of_a_person_one_works_with_is_refused_and_of_others_nothing_is_said(
    cast: Cast, meals: ServiceOffer
) -> None:
    make.case("ASSESSING", client=make.client_(name="연두솔"))
    theirs = make.client_(name="초록빛", created_by_institution=cast.hospital2.institution)
    make.case("ASSESSING", client=theirs, hospital=cast.hospital2.institution, social_worker=cast.hospital2.user)
    with pytest.raises(Invalid):
        ask(cast, meals, need="연두솔에게 도시락")
    assert ask(cast, meals, need="초록빛 도시락").pk, "a refusal would say that somebody of that name is known"


def test_nothing_of_a_person_is_in_what_is_stored_or_told(cast: Cast, meals: ServiceOffer) -> None:
    ask(cast, meals)
    fields = {field.name for field in CapacityQuestion._meta.get_fields()}
    assert not fields & {"client", "case", "about_id", "name", "birth_date", "phone", "chart_no"}


def test_an_emergency_is_not_asked_here_nor_ones_own_house(cast: Cast, meals: ServiceOffer) -> None:
    with pytest.raises(Invalid, match="119"):
        ask(cast, meals, urgency="EMERGENCY")
    with pytest.raises(Invalid, match="자기 기관"):
        ask(cast, make.offer(cast.host, "OUTPATIENT"))
    with pytest.raises(Invalid, match="제공하지 않는"):
        ask(cast, make.offer(make.institution(), "HOUSING", is_active=False))


def test_asking_twice_with_one_key_asks_once(cast: Cast, meals: ServiceOffer) -> None:
    sent = {"age_band": "75-84", "municipality": "41150", "urgency": "NORMAL", "need": "도시락", "idempotency_key": "k"}
    browser = cast.social1.client()
    for _ in range(2):
        assert browser.post(f"/resources/{meals.pk}/ask/", sent).status_code == 302
    assert CapacityQuestion.objects.count() == 1
    assert cast.health1.client().get(f"/resources/{meals.pk}/ask/").status_code == 403


# --- the answer ------------------------------------------------------------------------------------------------------


def test_the_answer_settles_the_duty_tells_the_asker_and_is_published_when_ticked(
    cast: Cast, meals: ServiceOffer
) -> None:
    row = ask(cast, meals)
    sent = {"answer": "WAITING", "expected_on": "2026-11-02", "answer_note": "두 자리 곧 남", "publish": "on"}
    answer = cast.welfare1.client().post(f"/capacity-questions/{row.pk}/act/answer/", sent)
    assert answer.status_code == 302
    row.refresh_from_db()
    meals.refresh_from_db()
    assert (row.answer, row.expected_on, row.answered_by_id) == ("WAITING", date(2026, 11, 2), cast.welfare1.pk)
    assert (meals.capacity, meals.expected_on, meals.capacity_note) == ("WAITING", date(2026, 11, 2), "두 자리 곧 남")
    assert not Duty.objects.open().filter(object_id=str(row.pk)).exists()
    notice = Message.objects.get(key=f"capacity:{row.pk}:answer:{cast.social1.pk}:IN_APP")
    assert "대기" in notice.values["text"]
    page = cast.social1.client().get(f"/capacity-questions/{row.pk}/").content.decode()
    assert "두 자리 곧 남" in page
    assert "배가상" in page


def test_an_answer_that_is_not_ticked_leaves_the_published_room_alone(cast: Cast, meals: ServiceOffer) -> None:
    questions.answer(actor=cast.welfare1.actor, question=ask(cast, meals), data={"answer": "FULL"})
    meals.refresh_from_db()
    assert meals.capacity == ""


def test_a_waiting_list_says_until_when(cast: Cast, meals: ServiceOffer) -> None:
    row = ask(cast, meals)
    for data in ({"answer": "WAITING"}, {"answer": "WAITING", "expected_on": date(2026, 10, 19)}):
        with pytest.raises(Invalid) as refusal:
            questions.answer(actor=cast.welfare1.actor, question=row, data=data)
        assert set(refusal.value.errors) == {"expected_on"}
    with pytest.raises(Invalid):
        questions.answer(actor=cast.welfare1.actor, question=row, data={"answer": "MAYBE"})


def test_a_question_is_answered_once_and_by_the_agency_alone(cast: Cast, meals: ServiceOffer) -> None:
    row = ask(cast, meals)
    with pytest.raises(NotVisible):
        questions.answer(actor=cast.health1.actor, question=row, data={"answer": "FULL"})
    with pytest.raises(Forbidden):
        questions.answer(actor=cast.social1.actor, question=row, data={"answer": "FULL"})
    with pytest.raises(Forbidden):
        questions.withdraw(actor=cast.welfare1.actor, question=row)
    questions.answer(actor=cast.welfare1.actor, question=row, data={"answer": "FULL"})
    with pytest.raises(Conflict):
        questions.answer(actor=cast.welfare1.actor, question=row, data={"answer": "AVAILABLE"})


def test_an_unanswered_question_goes_to_the_asker_and_repeats_at_the_agency(
    cast: Cast, meals: ServiceOffer, clock: Any
) -> None:
    row = ask(cast, meals, urgency="URGENT")
    clock.move_to(datetime(2026, 10, 21, 23, 59, tzinfo=SEOUL))
    sweeps.run_all()
    assert {duty.kind for duty in Duty.objects.open()} == {"directory.answer_capacity"}
    clock.move_to(datetime(2026, 10, 22, 9, 0, tzinfo=SEOUL))
    for _ in range(2):
        sweeps.run_all()
    owed = {duty.kind: duty for duty in Duty.objects.open()}
    assert set(owed) == {"directory.answer_capacity", "directory.call_capacity"}
    assert owed["directory.call_capacity"].person_id == cast.social1.pk
    late = Message.objects.filter(key__startswith=f"capacity:{row.pk}:late:")
    assert late.count() == 1
    for day, count in ((23, 2), (24, 2), (25, 2), (26, 3)):  # a Saturday and a Sunday lie between
        clock.move_to(datetime(2026, 10, day, 9, 0, tzinfo=SEOUL))
        sweeps.run_all()
        assert late.count() == count
    questions.answer(actor=cast.welfare1.actor, question=row, data={"answer": "AVAILABLE"})
    assert not Duty.objects.open().exists()


def test_what_was_said_over_the_telephone_is_written_down_with_who_said_it(cast: Cast, meals: ServiceOffer) -> None:
    row = ask(cast, meals)
    url = f"/capacity-questions/{row.pk}/act/enter_answer/"
    assert cast.social2.client().post(url, {"answer": "FULL", "told_by": ""}).status_code == 400
    assert cast.social2.client().post(url, {"answer": "FULL", "told_by": "배가상 팀장"}).status_code == 302
    page = cast.social1.client().get(f"/capacity-questions/{row.pk}/").content.decode()
    assert "배가상 팀장 (전화)" in page
    assert "송가상 대행 입력" in page
    assert not Duty.objects.open().exists()


def test_an_agency_without_accounts_is_called_at_once(cast: Cast, meals: ServiceOffer) -> None:
    mute = make.offer(make.institution(name="전화만 받는 기관"), "HOUSING")
    row = ask(cast, mute)
    duty = Duty.objects.open().get()
    assert (duty.kind, duty.person_id, duty.object_id) == ("directory.call_capacity", cast.social1.pk, str(row.pk))


def test_an_asker_may_withdraw_and_the_list_shows_both_sides(cast: Cast, meals: ServiceOffer) -> None:
    row, other = ask(cast, meals), ask(cast, meals, need="밑반찬")
    assert cast.social1.client().post(f"/capacity-questions/{row.pk}/act/withdraw/").status_code == 302
    assert not Duty.objects.open().filter(object_id=str(row.pk)).exists()
    for who in (cast.social2, cast.welfare1):
        page = who.client().get("/capacity-questions/").content.decode()
        assert row.number in page
        assert other.number in page
    assert row.number not in cast.social1.client().get("/capacity-questions/?state=open").content.decode()
    assert cast.health1.client().get(f"/capacity-questions/{row.pk}/").status_code == 404
    assert row.number not in cast.health1.client().get("/capacity-questions/").content.decode()


def test_the_api_has_every_act(cast: Cast, meals: ServiceOffer) -> None:
    api, base = cast.social1.api(), "/api/v1/capacity-questions/"
    sent = {"resource": meals.pk, "age_band": "75-84", "municipality": "41150", "need": "도시락"}
    made = [api.post(base, sent, headers={"Idempotency-Key": "a"}).json()["id"] for _ in range(2)]
    assert made[0] == made[1]
    first = made[0]
    theirs = cast.welfare1.api().post(f"{base}{first}/answer/", {"answer": "AVAILABLE", "publish": True})
    assert (theirs.status_code, theirs.json()["answer"]) == (200, "AVAILABLE")
    assert api.get(f"{base}{first}/").json()["is_open"] is False
    second, third = (api.post(base, sent).json()["id"] for _ in range(2))
    told = api.post(f"{base}{second}/enter-answer/", {"answer": "FULL", "told_by": "배가상"})
    assert told.json()["told_by"] == "배가상"
    assert api.post(f"{base}{third}/withdraw/").json()["withdrawn_at"]
    assert api.post(f"{base}{third}/withdraw/").status_code == 409
    assert len(api.get(f"{base}?state=answered").json()["results"]) == 2
    assert cast.health1.api().get(f"{base}{first}/").status_code == 404
    assert cast.health1.api().post(base, sent).status_code == 403


def test_an_answer_is_published_whole(cast: Cast, meals: ServiceOffer) -> None:
    row, note = ask(cast, meals), "두 자리 곧 남. " * 19 + "끝"
    sent = {"answer": "WAITING", "expected_on": "2026-11-02", "answer_note": note, "publish": "on"}
    assert cast.welfare1.client().post(f"/capacity-questions/{row.pk}/act/answer/", sent).status_code == 302
    meals.refresh_from_db()
    assert meals.capacity_note == note
