"""A hospital with as many cases as the bench asks for: copies of the demo's patients at every stage. All fictional (가상).

A copy is made inside the database, row by row of every table that a list or a case page reads: a copied id follows
from the id of the original and the number of the copy, so that what points to each other still does.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection, models, transaction
from django.utils.module_loading import import_string

from config.demo import LOADERS
from core import workdays
from core.actor import Actor
from core.models import Duty
from discharge.models import Admission, DischargeCase, DischargePlan, FollowUp
from discharge.services import admissions, cases
from network.actors import actor_for, valid_memberships
from network.models import Client, Consent, Institution, Membership, Municipality, User
from referrals.models import Linkage

CHUNK = 25_000
STAFF = 40  # of each profession; every one has as many cases as the next
QUIET = 40  # old cases of the hospital that has few
SLOTS = 20  # of twenty copies, as many as are left over by the stages below are closed cases
STAGES = (
    "SCREENED",
    "CONSENT_PENDING",
    "CONSENT_REFUSED",
    "ASSESSING",
    "PLANNING",
    "PLAN_REVIEW",
    "PLANNED",
    "FOLLOW_UP",
)
# Ids of originals lie below this; a copied number is the original plus this for each copy.
STEP = 100_000


@dataclass(frozen=True)
class Place:
    """The busy hospital, who works there, and a social worker of a hospital with few cases."""

    hospital: Institution
    social: User
    doctor: User
    quiet: User
    partner: User
    actor: Actor


def found() -> Place:
    """The demo's people and patients, more staff, and a quiet hospital. Only on an empty database."""
    if User.objects.exists():
        raise RuntimeError("비어 있는 데이터베이스에서만 잽니다.")
    with transaction.atomic():
        for name in LOADERS:
            import_string(name)()
        social, doctor = User.objects.get(username="social1"), User.objects.get(username="doctor1")
        hospital = valid_memberships(social)[0].institution
        for profession, role in (("social", "SOCIAL_WORKER"), ("nurse", "NURSE"), ("doctor", "PHYSICIAN")):
            _hire(profession, role, hospital, STAFF - 1)
        away = Institution.objects.filter(kind="LOCAL_RESPONSIBLE").exclude(pk=hospital.pk).order_by("pk")[0]
        (quiet,) = _hire("quiet", "SOCIAL_WORKER", away, 1)
        actor = actor_for(valid_memberships(social)[0], social)
        _admit_one(actor)
    partner = User.objects.get(username="health1")
    return Place(hospital, social, doctor, quiet, partner, actor)


def _hire(profession: str, role: str, hospital: Institution, count: int) -> list[User]:
    rows = [User(username=f"bench-{profession}-{serial:02d}", name="가상", password="!") for serial in range(count)]
    people = User.objects.bulk_create(rows)
    Membership.objects.bulk_create(
        Membership(user=user, institution=hospital, roles=[role], programmes=["DISCHARGE"], valid_from=date(2026, 1, 2))
        for user in people
    )
    return people


def _admit_one(actor: Actor) -> None:
    """The original of the admission list: one patient whom no rule needs to hit."""
    values = {"chart_no": "B0", "name": "민가상", "birth_date": date(1950, 1, 1), "sex": "F", "ward": "5병동"}
    values |= {"admitted_on": workdays.seoul_today(), "diagnosis": "심부전", "phone": "010-0000-0000"}
    admissions.add_admission(actor=actor, data=values)
    Admission.objects.update(is_candidate=True)


# --- copying ---------------------------------------------------------------------------------------------------------


def grow(place: Place, size: int) -> None:
    """Copy until there are `size` cases; the same ones every time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM discharge_dischargecase WHERE number LIKE 'B-%%'")
        have = cursor.fetchone()[0]
    plan = _Copying(place)
    for start in range(have, size, CHUNK):
        with transaction.atomic():
            plan.copy(start + 1, min(start + CHUNK, size))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


class _Copying:
    """The statements that make copies `n` of the originals, table by table."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.staff = {role: self._people(word) for role, word in _WORDS.items()}
        away = Membership.objects.get(user=place.quiet).institution_id
        is_quiet = f"n <= {QUIET * 100} AND n % 100 = 0"
        self.hospital = f"CASE WHEN {is_quiet} THEN {away} ELSE {place.hospital.pk} END"
        self.worker = f"CASE WHEN {is_quiet} THEN {place.quiet.pk} ELSE {self._one_of('SOCIAL_WORKER')} END"

    def _people(self, word: str) -> list[int]:
        first = User.objects.get(username=f"{word}1").pk
        return [first, *User.objects.filter(username__startswith=f"bench-{word}-").values_list("pk", flat=True)]

    def _one_of(self, role: str) -> str:
        people = self.staff[role]
        return f"(ARRAY{people})[1 + n / {SLOTS} % {len(people)}]"

    def copy(self, first: int, last: int) -> None:
        """Copies `first` to `last` of the twenty originals in turn."""
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMP TABLE bench_slot (slot int, case_id uuid, client_id uuid) ON COMMIT DROP")
            rows = [(slot, case.pk, case.client_id) for slot, case in enumerate(_originals())]
            cursor.executemany("INSERT INTO bench_slot VALUES (%s, %s, %s)", rows)
            for model, where, values in self._tables():
                cursor.execute(_insertion(model, where, values), [first, last])
            if first == 1:  # foreign keys are checked with plans for the size that the tables have now, not had empty
                cursor.execute(f"ANALYZE {', '.join(model._meta.db_table for model in _COPIED)}")
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    def _tables(self) -> list[tuple[type[models.Model], str, Mapping[str, str]]]:
        """Model, how its rows belong to the original of a slot, and what differs in a copy."""
        return [
            (Client, "t.id = s.client_id", self._client()),
            (DischargeCase, "t.id = s.case_id", self._case()),
            (Consent, "t.client_id = s.client_id AND t.consent_type = 'COLLECT'", {"institution_id": self.hospital}),
            (DischargePlan, "t.case_id = s.case_id", {"paper_id": "NULL"}),
            (FollowUp, "t.case_id = s.case_id", {}),
            (Linkage, "t.about_id = s.case_id", self._linkage()),
            (Duty, "t.root_id = s.case_id::text AND t.done_at IS NULL", self._duty()),
            (Admission, "t.chart_no = 'B0'", self._admission()),
        ]

    def _name(self) -> dict[str, str]:
        """Three syllables; every name stands a hundred times in 100,000, every given name a thousand times."""
        number = "(n::bigint * 7919 % 100003)"
        syllables = [
            f"substr('{letters}', 1 + ({number} / {tens} % 10)::int, 1)"
            for letters, tens in (
                ("김이박최정강조윤장임", 1),
                ("가나다라마민서지현수", 10),
                ("상호영진우준아린훈희", 100),
            )
        ]
        family, first, second = syllables
        pairs = f"ARRAY[{family} || {first}, {first} || {second}]"
        born = f"date '1930-01-01' + ({number} % 20000)::int"
        return {"name": " || ".join(syllables), "name_bigrams": pairs, "birth_date": born}

    def _client(self) -> dict[str, str]:
        hashes = {name: f"md5(n || '{name}') || md5('{name}' || n)" for name in ("identity_hash", "phone_hash")}
        hashes["phone_end_hash"] = "md5((n::bigint * 7919 % 10000)::text) || md5('end')"
        return {**self._name(), **hashes, "created_by_institution_id": self.hospital}

    def _case(self) -> dict[str, str]:
        return {
            "number": "'B-' || lpad(n::text, 9, '0')",
            "hospital_id": self.hospital,
            "social_worker_id": self.worker,
            "nurse_id": f"CASE WHEN t.nurse_id IS NOT NULL THEN {self._one_of('NURSE')} END",
            "attending_id": self._one_of("PHYSICIAN"),
            "created_at": _ago("now()"),
            "next_due_at": f"CASE WHEN t.next_due_at > '9000-01-01' THEN t.next_due_at ELSE {_later('next_due_at')} END",
            "ward": f"(ARRAY['5병동','6병동','7병동','8병동'])[1 + n / {SLOTS} % 4]",
        }

    def _linkage(self) -> dict[str, str]:
        number = "'B' || n || right(t.number, 5)"
        return {"number": number, "sender_id": self.hospital, "created_at": _ago("t.created_at")}

    def _duty(self) -> dict[str, str]:
        person = " ".join(f"WHEN '{role}' THEN {self._one_of(role)}" for role in _WORDS if role != "SOCIAL_WORKER")
        root = _copied_uuid("t.root_id")
        is_number = "t.object_id ~ '^[0-9]+$'"
        about = f"CASE WHEN {is_number} THEN (t.object_id::bigint + n::bigint * {STEP})::text ELSE {_copied_uuid('t.object_id')}::text END"
        return {
            "institution_id": f"CASE WHEN t.institution_id = {self.place.hospital.pk} THEN {self.hospital} ELSE t.institution_id END",
            "person_id": f"CASE t.role WHEN 'SOCIAL_WORKER' THEN {self.worker} {person} END",
            "root_id": f"{root}::text",
            "object_id": about,
            "url": f"replace(t.url, t.root_id, {root}::text)",
            "due_at": _later("due_at"),
            "escalate_at": _later("escalate_at"),
        }

    def _admission(self) -> dict[str, str]:
        return {
            **self._name(),
            "hospital_id": self.hospital,
            "chart_no": "'B' || n",
            "admitted_on": "t.admitted_on - n / 200",
            "is_candidate": "n % 10 = 0",
            "expected_discharge_on": "t.admitted_on - n / 200 + 10",
            "source_id": "NULL",
        }


_WORDS = {"SOCIAL_WORKER": "social", "NURSE": "nurse", "PHYSICIAN": "doctor"}


def _later(column: str) -> str:
    """Spread over two weeks, so that no two copies are due at once."""
    return f"t.{column} + interval '1 minute' * (n % 20011)"


def _ago(moment: str) -> str:
    """The higher the number, the later it was made; the quiet hospital's copies are the oldest."""
    return f"{moment} - interval '1 minute' * (1000000 - n)"


def _originals() -> list[DischargeCase]:
    """One case of each stage; the other slots repeat the closed one."""
    rows = {case.status: case for case in DischargeCase.objects.exclude(number__startswith="B-").order_by("-number")}
    return [rows[stage] for stage in STAGES] + [rows["CLOSED"]] * (SLOTS - len(STAGES))


_COPIED = (Client, DischargeCase, Consent, DischargePlan, FollowUp, Linkage, Duty, Admission)


def _insertion(model: type[models.Model], where: str, values: Mapping[str, str]) -> str:
    """`INSERT … SELECT` of one table: every column as in the original (`t`) unless `values` or its id says otherwise."""
    fields = {str(field.column): field for field in model._meta.concrete_fields}
    columns = {name: values.get(name) or _as_copied(field) for name, field in fields.items()}
    names = ", ".join(f'"{name}"' for name in columns)
    picked = f"JOIN bench_slot s ON s.slot = n % {SLOTS}" if model is not Admission else ""
    return (
        f"INSERT INTO {model._meta.db_table} ({names}) SELECT {', '.join(columns.values())}"
        f" FROM generate_series(%s, %s) n {picked} JOIN {model._meta.db_table} t ON {where}"
    ).replace(" % ", " %% ")


def _as_copied(field: models.Field) -> str:
    column = f't."{field.column}"'
    points_to_copy = field.is_relation and field.related_model in _COPIED
    if not (field.primary_key or points_to_copy or field.column == "about_id"):
        return column
    if field.column == "previous_case_id" or (points_to_copy and field.model is Admission):
        return "NULL"
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    return _copied_uuid(column) if isinstance(target, models.UUIDField) else f"{column} + n::bigint * {STEP}"


def _copied_uuid(column: str) -> str:
    return f"md5({column}::text || n)::uuid"


def working_on(case: DischargeCase) -> Actor:
    """The social worker in charge."""
    assert case.social_worker is not None
    return actor_for(valid_memberships(case.social_worker)[0], case.social_worker)


# --- deeds -----------------------------------------------------------------------------------------------------------

_serial = itertools.count(1)


def registering(place: Place) -> Callable[[], DischargeCase]:
    """One screening through the service, as the page does it."""
    municipality = Municipality.objects.get(code="41150")

    def deed() -> DischargeCase:
        serial = next(_serial)
        return cases.screen(
            actor=place.actor,
            client_data={
                "name": f"가상{serial}",
                "birth_date": date(1950, 1, 1) + timedelta(days=serial),
                "sex": "M",
                "municipality": municipality,
                "insurance_type": "NHI",
                "household_type": "ALONE",
            },
            data={
                "admitted_on": workdays.seoul_today(),
                "admit_route": "ED",
                "ward": "5병동",
                "department": "내과",
                "diagnosis": "심부전",
                "target_group": "HEART_FAILURE",
                "risk_items": ["NONE"],
                "attending": place.doctor,
                "result": "TARGET",
            },
        )

    return deed
