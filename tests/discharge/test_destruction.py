"""What may no longer be kept is destroyed, on the day and not before."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.db import models
from django.utils import timezone

from core import duties
from core.actor import SYSTEM
from core.errors import Conflict, Forbidden, NotVisible
from core.models import AuditEntry, Draft, Duty, PrintedDocument
from discharge.models import Admission, DischargeCase, PlanPart
from discharge.services import cases, destruction
from network.models import Client
from network.services import clients
from tests import make
from tests.cast import Cast

DISCHARGED = date(2026, 11, 1)


def at(text: str) -> Any:
    return time_machine.travel(text, tick=False)


def test_who_was_never_selected_goes_when_thirty_days_have_ended(cast: Cast) -> None:
    """Day 0 is 1 November; the limit ends at 24:00 of 1 December, in Seoul."""
    row = make.admission(admitted_on=date(2026, 10, 20), discharged_on=DISCHARGED, name="김가상")
    Draft.objects.create(
        person=cast.social1.user,
        form="admission",
        object_id=str(row.pk),
        fields={"name": "김"},
        updated_at=timezone.now(),
    )
    with at("2026-12-01T23:59:00+09:00"):
        assert destruction.destroy_unselected(timezone.now()) == 0
        assert Admission.objects.filter(pk=row.pk).exists()
    with at("2026-12-02T00:01:00+09:00"):
        assert destruction.destroy_unselected(timezone.now()) == 1
        assert destruction.destroy_unselected(timezone.now()) == 0
    assert not Admission.objects.filter(pk=row.pk).exists()
    assert not Draft.objects.filter(object_id=str(row.pk)).exists()
    entry = AuditEntry.objects.get(verb="admission.destroy")
    assert (entry.changes["count"], entry.changes["admissions"]) == (1, [str(row.pk)])
    assert "김가상" not in str(entry.changes)


def test_the_dismissed_go_too_and_the_selected_stay(cast: Cast) -> None:
    gone = make.admission(
        admitted_on=date(2026, 10, 1), discharged_on=DISCHARGED, dismissed_at=timezone.now(), dismissed_reason="NO_NEED"
    )
    kept = make.admission(admitted_on=date(2026, 10, 1), discharged_on=DISCHARGED, case=make.case())
    with at("2026-12-20T10:00:00+09:00"):
        destruction.destroy_unselected(timezone.now())
    assert list(Admission.objects.filter(pk__in=[gone.pk, kept.pk])) == [kept]


def test_a_row_whose_discharge_nobody_reported_goes_after_the_limit_for_identities(cast: Cast) -> None:
    row = make.admission(admitted_on=date(2025, 12, 1))
    with at("2026-12-01T12:00:00+09:00"):
        assert destruction.destroy_unselected(timezone.now()) == 0
    with at("2026-12-02T12:00:00+09:00"):
        assert destruction.destroy_unselected(timezone.now()) == 1
    assert not Admission.objects.filter(pk=row.pk).exists()


def test_who_was_left_out_goes_a_year_after_the_decision(cast: Cast) -> None:
    with at("2026-12-01T10:00:00+09:00"):
        case = make.case("SCREENED", diagnosis="대퇴골 경부 골절")
        cases.exclude(
            actor=cast.social1.actor, case=case, data={"ineligible_reason": "OTHER", "ineligible_text": "가족이 돌봄"}
        )
        case.refresh_from_db()
        assert case.refusal_decided_on == date(2026, 12, 1)
    with at("2027-12-01T10:00:00+09:00"):
        assert destruction.destroy_refused(timezone.now()) == 0
    with at("2027-12-02T10:00:00+09:00"):
        assert destruction.destroy_refused(timezone.now()) == 1
        assert destruction.destroy_refused(timezone.now()) == 0
    case.refresh_from_db()
    assert case.client.name == "파기됨"
    assert (case.diagnosis, case.ineligible_text, case.ineligible_reason) == ("", "", "OTHER")
    assert case.anonymised_at is not None


def test_a_case_that_cannot_be_destroyed_does_not_hold_up_the_others(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck, due = (
        make.case("INELIGIBLE", refusal_decided_on=day) for day in (date(2025, 1, 1), date(2025, 1, 2))
    )  # fmt: skip
    forget = clients.destroy_identity

    def forget_others(*, client: Client, **values: Any) -> None:
        if client == stuck.client:
            raise RuntimeError
        forget(client=client, **values)

    monkeypatch.setattr(clients, "destroy_identity", forget_others)
    assert destruction.destroy_refused(timezone.now()) == 1
    stuck.refresh_from_db()
    due.refresh_from_db()
    assert (stuck.anonymised_at is None, due.anonymised_at is None) == (True, False)


def test_looking_again_stops_the_clock_of_destruction(cast: Cast) -> None:
    case = make.case("SCREENED")
    cases.exclude(actor=cast.social1.actor, case=case, data={"ineligible_reason": "NO_NEED"})
    cases.step("rescreen", actor=cast.social1.actor, case=case, data={"reason": "욕구 확인"})
    case.refresh_from_db()
    assert case.refusal_decided_on is None


def withdrawn(**values: Any) -> DischargeCase:
    """A case that ended because the person withdrew."""
    case = make.case("FOLLOW_UP", **values)
    DischargeCase.objects.filter(pk=case.pk).update(
        status="CLOSED", close_reason="CLIENT_REFUSED", close_text="동의 철회", closed_on=make.days_ago(0)
    )
    case.refresh_from_db()
    return case


def test_after_a_withdrawal_the_coordinator_owes_the_destruction(cast: Cast) -> None:
    with at("2026-12-14T10:00:00+09:00"):
        case = withdrawn()
        duty = duties.open_duty("discharge.destroy", case, actor=SYSTEM)
        assert (duty.role, duty.institution_id) == ("COORDINATOR", cast.host.pk)
        assert timezone.localtime(duty.due_at).isoformat() == "2026-12-20T00:00:00+09:00"  # 24:00 of the fifth day
        assert duty.url.endswith("/destroy/")


def test_after_destruction_the_case_is_a_count_without_a_person(cast: Cast, tmp_path: Any) -> None:
    case = withdrawn()
    make.admission(case=case, name=case.client.name, chart_no="77")
    followup = make.followup(case, status="DONE", note="딸과 통화함")
    duties.open_duty("discharge.destroy", case, actor=SYSTEM)
    paper = PrintedDocument(
        number="1", kind="plan", object_kind="discharge.dischargecase", object_id=str(case.pk), sha256="0" * 64
    )
    paper.printed_by, paper.printed_at = cast.social1.user, timezone.now()
    paper.file.save("plan.pdf", ContentFile(b"%PDF"))
    name = case.client.name

    destruction.destroy_case_identity(actor=cast.coordinator1.actor, case=case)

    case.refresh_from_db()
    case.client.refresh_from_db()
    followup.refresh_from_db()
    paper.refresh_from_db()
    assert case.client.name == "파기됨"
    assert case.client.birth_date is None
    assert not Admission.objects.filter(chart_no="77").exists()
    assert (case.diagnosis, case.close_text, case.close_reason) == ("", "", "CLIENT_REFUSED")
    assert followup.note == ""
    assert set(PlanPart.objects.filter(plan__case=case).values_list("text", flat=True)) == {""}
    assert not paper.file
    assert not Duty.objects.open().filter(kind="discharge.destroy").exists()
    assert not any(name[0] + "*" in about for about in Duty.objects.values_list("about", flat=True))
    entry = AuditEntry.objects.get(verb="discharge.destroy_identity")
    assert name not in str(entry.changes)


def test_destroying_twice_does_nothing_more(cast: Cast) -> None:
    case = withdrawn()
    for _ in range(2):
        destruction.destroy_case_identity(actor=cast.coordinator1.actor, case=case)
    assert AuditEntry.objects.filter(verb="discharge.destroy_identity").count() == 1


def test_a_person_whom_another_case_still_holds_stays_there(cast: Cast) -> None:
    case = withdrawn()
    other = make.case("PLANNING", client=case.client, admitted_on=make.days_ago(2))
    name = case.client.name
    destruction.destroy_case_identity(actor=cast.coordinator1.actor, case=case)
    case.refresh_from_db()
    other.client.refresh_from_db()
    assert other.client.name == name
    assert case.client_id != other.client_id
    assert case.client.name == "파기됨"


@pytest.mark.parametrize("status", ["SCREENED", "ASSESSING", "FOLLOW_UP"])
def test_a_case_that_runs_cannot_be_destroyed(cast: Cast, status: str) -> None:
    with pytest.raises(Conflict):
        destruction.destroy_case_identity(actor=cast.coordinator1.actor, case=make.case(status))


def test_a_completed_case_is_kept(cast: Cast) -> None:
    case = make.case("CLOSED", close_reason="COMPLETED")
    with pytest.raises(Conflict):
        destruction.destroy_case_identity(actor=cast.coordinator1.actor, case=case)


def test_only_the_coordinator_of_the_hospital_destroys(cast: Cast) -> None:
    case = withdrawn()
    with pytest.raises(Forbidden):
        destruction.destroy_case_identity(actor=cast.social1.actor, case=case)
    for stranger in (cast.hospital2, cast.regional1, cast.welfare1):
        with pytest.raises((NotVisible, Forbidden)):
            destruction.destroy_case_identity(actor=stranger.actor, case=case)
    case.refresh_from_db()
    assert case.anonymised_at is None


# Texts that say nothing about the person: numbers, codes without a list, names of our own.
HARMLESS = {
    "DischargeCase": {"number", "ward", "department", "status", "closed_from"},
    "Assessment": set(),
    "InstrumentResult": {"instrument", "edition", "variant", "band", "band_label", "rule_edition"},
    "PlanPart": {"kind", "status"},
    "PlanGoal": {"result"},
    "PlanAction": {"who"},
    "FollowUp": {"label", "status", "timing", "caregiver_burden"},
    "CaseConference": {"decision"},
    "StandIn": {"post"},
}


def test_no_text_of_a_case_is_forgotten() -> None:
    """Every text column of every table that belongs to a case is blanked or judged harmless."""
    blanked = {model: set(words) for model, _, words in destruction._WORDS}
    blanked[DischargeCase] = set(destruction._CASE_WORDS)
    tables = {DischargeCase, *_tables_of(DischargeCase)} - {Admission}
    for model in tables:
        texts = {
            field.name
            for field in model._meta.fields
            if isinstance(field, models.CharField | models.TextField | models.JSONField) and not _is_code(field)
        }
        left = texts - blanked.get(model, set()) - HARMLESS.get(model.__name__, set())
        assert not left, f"{model.__name__}: {sorted(left)}"


def _tables_of(model: type[models.Model]) -> set[type[models.Model]]:
    found: set[type[models.Model]] = set()
    for relation in model._meta.related_objects:
        child = relation.related_model
        if child._meta.app_label == "discharge" and child is not model and child not in found:
            found |= {child} | _tables_of(child)
    return found


def _is_code(field: models.Field[Any, Any]) -> bool:
    return hasattr(field, "code_list")
