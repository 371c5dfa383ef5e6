"""Fictional agencies of the catchment area and the people of the demo accounts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.conf import settings

from config.demo.accounts import ACCOUNTS, DemoAccount
from core.actor import SYSTEM
from network.models import HospitalProfile, Institution, User
from network.services import memberships, reference

AGENCIES = Path(__file__).parent / "agencies.json"
SINCE = date(2024, 1, 2)  # before the first course that the demo tells of
REASON = "시연 계정"
# What the hospital's letters say of it besides what the reference data has; these addresses reach nobody.
HOST = "uijeongbu"
LETTERHEAD = {"homepage": "www.example.org", "email": "public@example.org", "deciding_title": "공공보건의료사업실장"}

# A second membership, so that switching can be shown: the social worker also teaches at the academy, the regional
# coordinator also watches the figures for the province. Both start later, so the first one stays the default.
SECOND = (
    ("social1", "fictional-academy", "INSTRUCTOR", ("EDUCATION",)),
    ("regional1", "gyeonggi-support", "MONITOR", ("NETWORK",)),
)
SECOND_SINCE = date(2026, 3, 2)


def exists() -> bool:
    """Whether the demo accounts have been made."""
    return User.objects.filter(username=ACCOUNTS[0].username).exists()


def load() -> str:
    """Agencies, accounts and memberships."""
    for facts in reference.read_json(AGENCIES):
        reference.add_institution(facts)
    users = {account.username: _add_user(account) for account in ACCOUNTS}
    places = {row.code: row for row in Institution.objects.filter(code__in=_codes())}
    for account in ACCOUNTS:
        memberships.grant(
            actor=SYSTEM,
            user=users[account.username],
            institution=places[account.institution],
            roles=[account.role],
            programmes=account.programmes,
            valid_from=SINCE,
            reason=REASON,
        )
    for username, code, role, programmes in SECOND:
        memberships.grant(
            actor=SYSTEM,
            user=users[username],
            institution=places[code],
            roles=[role],
            programmes=programmes,
            valid_from=SECOND_SINCE,
            reason=REASON,
        )
    HospitalProfile.objects.filter(institution__code=HOST).update(**LETTERHEAD)
    return f"가상 기관 {Institution.objects.filter(is_fictional=True).count()}곳, 시연 계정 {len(users)}개"


def _codes() -> set[str]:
    return {account.institution for account in ACCOUNTS} | {code for _, code, _, _ in SECOND}


def _add_user(account: DemoAccount) -> User:
    """`example.invalid` reaches nobody, whatever mail server is configured."""
    return User.objects.create_user(
        account.username,
        f"{account.username}@example.invalid",
        settings.DEMO_PASSWORD,
        name=account.name,
        position=account.position,
    )
