"""The assessment of a hip fracture, from consent to the plan (story 7.1)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from core import duties, workdays
from core.errors import Conflict, Forbidden, Invalid
from core.models import AuditEntry, Duty
from discharge.models import Assessment, InstrumentResult, Need
from discharge.services import assessment_parts, assessments, measurements
from discharge.workflow import DISCHARGE
from tests import make
from tests.discharge.conftest import KMBI_46, rated

MORNING = "2026-10-08 09:00 +0900"


@pytest.fixture
def fracture(cast: Any) -> Any:
    """김가상, 78, in the ward since 2026-10-05; consent since the 7th."""
    client = make.client_(name="김가상", birth_date=date(1948, 3, 15), sex="F", chart_no="90000123")
    return make.case(
        "ASSESSING", client=client, admitted_on=date(2026, 10, 5), expected_discharge_on=date(2026, 10, 23)
    )


@pytest.mark.django_db
class TestHipFracture:
    @pytest.fixture(autouse=True)
    def _clock(self) -> Any:
        with time_machine.travel(MORNING, tick=False):
            yield

    def record(self, who: Any, case: Any, code: str, answers: Any, **more: Any) -> InstrumentResult:
        values = {"measured_on": date(2026, 10, 8)} | more
        return measurements.record_instrument(actor=who.actor, case=case, instrument=code, answers=answers, **values)

    def test_kmbi_46_is_severe_dependence_with_answers_and_versions_kept(self, cast: Any, fracture: Any) -> None:
        result = self.record(cast.nurse1, fracture, "KMBI", KMBI_46)
        assert (result.total, result.band_label) == (46, "심한 의존")
        assert result.answers == KMBI_46
        assert result.edition == "1"
        assert result.rule_edition.startswith("KMBI-1-")
        assert result.measured_by == cast.nurse1.user

    def test_transfer_4_is_refused_on_the_page_because_there_is_no_such_step(self, cast: Any, fracture: Any) -> None:
        url = reverse("discharge:instrument-record", args=[fracture.pk, "KMBI"])
        answer = cast.nurse1.client().post(url, {**KMBI_46, "transfer": "4", "measured_on": "2026-10-08"})
        assert answer.status_code == 400
        assert (
            "의자·침대 이동: 4 값은 입력할 수 없습니다. 입력할 수 있는 값: 0, 3, 8, 12, 15" in answer.content.decode()
        )
        assert not InstrumentResult.objects.exists()

    def test_sgdsk_6_is_normal_with_cutoff_8_and_positive_with_cutoff_5(
        self, cast: Any, fracture: Any, settings: Any
    ) -> None:
        settings.SITE = {**settings.SITE, "sgds_cutoff": 8}
        eight = self.record(cast.nurse1, fracture, "SGDSK", {"total": 6})
        settings.SITE = {**settings.SITE, "sgds_cutoff": 5}
        five = self.record(cast.nurse1, fracture, "SGDSK", {"total": 6})
        assert (eight.variant, eight.band_label) == ("cutoff8", "정상 범위")
        assert (five.variant, five.band_label) == ("cutoff5", "우울 의심")

    def test_before_leaving_52_and_after_three_months_78_show_their_course(self, cast: Any, fracture: Any) -> None:
        from discharge.panels.assessments import panel

        self.record(cast.nurse1, fracture, "KMBI", KMBI_46)
        better = {**KMBI_46, "feeding": 10, "bowel": 10, "bathing": 3}
        self.record(cast.nurse1, fracture, "KMBI", better, is_at_discharge=True)
        fracture.status, fracture.discharged_on = "FOLLOW_UP", date(2026, 10, 23)
        fracture.save()
        good = dict(zip(KMBI_46, (4, 3, 10, 8, 5, 8, 10, 10, 12, 8), strict=True))
        with time_machine.travel("2027-01-25 10:00 +0900", tick=False):
            self.record(cast.social1, fracture, "KMBI", good, measured_on=date(2027, 1, 25))
            row = next(item for item in panel(fracture, cast.social1.actor)["instruments"])
        assert row.values == (46, 52, 78)
        assert row.course == "46 → 52 → 78"
        assert row.last.band_label == "경도 의존"
        assert len(row.points.split()) == 3

    def test_the_moment_consent_stands_physician_and_nurse_owe_their_parts(self, cast: Any) -> None:
        case = make.case("CONSENT_PENDING")
        for kind in make.CASE_CONSENTS:
            make.consent(case.client, kind)
        DISCHARGE.fire(case, "consent", actor=cast.social1.actor)
        owed = {duty.kind: duty.person for duty in Duty.objects.open()}
        assert owed == {
            "discharge.assess": cast.social1.user,
            "discharge.assess_medical": cast.doctor1.user,
            "discharge.assess_nursing": cast.nurse1.user,
        }

    def test_a_finished_part_settles_its_duty_and_reopening_it_owes_it_again(self, cast: Any, fracture: Any) -> None:
        row = assessments.begin_round(
            actor=cast.social1.actor, case=fracture, round="INITIAL", assessed_on=date(2026, 10, 8)
        )
        kind = {"kind": "discharge.assess_medical"}
        save = {"actor": cast.doctor1.actor, "assessment": row, "part": "medical", "version": None}
        assessment_parts.save_part(**save, data={"med_summary": "안정"}, finish=False)
        assert Duty.objects.open().filter(**kind).count() == 1
        assessment_parts.save_part(**save, data={}, finish=True)
        assert not Duty.objects.open().filter(**kind).exists()
        assessment_parts.save_part(**save, data={"med_summary": "다시 봄"}, finish=False)
        assert Duty.objects.open().filter(**kind).count() == 1

    def test_a_voided_case_owes_no_parts(self, cast: Any, fracture: Any) -> None:
        for kind in ("discharge.assess_medical", "discharge.assess_nursing"):
            duties.open_duty(kind, fracture, actor=cast.social1.actor)
        DISCHARGE.fire(fracture, "void", actor=cast.coordinator1.actor, reason="잘못 등록")
        outcomes = Duty.objects.filter(kind__startswith="discharge.assess_").values_list("outcome", flat=True)
        assert list(outcomes) == ["DROPPED", "DROPPED"]


def begin(who: Any, case: Any, round: str = "INITIAL", **more: Any) -> Assessment:
    values = {"assessed_on": workdays.seoul_today()} | more
    return assessments.begin_round(actor=who.actor, case=case, round=round, **values)


@pytest.mark.django_db
class TestFinishing:
    def finish(self, who: Any, row: Assessment) -> Any:
        row.case.refresh_from_db()
        return assessments.finish(actor=who.actor, assessment=row)

    def test_the_reason_names_exactly_what_is_missing(
        self, cast: Any, case: Any, initial: Any, write_parts: Any
    ) -> None:
        write_parts(initial, "medical")
        with pytest.raises(Invalid) as refused:
            self.finish(cast.social1, initial)
        assert refused.value.detail == "평가에 남은 것이 있습니다: 의학적 평가(담당의), 한글판 수정바델지수"

    def test_without_a_round_the_button_says_so(self, cast: Any, case: Any) -> None:
        (action,) = [
            item
            for item in DISCHARGE.available(case, {"social_worker"}, cast.social1.actor)
            if item.name == "finish_assessment"
        ]
        assert action.blocked == "시작한 평가가 없습니다. 평가를 시작하십시오."

    def test_all_parts_and_kmbi_lead_to_the_plan(self, cast: Any, case: Any, initial: Any, write_parts: Any) -> None:
        write_parts(initial, REHAB=2, ECONOMIC=2, SAFETY=2)
        measurements.record_instrument(
            actor=cast.nurse1.actor,
            case=case,
            instrument="KMBI",
            answers=KMBI_46,
            measured_on=workdays.seoul_today(),
            assessment=initial,
        )
        assert self.finish(cast.social1, initial).status == "PLANNING"
        initial.refresh_from_db()
        assert initial.finished_at is not None
        assert (initial.computed_level, initial.need_level) == ("3", "3")

    def test_not_done_with_a_reason_stands_for_the_instrument(
        self, cast: Any, case: Any, initial: Any, write_parts: Any
    ) -> None:
        write_parts(initial)
        data = {"not_done": "의식 저하로 시행 불가"}
        assessment_parts.save_part(
            actor=cast.nurse1.actor, assessment=initial, part="needs", data=data, version=None, finish=True
        )
        assert self.finish(cast.social1, initial).status == "PLANNING"

    def test_a_result_corrected_away_does_not_count(self, cast: Any, case: Any, initial: Any) -> None:
        make_result(case, cast, replaced_at=make.at(make.days_ago(0)))
        assert assessments.unmeasured(initial) == ["KMBI"]
        make_result(case, cast)
        assert assessments.unmeasured(initial) == []

    def test_a_finished_round_is_not_written_any_more(self, cast: Any) -> None:
        case = make.case("PLANNING")
        row = case.assessments.get()
        with pytest.raises(Conflict, match="마친 평가"):
            assessment_parts.save_part(
                actor=cast.nurse1.actor, assessment=row, part="nursing", data={}, version=None, finish=True
            )

    def test_unrated_areas_are_named_when_the_needs_are_finished(self, cast: Any, initial: Any) -> None:
        rows = [row for row in rated(REHAB=2) if row["area"] != "MOOD"]
        with pytest.raises(Invalid) as refused:
            assessment_parts.save_part(
                actor=cast.social1.actor,
                assessment=initial,
                part="needs",
                data={"needs": rows},
                version=None,
                finish=True,
            )
        assert refused.value.errors == {"needs.MOOD.level": ["정서·우울·불안: 수준을 고르십시오."]}
        assert not Need.objects.exists()


def make_result(case: Any, cast: Any, **values: Any) -> InstrumentResult:
    defaults = {
        "instrument": "KMBI",
        "edition": "1",
        "answers": KMBI_46,
        "total": 46,
        "rule_edition": "KMBI-1-x",
        "measured_on": workdays.seoul_today(),
        "measured_by": cast.nurse1.user,
    }
    return InstrumentResult.objects.create(case=case, **(defaults | values))


@pytest.mark.django_db
class TestRounds:
    def test_a_second_first_round_and_two_open_rounds_are_refused(self, cast: Any, case: Any, initial: Any) -> None:
        with pytest.raises(Conflict, match="먼저 마치십시오"):
            begin(cast.nurse1, case)
        Assessment.objects.update(finished_at=make.at(make.days_ago(0)))
        with pytest.raises(Conflict, match="이미 있습니다"):
            begin(cast.nurse1, case)

    def test_three_months_only_after_discharge(self, cast: Any) -> None:
        with pytest.raises(Conflict, match="계획 확정"):
            begin(cast.social1, make.case("PLANNED"), "M3")
        assert begin(cast.social1, make.case("FOLLOW_UP"), "M3").round == "M3"

    def test_after_discharge_the_physicians_part_is_not_asked(self, cast: Any, write_parts: Any) -> None:
        case = make.case("FOLLOW_UP", target_group="HEART_FAILURE")
        row = begin(cast.social1, case, "REASSESS")
        assert assessments.missing(row) == [
            "간호 평가(담당 간호사)",
            "사회 평가(담당 사회복지사)",
            "욕구와 종합(담당 사회복지사나 간호사)",
        ]
        write_parts(row, "medical")
        assert assessments.finish(actor=cast.social1.actor, assessment=row).status == "FOLLOW_UP"
        row.refresh_from_db()
        assert row.finished_at is not None

    def test_a_later_round_wants_its_own_measurement(self, cast: Any) -> None:
        case = make.case("FOLLOW_UP")
        make_result(case, cast, measured_on=make.days_ago(3))
        row = begin(cast.social1, case, "REASSESS")
        assert assessments.unmeasured(row) == ["KMBI"]
        make_result(case, cast)
        assert assessments.unmeasured(row) == []

    @pytest.mark.parametrize(
        ("days", "words"), [(-1, "오늘 이전 날짜"), (11, "입원일 이후 날짜")], ids=["tomorrow", "before admission"]
    )
    def test_the_day_lies_between_admission_and_today(self, cast: Any, case: Any, days: int, words: str) -> None:
        with pytest.raises(Invalid, match=words):
            begin(cast.social1, case, assessed_on=make.days_ago(days))

    def test_pressing_twice_begins_once(self, cast: Any, case: Any) -> None:
        first = begin(cast.social1, case, idempotency_key="k1")
        assert begin(cast.social1, case, idempotency_key="k1") == first

    def test_before_consent_there_is_nothing_to_begin(self, cast: Any) -> None:
        with pytest.raises(Conflict):
            begin(cast.social1, make.case("CONSENT_PENDING"))

    def test_the_log_says_what_was_written_but_not_the_words(self, cast: Any, initial: Any) -> None:
        assessment_parts.save_part(
            actor=cast.doctor1.actor,
            assessment=initial,
            part="medical",
            data={"med_summary": "비밀스러운 글"},
            version=None,
            finish=False,
        )
        entry = AuditEntry.objects.filter(verb="discharge.save_assessment_part").get()
        assert entry.changes == {
            "assessment": initial.pk,
            "part": "medical",
            "fields": ["med_summary"],
            "is_done": False,
        }
        assert entry.persons == [initial.case.client_id]


@pytest.mark.django_db
class TestInstruments:
    def test_lace_takes_what_is_known(self, cast: Any, case: Any, initial: Any) -> None:
        case.expected_discharge_on = case.admitted_on + timedelta(days=18)
        case.save()
        assessment_parts.save_part(
            actor=cast.doctor1.actor,
            assessment=initial,
            part="medical",
            data={"med_summary": "안정", "comorbidity": ["DIABETES", "DIABETES_ORGAN", "HYPERTENSION"]},
            version=None,
            finish=True,
        )
        assert measurements.lace(case) == {"acute": True, "los": 18, "charlson": 2}
        page = cast.nurse1.client().get(reverse("discharge:instrument-record", args=[case.pk, "LACE"]))
        assert 'name="los" class="krds-input num w-s " inputmode="decimal" value="18"' in page.content.decode()
        result = measurements.record_instrument(
            actor=cast.nurse1.actor,
            case=case,
            instrument="LACE",
            answers={**measurements.lace(case), "ed": 1},
            measured_on=workdays.seoul_today(),
        )
        assert (result.total, result.band_label) == (13, "고위험")

    def test_mmse_is_offered_only_with_a_licence(self, cast: Any, case: Any, settings: Any) -> None:
        url = reverse("discharge:instrument-record", args=[case.pk, "MMSE"])
        settings.SITE = {**settings.SITE, "mmse_licensed": False}
        assert cast.nurse1.client().get(url).status_code == 404
        with pytest.raises(Invalid, match="허가"):
            measurements.record_instrument(
                actor=cast.nurse1.actor,
                case=case,
                instrument="MMSE",
                answers={"total": 20},
                measured_on=workdays.seoul_today(),
            )
        settings.SITE = {**settings.SITE, "mmse_licensed": True}
        assert cast.nurse1.client().get(url).status_code == 200

    def test_a_result_from_long_ago_needs_a_reason(self, cast: Any) -> None:
        case = make.case("ASSESSING", admitted_on=make.days_ago(60))
        values = {
            "actor": cast.nurse1.actor,
            "case": case,
            "instrument": "SGDSK",
            "answers": {"total": 3},
            "measured_on": make.days_ago(31),
        }
        with pytest.raises(Invalid) as refused:
            measurements.record_instrument(**values)
        assert "late_reason" in refused.value.errors
        assert measurements.record_instrument(**values, late_reason="병동 기록에서 옮김").total == 3

    def test_a_part_that_is_not_mine_is_refused_with_who_may(self, cast: Any, initial: Any) -> None:
        with pytest.raises(Forbidden, match="담당의가 씁니다") as refused:
            assessment_parts.save_part(
                actor=cast.nurse1.actor, assessment=initial, part="medical", data={}, version=None, finish=False
            )
        assert f"담당의: {cast.doctor1.user.name}" in refused.value.owners

    @pytest.mark.parametrize(
        ("part", "who", "data", "field"),
        [
            ("nursing", "nurse1", {"pain": 11}, "pain"),
            ("nursing", "nurse1", {"medication_count": 61}, "medication_count"),
            ("nursing", "nurse1", {"device": ["NONE", "OXYGEN"]}, "device"),
            ("nursing", "nurse1", {"diet": "PIZZA"}, "diet"),
            ("nursing", "nurse1", {"other_cognition_tool": "K-DRS"}, "other_cognition_total"),
            ("social", "social1", {"services_in_use": ["NOPE"]}, "services_in_use"),
            ("social", "social1", {"housing_barrier": ["NONE", "STAIRS"]}, "housing_barrier"),
            ("medical", "doctor1", {"med_summary": "가" * 1001}, "med_summary"),
            ("needs", "social1", {"needs": [{"area": "MOOD", "level": 2, "text": " "}]}, "needs.MOOD.text"),
            ("needs", "social1", {"needs": [{"area": "MOOD", "level": 4, "text": "x"}]}, "needs.MOOD.level"),
        ],
    )
    def test_each_field_keeps_its_rule(
        self, cast: Any, initial: Any, part: str, who: str, data: Any, field: str
    ) -> None:
        with pytest.raises(Invalid) as refused:
            assessment_parts.save_part(
                actor=getattr(cast, who).actor,
                assessment=initial,
                part=part,
                data=data,
                version=None,
                finish=False,
            )
        assert list(refused.value.errors) == [field]
