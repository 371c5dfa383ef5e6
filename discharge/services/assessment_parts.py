"""The parts of an assessment: who writes which, what each must hold, and the need level that follows from the needs.

Each profession writes its own part and reads the others. The needs are a part of their own that the nurse and the
social worker of the team write together: both find needs, and one list must come out of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from core import audit, codes, duties, workdays
from core.actor import Actor
from core.errors import Conflict, Forbidden, Invalid
from core.models import Duty
from discharge.access import CASE
from discharge.models import Assessment, DischargeCase, Need
from discharge.querysets import IN_CARE
from discharge.services import assessment_lists, posts
from discharge.services.needs import need_level
from discharge.workflow import CaseStatus


@dataclass(frozen=True)
class Part:
    """A part of the assessment: its fields, those without which it is not done, and the relations that write it."""

    name: str
    label: str
    fields: tuple[str, ...]
    needed: tuple[str, ...]
    authors: frozenset[str]
    author_label: str
    rule: str
    duty: str = ""


PARTS = {
    part.name: part
    for part in (
        Part(
            "medical",
            "의학적 평가",
            ("med_summary", "comorbidity", "allergy"),
            ("med_summary",),
            frozenset({"attending"}),
            "담당의",
            "의학적 평가는 담당의가 씁니다.",
            "discharge.assess_medical",
        ),
        Part(
            "nursing",
            "간호 평가",
            (
                "medication_count",
                "medication_note",
                "device",
                "wound",
                "diet",
                "pain",
                "fall_history",
                "other_cognition_tool",
                "other_cognition_total",
            ),
            (),
            frozenset({"nurse"}),
            "담당 간호사",
            "간호 평가는 담당 간호사가 씁니다.",
            "discharge.assess_nursing",
        ),
        Part(
            "social",
            "사회 평가",
            ("caregiver_capacity", "housing_type", "housing_barrier", "income_note", "services_in_use", "wish"),
            ("caregiver_capacity", "wish"),
            frozenset({"social_worker"}),
            "담당 사회복지사",
            "사회 평가는 담당 사회복지사가 씁니다.",
        ),
        Part(
            "needs",
            "욕구와 종합",
            ("assessed_on", "not_done"),
            ("assessed_on",),
            frozenset({"social_worker", "nurse"}),
            "담당 사회복지사나 간호사",
            "욕구와 종합은 담당 사회복지사나 간호사가 씁니다.",
        ),
    )
}

_AFTER_ASSESSMENT = (CaseStatus.PLANNING, CaseStatus.PLAN_REVIEW, CaseStatus.PLANNED, CaseStatus.FOLLOW_UP)
STATES_OF_ROUND: Mapping[str, tuple[str, ...]] = {
    "INITIAL": IN_CARE,
    "DISCHARGE": _AFTER_ASSESSMENT,
    "M3": (CaseStatus.FOLLOW_UP,),
    "REASSESS": _AFTER_ASSESSMENT,
}
_LISTED = ("comorbidity", "device", "diet", "housing_type", "housing_barrier")


def may_write(relations: frozenset[str], part: str) -> bool:
    """Whether one of these relations to the case writes the part."""
    return not PARTS[part].authors.isdisjoint(relations)


def save_part(
    *,
    actor: Actor,
    assessment: Assessment,
    part: str,
    data: Mapping[str, Any],
    version: int | None,
    finish: bool,
) -> Assessment:
    """Write one's own part; with `finish` it counts as done, without it the part is open again.

    `data` holds fields of the part; what is left out stays. The part `needs` also takes `needs` (rows of area,
    level, text), `need_level` and `need_level_reason`. `version` is that of the part (None: not asked).
    Raises NotVisible, Forbidden, Conflict (with both texts), Invalid.
    """
    kind = PARTS[part]
    with transaction.atomic():
        row = locked(actor, assessment, kind)
        _demand_version(row, kind, version, data)
        changed = _write_fields(row, kind, data)
        if part == "needs":
            changed += _write_needs(row, data)
            set_level(row, data.get("need_level", ""), data.get("need_level_reason", ""))
        if finish:
            _demand_done(row, kind)
        _mark(row, kind, actor, finish)
        row.save()
        _settle_or_owe(row, kind, actor, finish)
        changes = {"part": part, "fields": changed, "is_done": finish}
        record(actor, row, "discharge.save_assessment_part", changes)
    return row


def locked(actor: Actor, assessment: Assessment, kind: Part) -> Assessment:
    # the case first, as every move does it: a part cannot be reopened while the assessment is being finished
    case = CASE.lock_for(actor, "list", assessment.case_id)
    if kind.authors.isdisjoint(case.relations):
        raise Forbidden(kind.rule, owners=CASE.owners(case, kind.authors))
    row = Assessment.objects.select_for_update(of=("self",)).select_related("case__client").get(pk=assessment.pk)
    if row.finished_at is not None:
        raise Conflict("마친 평가는 고칠 수 없습니다. 달라진 것은 재평가에 적으십시오.")
    if row.case.status not in STATES_OF_ROUND["INITIAL"]:
        raise Conflict(f"지금 상태({CaseStatus(row.case.status).label})에서는 평가를 쓸 수 없습니다.")
    return row


def _demand_version(row: Assessment, kind: Part, version: int | None, data: Mapping[str, Any]) -> None:
    if version is None or version == getattr(row, f"{kind.name}_version"):
        return
    stored = stored_values(row, kind)
    mine = {name: data[name] for name in stored if name in data}
    raise Conflict(
        "그 사이에 다른 사람이 이 부분을 저장했습니다. 두 글을 견주어 남길 것을 고르십시오.",
        stored={**stored, "version": getattr(row, f"{kind.name}_version")},
        mine=mine,
    )


def stored_values(row: Assessment, kind: Part) -> dict[str, Any]:
    """What is stored for a part, in the shape in which `save_part` takes it."""
    values = {name: getattr(row, name) for name in kind.fields}
    if kind.name == "needs":
        values["needs"] = [
            {"area": need.area, "level": need.level, "text": need.text} for need in row.needs.order_by("pk")
        ]
        overridden = row.need_level if row.need_level != row.computed_level else ""
        values |= {"need_level": overridden, "need_level_reason": row.need_level_reason}
    return values


def _write_fields(row: Assessment, kind: Part, data: Mapping[str, Any]) -> list[str]:
    names = [name for name in kind.fields if name in data]
    changed = [name for name in names if getattr(row, name) != data[name]]
    for name in names:
        setattr(row, name, data[name])
    errors = _shape_faults(row, names) | _list_faults(row, names)
    if "assessed_on" in names and row.assessed_on:
        problem = day_fault(row.case, row.assessed_on)
        errors |= {"assessed_on": problem} if problem else {}
    if kind.name == "nursing" and bool(row.other_cognition_tool) != (row.other_cognition_total is not None):
        errors["other_cognition_total"] = "그 밖의 인지검사는 이름과 총점을 함께 적으십시오."
    if errors:
        raise Invalid(errors)
    return changed


def _shape_faults(row: Assessment, names: Sequence[str]) -> dict[str, str]:
    """Length, range and code list of every field, as the model says them."""
    others = {field.name for field in row._meta.fields} - set(names)
    errors = {name: text for name in names if (text := _length_fault(row, name))}
    try:
        row.clean_fields(exclude=others)
    except ValidationError as error:
        errors |= {name: " ".join(texts) for name, texts in error.message_dict.items()}
    return errors


def _length_fault(row: Assessment, name: str) -> str:
    """A model does not check the length of a long text by itself."""
    limit, value = getattr(row._meta.get_field(name), "max_length", None), getattr(row, name)
    too_long = limit is not None and isinstance(value, str) and len(value) > limit
    return f"{limit:,}자까지 적을 수 있습니다." if too_long else ""


def _list_faults(row: Assessment, names: Sequence[str]) -> dict[str, str]:
    errors = {}
    for name in (name for name in _LISTED if name in names):
        value = getattr(row, name)
        chosen = value if isinstance(value, list) else [value] if value else []
        if any(not assessment_lists.is_code(name, code) for code in chosen):
            errors[name] = "목록에 있는 것을 고르십시오."
        elif assessment_lists.NOTHING in chosen and len(chosen) > 1:
            errors[name] = "'없음'은 다른 것과 함께 고를 수 없습니다."
    return errors


def _write_needs(row: Assessment, data: Mapping[str, Any]) -> list[str]:
    """Store the rated areas; a need of level 2 or 3 is written out. Areas that are not named stay as they are."""
    rows = data.get("needs")
    if rows is None:
        return []
    errors: dict[str, str] = {}
    for entry in rows:
        area, level = entry["area"], entry["level"]
        if not codes.is_code("need_area", area):
            errors[f"needs.{area}"] = "욕구 영역 목록에 없습니다."
        elif level not in range(4):
            errors[f"needs.{area}.level"] = "수준은 0부터 3까지입니다."
        elif level >= 2 and not entry.get("text", "").strip():
            label = codes.label("need_area", area)
            errors[f"needs.{area}.text"] = f"{label}: 수준이 중간이나 높음이면 내용을 적으십시오."
    if errors:
        raise Invalid(errors)
    for entry in rows:
        values = {"level": entry["level"], "text": entry.get("text", "").strip()}
        Need.objects.update_or_create(assessment=row, area=entry["area"], defaults=values)
    return [f"needs.{entry['area']}" for entry in rows]


def set_level(row: Assessment, level: str, reason: str) -> None:
    """The level computed from the needs stands unless another is set with a reason."""
    levels = list(row.needs.values_list("level", flat=True))
    row.computed_level = need_level(levels) if levels else ""
    if not level or level == row.computed_level:
        row.need_level, row.need_level_reason = row.computed_level, ""
        return
    if not codes.is_code("need_level", level):
        raise Invalid({"need_level": "목록에 있는 것을 고르십시오."})
    if not reason.strip():
        raise Invalid({"need_level_reason": "산출된 수준과 다르게 정한 사유를 적으십시오."})
    row.need_level, row.need_level_reason = level, reason.strip()


def set_need_level(
    *, actor: Actor, assessment: Assessment, level: str, reason: str = "", version: int | None = None
) -> Assessment:
    """Set another need level than the computed one, with a reason; an empty level goes back to the computed one."""
    with transaction.atomic():
        row = locked(actor, assessment, PARTS["needs"])
        data = {"need_level": level, "need_level_reason": reason}
        _demand_version(row, PARTS["needs"], version, data)
        before = row.need_level
        set_level(row, level, reason)
        row.needs_version += 1
        row.save()
        changes = {"need_level": [before, row.need_level]}
        record(actor, row, "discharge.set_need_level", changes, reason=row.need_level_reason)
    return row


def _demand_done(row: Assessment, kind: Part) -> None:
    """What a part must hold before it counts as done."""
    errors = {name: "이 항목을 적으십시오." for name in kind.needed if getattr(row, name) in ("", None, [])}
    if kind.name == "needs":
        rated = set(row.needs.values_list("area", flat=True))
        unrated = [area for area, _ in codes.choices("need_area") if area not in rated]
        errors |= {f"needs.{area}.level": f"{codes.label('need_area', area)}: 수준을 고르십시오." for area in unrated}
    if errors:
        raise Invalid(errors)


def _mark(row: Assessment, kind: Part, actor: Actor, is_done: bool) -> None:
    setattr(row, f"{kind.name}_version", getattr(row, f"{kind.name}_version") + 1)
    setattr(row, f"{kind.name}_by_id", actor.user_id)
    setattr(row, f"{kind.name}_at", timezone.now() if is_done else None)
    row.version += 1


def _settle_or_owe(row: Assessment, kind: Part, actor: Actor, is_done: bool) -> None:
    """The duties of the first round follow its parts."""
    if not kind.duty or row.case.status != CaseStatus.ASSESSING:
        return
    if is_done:
        duties.settle(row.case, kind.duty, actor=actor)
    else:
        owe(row.case, kind, actor)


def owe(case: DischargeCase, kind: Part, actor: Actor) -> None:
    if not Duty.objects.open().about(audit.kind_of(case), case.pk).filter(kind=kind.duty).exists():
        posts.owe(kind.duty, case, case, actor, by_nurse=kind.name == "nursing")


def day_fault(case: DischargeCase, day: date) -> str:
    if day > workdays.seoul_today():
        return "평가일은 오늘 이전 날짜로 적으십시오."
    return "평가일은 입원일 이후 날짜로 적으십시오." if day < case.admitted_on else ""


def record(
    actor: Actor, row: Assessment, verb: str, changes: Mapping[str, Any], *, action: str = "UPDATE", reason: str = ""
) -> None:
    """Kept under the case, so that the case's log shows it; which words were written is not repeated there."""
    audit.record(
        actor,
        verb,
        action=action,
        about=row.case,
        persons=[row.case.client_id],
        changes={"assessment": row.pk, **changes},
        reason=reason,
    )
