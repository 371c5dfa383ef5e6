"""The closed loop in a real browser: three people with accounts, one agency without, and a withdrawal."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Browser, Page

from core import workdays
from discharge.models import DischargeCase
from network.directory.models import ServiceOffer
from network.models import Institution, Municipality
from referrals.models import Linkage
from tests import cast as standing
from tests import make
from tests.browser import arrival
from tests.browser.walk import NARROW
from tests.cast import Member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ITEMS = ["NAME", "PHONE", "ADDRESS"]
NAME = "남궁나래빛"


def _agency(name: str, service: str, *, has_account: bool) -> Institution:
    made = make.institution(name=name, short_name=name, kind="HEALTH_CENTER", is_member=has_account)
    ServiceOffer.objects.create(institution=made, service=service)
    made.serves.add(Municipality.objects.get(code="41150"))
    return made


def _case(*receivers: Institution) -> DischargeCase:
    case = make.case("FOLLOW_UP", client=make.client_(name=NAME))
    for receiver in receivers:
        make.consent(case.client, "THIRD_PARTY", receiver=receiver, items=ITEMS)
    return case


def _write(worker: Any, case: DischargeCase, receiver: Institution, service: str) -> Linkage:
    """The worker writes a linkage on its page and sends it."""
    worker.go(f"/linkages/new/?programme=DISCHARGE&case={case.pk}&service={service}")
    page = worker.page
    worker.choose("receiver", str(receiver.pk))
    page.fill("[name=reason]", "퇴원 뒤 혼자 지냄")
    page.fill("[name=request]", "주 1회 방문")
    for item in ITEMS:
        worker.choose("shared_items", item)
    page.locator(".savebar button[type=submit]").first.click()
    worker.arrive()
    row = Linkage.objects.filter(about_id=case.pk).order_by("created_at").last()
    assert row is not None, worker.text
    _act(worker, row, "send")
    return row


def _act(seat: Any, row: Linkage, name: str, query: str = "", **fields: str) -> None:
    """One move on its own page; `fields` are filled, chosen or selected by what they are."""
    seat.go(f"/linkages/{row.pk}/act/{name}/{query}")
    _fill(seat, fields)
    _submit(seat)


def _fill(seat: Any, fields: dict[str, str]) -> None:
    for name, value in fields.items():
        control = seat.page.locator(f"main [name={name}]").first
        kind = control.evaluate("el => el.tagName + ':' + (el.type || '')")
        if kind == "INPUT:radio":
            seat.choose(name, value)
        elif kind.startswith("SELECT"):
            control.select_option(value)
        else:
            control.fill(value)


def _submit(seat: Any) -> None:
    bar = seat.page.locator(".savebar button[type=submit]:visible")
    (bar if bar.count() else seat.page.locator("main form button[type=submit]:visible")).first.click()
    seat.arrive()


def _state(row: Linkage) -> str:
    row.refresh_from_db()
    return row.status


def _moment(at: datetime) -> str:
    return at.astimezone(workdays.SEOUL).strftime("%Y-%m-%dT%H:%M")


def test_declined_sent_again_accepted_missed_visited_replied_closed(sit: Any) -> None:
    cast = standing.current()
    second = _agency("가상중앙보건소", "HOME_HEALTH", has_account=True)
    partner = make.member(institution=second, roles="PARTNER_STAFF", programmes="REFERRALS")
    case = _case(cast.health1.institution, second)
    first = _write(sit(cast.social1), case, cast.health1.institution, "HOME_HEALTH")
    assert _state(first) == "SENT"

    health = sit(cast.health1)
    health.go("/linkages/received/")
    assert first.number in health.text
    health.go(f"/linkages/{first.pk}/")
    assert NAME not in health.page.content(), "to decide, nobody needs to know who it is"
    assert health.audit() == []
    _act(health, first, "receive")
    _act(health, first, "decline", decline_reason="CAPACITY", suggested_receiver=str(second.pk))
    assert _state(first) == "DECLINED"

    worker = sit(cast.social1)
    worker.go(f"/linkages/{first.pk}/")
    assert "가상중앙보건소" in worker.text
    assert "읽음" in worker.text
    worker.press("다시 의뢰")
    _submit(worker)
    again = Linkage.objects.latest("created_at")
    assert again.parent_id == first.pk
    _act(worker, again, "send")
    health.go(f"/linkages/{again.pk}/")
    assert "찾을 수 없" in health.text or "없는" in health.text

    _serve(sit, partner, again)
    worker.go(f"/linkages/{again.pk}/")
    assert "방문하여 혈압을 재고 복약을 확인함" in worker.text
    _act(worker, again, "confirm")
    assert _state(again) == "COMPLETED"
    assert worker.audit() == []


def _serve(sit: Any, partner: Member, row: Linkage) -> None:
    """Accepted, an appointment that was missed, another that was kept and began the service, the result told."""
    seat = sit(partner)
    _act(seat, row, "receive")
    tomorrow = workdays.seoul_today() + timedelta(days=1)
    _act(seat, row, "accept", responsible="남가상", planned_start_on=str(tomorrow))
    now = datetime.now(tz=workdays.SEOUL)
    _appoint(seat, row, now + timedelta(hours=2))
    missed = row.appointments.get()
    with time_machine.travel(now + timedelta(hours=3)):
        later = sit(partner)
        later.go(f"/linkages/{row.pk}/appointments/{missed.pk}/no_show/")
        _fill(later, {"note": "집에 없었음"})
        _submit(later)
        _appoint(later, row, now + timedelta(hours=5))
    kept = row.appointments.latest("pk")
    with time_machine.travel(now + timedelta(hours=6)):
        later = sit(partner)
        later.go(f"/linkages/{row.pk}/appointments/{kept.pk}/visit/")
        _submit(later)
        assert _state(row) == "IN_SERVICE"
        assert later.audit() == []
        _act(
            later,
            row,
            "reply",
            result="SERVICE_DONE",
            content="방문하여 혈압을 재고 복약을 확인함",
            started_on=str(workdays.seoul_today()),
        )
    assert _state(row) == "REPLIED"
    assert [one.outcome for one in row.appointments.order_by("pk")] == ["NO_SHOW", "VISITED"]


def _appoint(seat: Any, row: Linkage, at: datetime) -> None:
    seat.go(f"/linkages/{row.pk}/appointments/")
    _fill(seat, {"planned_at": _moment(at), "way": "HOME"})
    _submit(seat)


def test_an_agency_without_an_account_answers_by_a_link_of_one_use(
    sit: Any, chromium: Browser, live_server: Any, settings: Any
) -> None:
    settings.BASE_URL = live_server.url
    cast = standing.current()
    agency = _agency("가상방문간호센터", "HOME_NURSE", has_account=False)
    case = _case(agency)
    worker = sit(cast.social1)
    row = _write(worker, case, agency, "HOME_NURSE")
    context = chromium.new_context(viewport=NARROW, locale="ko-KR", reduced_motion="reduce")
    arrival.watch(context)
    phone = context.new_page()
    address = _open_link(worker, phone, row)
    assert "방문간호" in phone.inner_text("main")
    assert "님의" not in phone.inner_text("h1")
    assert NAME not in phone.content(), "to decide, nobody needs to know who it is"
    phone.check("[name=answer][value=accept]")
    phone.fill("[name=responsible]", "배가상 팀장")
    phone.fill("[name=planned_start_on]", str(workdays.seoul_today() + timedelta(days=1)))
    _answer(phone)
    assert _state(row) == "ACCEPTED"
    assert phone.goto(address).status == 404  # type: ignore[union-attr]

    _open_link(worker, phone, row)
    assert NAME in phone.content(), "to serve, one does"
    phone.check("[name=answer][value=reply]")
    phone.select_option("[name=result]", "SERVICE_DONE")
    phone.fill("[name=content]", "방문하여 상처를 소독함")
    phone.locator("[name=started_on]:visible").first.fill(str(workdays.seoul_today()))
    _answer(phone)
    assert _state(row) == "REPLIED"
    context.close()
    worker.go(f"/linkages/{row.pk}/")
    assert "배가상" in worker.text
    assert "방문하여 상처를 소독함" in worker.text


def _open_link(worker: Any, phone: Page, row: Linkage) -> str:
    """The worker makes a link and tells the number; the agency opens it on a telephone. Returns the address."""
    worker.go(f"/linkages/{row.pk}/")
    worker.page.locator("a:has-text('주소 만들기'), a:has-text('주소 새로 만들기')").first.click()
    worker.arrive()
    _submit(worker)
    address = worker.page.locator("#made-url").input_value()
    code = "".join(filter(str.isdigit, worker.page.locator("main dd b").inner_text()))
    phone.goto(address)
    assert NAME not in phone.content()
    phone.fill("[name=code]", code)
    phone.click("main button[type=submit]")
    phone.wait_for_selector("[name=answer]")
    return address


def _answer(phone: Page) -> None:
    phone.fill("[name=name]", "배가상")
    phone.fill("[name=position]", "팀장")
    phone.click("main button[type=submit]")
    arrival.wait(phone)
    assert "답을 보냈습니다" in phone.inner_text("main"), phone.inner_text("main")


def test_after_a_withdrawal_the_agencys_old_page_paper_and_answer_are_gone(sit: Any) -> None:
    cast = standing.current()
    place = cast.health1.institution
    case = _case(place)
    row = _write(sit(cast.social1), case, place, "HOME_HEALTH")
    health = sit(cast.health1)
    _act(health, row, "receive")
    _act(health, row, "accept", responsible="남가상", planned_start_on=str(workdays.seoul_today() + timedelta(days=1)))
    addresses = [f"/linkages/{row.pk}/", f"/linkages/{row.pk}/letter/", f"/api/v1/linkages/{row.pk}/"]
    for address in addresses:
        assert health.page.request.get(health.base + address).status == 200, address
    health.go(addresses[0])
    assert NAME in health.text

    given = case.client.consents.get(receiver=place)
    worker = sit(cast.social1)
    worker.go(f"/discharge/cases/{case.pk}/consents/{given.pk}/withdraw/")
    _fill(worker, {"how": "본인이 전화로 알림"})
    _submit(worker)
    assert _state(row) == "WITHDRAWN"
    for address in addresses:
        assert health.page.request.get(health.base + address).status == 404, address
    health.page.reload()
    assert NAME not in health.page.content()
    health.go("/")
    assert "이용 중지·파기" in health.text
    health.go(f"/linkages/{row.pk}/destruction/")
    assert NAME not in health.text
    _submit(health)
    assert row.provisions.get().destroyed_at is not None, health.text
