"""Signing in, staying signed in and leaving, through the web door."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from axes.models import AccessAttempt
from django.test import Client as Browser
from django.urls import reverse

from core import audit, drafts
from core.errors import Forbidden, Invalid
from core.models import AuditEntry
from network.models import Membership, User
from network.services import memberships
from tests.cast import Cast, Member

SEOUL = ZoneInfo("Asia/Seoul")
PASSWORD = "정확한-긴-비밀번호-2026"
NOON = datetime(2026, 12, 7, 12, 0, tzinfo=SEOUL)
LOGIN = "/account/login/"
ACCOUNT = "/account/"  # a page of every signed-in person, whatever their role


@pytest.fixture
def social(cast: Cast) -> Member:
    """The social worker, with a password. The standing cast itself stays as it is."""
    user = User.objects.get(pk=cast.social1.pk)
    user.set_password(PASSWORD)
    user.save()
    return Member(user, cast.social1.membership)


def sign_in(browser: Browser, name: str, password: str = PASSWORD, target: str = ACCOUNT) -> Any:
    return browser.post(LOGIN, {"login": name, "password": password, "next": target})


def verbs() -> list[str]:
    return list(AuditEntry.objects.order_by("id").values_list("verb", flat=True))


def test_the_right_password_leads_on_to_the_page_asked_for(social: Member) -> None:
    browser = Browser()
    asked = browser.get(ACCOUNT)
    assert asked.status_code == 302
    assert asked["Location"] == f"{LOGIN}?next={ACCOUNT}"
    answer = sign_in(browser, "social1")
    assert (answer.status_code, answer["Location"]) == (302, ACCOUNT)
    assert "박가상" in browser.get(ACCOUNT).content.decode()
    entry = AuditEntry.objects.get(verb="account.sign_in")
    assert (entry.user_id, entry.institution_id) == (social.pk, social.institution.pk)


def test_a_foreign_target_is_not_followed(social: Member) -> None:
    answer = sign_in(Browser(), "social1", target="https://example.invalid/")
    assert answer["Location"] == reverse("home")


def test_five_wrong_passwords_lock_the_right_one_out_too(social: Member) -> None:
    browser = Browser()
    for _ in range(4):
        assert sign_in(browser, "social1", "틀린-비밀번호").status_code == 200
    assert sign_in(browser, "social1", "틀린-비밀번호").status_code == 429
    locked = sign_in(browser, "social1")
    assert locked.status_code == 429
    assert "로그인이 잠겼습니다" in locked.content.decode()
    assert AccessAttempt.objects.get().failures_since_start >= 5  # counted in the database, for every process at once
    assert "account.locked_out" in verbs()
    assert browser.get(ACCOUNT).status_code == 302


def test_the_lock_ends_after_fifteen_minutes(social: Member) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        for _ in range(5):
            sign_in(Browser(), "social1", "틀린-비밀번호")
        clock.shift(timedelta(minutes=14))
        assert sign_in(Browser(), "social1").status_code == 429
        clock.shift(timedelta(minutes=15, seconds=1))
        assert sign_in(Browser(), "social1").status_code == 302


def test_the_lock_holds_one_address_only(social: Member) -> None:
    for _ in range(5):
        sign_in(Browser(REMOTE_ADDR="203.0.113.9"), "social1", "틀린-비밀번호")
    assert sign_in(Browser(REMOTE_ADDR="203.0.113.10"), "social1").status_code == 302


def test_behind_the_proxy_the_last_forwarded_address_counts(social: Member, settings: Any) -> None:
    settings.PROXY_HOPS = 1
    browser = Browser(HTTP_X_FORWARDED_FOR="198.51.100.1, 203.0.113.9")
    sign_in(browser, "social1", "틀린-비밀번호")
    assert AuditEntry.objects.latest("id").address == "203.0.113.9"
    settings.PROXY_HOPS = 0
    sign_in(browser, "social1", "틀린-비밀번호")
    assert AuditEntry.objects.latest("id").address == "127.0.0.1"


def test_a_password_typed_as_a_name_is_stored_nowhere(social: Member) -> None:
    sign_in(Browser(), PASSWORD, "x")
    entry = AuditEntry.objects.get(verb="account.sign_in_failed")
    assert entry.changes == {}
    attempt = AccessAttempt.objects.get()
    stored = " ".join(str(getattr(attempt, field.name)) for field in AccessAttempt._meta.fields)
    assert PASSWORD not in stored


def test_a_failed_sign_in_names_the_account_that_was_tried(social: Member) -> None:
    sign_in(Browser(), "SOCIAL1", "틀린-비밀번호")
    entry = AuditEntry.objects.get(verb="account.sign_in_failed")
    assert entry.changes == {"username": "social1"}
    assert (entry.user_id, entry.institution_id) == (None, social.institution.pk)
    assert not audit.verify()


def test_unknown_and_known_names_get_the_same_words(social: Member) -> None:
    known = sign_in(Browser(), "social1", "틀린-비밀번호").content.decode()
    unknown = sign_in(Browser(), "nobody-here", "틀린-비밀번호").content.decode()
    words = re.compile(r'role="alert".*?</div></div>', re.S)
    assert words.search(known).group() == words.search(unknown).group()  # type: ignore[union-attr]


def test_signing_out_is_a_post_and_is_recorded(cast: Cast) -> None:
    browser = cast.social1.client()
    assert browser.get("/account/logout/").status_code == 200
    assert browser.get(ACCOUNT).status_code == 200
    browser.post("/account/logout/")
    assert browser.get(ACCOUNT).status_code == 302
    assert verbs()[-1] == "account.sign_out"


# --- the second factor -------------------------------------------------------------------------------------------


def code_at(user: Any, moment: datetime) -> str:
    """What the person's telephone shows at a moment."""
    from allauth.mfa.utils import decrypt

    secret = decrypt(Authenticator.objects.get(user=user, type="totp").data["secret"])
    return auth.format_hotp_value(auth.hotp_value(secret, int(moment.timestamp()) // 30))


def enrol(browser: Browser) -> str:
    """Register the telephone the way a person does; returns the secret."""
    browser.post("/account/reauthenticate/", {"password": PASSWORD})
    shown = browser.get("/account/2fa/totp/activate/")
    assert "data:image/svg+xml;base64," in shown.content.decode()
    secret = str(shown.context["form"].secret)
    code = auth.format_hotp_value(auth.hotp_value(secret, next(auth.yield_hotp_counters_from_time()) + 1))
    assert browser.post("/account/2fa/totp/activate/", {"code": code}).status_code == 302
    return secret


def test_the_second_sign_in_asks_for_a_code_that_works_once(social: Member) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        browser = Browser()
        sign_in(browser, "social1")
        secret = enrol(browser)
        stored = Authenticator.objects.get(user=social.user, type="totp").data["secret"]
        assert secret not in stored  # encrypted at rest
        at_enrolment = code_at(social.user, NOON)

        second = Browser()
        assert sign_in(second, "social1")["Location"].startswith("/account/2fa/authenticate/")
        assert second.get(ACCOUNT).status_code == 302  # one factor opens nothing
        assert second.post("/account/2fa/authenticate/", {"code": at_enrolment}).status_code == 200

        clock.shift(timedelta(seconds=60))
        code = code_at(social.user, NOON + timedelta(seconds=60))
        assert second.post("/account/2fa/authenticate/", {"code": code}).status_code == 302
        assert second.get(ACCOUNT).status_code == 200

        clock.shift(timedelta(seconds=35))  # beyond the half minute that the library's cache remembers
        third = Browser()
        sign_in(third, "social1")
        assert third.post("/account/2fa/authenticate/", {"code": code}).status_code == 200
        assert third.get(ACCOUNT).status_code == 302


def test_wrong_codes_lock_like_wrong_passwords(social: Member) -> None:
    with time_machine.travel(NOON, tick=False):
        browser = Browser()
        sign_in(browser, "social1")
        enrol(browser)
        second = Browser()
        sign_in(second, "social1")
        answers = [second.post("/account/2fa/authenticate/", {"code": "000000"}).status_code for _ in range(5)]
        assert answers == [200, 200, 200, 200, 429]
    with time_machine.travel(NOON + timedelta(seconds=60), tick=False):
        right = code_at(social.user, NOON + timedelta(seconds=60))
        assert second.post("/account/2fa/authenticate/", {"code": right}).status_code == 429
        assert second.get(ACCOUNT).status_code == 302


def test_outside_the_demo_a_person_without_a_second_factor_reaches_only_its_set_up(
    social: Member, settings: Any
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    browser = Browser()
    sign_in(browser, "social1")
    for address in ("/", ACCOUNT, "/institutions/", "/account/2fa/", "/account/password/", "/no/such/page/"):
        answer = browser.get(address)
        assert (answer.status_code, answer["Location"]) == (302, "/account/2fa/totp/activate/"), address
    api = browser.get("/api/v1/me/")
    assert (api.status_code, api.json()["code"]) == (403, "second_factor_needed")
    enrol(browser)
    assert browser.get(ACCOUNT).status_code == 200


# --- how long a session lasts ------------------------------------------------------------------------------------


def test_fifteen_minutes_without_a_request_end_the_session_and_keep_the_draft(social: Member) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        browser = Browser()
        sign_in(browser, "social1")
        assert browser.get(ACCOUNT).status_code == 200
        kept = browser.put("/drafts/note/", {"text": "적던 글"}, content_type="application/json")
        assert kept.status_code == 200
        clock.shift(timedelta(minutes=15))
        assert browser.get(ACCOUNT).status_code == 200  # still inside
        clock.shift(timedelta(minutes=15, seconds=1))
        ended = browser.get(ACCOUNT)
        assert ended["Location"] == f"{LOGIN}?next={ACCOUNT}"
        page = browser.get(ended["Location"]).content.decode()
        assert "오랫동안 사용하지 않아 로그아웃했습니다." in page
        assert "오랫동안" not in browser.get(LOGIN).content.decode()  # said once
        sign_in(browser, "social1")
        draft = drafts.load(social.actor, "note")
        assert draft is not None
        assert draft.fields == {"text": "적던 글"}


def test_after_twelve_hours_the_session_ends_however_busy_it_was(social: Member) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        browser = Browser()
        sign_in(browser, "social1")
        for _ in range(72):
            assert browser.get(ACCOUNT).status_code == 200
            clock.shift(timedelta(minutes=10))
        assert browser.get(ACCOUNT).status_code == 200
        clock.shift(timedelta(seconds=1))
        assert browser.get(ACCOUNT).status_code == 302
        assert "로그인한 지 오래되어" in browser.get(LOGIN).content.decode()


def test_staying_lengthens_the_idle_time(social: Member) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        browser = Browser()
        sign_in(browser, "social1")
        browser.get(ACCOUNT)
        clock.shift(timedelta(minutes=14))
        assert browser.post("/stay/").status_code == 200
        clock.shift(timedelta(minutes=14))
        assert browser.get(ACCOUNT).status_code == 200


def test_a_form_sent_after_the_session_ended_leads_back_to_the_page_that_carried_it(cast: Cast) -> None:
    answer = Browser().post("/membership/", HTTP_REFERER="http://testserver/institutions/")
    assert answer["Location"] == f"{LOGIN}?next=/institutions/"


# --- memberships -------------------------------------------------------------------------------------------------


def test_an_account_without_a_valid_membership_is_told_what_to_do(cast: Cast) -> None:
    answer = cast.leaver.client().get("/", follow=True)
    assert answer.status_code == 403
    assert answer.redirect_chain == []
    assert "지금 쓸 수 있는 소속이 없습니다" in answer.content.decode()
    assert cast.leaver.api().get("/api/v1/me/").status_code == 403


def test_a_right_that_ends_is_gone_with_the_next_request(cast: Cast) -> None:
    browser = cast.nurse1.client()
    assert browser.get(ACCOUNT).status_code == 200
    Membership.objects.filter(pk=cast.nurse1.membership.pk).update(valid_to=datetime(2024, 2, 1))
    assert browser.get(ACCOUNT).status_code == 403
    doctor = cast.doctor1.client()
    User.objects.filter(pk=cast.doctor1.pk).update(is_active=False)
    assert doctor.get(ACCOUNT).status_code == 302


@pytest.fixture
def second(cast: Cast) -> Membership:
    """The social worker also teaches at the academy."""
    return memberships.grant(
        actor=cast.admin1.actor,
        user=cast.social1.user,
        institution=cast.instructor1.institution,
        roles=["INSTRUCTOR"],
        programmes=["EDUCATION"],
        valid_from=datetime(2024, 3, 1).date(),
        reason="강의",
    )


def test_switching_changes_the_rights_and_never_unites_them(cast: Cast, second: Membership) -> None:
    browser = cast.social1.client()
    assert browser.get("/api/v1/me/").json()["memberships"][0]["is_current"]
    answer = browser.post("/membership/", {"membership": second.pk})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    acting = browser.get(ACCOUNT).wsgi_request.actor
    assert acting.roles == frozenset({"INSTRUCTOR"})
    assert acting.programmes == frozenset({"EDUCATION"})
    assert acting.institution_id == second.institution_id
    entry = AuditEntry.objects.get(verb="membership.switch")
    assert entry.changes == {"from": cast.social1.membership.pk, "to": second.pk}


def test_nobody_switches_to_the_membership_of_another(cast: Cast, second: Membership) -> None:
    browser = cast.nurse1.client()
    for chosen in (second.pk, cast.cpo1.membership.pk, "x", ""):
        assert browser.post("/membership/", {"membership": chosen}).status_code == 404
    assert browser.get(ACCOUNT).wsgi_request.actor.roles == frozenset({"NURSE"})


def test_the_api_switches_too(cast: Cast, second: Membership) -> None:
    api = cast.social1.api()
    answer = api.post("/api/v1/me/switch/", {"membership": second.pk})
    assert [row["is_current"] for row in answer.json()["memberships"]] == [False, True]
    assert api.get("/api/v1/me/").json()["memberships"][1]["is_current"]


def test_only_the_administrator_grants_and_never_to_himself(cast: Cast) -> None:
    facts: dict[str, Any] = {"institution": cast.host, "roles": ["NURSE"], "valid_from": NOON.date(), "reason": "시험"}
    with pytest.raises(Forbidden):
        memberships.grant(actor=cast.coordinator1.actor, user=cast.nurse1.user, **facts)
    with pytest.raises(Forbidden):
        memberships.grant(actor=cast.admin1.actor, user=cast.admin1.user, **facts)


@pytest.mark.parametrize("lonely", ["SYS_ADMIN", "CPO"])
def test_administrator_and_privacy_officer_hold_no_other_role(cast: Cast, lonely: str) -> None:
    facts: dict[str, Any] = {"institution": cast.host, "valid_from": NOON.date(), "reason": "시험"}
    with pytest.raises(Invalid, match="다른 역할을 함께"):
        memberships.grant(actor=cast.admin1.actor, user=cast.nurse1.user, roles=[lonely], **facts)
    with pytest.raises(Invalid, match="다른 역할을 함께"):
        memberships.grant(actor=cast.admin1.actor, user=cast.leaver.user, roles=[lonely, "NURSE"], **facts)


def test_ending_a_membership_is_recorded(cast: Cast) -> None:
    ended = memberships.end(actor=cast.admin1.actor, membership=cast.nurse1.membership, on=NOON.date(), reason="퇴사")
    assert ended.valid_to == NOON.date()
    assert AuditEntry.objects.get(verb="membership.end").reason == "퇴사"


def test_an_account_without_a_password_is_led_to_setting_one(cast: Cast) -> None:
    """Made by an import or signed in otherwise: changing what is not there is no fault."""
    user = User.objects.get(pk=cast.town1.pk)  # the standing cast itself stays as it is
    user.set_unusable_password()
    user.save()
    browser = Member(user, cast.town1.membership).client()
    answer = browser.get("/account/password/")
    assert answer.headers["Location"] == "/account/password/set/"
    page = browser.get("/account/password/set/").content.decode()
    assert "비밀번호 정하기" in page
    assert "password1" in page
