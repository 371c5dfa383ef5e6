"""Taking over the hospital's admission list: look first, then confirm exactly what was shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from core import audit, imports
from core.actor import Actor
from core.errors import Conflict, Invalid
from core.imports import Fault, Line, Mends, Reading
from core.models import IdempotencyKey, ImportDraft
from core.once import once
from discharge.exports.admissions import ADMISSIONS
from discharge.models import Admission, AdmissionImport
from discharge.services import admissions, stays
from discharge.services.selection_rules import BATCH, active_rules, apply_rules

KIND = "discharge.admissions"
NO_MENDS = Mends()
LISTERS = (*admissions.SCREENERS, "COORDINATOR")


@dataclass
class Plan:
    """What taking over a reading would do to the list as it stands."""

    new: list[Line] = field(default_factory=list)
    updated: list[tuple[Line, Admission, list[str]]] = field(default_factory=list)
    same: list[Line] = field(default_factory=list)
    wrong: list[Fault] = field(default_factory=list)

    @property
    def total(self) -> int:
        return len(self.new) + len(self.updated) + len(self.same) + self.wrong_lines

    @property
    def wrong_lines(self) -> int:
        return len({fault.line for fault in self.wrong})

    def counts(self) -> dict[str, int]:
        return {
            "new": len(self.new),
            "updated": len(self.updated),
            "same": len(self.same),
            "wrong": self.wrong_lines,
            "total": self.total,
        }


def read(*, actor: Actor, file_name: str, content: bytes) -> ImportDraft:
    """First phase: read and check the file and keep what it says for a day. Raises Forbidden, Invalid."""
    _demand_lister(actor)
    return imports.keep(actor, KIND, file_name, ADMISSIONS.read(file_name, content))


def look(*, actor: Actor, pk: Any) -> tuple[ImportDraft, Reading, Plan]:
    """What the actor's reading would do now. Changes nothing. Raises Forbidden, NotVisible."""
    _demand_lister(actor)
    draft, reading = imports.find(actor, KIND, pk, ADMISSIONS)
    return draft, reading, plan(draft.institution_id, reading)


def last_import_of(actor: Actor, sha256: str) -> AdmissionImport | None:
    """When this very file was taken over before."""
    rows = AdmissionImport.objects.filter(hospital_id=actor.institution_id, sha256=sha256)
    return rows.order_by("-imported_at").first()


def confirm(*, actor: Actor, pk: Any, mends: Mends = NO_MENDS) -> AdmissionImport:
    """Second phase: take over the rows that were shown and the lines put right, all in one transaction.

    Pressing twice takes over once. Raises Invalid while a line that was put right is wrong still; nothing is taken then.
    """
    _demand_lister(actor)

    def make() -> AdmissionImport:
        draft, reading = imports.find(actor, KIND, pk, ADMISSIONS)
        found = _decided(draft.institution_id, reading, mends)
        if not (found.new or found.updated or found.same):
            raise Invalid("가져올 줄이 없습니다. 파일을 고쳐 다시 올리십시오.")
        try:
            taken = _store(actor, draft, found)
        except IntegrityError as error:
            raise Conflict("방금 다른 사람이 같은 환자를 넣었습니다. 새로 고쳐 다시 확인하십시오.") from error
        draft.delete()
        return taken

    taken, _ = once(actor, KIND, str(pk), mends.as_json(), AdmissionImport, make)
    return taken


def taken_before(actor: Actor, pk: Any) -> AdmissionImport | None:
    """What became of a reading that was confirmed already."""
    entry = IdempotencyKey.objects.filter(person_id=actor.user_id, route=KIND, key=str(pk)).first()
    return AdmissionImport.objects.filter(pk=entry.object_id).first() if entry else None


def _decided(hospital_id: int, reading: Reading, mends: Mends) -> Plan:
    """The plan with the lines put right. Raises Invalid for those that are wrong still."""
    if mends != NO_MENDS:
        plan(hospital_id, reading)  # sets aside what belongs to somebody else, so that it can be put right as well
        ADMISSIONS.mend(reading, mends.texts, mends.left_out)
    found = plan(hospital_id, reading, for_update=True)
    still = [fault for fault in found.wrong if fault.line in mends.texts]
    if still:
        raise Invalid(imports.errors_of(still))
    return found


def plan(hospital_id: int, reading: Reading, *, for_update: bool = False) -> Plan:
    """Compare every line with the list: one query, however long the file."""
    known, births = _known(hospital_id, reading.rows, for_update)
    result = Plan()
    for line in list(reading.rows):
        values = line.values
        chart_no, birth = values["chart_no"], values["birth_date"]
        if births.setdefault(chart_no, birth) != birth:
            ADMISSIONS.refuse(reading, line, "chart_no", admissions.OTHER_PERSON)
            continue
        stored = known.get((chart_no, values["admitted_on"]))
        if stored is None:
            result.new.append(line)
        elif changed := admissions.fill(stored, values):
            result.updated.append((line, stored, changed))
        else:
            result.same.append(line)
    result.wrong = sorted(reading.errors, key=lambda fault: fault.line)
    return result


def _known(
    hospital_id: int, lines: Iterable[Line], for_update: bool
) -> tuple[dict[tuple[str, date], Admission], dict[str, date]]:
    """Rows under the chart numbers of the file, by stay; and the birth date that each number stands for."""
    numbers = {line.values["chart_no"] for line in lines}
    rows = Admission.objects.filter(hospital_id=hospital_id, chart_no__in=numbers).order_by("pk")
    found = list(rows.select_for_update(of=("self",)) if for_update else rows)
    stays = {(row.chart_no, row.admitted_on): row for row in found}
    return stays, {row.chart_no: row.birth_date for row in found}


def _store(actor: Actor, draft: ImportDraft, found: Plan) -> AdmissionImport:
    counts = found.counts()
    assert actor.user_id is not None
    with transaction.atomic():
        taken = AdmissionImport.objects.create(
            hospital_id=draft.institution_id,
            imported_by_id=actor.user_id,
            file_name=draft.file_name,
            sha256=draft.sha256,
            rows=found.total,
            added=counts["new"],
            updated=counts["updated"],
            skipped=counts["same"],
        )
        rules = active_rules(draft.institution_id)
        rows = [_new_row(actor, taken, line) for line in found.new]
        changed = [stored for _, stored, _ in found.updated]
        for row in (*rows, *changed):
            apply_rules(row, rules)
        for row in changed:
            row.version += 1
        Admission.objects.bulk_create(rows, batch_size=BATCH)
        fields = [*admissions.FIELDS, "name_bigrams", "rule_hits", "is_candidate", "version"]
        Admission.objects.bulk_update(changed, fields, batch_size=BATCH)
        audit.record(actor, "admission.import", action="CREATE", about=taken, changes=counts)
        stays.read_list([*rows, *changed], actor)
    return taken


def _new_row(actor: Actor, taken: AdmissionImport, line: Line) -> Admission:
    assert actor.user_id is not None
    row = Admission(hospital_id=taken.hospital_id, created_by_id=actor.user_id, source=taken)
    admissions.fill(row, line.values)
    return row


def _demand_lister(actor: Actor) -> None:
    admissions.demand_role(actor, LISTERS, "입원 명단은 퇴원환자 연계 사업 담당자가 가져옵니다.")
