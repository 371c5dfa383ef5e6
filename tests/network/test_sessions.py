"""The session, its person, their memberships and their second factor: read in one statement, with every check kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from network.actors import valid_memberships
from network.models import BrowserSession, Institution, Membership, User
from network.sign_in import store
from network.sign_in.store import SessionStore
from tests.cast import Cast, Member

PAGE, SIGN_IN = "/notices/", "/account/login/"


def _row(browser: Any) -> BrowserSession:
    return BrowserSession.objects.get(session_key=browser.session.session_key)


def _loaded(browser: Any) -> SessionStore:
    found = SessionStore(browser.session.session_key)
    found.load()
    return found


def _is_out(browser: Any) -> bool:
    answer = browser.get(PAGE)
    return answer.status_code == 302 and answer["Location"].startswith(SIGN_IN)


def _own(member: Member) -> User:
    """The same person, to be changed; the standing cast stays as it is."""
    return User.objects.get(pk=member.pk)


@pytest.mark.parametrize("path", ["/api/v1/notices/", "/notices/"])
def test_who_acts_is_read_in_one_statement(cast: Cast, settings: Any, path: str) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    Authenticator.objects.create(user=cast.social1.user, type=Authenticator.Type.TOTP, data={})
    browser = cast.social1.client()
    browser.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(path).status_code == 200
    about = ("network_browsersession", "mfa_authenticator", "network_membership", '"network_user"."password"')
    reads = [query["sql"] for query in captured.captured_queries if any(name in query["sql"] for name in about)]
    assert len([sql for sql in reads if sql.startswith("SELECT")]) == 1


def test_what_is_at_hand_is_what_would_have_been_read_one_after_another(cast: Cast) -> None:
    second = Membership.objects.create(
        user=cast.social1.user, institution=cast.health1.institution, roles=["PARTNER_STAFF"],
        valid_from=timezone.now().date() - timedelta(days=1), granted_by=cast.admin1.user,
    )  # fmt: skip
    for member in (cast.social1, cast.health1, cast.admin1):
        found = _loaded(member.client())
        assert found.person == member.user
        assert found.memberships == valid_memberships(member.user)
        for one, read in zip(found.memberships, valid_memberships(member.user), strict=True):
            for row, other in ((one, read), (one.user, read.user), (one.institution, read.institution)):
                assert {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields} == {
                    field.attname: getattr(other, field.attname) for field in other._meta.concrete_fields
                }
    assert second in _loaded(cast.social1.client()).memberships


def test_the_institution_comes_with_its_profile_or_with_the_knowledge_that_it_has_none(cast: Cast) -> None:
    hospital, agency = (_loaded(member.client()).memberships[0].institution for member in (cast.social1, cast.health1))
    with CaptureQueriesContext(connection) as captured:
        assert hospital.profile.institution_id == hospital.pk
        assert not hasattr(agency, "profile")
    assert captured.captured_queries == []


def test_another_password_ends_every_session(cast: Cast) -> None:
    browser = cast.social1.client()
    assert browser.get(PAGE).status_code == 200
    person = _own(cast.social1)
    person.set_password("다른-긴-비밀번호-2026")
    person.save()
    key = browser.session.session_key
    assert _is_out(browser)
    assert not BrowserSession.objects.filter(session_key=key).exists()


def test_a_closed_account_is_out_with_the_next_request(cast: Cast) -> None:
    browser = cast.social1.client()
    User.objects.filter(pk=cast.social1.pk).update(is_active=False)
    assert _is_out(browser)


def test_a_session_that_has_run_out_opens_nothing_and_is_swept_away(cast: Cast) -> None:
    browser, other = cast.social1.client(), cast.social2.client()
    BrowserSession.objects.filter(pk=_row(browser).pk).update(expire_date=timezone.now() - timedelta(seconds=1))
    assert _is_out(browser)
    kept = _row(other).pk
    assert store.forget(timezone.now()) >= 1
    assert BrowserSession.objects.filter(pk=kept).exists()
    assert other.get(PAGE).status_code == 200


def test_the_signed_content_says_who_it_is_and_not_the_column_beside_it(cast: Cast) -> None:
    """Whoever could write the column alone would be nobody else for it."""
    browser = cast.social1.client()
    BrowserSession.objects.filter(pk=_row(browser).pk).update(user=cast.admin1.user)
    answer = browser.get(PAGE)
    assert answer.status_code == 200
    assert answer.wsgi_request.actor.user_id == cast.social1.pk
    assert answer.wsgi_request.actor.roles == cast.social1.actor.roles


def test_a_session_with_a_broken_signature_is_nobody(cast: Cast) -> None:
    browser = cast.social1.client()
    row = _row(browser)
    BrowserSession.objects.filter(pk=row.pk).update(session_data=row.session_data[:-3] + "AAA")
    assert _is_out(browser)


@pytest.mark.parametrize("change", [{"valid_to": "2026-01-01"}, {"institution": "closed"}])
def test_somebody_without_a_membership_today_is_signed_in_and_acts_nowhere(cast: Cast, change: dict[str, Any]) -> None:
    browser = cast.nurse1.client()
    if "institution" in change:
        Institution.objects.filter(pk=cast.nurse1.institution.pk).update(is_active=False)
    else:
        Membership.objects.filter(user=cast.nurse1.user).update(valid_from="2025-01-01", **change)
    answer = browser.get(PAGE)
    assert answer.status_code == 403
    assert answer.wsgi_request.user == cast.nurse1.user
    assert answer.wsgi_request.actor is None


def test_a_session_without_a_person_names_none_and_signing_in_names_one(cast: Cast) -> None:
    browser = Browser()
    session = browser.session
    session["seen"] = 1
    session.save()
    assert _row(browser).user_id is None
    assert _loaded(browser).person is None
    browser.force_login(cast.social1.user, backend="network.sign_in.store.AccountBackend")
    assert _row(browser).user_id == cast.social1.pk
    browser.logout()
    assert not BrowserSession.objects.filter(user=cast.social1.user).exists()


def test_a_page_without_the_menu_counts_nothing_that_waits(cast: Cast) -> None:
    """The frame asks what waits for a person where it shows it: on pages, not in the API and not on plain pages."""
    for path, is_shown in ((PAGE, True), ("/api/v1/notices/", False), ("/education/certificate/", False)):
        browser = cast.social1.client()
        browser.get(path)
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(path).status_code == 200
        assert any("UNION ALL" in query["sql"] for query in captured.captured_queries) is is_shown, path
