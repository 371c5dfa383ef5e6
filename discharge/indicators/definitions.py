"""The figures of discharge care, D01 to D16 (domain 3.1), each counted by the database in one or two statements.

Periods are Seoul dates, both ends included; VOID never counts; persons are distinct rows of `Client`. What is left
out of a figure is said at its function.
"""

from __future__ import annotations

from datetime import date, timedelta
from math import lcm
from typing import Any

from django.db.models import Count, Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum

from core import codes, workdays
from core.indicators import Counting, Hospitals, by_month, counted, register, shared
from discharge.indicators.charts import CHARTS
from discharge.indicators.rows import LISTINGS
from discharge.models import (
    DischargeCase,
    DischargePlan,
    FollowUp,
    InstrumentResult,
    PlanAction,
    Readmission,
    ServiceCheck,
)
from discharge.querysets import COUNTED
from discharge.workflow import PROGRAMME
from network.models import Client
from network.registry.figures import Programme, parted
from referrals.models import Linkage

REACHED = ("DONE", "PARTIAL")
PARTS = lcm(*range(1, 11))  # of a point: a mean of up to ten items is a whole number of them
UNPLANNED = ("UNPLANNED_SAME", "UNPLANNED_OTHER")
INDEX_DAYS = 30


def _moments(first: date, last: date) -> tuple[Any, Any]:
    """A period for a column of moments: from 00:00 of the first day to 24:00 of the last, in Seoul."""
    return workdays.start_of_day(first), workdays.end_of_day(last)


def _within(column: str, first: date, last: date) -> Q:
    start, end = _moments(first, last)
    return Q(**{f"{column}__gte": start, f"{column}__lt": end})


def _cases(hospitals: Hospitals) -> QuerySet[DischargeCase]:
    return DischargeCase.objects.filter(hospital_id__in=hospitals).counted()


def _left(hospitals: Hospitals, first: date, last: date) -> QuerySet[DischargeCase]:
    """Cases of people who left alive in the period, by the day of discharge."""
    return _cases(hospitals).filter(discharged_on__range=(first, last)).exclude(disposition="DEATH")


# How the rows are parted: by the hospital, and by the group of patients that a case belongs to.
OF_CASE = {"hospital": "hospital_id", "group": "target_group"}
BY_DISCHARGE = OF_CASE | by_month("discharged_on")
IN_CASE = {"hospital": "case__hospital_id", "group": "case__target_group"}
OF_LINKAGE = {
    "hospital": "sender_id",
    "group": Subquery(DischargeCase.objects.filter(pk=OuterRef("about_id")).values("target_group")),
}
CASES, LINKAGES = "discharge:case-list?state=", "referrals:linkage-list?view=all"
ROWS = "figures:rows"
NOT_ADJUSTED = "보정하지 않음"


def _linkages(hospitals: Hospitals) -> QuerySet[Linkage]:
    return Linkage.objects.filter(sender_id__in=hospitals, programme=PROGRAMME)


@register("D01", opens=CASES)
def screened(hospitals: Hospitals, first: date, last: date) -> Counting:
    """Persons screened, by the day of screening."""
    rows = _cases(hospitals).filter(_within("created_at", first, last))
    return counted(rows, OF_CASE, "client")


@register("D02", opens=CASES)
def eligible(hospitals: Hospitals, first: date, last: date) -> Counting:
    """Found eligible among those screened in the period; a screening not finished is left out."""
    rows = _cases(hospitals).filter(_within("created_at", first, last)).exclude(status="SCREENED")
    return shared(rows, ~Q(status="INELIGIBLE"), OF_CASE)


@register("D03", opens=CASES)
def consented(hospitals: Hospitals, first: date, last: date) -> Counting:
    """Granted among those who gave an answer in the period. Who died or moved before being asked has no answer."""
    granted = Q(consented_on__range=(first, last))
    refused = Q(consented_on__isnull=True, refused_on__range=(first, last))
    return shared(_cases(hospitals).filter(granted | refused), granted, OF_CASE)


@register("D04", opens=CASES)
def planned(hospitals: Hospitals, first: date, last: date) -> Counting:
    """Plan approved on or before the day of discharge, among those consented and discharged alive.

    Left out: discharged within 48 hours of the consent. Left before the plan stood: a miss.
    """
    rows = _left(hospitals, first, last).filter(consented_on__isnull=False)
    rows = rows.filter(discharged_on__gte=F("consented_on") + timedelta(days=2))
    in_time = DischargePlan.objects.filter(case=OuterRef("pk"), approved_at__date__lte=OuterRef("discharged_on"))
    return shared(rows, Q(Exists(in_time)), OF_CASE)


@register("D05", opens=CASES)
def linked(hospitals: Hospitals, first: date, last: date) -> Counting:
    """Persons with a linkage accepted at any time, among those whose approved plan names a need, by discharge date.

    Late acceptances change old months until the snapshot: print the day it was counted (기준일).
    """
    needs = PlanAction.objects.filter(plan__case=OuterRef("pk"), plan__approved_at__isnull=False)
    accepted = Linkage.objects.filter(about_id=OuterRef("pk"), accepted_at__isnull=False)
    return shared(_left(hospitals, first, last).filter(Exists(needs)), Q(Exists(accepted)), BY_DISCHARGE, "client")


@register("D06", opens=LINKAGES, is_about_people=True)
def linkages(hospitals: Hospitals, first: date, last: date) -> Counting:
    """Linkages that reached ACCEPTED, by the day of acceptance."""
    return counted(_linkages(hospitals).filter(_within("accepted_at", first, last)), OF_LINKAGE)


@register("D07", opens=LINKAGES)
def accepted(hospitals: Hospitals, first: date, last: date) -> Counting:
    """Accepted among those sent in the period and answered or past the limit; cancelled by the sender is left out."""
    rows = _linkages(hospitals).filter(_within("sent_at", first, last)).exclude(status="CANCELLED")
    answered = Q(accepted_at__isnull=False) | Q(status__in=("DECLINED", "NO_RESPONSE"))
    return shared(rows.filter(answered), Q(accepted_at__isnull=False), OF_LINKAGE)


@register("D08", opens=LINKAGES)
def replied(hospitals: Hospitals, first: date, last: date) -> Counting:
    """Replied within the limit among accepted linkages whose limit has passed, by the day of the limit.

    Left out: the person withdrew or died before the limit; a linkage cancelled after its acceptance.
    """
    rows = _linkages(hospitals).filter(accepted_at__isnull=False, reply_due_on__range=(first, last))
    rows = rows.filter(reply_due_on__lt=workdays.seoul_today())
    gone = Q(status="WITHDRAWN", closed_at__date__lte=F("reply_due_on"))
    # asked only of those who were not replied to in time: a join would read every person there is
    gone |= Q(Exists(Client.objects.filter(pk=OuterRef("client"), deceased_on__lte=OuterRef("reply_due_on"))))
    gone |= Q(status="CANCELLED")
    gone |= Q(status="STOPPED", stop_reason__in=("CLIENT_REFUSED", "DECEASED"), closed_at__date__lte=F("reply_due_on"))
    in_time = Q(replied_at__date__lte=F("reply_due_on"))
    return shared(rows.filter(Q(replied_at__isnull=False) & in_time | ~gone), in_time, OF_LINKAGE)


@register("D09", opens=ROWS, notes={"outside": "기한 외 완료"})
def followed(hospitals: Hospitals, first: date, last: date) -> Counting:
    """Done inside the window among follow-ups whose window closed in the period; early and late ones counted apart.

    A row that has ended counts at once. Left out: rows cancelled by death, withdrawal or closing, and rows whose
    window closed while the person was in hospital.
    """
    ended = Q(status__in=("DONE", "MISSED")) | Q(status="SCHEDULED", window_to__lt=workdays.seoul_today())
    still_there = Q(suspended_to__isnull=True) | Q(suspended_to__gt=F("window_to"))
    in_hospital = Q(status="MISSED", suspended_from__isnull=False) & still_there
    rows = FollowUp.objects.filter(ended, case__hospital_id__in=hospitals, window_to__range=(first, last))
    rows = rows.exclude(in_hospital).filter(case__status__in=COUNTED)
    done = Q(status="DONE", result__in=REACHED)
    outside = Count("pk", filter=done & ~Q(timing="IN"))
    return shared(rows, done & Q(timing="IN"), IN_CASE, notes={"outside": outside})


@register("D10", opens=CASES)
def lost(hospitals: Hospitals, first: date, last: date) -> Counting:
    """Cases closed as lost in the period among the cases that were in follow-up in it."""
    rows = _cases(hospitals).filter(status__in=("FOLLOW_UP", "CLOSED"), discharged_on__lte=last)
    rows = rows.filter(Q(closed_on__isnull=True) | Q(closed_on__gte=first))
    return shared(rows, Q(close_reason="LOST", closed_on__range=(first, last)), OF_CASE)


def _index(hospitals: Hospitals, first: date, last: date) -> QuerySet[DischargeCase]:
    """Index discharges: each discharge of its own, alive, not to another acute hospital."""
    return _left(hospitals, first, last).exclude(disposition="ACUTE_HOSPITAL")


def _is_preliminary(last: date) -> bool:
    return workdays.seoul_today() <= last + timedelta(days=INDEX_DAYS)


def _month_after(column: str) -> Q:
    """A day on day 1 to 30 after the case of the row was discharged; found once, not sought anew for every case."""
    left = F("case__discharged_on")
    return Q(**{f"{column}__gt": left, f"{column}__lte": left + timedelta(days=INDEX_DAYS)})


@register("D11", opens=CASES, remark=NOT_ADJUSTED)
def readmitted(hospitals: Hospitals, first: date, last: date) -> Counting:
    """Unplanned admission on day 1 to 30 after an index discharge; several after one index count once.

    Told at a follow-up, or a new case of the same person here that came through the emergency room. A return on
    the day of discharge joins the first stay. Not risk-adjusted (보정하지 않음).
    """
    days = {
        "admitted_on__gt": OuterRef("discharged_on"),
        "admitted_on__lte": OuterRef("discharged_on") + timedelta(days=INDEX_DAYS),
    }
    told = Readmission.objects.filter(_month_after("admitted_on"), readmission_type__in=UNPLANNED)
    here = {"client": OuterRef("client"), "hospital": OuterRef("hospital")}
    through_emergency = _cases(hospitals).filter(admit_route="ED")
    # who never came that way is not looked for once more
    again = Q(client__in=through_emergency.values("client")) & Q(Exists(through_emergency.filter(**here, **days)))
    came_back = Q(pk__in=told.filter(case__hospital_id__in=hospitals).values("case")) | again
    rows = _index(hospitals, first, last)
    return shared(rows, came_back, OF_CASE, is_preliminary=_is_preliminary(last))


@register("D12", opens=CASES, remark=NOT_ADJUSTED)
def returned_to_emergency(hospitals: Hospitals, first: date, last: date) -> Counting:
    """A visit to an emergency room on day 1 to 30 after an index discharge, as told at a follow-up."""
    visits = FollowUp.objects.filter(_month_after("ed_visit_on"), case__hospital_id__in=hospitals)
    rows = _index(hospitals, first, last)
    return shared(rows, Q(pk__in=visits.values("case")), OF_CASE, is_preliminary=_is_preliminary(last))


@register("D13", opens=LINKAGES)
def in_use(hospitals: Hospitals, first: date, last: date) -> Counting:
    """Accepted linkages confirmed in use at a follow-up of the period, among those with a follow-up done in it."""
    done = FollowUp.objects.filter(
        _within("contacted_at", first, last),
        case_id=OuterRef("about_id"),
        status="DONE",
        contacted_at__gte=OuterRef("accepted_at"),
    )
    # found once, not sought anew for every linkage
    confirmed = ServiceCheck.objects.filter(_within("follow_up__contacted_at", first, last), use="IN_USE")
    rows = _linkages(hospitals).filter(Exists(done), accepted_at__isnull=False)
    return shared(rows, Q(pk__in=confirmed.values("linkage_id")), OF_LINKAGE)


class _Given(Func):
    """How many items an answer answered."""

    template = "(SELECT COUNT(item.value) FROM jsonb_each_text(%(expressions)s) AS item)"
    output_field = IntegerField()


class _Asked(_Given):
    template = "(SELECT COUNT(*) FROM jsonb_each_text(%(expressions)s) AS item)"


class _Points(_Given):
    template = "(SELECT SUM(item.value::int) FROM jsonb_each_text(%(expressions)s) AS item)"


@register("D14", opens=ROWS)
def satisfaction(hospitals: Hospitals, first: date, last: date) -> Counting:
    """Mean of the item means of valid answers to the survey at closing; fewer than half of the items: not valid.

    The means are added up in PARTS of a point, whole numbers of them, so that nothing is rounded before the end.
    """
    rows = InstrumentResult.objects.of_satisfaction().filter(case__status__in=COUNTED)
    rows = rows.filter(case__hospital_id__in=hospitals, measured_on__range=(first, last))
    rows = rows.annotate(given=_Given("answers"), asked=_Asked("answers"), points=_Points("answers"))
    valid = rows.filter(given__gt=0, asked__lte=F("given") * 2)
    return Counting(valid, Count("pk"), IN_CASE, total=Sum(F("points") * PARTS / F("given")), scale=PARTS)


@register("D15", opens=ROWS)
def function_gained(hospitals: Hospitals, first: date, last: date) -> Counting:
    """Mean change of K-MBI from discharge to three months, over persons with both scores; the deceased are left out.

    Before leaving: marked so, or of the round 퇴원 시. At three months: of that follow-up, or of the round 3개월.
    """
    scores = InstrumentResult.objects.filter(instrument="KMBI", total__isnull=False, replaced_at__isnull=True)
    leaving = Q(is_at_discharge=True) | Q(assessment__round="DISCHARGE")
    later = Q(follow_up__step="3M") | Q(assessment__round="M3")
    at_discharge = scores.filter(leaving, case=OuterRef("case")).order_by("-measured_on", "-pk")
    newer = scores.filter(later, case=OuterRef("case"), pk__gt=OuterRef("pk"))
    rows = scores.filter(
        later,
        ~Exists(newer),
        case__hospital_id__in=hospitals,
        measured_on__range=(first, last),
        case__client__deceased_on__isnull=True,
    ).filter(case__status__in=COUNTED)
    found = rows.annotate(before=at_discharge.values("total")[:1]).filter(before__isnull=False)
    return Counting(found, Count("pk"), IN_CASE, total=Sum(F("total") - F("before")))


@register("D16", opens=LINKAGES, is_about_people=True)
def added(hospitals: Hospitals, first: date, last: date) -> Counting:
    """Linkages sent in the period that were first created after the day of discharge."""
    left = DischargeCase.objects.filter(pk=OuterRef("about_id"), discharged_on__lt=OuterRef("created_at__date"))
    return counted(_linkages(hospitals).filter(Exists(left), _within("sent_at", first, last)), OF_LINKAGE)


def _of_hospitals(hospitals: Hospitals) -> QuerySet[DischargeCase]:
    return DischargeCase.objects.filter(hospital_id__in=hospitals)


FIGURES = Programme(
    slug="discharge",
    code=PROGRAMME,
    label="퇴원환자 연계",
    app="discharge",
    workers=frozenset({"SOCIAL_WORKER", "NURSE"}),
    groupings=(
        parted(
            "group",
            "대상군",
            ("D01", "D03", "D04", "D05", "D06", "D09"),
            lambda keys: dict(codes.choices("target_group")),
        ),
    ),
    shown=("D01", "D03", "D05", "D06", "D08", "D09", "D11"),
    trend="D05",
    listings=LISTINGS,
    charts=CHARTS,
    weighs=_of_hospitals,
)
