"""The standing cast: every test says who acts. Fictional people at fictional institutions, loaded once per session.

`cast.social1.client()` is a signed-in browser, `.api()` a signed-in API client, `.actor` what services take.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, timedelta
from time import time
from typing import Any

from django.conf import settings
from django.contrib import auth
from django.test import Client as Browser
from rest_framework.test import APIClient

from core import codes, workdays
from core.actor import Actor
from network.actors import actor_for
from network.directory.models import ServiceOffer
from network.models import (
    CatchmentArea,
    ConsentText,
    Designation,
    HospitalProfile,
    Institution,
    Membership,
    Municipality,
    Region,
    User,
)
from network.sign_in.middleware import SESSION_KEY
from network.sign_in.store import SessionStore

BACKEND = "network.sign_in.store.AccountBackend"
ALL = ("DISCHARGE", "REFERRALS", "EDUCATION", "INFECTION", "NETWORK")
GRANTED_ON = date(2024, 1, 1)
VERIFIED_ON = date(2099, 1, 1)  # nobody owes a look at the entries of the directory, whenever a test plays


@dataclass(frozen=True)
class Member:
    """A person in one membership."""

    user: User
    membership: Membership

    @property
    def actor(self) -> Actor:
        return actor_for(self.membership, self.user)

    @property
    def institution(self) -> Institution:
        return self.membership.institution

    @property
    def pk(self) -> int:
        return self.user.pk

    def client(self, **options: Any) -> Browser:
        """A browser in which this person is signed in and acts in this membership."""
        return self._signed_in(Browser(**options))

    def api(self, **options: Any) -> APIClient:
        """The same through the API; `enforce_csrf_checks=True` to be asked for the token."""
        return self._signed_in(APIClient(**options))

    def _signed_in(self, browser: Any) -> Any:
        """With a session as signing in leaves it, stored in one statement: what signing in does has tests of its own."""
        now = int(time())
        session = SessionStore()
        session.update(
            {
                auth.SESSION_KEY: str(self.user.pk),
                auth.BACKEND_SESSION_KEY: BACKEND,
                auth.HASH_SESSION_KEY: self.user.get_session_auth_hash(),
                SESSION_KEY: self.membership.pk,
                "began_at": now,
                "seen_at": now,
            }
        )
        session.create()
        browser.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
        return browser


class Nobody:
    """Somebody who is not signed in."""

    actor = None
    user = None

    def client(self, **options: Any) -> Browser:
        return Browser(**options)

    def api(self, **options: Any) -> APIClient:
        return APIClient(**options)


@dataclass(frozen=True)
class Cast:
    """People by the part they play, and the places they work at."""

    social1: Member  # social worker in charge
    social2: Member  # a colleague of the same hospital and programme, in nobody's team
    nurse1: Member  # nurse in charge
    doctor1: Member  # attending physician
    doctor2: Member  # another physician of the same hospital
    coordinator1: Member
    edstaff1: Member
    mhmanager1: Member
    infection1: Member
    director1: Member
    cpo1: Member
    admin1: Member
    regional1: Member  # coordinator at the regional responsible hospital
    hospital2: Member  # social worker at another responsible hospital
    health1: Member
    welfare1: Member
    town1: Member
    nursing1: Member
    mhcenter1: Member
    fire1: Member
    instructor1: Member
    monitor1: Member
    leaver: Member  # was a social worker of the host hospital until yesterday
    nobody: Nobody

    @property
    def host(self) -> Institution:
        """The responsible hospital at which most of the cast works."""
        return self.social1.institution

    def members(self) -> Iterator[tuple[str, Member]]:
        """Everybody with an account, by the name of the part."""
        for field in fields(self):
            person = getattr(self, field.name)
            if isinstance(person, Member):
                yield field.name, person


_INSTITUTIONS = {
    # code: (name, short name, org_type, services)
    "host": ("가상의료원", "가상의료원", "LOCAL_RESPONSIBLE", ""),
    "regional": ("가상대학교병원", "가상대병원", "REGIONAL_RESPONSIBLE", ""),
    "other": ("다른가상의료원", "다른의료원", "LOCAL_RESPONSIBLE", ""),
    "health": ("가상시 보건소", "가상보건소", "HEALTH_CENTER", "HOME_HEALTH HOME_REHAB"),
    "welfare": ("가상노인복지관", "가상복지관", "WELFARE_CENTER", "ELDER_CARE MEAL VOLUNTEER"),
    "town": ("가상1동 행정복지센터", "가상1동", "TOWN_OFFICE", "INTEGRATED_CARE BASIC_LIVELIHOOD EMERGENCY_WELFARE"),
    "nursing": ("가상요양원", "가상요양원", "NURSING_HOME", "LTC_INSURANCE"),
    "mhcenter": ("가상시 정신건강복지센터", "가상정신센터", "MH_CENTER", "MENTAL_HEALTH"),
    "fire": ("가상소방서", "가상소방서", "FIRE_STATION", ""),
    "academy": ("가상교육원", "가상교육원", "OTHER", ""),
    "support": ("가상도 공공보건의료지원단", "가상지원단", "SUPPORT_GROUP", ""),
}

_PEOPLE = {
    # part: (name, institution, roles, programmes)
    "social1": ("박가상", "host", "SOCIAL_WORKER", ("DISCHARGE",)),
    "social2": ("송가상", "host", "SOCIAL_WORKER", ("DISCHARGE",)),
    "nurse1": ("이가상", "host", "NURSE", ("DISCHARGE",)),
    "doctor1": ("최가상", "host", "PHYSICIAN", ("DISCHARGE",)),
    "doctor2": ("구가상", "host", "PHYSICIAN", ("DISCHARGE",)),
    "coordinator1": ("정가상", "host", "COORDINATOR", ALL),
    "edstaff1": ("강가상", "host", "ED_STAFF", ("REFERRALS",)),
    "mhmanager1": ("윤가상", "host", "MH_MANAGER", ("MENTAL_HEALTH",)),
    "infection1": ("한가상", "host", "INFECTION_EXPERT", ("INFECTION",)),
    "director1": ("오가상", "host", "DIRECTOR", ALL),
    "cpo1": ("서가상", "host", "CPO", ()),
    "admin1": ("문가상", "host", "SYS_ADMIN", ()),
    "regional1": ("신가상", "regional", "COORDINATOR", ALL),
    "hospital2": ("조가상", "other", "SOCIAL_WORKER", ("DISCHARGE",)),
    "health1": ("남가상", "health", "PARTNER_STAFF", ("REFERRALS",)),
    "welfare1": ("배가상", "welfare", "PARTNER_STAFF", ("REFERRALS",)),
    "town1": ("노가상", "town", "PARTNER_STAFF", ("REFERRALS",)),
    "nursing1": ("하가상", "nursing", "PARTNER_STAFF", ("REFERRALS",)),
    "mhcenter1": ("유가상", "mhcenter", "PARTNER_STAFF", ("REFERRALS",)),
    "fire1": ("임가상", "fire", "EMS_CREW", ("REFERRALS",)),
    "instructor1": ("권가상", "academy", "INSTRUCTOR", ("EDUCATION",)),
    "monitor1": ("고가상", "support", "MONITOR", ALL),
    "leaver": ("전가상", "host", "SOCIAL_WORKER", ("DISCHARGE",)),
}

_standing: Cast | None = None


def current() -> Cast:
    """The cast of this test session."""
    assert _standing is not None, "the cast is loaded by the database fixture; ask for `db` or `cast`"
    return _standing


def load() -> Cast:
    """Store the reference data and the cast in an empty database."""
    global _standing
    places = _load_places()
    _load_consent_texts()
    people = {part: _load_person(part, places) for part in _PEOPLE}
    _standing = Cast(**people, nobody=Nobody())
    return _standing


def _load_places() -> dict[str, Institution]:
    region = Region.objects.create(code="41", name="경기도", short_name="경기")
    area = CatchmentArea.objects.create(name="가상권", region=region)
    far = CatchmentArea.objects.create(name="먼가상권", region=region)
    home = Municipality.objects.create(code="41150", name="의정부시", region=region, catchment=area)
    Municipality.objects.create(code="41630", name="양주시", region=region, catchment=area)
    away = Municipality.objects.create(code="41110", name="수원시", region=region, catchment=far)
    places = {}
    for code, (name, short_name, kind, services) in _INSTITUTIONS.items():
        place = Institution.objects.create(
            code=code,
            name=name,
            short_name=short_name,
            kind=kind,
            region=region,
            municipality=away if code == "other" else home,
            is_fictional=True,
        )
        ServiceOffer.objects.bulk_create(
            [ServiceOffer(institution=place, service=one, verified_on=VERIFIED_ON) for one in services.split()]
        )
        places[code] = place
    Designation.objects.create(institution=places["regional"], level="REGIONAL", region=region)
    Designation.objects.create(institution=places["host"], level="LOCAL", region=region, catchment=area)
    Designation.objects.create(institution=places["other"], level="LOCAL", region=region, catchment=far)
    for code in ("host", "other"):
        HospitalProfile.objects.create(
            institution=places[code], departments=["정형외과", "신경과", "내과"], wards=["51병동", "52병동"]
        )
    return places


def _load_consent_texts() -> None:
    ConsentText.objects.bulk_create(
        ConsentText(
            consent_type=code,
            edition=1,
            purpose=f"{label}의 목적",
            receiver_purpose="퇴원 후 서비스 제공" if "THIRD_PARTY" in code else "",
            items=["NAME", "BIRTH_DATE", "PHONE"],
            retention="종결 후 5년",
            refusal="동의하지 않을 수 있으며 진료에 불이익이 없습니다.",
            is_optional=code in ("CONTACT", "STATISTICS"),
            valid_from=GRANTED_ON,
        )
        for code, label in codes.choices("consent_type")
    )


def _load_person(part: str, places: dict[str, Institution]) -> Member:
    name, place, roles, programmes = _PEOPLE[part]
    user = User.objects.create(username=part, name=name, email=f"{part}@example.invalid")
    user.set_unusable_password()
    user.save(update_fields=["password"])
    membership = Membership.objects.create(
        user=user,
        institution=places[place],
        roles=roles.split(),
        programmes=list(programmes),
        valid_from=GRANTED_ON,
        valid_to=workdays.seoul_today() - timedelta(days=1) if part == "leaver" else None,
        reason="시험",
    )
    return Member(user, membership)
