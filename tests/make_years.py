"""Made-up years of two hospitals: everything that an indicator counts, and beside it what it leaves out."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from core.surveys.models import SurveyAnswer
from core.workdays import SEOUL
from discharge.models import (
    DischargeCase,
    DischargePlan,
    FollowUp,
    InstrumentResult,
    PlanAction,
    Readmission,
    ServiceCheck,
)
from education.models import Attendance, TestScore
from network.councils.models import Attendee, Council, Meeting
from network.models import Client, Institution
from referrals.models import Linkage
from tests import make, make_education, make_figures
from tests.cast import Cast
from tests.queries import gather_statistics

HELD = ("HELD", "MINUTES_DRAFT", "IN_APPROVAL", "APPROVED", "DISTRIBUTED")
ITEMS = ("explained", "respected", "helped", "whole", "overall")


class Years:
    """`dice`: the same numbers make the same years; `begin`, `today`: from when to when."""

    def __init__(self, dice: Random, places: list[Institution], cast: Cast, begin: date, today: date) -> None:
        self.dice, self.places, self.cast, self.begin, self.today = dice, places, cast, begin, today

    def make(self) -> None:
        self._care()
        self._agencies()
        self._courses()
        self._meetings()
        gather_statistics()

    def day(self) -> date:
        return self.begin + timedelta(days=self.dice.randrange((self.today - self.begin).days))

    def moment(self, day: date | None = None) -> datetime:
        """Also just before and just after midnight in Seoul, where days are won and lost."""
        hour = self.dice.choice([time(0, 0), time(0, 30), time(9), time(14), time(23, 59)])
        return datetime.combine(day or self.day(), hour, tzinfo=SEOUL)

    def near(self, day: date, least: int, most: int) -> date:
        return day + timedelta(days=self.dice.randint(least, most))

    # --- discharge care ----------------------------------------------------------------------------------------------

    def _care(self) -> None:
        people = [make.client_() for _ in range(24)]
        Client.objects.filter(pk__in=[one.pk for one in people[:3]]).update(deceased_on=self.day())
        admitted = {self.near(self.begin, 0, (self.today - self.begin).days) for _ in range(170)}
        for day in sorted(admitted):  # nobody is admitted twice on a day
            self._case(self.dice.choice(people), day)

    def _case(self, client: Client, admitted: date) -> None:
        dice, left = self.dice, min(self.near(admitted, 1, 25), self.today)
        status = dice.choice(
            ["SCREENED", "INELIGIBLE", "CONSENT_REFUSED", *["FOLLOW_UP"] * 3, "CLOSED", "CLOSED", "VOID"]
        )
        made = make.case(
            client=client, hospital=dice.choice(self.places), admitted_on=admitted,
            admit_route=dice.choice(["ED", "OUTPATIENT"]), created_at=self.moment(self.near(admitted, 0, 5)),
            target_group=dice.choice(["STROKE", "HEART_FAILURE"]),
        )  # fmt: skip
        state = make._state_fields(status)
        if status in ("FOLLOW_UP", "CLOSED", "VOID"):
            where = dice.choice(["HOME", "HOME", "NURSING_HOME", "ACUTE_HOSPITAL", "DEATH"])
            state |= {"discharged_on": left, "disposition": where, "consented_on": self.near(left, -6, 0)}
        if status == "CONSENT_REFUSED":
            state |= {"refused_on": left}
        if status == "CLOSED":
            state |= {"closed_on": self.near(left, 0, 90), "close_reason": dice.choice(["LOST", "COMPLETED"])}
        DischargeCase.objects.filter(pk=made.pk).update(status=status, **state)
        made.refresh_from_db()
        self._plan(made)
        links = [self._linkage(made, left) for _ in range(dice.randrange(3))]
        for step in dice.sample(["1W", "1M", "3M"], k=dice.randrange(4)):
            self._call(made, step, left, links)
        self._measure(made, left)
        if dice.random() < 0.5:
            kind = dice.choice(["UNPLANNED_SAME", "UNPLANNED_OTHER", "PLANNED"])
            Readmission.objects.create(
                case=made, hospital_name="가상", admitted_on=self.near(left, 0, 35), readmission_type=kind,
                recorded_by=self.cast.social1.user,
            )  # fmt: skip

    def _plan(self, case: DischargeCase) -> None:
        if self.dice.random() < 0.8:
            around = case.discharged_on or self.day()
            approved = self.dice.choice([None, *[self.moment(self.near(around, -3, 1)) for _ in range(3)]])
            row = DischargePlan.objects.create(case=case, edition=1, approved_at=approved)
            if self.dice.random() < 0.8:
                PlanAction.objects.create(plan=row, need_area="REHAB", who="OWN")

    def _linkage(self, case: DischargeCase, left: date) -> Linkage:
        dice = self.dice
        status = dice.choice(
            ["SENT", "ACCEPTED", "REPLIED", "COMPLETED", "STOPPED", "DECLINED", "NO_RESPONSE", "CANCELLED", "WITHDRAWN"]
        )
        row, sent = make.linkage(case, "SENT"), self.near(left, -5, 60)
        values: dict[str, Any] = {"status": status, "sent_at": self.moment(sent), "created_at": self.moment(sent)}
        if status not in ("SENT", "DECLINED", "NO_RESPONSE") and dice.random() < 0.8:
            due = sent + timedelta(days=14)
            values |= {"accepted_at": self.moment(self.near(sent, 0, 3)), "reply_due_on": due}
            values["closed_at"] = dice.choice([None, self.moment(self.near(due, -4, 4))])
            if status in ("REPLIED", "COMPLETED", "STOPPED"):
                values["replied_at"] = dice.choice([None, self.moment(self.near(due, -2, 1))])
        if status == "DECLINED":
            values["decline_reason"] = dice.choice(["CAPACITY", "OUT_OF_AREA"])
        if status == "STOPPED":
            values["stop_reason"] = dice.choice(["CLIENT_REFUSED", "DECEASED", "OTHER"])
        Linkage.objects.filter(pk=row.pk).update(**values)
        row.refresh_from_db()
        return row

    def _call(self, case: DischargeCase, step: str, left: date, links: list[Linkage]) -> None:
        dice, due = self.dice, self.near(left, 3, 90)
        status = dice.choice(["DONE", "DONE", "DONE", "MISSED", "SCHEDULED", "CANCELLED"])
        values: dict[str, Any] = {}
        if status == "DONE":
            values = {
                "result": dice.choice(["DONE", "PARTIAL", "REFUSED"]), "timing": dice.choice(["IN", "LATE"]),
                "contacted_at": self.moment(due), "ed_visit_on": dice.choice([None, self.near(left, 0, 35)]),
            }  # fmt: skip
        if status == "MISSED" and dice.random() < 0.5:
            values = {"suspended_from": due, "suspended_to": dice.choice([due, due + timedelta(days=9)])}
        row: FollowUp = make.followup(case, step, status, due_on=due, **values)
        for link in links if status == "DONE" else ():
            use = dice.choice(["IN_USE", "NOT_USED"])
            ServiceCheck.objects.create(follow_up=row, linkage_id=link.pk, service=link.service, use=use)
        if step == "3M":
            self._result(case, "KMBI", due, follow_up=row, total=dice.randrange(20, 100))

    def _measure(self, case: DischargeCase, left: date) -> None:
        """Also twice at discharge; answers with gaps, and such that were put right."""
        dice = self.dice
        for _ in range(dice.randrange(3)):
            self._result(case, "KMBI", self.near(left, -2, 0), is_at_discharge=True, total=dice.randrange(20, 100))
        for _ in range(dice.randrange(2)):
            said = {item: dice.choice([None, 1, 2, 3, 4, 5, 5]) for item in ITEMS}
            replaced = dice.choice([None, None, None, self.moment()])
            self._result(case, "SAT5", self.near(left, 30, 60), answers=said, replaced_at=replaced)

    def _result(self, case: DischargeCase, instrument: str, day: date, **values: Any) -> None:
        fixed = {"edition": "1", "rule_edition": "2026-1", "answers": {}, "measured_by": self.cast.social1.user}
        InstrumentResult.objects.create(case=case, instrument=instrument, measured_on=day, **(fixed | values))

    # --- referrals of agencies ---------------------------------------------------------------------------------------

    def _agencies(self) -> None:
        for _ in range(40):
            sent = self.day()
            taken, due = self.near(sent, 0, 12), self.near(sent, 14, 30)
            status = self.dice.choice(
                ["RECEIVED", "REPLIED", "CLOSED", "DECLINED", "SUPPLEMENT", "CANCELLED", "WITHDRAWN"]
            )
            make.agency_referral(
                status, receiver=self.dice.choice(self.places), submitted_at=self.moment(sent),
                received_at=self.dice.choice([None, self.moment(taken), self.moment(taken)]), reply_due_on=due,
                replied_at=self.dice.choice([None, self.moment(self.near(due, -3, 1))]),
                closed_at=self.dice.choice([None, self.moment(self.near(due, -3, 1))]),
            )  # fmt: skip

    # --- education ---------------------------------------------------------------------------------------------------

    def _courses(self) -> None:
        dice = self.dice
        others = [self.cast.nursing1.institution, self.cast.health1.institution, None]
        for _ in range(32):
            people = "".join(dice.sample(make_figures.GROUP, k=dice.randrange(1, 9)))
            day, done = self.day(), dice.randrange(0, len(people) + 1)
            asked = self.moment(self.near(day, -40, -20))
            made = make_figures.held(
                day, people, completed=done, answers=(4,) * dice.randrange(0, len(people) + 1), host=dice.choice(self.places),
                submitted_at=asked, decided_at=asked + timedelta(days=dice.randrange(0, 12)), paused_days=dice.choice([0, 0, 3]),
            )  # fmt: skip
            again = make_education.session(made, self.moment() + timedelta(minutes=7))
            rows = list(made.enrolments.all())
            Attendance.objects.bulk_create(
                Attendance(session=again, enrolment=one, result="PRESENT") for one in rows[:3]
            )
            for one in rows:
                type(one).objects.filter(pk=one.pk).update(institution=dice.choice(others))
            make_education.enrolment(made, status=dice.choice(["CANCELLED", "NO_SHOW", "APPLIED"]))
            Attendance.objects.filter(enrolment__in=rows[:2]).update(result=dice.choice(["LATE", "ABSENT"]))
            self._tests(rows)
            self._gaps(made)
            states = ["SURVEYED", "CLOSED", "CONFIRMED", "DELIVERED", "CANCELLED_BY_HOST", "CANCELLED_BY_REQUESTER"]
            state = dice.choice([*states, "SURVEYED", "REPORTED"])
            type(made).objects.filter(pk=made.pk).update(status=state, cancel_reason="TOO_FEW")

    def _tests(self, rows: list[Any]) -> None:
        for one in rows:
            for kind in self.dice.choice([("PRE", "POST"), ("PRE", "POST"), ("POST",), ()]):
                score = self.dice.randrange(0, 1000) / 10
                TestScore.objects.create(enrolment=one, kind=kind, score=score, taken_on=self.day())

    def _gaps(self, course: Any) -> None:
        """Answers that differ, and such that left more than half of the questions blank."""
        for one in SurveyAnswer.objects.filter(round__object_id=str(course.pk)):
            one.scores = [self.dice.choice([None, 3, 4, 5, 5]) for _ in one.scores]
            one.day = self.near(one.day, 0, 6)
            one.save()

    # --- councils ----------------------------------------------------------------------------------------------------

    def _meetings(self) -> None:
        dice, who = self.dice, self.cast.coordinator1.user
        bodies = [
            Council.objects.create(
                host=place, name=f"{place.name} 협의체", meeting_type="WORKING", field="ESSENTIAL_CARE", created_by=who
            )
            for place in self.places
        ]
        for serial in range(24):
            starts = self.moment()
            meeting = Meeting.objects.create(
                council=dice.choice(bodies), meeting_type="WORKING", mode=dice.choice(["FACE", "WRITTEN"]), year=starts.year,
                ordinal=serial + 1, title="회의", starts_at=starts, ends_at=starts + timedelta(hours=1), created_by=who,
                status=dice.choice([*HELD, "NOTIFIED", "CANCELLED"]),
            )  # fmt: skip
            Attendee.objects.bulk_create(
                Attendee(
                    meeting=meeting, institution=self.places[0], institution_name="가상", position="팀장", name=f"{place}",
                    role=dice.choice(["MEMBER", "CHAIR", "OBSERVER"]), proxy_name="가상",
                    attendance=dice.choice(["ATTENDED", "PROXY", "ABSENT", ""]),
                )
                for place in range(dice.randrange(7))
            )  # fmt: skip
