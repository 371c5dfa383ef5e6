"""An agency without an account answers through a one-time link: who may make one, what it shows, what the answer does."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone

from core import sweeps
from core.errors import Conflict, Forbidden, Invalid, NotVisible
from core.models import AuditEntry, Duty, Message
from network.models import Consent
from network.registry.clients import consent_events
from referrals.models import Linkage, OneTimeLink
from referrals.services import one_time_links as onetime
from referrals.services.linkages import steps
from tests.referrals.conftest import SENT_ON, World, at
from tests.referrals.one_time import ANSWER, accept, body, issue, opened

# --- making one ------------------------------------------------------------------------------------------------------


def test_the_team_makes_a_link_and_sees_it_once(world: World, sent: Linkage) -> None:
    worker = world.cast.social1.client()
    assert "주소 만들기" in worker.get(f"/linkages/{sent.pk}/").content.decode()
    page = worker.post(f"/linkages/{sent.pk}/one-time-link/").content.decode()
    key = re.search(r"answer/\?k=([\w-]+)", page)
    code = re.search(r"<b>(\d{3}) (\d{3})</b>", page)
    assert key
    assert code
    assert len(key[1]) >= 22, "128 bits"
    again = (
        worker.get(f"/linkages/{sent.pk}/").content.decode()
        + worker.get(f"/linkages/{sent.pk}/one-time-link/").content.decode()
    )
    assert key[1] not in again
    assert code[1] + code[2] not in again
    assert "답 기다림" in again
    assert opened(onetime.Issued(OneTimeLink.objects.get(), key[1], code[1] + code[2]))


@pytest.mark.parametrize(
    ("who", "error"), [("doctor1", Forbidden), ("coordinator1", Forbidden), ("social2", NotVisible)]
)
def test_nobody_else_makes_one(world: World, sent: Linkage, who: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        onetime.issue(actor=getattr(world.cast, who).actor, linkage=sent)


def test_an_agency_with_accounts_answers_by_itself(world: World) -> None:
    with pytest.raises(Invalid, match="계정이 있는 기관"):
        issue(world, world.sent())


@pytest.mark.parametrize("state", ["DRAFT", "RETURNED", "REPLIED", "COMPLETED", "DECLINED"])
def test_where_the_agency_owes_nothing_there_is_nothing_to_answer(world: World, state: str) -> None:
    world.health_center.is_member = False
    world.health_center.save(update_fields=["is_member"])
    with pytest.raises(Conflict):
        issue(world, world.at_state(state))


def test_a_new_link_ends_the_old_one_and_a_link_may_be_taken_back(world: World, sent: Linkage) -> None:
    first, second = issue(world, sent), issue(world, sent)
    assert onetime.open_link(first.key) is None
    assert onetime.open_link(second.key) is not None
    assert world.cast.social1.client().post(f"/linkages/{sent.pk}/one-time-link/revoke/").status_code == 302
    assert onetime.open_link(second.key) is None
    assert list(OneTimeLink.objects.order_by("pk").values_list("ended_why", flat=True)) == ["REPLACED", "REVOKED"]
    with pytest.raises(Conflict):
        onetime.revoke(actor=world.worker, linkage=sent)


def test_the_api_makes_and_takes_back(world: World, sent: Linkage) -> None:
    api, url = world.cast.social1.api(), f"/api/v1/linkages/{sent.pk}/one-time-link/"
    made = api.post(url)
    assert made.status_code == 201
    assert re.fullmatch(r"\d{6}", made.json()["code"])
    assert api.post(f"{url}revoke/").status_code == 204
    assert api.post(f"{url}revoke/").status_code == 409
    assert world.cast.social2.api().post(url).status_code == 404


# --- what it shows ---------------------------------------------------------------------------------------------------


def test_before_the_number_nobody_is_named(world: World, sent: Linkage) -> None:
    browser = Browser()
    answer = browser.get(f"{ANSWER}?k={issue(world, sent).key}", follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain == [(ANSWER, 302)], "the key leaves the address at once"
    assert sent.number in page
    assert "식사·영양 지원" in page
    for word in ("김가상", "김*상", "1948", "흥선동", "도시락", "0000-1234"):
        assert word not in page
    assert not AuditEntry.objects.filter(verb="linkage.link_read").exists()


def test_to_decide_nobody_needs_to_know_who_it_is(world: World, sent: Linkage) -> None:
    page = opened(issue(world, sent)).get(ANSWER).content.decode()
    assert "식사·영양 지원" in page
    assert "김*상" not in page
    assert "주 5회 도시락" in page
    assert "의정부시 흥선동" in page
    for word in ("김가상", "가상로", "0000-1234", "고관절"):
        assert word not in page
    entry = AuditEntry.objects.get(verb="linkage.link_read")
    assert (entry.action, entry.persons, entry.user_id) == ("VIEW", [world.client.pk], None)
    assert entry.institution_id == world.hospital.pk, "whose officer answers for the address that it gave"
    assert entry.changes["holder"] == f"한 번 쓰는 주소({world.welfare.name})"
    sent.refresh_from_db()
    assert sent.first_read_at == SENT_ON


def test_to_serve_somebody_one_sees_what_was_shared_and_no_more(world: World) -> None:
    linkage = world.accepted(world.welfare, service="MEAL", shared_items=["NAME", "PHONE"])
    page = opened(issue(world, linkage)).get(ANSWER).content.decode()
    assert "김가상" in page
    assert "010-0000-1234" in page
    assert "가상로" not in page
    assert "골절" not in page


def test_no_copy_stays_and_no_other_site_is_told(world: World, sent: Linkage) -> None:
    made = issue(world, sent)
    browser = opened(made)
    answers = [Browser().get(f"{ANSWER}?k={made.key}"), browser.get(ANSWER), Browser().get(f"{ANSWER}?k=nothing")]
    for answer in answers:
        assert "no-store" in answer["Cache-Control"]
        assert "noindex" in answer["X-Robots-Tag"]
        assert answer["Referrer-Policy"] in ("no-referrer", "same-origin")
    assert answers[0]["Referrer-Policy"] == "no-referrer"
    assert "Disallow: /" in Browser().get("/robots.txt").content.decode()


# --- what the answer does --------------------------------------------------------------------------------------------


def test_an_acceptance_is_the_agencys_own_and_says_how_it_came(world: World, sent: Linkage) -> None:
    browser = opened(issue(world, sent))
    done = browser.post(ANSWER, accept())
    assert done.status_code == 200
    assert "답을 보냈습니다" in done.content.decode()
    row = Linkage.objects.get(pk=sent.pk)
    assert (row.status, row.responsible, row.planned_start_on) == ("ACCEPTED", "배가상", date(2026, 10, 26))
    assert (row.received_at, row.accepted_at, row.reply_due_on) == (SENT_ON, SENT_ON, date(2026, 11, 3))
    entries = list(row.proxy_entries.order_by("pk").values_list("step", "way", "told_by", "entered_by"))
    assert entries == [("receive", "LINK", "배가상 (팀장)", None), ("accept", "LINK", "배가상 (팀장)", None)]
    trail = AuditEntry.objects.get(verb="linkage.accept")
    assert (trail.user_id, trail.institution_id, trail.changes["on_behalf"]) == (None, world.hospital.pk, True)
    assert world.welfare.name in trail.changes["holder"]
    assert {duty.kind for duty in Duty.objects.open()} == {
        "referrals.first_contact",
        "referrals.next_link",  # of the team: without it nobody could go on
        "referrals.reply",
    }
    page = world.cast.social1.client().get(f"/linkages/{sent.pk}/").content.decode()
    assert "한 번 쓰는 주소 · 배가상 (팀장)" in page
    assert "주소로 답함" in page


def test_who_has_accepted_reads_whom_to_call_until_the_page_runs_out(world: World, sent: Linkage, clock: Any) -> None:
    """The contact that they are entitled to stands on the closing page, and once more there; nobody else reads it."""
    made = issue(world, sent)
    browser, other = opened(made), opened(made, "10.0.0.2")
    for page in (browser.post(ANSWER, accept()).content.decode(), browser.get(ANSWER).content.decode()):
        assert "답을 보냈습니다" in page
        assert 'href="tel:01000001234"' in page
    reads = AuditEntry.objects.filter(verb="linkage.link_read", persons=[sent.client_id])
    assert reads.count() >= 2
    assert other.get(ANSWER).status_code == 404
    clock.move_to(SENT_ON + timedelta(hours=3))
    assert browser.get(ANSWER).status_code == 404


def test_who_declined_reads_nothing_of_the_person(world: World, sent: Linkage) -> None:
    browser = opened(issue(world, sent))
    answer = {"answer": "decline", "decline_reason": "CAPACITY", "name": "배가상", "position": "팀장"}
    page = browser.post(ANSWER, answer).content.decode()
    assert ("답을 보냈습니다" in page, "010-0000-1234" in page, "김가상" in page) == (True, False, False)


def test_the_page_of_a_new_address_lets_it_be_copied_sent_and_the_agency_called(world: World, sent: Linkage) -> None:
    page = world.cast.social1.client().post(f"/linkages/{sent.pk}/one-time-link/").content.decode()
    assert 'data-copy="made-url"' in page
    assert "mailto:?" in page
    assert "sms:?" in page
    assert "data-print" in page


def test_an_answer_closes_the_link_for_good(world: World, sent: Linkage) -> None:
    made = issue(world, sent)
    browser, other = opened(made), opened(made, "10.0.0.2")
    assert browser.post(ANSWER, accept()).status_code == 200
    nothing = Browser().get(f"{ANSWER}?k=never-made")
    for late in (
        browser.post(ANSWER, accept()),
        other.post(ANSWER, accept()),
        Browser().get(f"{ANSWER}?k={made.key}"),
        Browser().post(f"{ANSWER}?k={made.key}", {"code": made.code}),
    ):
        assert late.status_code == 404
        assert body(late) == body(nothing)
    assert Linkage.objects.get(pk=sent.pk).proxy_entries.count() == 2


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"answer": "decline", "decline_reason": "CAPACITY"}, "DECLINED"),
        ({"answer": "ask_more", "note": "식단을 알려 주십시오."}, "RETURNED"),
    ],
)
def test_other_answers_to_a_request(world: World, sent: Linkage, data: dict[str, Any], status: str) -> None:
    browser = opened(issue(world, sent))
    assert browser.post(ANSWER, {**data, "name": "배가상", "position": "팀장"}).status_code == 200
    assert Linkage.objects.get(pk=sent.pk).status == status


def test_a_late_answer_is_taken_too(world: World, sent: Linkage, clock: Any) -> None:
    clock.move_to(at(10, 24, 9))
    sweeps.run_all()
    sent.refresh_from_db()
    assert sent.status == "NO_RESPONSE"
    browser = opened(issue(world, sent))
    assert browser.post(ANSWER, accept()).status_code == 200
    row = Linkage.objects.get(pk=sent.pk)
    assert (row.status, list(row.proxy_entries.order_by("pk").values_list("step", flat=True))) == (
        "ACCEPTED",
        ["receive_late", "accept"],
    )


def test_each_step_has_its_own_link_until_the_reply(world: World, sent: Linkage) -> None:
    assert opened(issue(world, sent)).post(ANSWER, accept()).status_code == 200
    signed = {"name": "배가상", "position": "팀장"}
    reply = {"answer": "reply", "result": "SERVICE_DONE", "content": "도시락 주 5회", "started_on": "2026-10-20"}
    assert opened(issue(world, sent)).post(ANSWER, {**reply, **signed}).status_code == 200
    row = Linkage.objects.get(pk=sent.pk)
    got = row.replies.get()
    assert (row.status, got.replied_by, got.entered_by, got.content) == (
        "REPLIED",
        "배가상 (팀장)",
        None,
        "도시락 주 5회",
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"responsible": ""}, "responsible"),
        ({"planned_start_on": "2026-10-19"}, "planned_start_on"),
        ({"name": " "}, "name"),
        ({"position": ""}, "position"),
        ({"answer": ""}, "answer"),
        ({"answer": "reply"}, "answer"),
        ({"answer": "decline", "decline_reason": ""}, "decline_reason"),
        ({"answer": "decline", "decline_reason": "OTHER"}, "reason_text"),
        ({"answer": "ask_more", "note": "480315-2123456"}, "note"),
    ],
)
def test_what_is_missing_is_told_and_the_link_stays(
    world: World, sent: Linkage, changes: dict[str, str], field: str
) -> None:
    browser = opened(issue(world, sent))
    answer = browser.post(ANSWER, accept(**changes))
    assert answer.status_code == 400
    assert field in answer.context["form"].errors
    assert Linkage.objects.get(pk=sent.pk).status == "SENT"
    assert not sent.proxy_entries.exists()
    assert browser.post(ANSWER, accept()).status_code == 200


# --- what closes it --------------------------------------------------------------------------------------------------


def test_the_fifth_wrong_number_closes_the_link_and_tells_the_team(world: World, sent: Linkage) -> None:
    made = issue(world, sent)
    wrong = f"{(int(made.code) + 1) % 10**6:06d}"
    browser = Browser()
    browser.get(f"{ANSWER}?k={made.key}")
    for _ in range(4):
        again = browser.post(ANSWER, {"code": wrong})
        assert again.status_code == 400
        assert "번호가 다르거나" in again.content.decode()
    assert browser.post(ANSWER, {"code": wrong}).status_code == 404
    assert browser.post(ANSWER, {"code": made.code}).status_code == 404
    assert Browser().get(f"{ANSWER}?k={made.key}").status_code == 404
    link = OneTimeLink.objects.get()
    assert (link.wrong_tries, link.ended_why) == (5, "TRIES")
    assert Message.objects.filter(recipient=world.cast.social1.user, values__text__icontains="다섯 번").exists()
    assert "다섯 번 틀림" in world.cast.social1.client().get(f"/linkages/{sent.pk}/").content.decode()


def test_a_number_in_another_shape_is_no_try(world: World, sent: Linkage) -> None:
    made = issue(world, sent)
    browser = Browser()
    browser.get(f"{ANSWER}?k={made.key}")
    for text in ("", "12345", "abcdef", "１２３４５６７"):
        assert browser.post(ANSWER, {"code": text}).status_code == 400
    assert OneTimeLink.objects.get().wrong_tries == 0


def test_link_number_and_page_have_their_time(world: World, sent: Linkage, clock: Any) -> None:
    made = issue(world, sent)
    browser = opened(made)
    clock.move_to(SENT_ON + timedelta(minutes=61))
    asked = browser.post(ANSWER, accept())
    assert asked.status_code == 400, "the number is asked for again"
    assert "code" in asked.context["form"].fields
    clock.move_to(SENT_ON + timedelta(hours=72))
    late = Browser()
    assert late.get(f"{ANSWER}?k={made.key}").status_code == 302
    assert late.post(ANSWER, {"code": made.code}).status_code == 400, "the number is too old"
    clock.move_to(SENT_ON + timedelta(days=7) - timedelta(seconds=1))
    assert Browser().get(f"{ANSWER}?k={made.key}").status_code == 302
    clock.move_to(SENT_ON + timedelta(days=7))
    assert Browser().get(f"{ANSWER}?k={made.key}").status_code == 404


def test_a_site_may_give_a_link_less_time(world: World, sent: Linkage, clock: Any, settings: Any) -> None:
    settings.SITE = {**settings.SITE, "linkage_limits": {"link_days": 1}}
    made = issue(world, sent)
    clock.move_to(SENT_ON + timedelta(days=1))
    assert onetime.open_link(made.key) is None


def _by_withdrawal(world: World, linkage: Linkage) -> None:
    consent = Consent.objects.get(client=world.client, consent_type="THIRD_PARTY", receiver=world.welfare)
    Consent.objects.filter(pk=consent.pk).update(status="WITHDRAWN", withdrawn_at=timezone.now())
    consent.refresh_from_db()
    consent_events.fire("withdrawn", consent=consent, actor=world.worker)


def _by_cancel(world: World, linkage: Linkage) -> None:
    steps.cancel(actor=world.worker, linkage=linkage, data={"cancel_reason": "DUPLICATE"})


def _by_telephone(world: World, linkage: Linkage) -> None:
    world.proxy(linkage, "receive", SENT_ON)


def _by_end_of_consent(world: World, linkage: Linkage) -> None:
    Consent.objects.filter(client=world.client, receiver=world.welfare).update(valid_until=date(2026, 10, 19))


@pytest.mark.parametrize("way", [_by_withdrawal, _by_cancel, _by_telephone, _by_end_of_consent])
def test_what_ends_the_step_closes_the_link_at_the_next_request(world: World, sent: Linkage, way: Any) -> None:
    made = issue(world, sent)
    browser = opened(made)
    assert browser.get(ANSWER).status_code == 200
    way(world, sent)
    nothing = Browser().get(f"{ANSWER}?k=never-made")
    for late in (browser.post(ANSWER, accept()), browser.get(ANSWER), Browser().get(f"{ANSWER}?k={made.key}")):
        assert late.status_code == 404
        assert body(late) == body(nothing)
        assert "김" not in late.content.decode()
    assert Linkage.objects.get(pk=sent.pk).status != "ACCEPTED"


def test_the_number_of_one_link_opens_no_other_and_a_link_opens_one_linkage(world: World, sent: Linkage) -> None:
    first = issue(world, sent)
    other = issue(world, world.sent(world.city_hall, service="INTEGRATED_CARE"))
    browser = Browser()
    browser.get(f"{ANSWER}?k={other.key}")
    if first.code != other.code:
        assert browser.post(ANSWER, {"code": first.code}).status_code == 400
    with pytest.raises(NotVisible):
        steps.step(
            "decline", actor=onetime.holder(first.link), linkage=other.link.linkage, data={}, on_behalf_of="receiver"
        )


def test_whoever_holds_a_link_sees_nothing_else(world: World, sent: Linkage) -> None:
    world.sent()
    actor = onetime.holder(issue(world, sent).link)
    assert list(Linkage.objects.for_actor(actor)) == []
    browser = opened(issue(world, sent))
    for path in ("/", "/linkages/", f"/linkages/{sent.pk}/", "/api/v1/linkages/"):
        assert browser.get(path).status_code in (302, 401)


# --- told by telephone: on the page and on the paper -----------------------------------------------------------------


def test_who_told_what_when_stands_on_page_and_paper(world: World) -> None:
    from referrals.papers import linkages as reports

    linkage = world.replied(world.welfare, service="MEAL")
    page = world.cast.social1.client().get(f"/linkages/{linkage.pk}/").content.decode()
    assert "전화 · 남가상" in page
    assert "박가상 입력" in page
    assert reports.letter(linkage)["told"] == "전화로 들음 · 남가상 · 10. 20.(화) 14:00 · 박가상 대행 입력"
    preview = world.cast.social1.client().get(f"/linkages/{linkage.pk}/letter/preview/").content.decode()
    assert "전화로 들음 · 남가상" in preview


def test_an_answer_by_link_says_so_on_the_paper(world: World, sent: Linkage) -> None:
    from referrals.papers import linkages as reports

    opened(issue(world, sent)).post(ANSWER, accept())
    signed = {"name": "배가상", "position": "팀장"}
    opened(issue(world, sent)).post(ANSWER, {"answer": "reply", "result": "INFO_GIVEN", "content": "안내", **signed})
    told = reports.letter(Linkage.objects.for_page().get(pk=sent.pk))["told"]
    assert told == "한 번 쓰는 주소로 답함 · 배가상 (팀장) · 10. 20.(화) 14:00"


# --- the next step ---------------------------------------------------------------------------------------------------


def test_an_agency_that_accepted_by_a_link_is_owed_the_next_one(world: World, sent: Linkage) -> None:
    """Who has no account can go on only with another link: the hospital owes it until it is made."""
    browser = opened(issue(world, sent))
    assert browser.post(ANSWER, accept()).status_code == 200
    owed = Duty.objects.open().filter(kind="referrals.next_link", object_id=str(sent.pk))
    assert owed.get().person_id == world.cast.social1.pk
    page = world.cast.social1.client().get(owed.get().url)
    assert (page.status_code, "주소 새로 만들기" in page.text) == (200, True)
    issue(world, sent)
    assert not owed.exists()


def test_nothing_more_is_owed_after_a_refusal_or_once_the_reply_has_come(world: World, sent: Linkage) -> None:
    other = world.sent(world.welfare, service="MEAL", request="주 3회 도시락")
    signed = {"name": "배가상", "position": "팀장"}
    refused = opened(issue(world, other)).post(ANSWER, {"answer": "decline", "decline_reason": "CAPACITY", **signed})
    assert "답을 보냈습니다" in body(refused)
    opened(issue(world, sent)).post(ANSWER, accept())
    told = {"way": "PHONE", "told_by": "배가상", "happened_at": timezone.now()}
    data = {"result": "SERVICE_STARTED", "content": "도시락을 시작함", "started_on": timezone.localdate()}
    steps.enter_for_receiver(actor=world.worker, linkage=sent, step_name="reply", data=data, proxy=told)
    assert not Duty.objects.open().filter(kind="referrals.next_link").exists()
