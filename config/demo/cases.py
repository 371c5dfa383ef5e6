"""Demo cases at every stage, some months old, so that each step can be walked on the day. Everybody is fictional (가상)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from config.demo import clock
from config.demo.patients import AUDIT, BASIC, K_MBI, K_MBI_BETTER, SPECS, Spec
from core import codes, workdays
from core.actor import Actor
from discharge.models import Assessment, DischargeCase, DischargePlan, FollowUp, PlanPart
from discharge.services import (
    aftercare,
    assessment_parts,
    assessments,
    cases,
    closing,
    consents,
    contacts,
    measurements,
    plans,
)
from network.actors import actor_for, valid_memberships
from network.models import Consent, Institution, Municipality, User
from referrals.models import Linkage
from referrals.services.linkages import drafting, steps
from referrals.services.linkages.templates import allowed_items


class Walker:
    """Walks one patient through the steps, each person acting on the day of the step."""

    def __init__(self, spec: Spec, chart: int) -> None:
        self.spec, self.chart = spec, chart
        self.social = actor_of(spec.social)
        self.nurse, self.doctor = actor_of("nurse1"), actor_of("doctor1")
        self.day = clock.ago(spec.admitted)
        self.case: DischargeCase | None = None
        self.admitted = self.day
        today = workdays.seoul_today()  # asked before any step sets the clock back
        self.expected = clock.ago(spec.left) if spec.left is not None else today + timedelta(days=spec.leaves_in)

    @property
    def row(self) -> DischargeCase:
        assert self.case is not None
        self.case = DischargeCase.objects.select_related("client__municipality").get(pk=self.case.pk)
        return self.case

    def later(self, days: int = 1) -> date:
        """The working day some days on, never past today (nor past the discharge)."""
        day = workdays.calendar().next_working_day(self.day + timedelta(days=days))
        last = workdays.seoul_today() if self.spec.left is None else clock.ago(self.spec.left)
        self.day = min(day, last)
        return self.day

    def screen(self, result: str) -> None:
        spec = self.spec
        with clock.on(self.later(1), 10):
            self.case = cases.screen(
                actor=self.social,
                client_data={
                    "name": spec.name,
                    "birth_date": spec.birth,
                    "sex": spec.sex,
                    "phone": f"010-0000-{self.chart % 10000:04d}",
                    "municipality": Municipality.objects.get(name=spec.city, city=None, region__code="41"),
                    "address_town": spec.town,
                    "address_rest": "가상로 1",
                    "insurance_type": "MEDICAL_AID_1" if "MONEY" in spec.risks else "NHI",
                    "household_type": spec.household,
                },
                chart_no=str(90000000 + self.chart),
                is_new_person=True,
                data={
                    "admitted_on": self.admitted,
                    "admit_route": "ED",
                    "ward": spec.ward,
                    "department": "정형외과" if spec.kcd.startswith(("S", "M")) else "내과",
                    "diagnosis": spec.diagnosis,
                    "kcd_code": spec.kcd,
                    "target_group": spec.group,
                    "risk_items": list(spec.risks),
                    "referred_by": "WARD",
                    "expected_discharge_on": self.expected,
                    "attending": User.objects.get(username="doctor1"),
                    "nurse": User.objects.get(username="nurse1"),
                    "result": result,
                    "ineligible_reason": "NO_NEED",
                    "recheck_on": self.day + timedelta(days=4),
                },
            )

    def paper(self, moment: datetime) -> dict[str, Any]:
        return {"signer": "SELF", "method": "PAPER", "paper_kept": True, "answered_at": moment}

    def consent(self) -> None:
        receivers = {code: Institution.objects.get(code=code) for _, _, code, _ in self.spec.links}
        with clock.on(self.later(1), 14) as moment:
            consents.record_answers(
                actor=self.social,
                case=self.row,
                answers={"COLLECT": True, "SENSITIVE": True, "PROGRAM": True, "CONTACT": True},
                third_parties=[
                    {"receiver": place, "items": [*BASIC, "FUNCTION"], "is_granted": True, "valid_until": None}
                    for place in receivers.values()
                ],
                paper=self.paper(moment - timedelta(minutes=30)),
            )

    def refuse(self) -> None:
        with clock.on(self.later(1), 15):
            answer = {"refused_on": self.day, "leaflet_given": True, "refused_reason": "가족이 돌보기로 함"}
            cases.step("refuse", actor=self.social, case=self.row, data=answer)

    def assess(self, *, finish: bool) -> None:
        case = self.row
        with clock.on(self.later(1), 11):
            row = assessments.begin_round(actor=self.social, case=case, round="INITIAL", assessed_on=self.day)
            self._measure(row)
            assessment_parts.save_part(
                actor=self.doctor,
                assessment=_fresh(row),
                part="medical",
                data={"med_summary": f"{case.diagnosis}로 입원하여 치료 중임. 활력징후 안정됨."},
                version=None,
                finish=True,
            )
            if not finish:
                return
            assessment_parts.save_part(
                actor=self.nurse,
                assessment=_fresh(row),
                part="nursing",
                data={"medication_count": 6, "medication_note": "진통제, 골다공증 약", "pain": 5, "fall_history": 1},
                version=None,
                finish=True,
            )
            assessment_parts.save_part(
                actor=self.social,
                assessment=_fresh(row),
                part="social",
                data={
                    "caregiver_capacity": "LITTLE",
                    "wish": "집에서 혼자 지낼 수 있으면 좋겠다고 함",
                    "income_note": "기초연금 외 소득 없음",
                },
                version=None,
                finish=True,
            )
            assessment_parts.save_part(
                actor=self.social,
                assessment=_fresh(row),
                part="needs",
                data={"assessed_on": self.day, "needs": self._rated()},
                version=None,
                finish=True,
            )
            assessments.finish(actor=self.social, assessment=_fresh(row))

    def _rated(self) -> list[dict[str, Any]]:
        """Every area rated: those that matter, and 없음 for the rest."""
        found = {area: (level, text) for area, level, text in self._needs()}
        rated = {area: found.get(area, (0, "")) for area, _ in codes.choices("need_area")}
        return [{"area": area, "level": level, "text": text} for area, (level, text) in rated.items()]

    def _needs(self) -> list[tuple[str, int, str]]:
        linked = [(area, 2, "퇴원 뒤 도움이 필요함") for area in dict.fromkeys(link[0] for link in self.spec.links)]
        own = [("SAFETY", 2, "낙상 위험이 있어 집 안 정리가 필요함"), ("INFORMATION", 1, "")]
        return linked + [need for need in own if need[0] not in {row[0] for row in linked}]

    def _measure(self, row: Assessment) -> None:
        if self.spec.group in ("FRAGILITY_FRACTURE_65", "STROKE", "JOINT_REPLACEMENT"):
            measurements.record_instrument(
                actor=self.nurse, case=self.row, instrument="KMBI", answers=K_MBI, measured_on=self.day, assessment=row
            )
        if self.spec.group == "ALCOHOL_DEPENDENCE":
            measurements.record_instrument(
                actor=self.social,
                case=self.row,
                instrument="AUDITK",
                answers=AUDIT,
                measured_on=self.day,
                assessment=row,
            )

    def plan(self, *, sign: tuple[str, ...] = ("DOCTOR", "NURSE", "SOCIAL")) -> None:
        plan = DischargePlan.objects.get(case=self.row)
        writers = {"DOCTOR": self.doctor, "NURSE": self.nurse, "SOCIAL": self.social}
        with clock.on(self.later(2), 16):
            for kind in sign:
                part = PlanPart.objects.get(plan=plan, kind=kind)
                plans.save_part(actor=writers[kind], part=part, data=self._part(kind), sign=True)

    def _part(self, kind: str) -> dict[str, Any]:
        soon = self.expected
        if kind == "DOCTOR":
            return {
                "text": "수술 부위는 잘 아물고 있습니다. 처방한 약을 계속 드시고 외래에 오십시오.",
                "medications": [
                    {"name": "칼슘·비타민 D", "when": "아침 식후", "caution": "우유와 함께 드시지 마십시오"}
                ],
                "appointments": [
                    {"department": "정형외과", "on": (soon + timedelta(days=21)).isoformat(), "at": "10:30"}
                ],
                "warning_signs": "열이 38도를 넘거나, 수술 부위가 붉어지고 아프면 바로 병원에 오십시오.",
            }
        if kind == "NURSE":
            return {
                "text": "보행기를 늘 쓰고 욕실 바닥의 물기를 닦으십시오. 상처는 물에 젖지 않게 하십시오.",
                "staff_note": "낙상을 막는 방법과 상처 돌보기를 교육함. 보행기 높이를 맞춤.",
                "education": [
                    {
                        "topic": "낙상 예방",
                        "leaflet": "집에서 넘어지지 않기",
                        "taught_to": "PATIENT",
                        "taught_by": self.nurse.name,
                        "taught_on": self.day.isoformat(),
                        "understanding": "상",
                    }
                ],
            }
        return {
            "text": "식사와 집안일은 지역 기관의 방문 서비스를 이용하십시오. 어려운 일은 담당 사회복지사에게 전화하십시오.",
            "staff_note": "혼자 지내며 식사 준비가 어려움. 지역 기관의 방문 서비스를 이용하도록 도움.",
            "disposition_planned": "HOME",
            "emergency_contact": "의정부병원 응급실 031-828-5119",
            "goals": [
                {
                    "text": "3개월 안에 보행기로 집 앞 가게까지 혼자 다녀온다",
                    "measure": "본인 말과 K-MBI",
                    "due_on": soon + timedelta(days=90),
                }
            ],
            "actions": self._actions(soon),
        }

    def _actions(self, soon: date) -> list[dict[str, Any]]:
        services = {area: (service, code) for area, service, code, _ in self.spec.links}
        rows = []
        for area, _, _ in self._needs():
            if area in services:
                service, code = services[area]
                rows.append(
                    {
                        "need_area": area,
                        "who": "PARTNER",
                        "action": "방문 서비스 이용",
                        "service": service,
                        "partner": Institution.objects.get(code=code),
                        "start_on": soon + timedelta(days=3),
                        "frequency": "주 1회",
                    }
                )
            else:
                rows.append(
                    {
                        "need_area": area,
                        "who": "OWN",
                        "action": "교육과 안내문 제공",
                        "responsible": self.nurse.name,
                        "start_on": soon,
                    }
                )
        return rows

    def submit(self) -> None:
        with clock.on(self.day, 17):
            cases.step("submit_plan", actor=self.social, case=self.row)

    def approve(self) -> None:
        with clock.on(self.later(1), 9):
            explained = {"explained_to": "PATIENT", "explained_on": self.day}
            cases.step("approve_plan", actor=self.doctor, case=self.row, data=explained)

    def link(self) -> None:
        for area, service, code, far in self.spec.links:
            self._link_one(area, service, code, far)

    def _link_one(self, area: str, service: str, code: str, far: str) -> None:
        with clock.on(self.day, 11) as sent:
            linkage = drafting.draft(
                actor=self.social,
                programme="DISCHARGE",
                about=self.row,
                receiver=Institution.objects.get(code=code),
                data={
                    "need_area": area,
                    "service": service,
                    "reason": "퇴원 뒤 혼자 지내며 도움이 필요합니다.",
                    "request": "주 1회 방문을 부탁드립니다.",
                    "urgency": "NORMAL",
                    "shared_items": [item for item in (*BASIC, "FUNCTION") if item in allowed_items(service)],
                },
            )
            linkage = steps.step(actor=self.social, linkage=linkage, name="send", data={})
        self._answer(linkage, sent, far)

    def _answer(self, linkage: Linkage, sent: datetime, far: str) -> None:
        path: dict[str, list[str]] = {
            "SENT": [],
            "DECLINED": ["receive", "decline"],
            "ACCEPTED": ["receive", "accept"],
            "IN_SERVICE": ["receive", "accept", "start_service"],
            "REPLIED": ["receive", "accept", "start_service", "reply"],
            "COMPLETED": ["receive", "accept", "start_service", "reply", "confirm"],
        }
        day = workdays.seoul_date(sent)
        for name in path[far]:
            day = min(workdays.calendar().add_working_days(day, 1), workdays.seoul_today())
            with clock.on(day, 13) as moment:
                self._step(linkage, name, moment)
            linkage.refresh_from_db()

    def _step(self, linkage: Linkage, name: str, moment: datetime) -> None:
        if name == "confirm":
            steps.step(actor=self.social, linkage=linkage, name=name, data={})
            return
        answers: dict[str, dict[str, Any]] = {
            "accept": {"responsible": "남가상", "planned_start_on": workdays.seoul_date(moment)},
            "decline": {"decline_reason": "CAPACITY"},
            "start_service": {"started_on": workdays.seoul_date(moment)},
            "reply": {
                "result": "SERVICE_STARTED",
                "content": "주 1회 방문을 시작했습니다.",
                "frequency": "주 1회",
                "started_on": workdays.seoul_date(moment),
                "replied_by": "남가상",
            },
        }
        steps.enter_for_receiver(
            actor=self.social,
            linkage=linkage,
            step_name=name,
            data=answers.get(name, {}),
            proxy={"way": "PHONE", "told_by": "남가상", "happened_at": moment},
        )

    def discharge(self) -> None:
        assert self.spec.left is not None
        self.day = clock.ago(self.spec.left)
        with clock.on(self.day, 15):
            aftercare.discharge(
                actor=self.social, case=self.row, data={"discharged_on": self.day, "disposition": "HOME"}
            )

    def follow_up(self) -> None:
        """Every contact whose day has passed was made, but for the last `missed` ones that are still owed."""
        today = workdays.seoul_today()
        due = [row for row in FollowUp.objects.filter(case=self.row).order_by("due_on") if row.action_on < today]
        for row in due[: len(due) - self.spec.missed] if self.spec.missed else due:
            with clock.on(row.action_on, 11) as moment:
                self._contact(row, moment)

    def _contact(self, row: FollowUp, moment: datetime) -> None:
        data: dict[str, Any] = {
            "contacted_at": moment - timedelta(minutes=10),
            "method": "PHONE",
            "spoke_with": "SELF",
            "result": "DONE",
            "ed_visit": False,
            "readmitted": False,
            "new_need": False,
            "self_health": 70,
            "pain": 3,
            "note": "잘 지낸다고 함.",
        }
        if self.spec.group == "ALCOHOL_DEPENDENCE":
            data["alcohol_since"] = "ONCE_TWICE"
        data["service_checks"] = [
            {"linkage_id": linkage.pk, "use": "IN_USE", "satisfaction": 4}
            for linkage in contacts.asked_linkages(self.row)
        ]
        if row.step == "3M" and self.spec.group in ("FRAGILITY_FRACTURE_65", "STROKE", "JOINT_REPLACEMENT"):
            data["kmbi"] = K_MBI_BETTER
        contacts.record_contact(actor=self.social, follow_up=row, data=data)

    def close(self) -> None:
        with clock.on(clock.ago(3), 16):
            plan = plans.approved_plan(self.row)
            goals = {str(goal.pk): "REACHED" for goal in plan.goals.all()} if plan else {}
            closing.close(
                actor=self.social,
                case=self.row,
                data={
                    "closed_on": clock.ago(3),
                    "close_reason": "COMPLETED",
                    "summary": "계획한 서비스를 모두 이용했고 목표를 이루어 종결함.",
                    "goals": goals,
                },
            )

    def withdraw(self) -> None:
        consent = Consent.objects.get(client=self.row.client, consent_type="PROGRAM", status="GRANTED")
        with clock.on(clock.ago(4), 10) as moment:
            consents.withdraw(
                actor=self.social, case=self.row, consent=consent, withdrawn_at=moment, how="본인이 전화로 알림"
            )


_UNTIL_PLANNED = ("consent", "assess", "plan", "submit", "approve", "link")
_PATHS: dict[str, tuple[str, ...]] = {
    "SCREENED": (),
    "INELIGIBLE": (),
    "CONSENT_PENDING": (),
    "CONSENT_REFUSED": ("refuse",),
    "ASSESSING": ("consent", "assess_partly"),
    "PLANNING": ("consent", "assess", "plan_partly"),
    "PLAN_REVIEW": ("consent", "assess", "plan", "submit"),
    "PLANNED": _UNTIL_PLANNED,
    "FOLLOW_UP": (*_UNTIL_PLANNED, "discharge", "follow_up"),
    "READY_TO_CLOSE": (*_UNTIL_PLANNED, "discharge", "follow_up"),
    "CLOSED": (*_UNTIL_PLANNED, "discharge", "follow_up", "close"),
    "WITHDRAWN": (*_UNTIL_PLANNED, "discharge", "follow_up", "withdraw"),
}
_RESULTS = {"SCREENED": "RECHECK", "INELIGIBLE": "EXCLUDED"}


def load() -> str:
    """Walk every demo patient to their stage."""
    for number, spec in enumerate(SPECS, start=1):
        walker = Walker(spec, number * 111)
        walker.screen(_RESULTS.get(spec.stage, "TARGET"))
        for step in _PATHS[spec.stage]:
            _take(walker, step)
    return f"가상 사례 {len(SPECS)}건"


def _take(walker: Walker, step: str) -> None:
    if step == "assess":
        walker.assess(finish=True)
    elif step == "assess_partly":
        walker.assess(finish=False)
    elif step == "plan_partly":
        walker.plan(sign=("DOCTOR",))
    else:
        getattr(walker, step)()


def _fresh(row: Assessment) -> Assessment:
    return Assessment.objects.select_related("case__client").get(pk=row.pk)


def actor_of(username: str) -> Actor:
    """The demo account of this name, in its first membership."""
    user = User.objects.get(username=username)
    return actor_for(valid_memberships(user)[0], user)
