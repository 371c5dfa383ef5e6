"""The figures of discharge care, D01 to D16 (domain 3.1), each counted by the database in one or two statements.

Periods are Seoul dates, both ends included; VOID never counts; persons are distinct rows of `Client`. What is left
out of a figure is said at its function.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from core import workdays
from core.indicators import Figure, count, mean, rate, register
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
from referrals.models import Linkage

REACHED = ("DONE", "PARTIAL")
UNPLANNED = ("UNPLANNED_SAME", "UNPLANNED_OTHER")
INDEX_DAYS = 30


def _moments(first: date, last: date) -> tuple[Any, Any]:
    """A period for a column of moments: from 00:00 of the first day to 24:00 of the last, in Seoul."""
    return workdays.start_of_day(first), workdays.end_of_day(last)


def _within(column: str, first: date, last: date) -> Q:
    start, end = _moments(first, last)
    return Q(**{f"{column}__gte": start, f"{column}__lt": end})


def _cases(hospital_id: int) -> QuerySet[DischargeCase]:
    return DischargeCase.objects.filter(hospital_id=hospital_id).counted()


def _left(hospital_id: int, first: date, last: date) -> QuerySet[DischargeCase]:
    """Cases of people who left alive in the period, by the day of discharge."""
    return _cases(hospital_id).filter(discharged_on__range=(first, last)).exclude(disposition="DEATH")


def _linkages(hospital_id: int) -> QuerySet[Linkage]:
    return Linkage.objects.filter(sender_id=hospital_id, programme=PROGRAMME)


def _share(code: str, rows: QuerySet[Any], part: Q, distinct: str = "pk", **extra: Any) -> Figure:
    """Rows that meet `part` among all of them, in one statement."""
    found = rows.aggregate(part=Count(distinct, filter=part, distinct=True), whole=Count(distinct, distinct=True))
    return rate(code, found["part"], found["whole"], **extra)


@register("D01")
def screened(hospital_id: int, first: date, last: date) -> Figure:
    """Persons screened, by the day of screening."""
    rows = _cases(hospital_id).filter(_within("created_at", first, last))
    return count("D01", rows.aggregate(n=Count("client", distinct=True))["n"])


@register("D02")
def eligible(hospital_id: int, first: date, last: date) -> Figure:
    """Found eligible among those screened in the period; a screening not finished is left out."""
    rows = _cases(hospital_id).filter(_within("created_at", first, last)).exclude(status="SCREENED")
    return _share("D02", rows, ~Q(status="INELIGIBLE"))


@register("D03")
def consented(hospital_id: int, first: date, last: date) -> Figure:
    """Granted among those who gave an answer in the period. Who died or moved before being asked has no answer."""
    granted = Q(consented_on__range=(first, last))
    refused = Q(consented_on__isnull=True, refused_on__range=(first, last))
    return _share("D03", _cases(hospital_id).filter(granted | refused), granted)


@register("D04")
def planned(hospital_id: int, first: date, last: date) -> Figure:
    """Plan approved on or before the day of discharge, among those consented and discharged alive.

    Left out: discharged within 48 hours of the consent. Left before the plan stood: a miss.
    """
    rows = _left(hospital_id, first, last).filter(consented_on__isnull=False)
    rows = rows.filter(discharged_on__gte=F("consented_on") + timedelta(days=2))
    in_time = DischargePlan.objects.filter(case=OuterRef("pk"), approved_at__date__lte=OuterRef("discharged_on"))
    return _share("D04", rows, Q(Exists(in_time)))


@register("D05")
def linked(hospital_id: int, first: date, last: date) -> Figure:
    """Persons with a linkage accepted at any time, among those whose approved plan names a need, by discharge date.

    Late acceptances change old months until the snapshot: print the day it was counted (기준일).
    """
    needs = PlanAction.objects.filter(plan__case=OuterRef("pk"), plan__approved_at__isnull=False)
    accepted = Linkage.objects.filter(about_id=OuterRef("pk"), accepted_at__isnull=False)
    return _share("D05", _left(hospital_id, first, last).filter(Exists(needs)), Q(Exists(accepted)), "client")


@register("D06")
def linkages(hospital_id: int, first: date, last: date) -> Figure:
    """Linkages that reached ACCEPTED, by the day of acceptance."""
    return count("D06", _linkages(hospital_id).filter(_within("accepted_at", first, last)).count())


@register("D07")
def accepted(hospital_id: int, first: date, last: date) -> Figure:
    """Accepted among those sent in the period and answered or past the limit; cancelled by the sender is left out."""
    rows = _linkages(hospital_id).filter(_within("sent_at", first, last)).exclude(status="CANCELLED")
    answered = Q(accepted_at__isnull=False) | Q(status__in=("DECLINED", "NO_RESPONSE"))
    return _share("D07", rows.filter(answered), Q(accepted_at__isnull=False))


@register("D08")
def replied(hospital_id: int, first: date, last: date) -> Figure:
    """Replied within the limit among accepted linkages whose limit has passed, by the day of the limit.

    Left out: the person withdrew or died before the limit; a linkage cancelled after its acceptance.
    """
    rows = _linkages(hospital_id).filter(accepted_at__isnull=False, reply_due_on__range=(first, last))
    rows = rows.filter(reply_due_on__lt=workdays.seoul_today())
    gone = Q(status="WITHDRAWN", closed_at__date__lte=F("reply_due_on"))
    gone |= Q(client__deceased_on__lte=F("reply_due_on"))
    gone |= Q(status="CANCELLED")
    gone |= Q(status="STOPPED", stop_reason__in=("CLIENT_REFUSED", "DECEASED"), closed_at__date__lte=F("reply_due_on"))
    in_time = Q(replied_at__date__lte=F("reply_due_on"))
    return _share("D08", rows.filter(Q(replied_at__isnull=False) & in_time | ~gone), in_time)


@register("D09")
def followed(hospital_id: int, first: date, last: date) -> Figure:
    """Done inside the window among follow-ups whose window closed in the period; early and late ones counted apart.

    A row that has ended counts at once. Left out: rows cancelled by death, withdrawal or closing, and rows whose
    window closed while the person was in hospital.
    """
    ended = Q(status__in=("DONE", "MISSED")) | Q(status="SCHEDULED", window_to__lt=workdays.seoul_today())
    in_hospital = Q(status="MISSED", suspended_from__isnull=False, suspended_to__gt=F("window_to"))
    rows = FollowUp.objects.filter(ended, case__hospital_id=hospital_id, window_to__range=(first, last))
    rows = rows.exclude(in_hospital).filter(case__status__in=COUNTED)
    done = Q(status="DONE", result__in=REACHED)
    found = rows.aggregate(
        inside=Count("pk", filter=done & Q(timing="IN")),
        outside=Count("pk", filter=done & ~Q(timing="IN")),
        whole=Count("pk"),
    )
    return rate("D09", found["inside"], found["whole"], outside=found["outside"])


@register("D10")
def lost(hospital_id: int, first: date, last: date) -> Figure:
    """Cases closed as lost in the period among the cases that were in follow-up in it."""
    rows = _cases(hospital_id).filter(status__in=("FOLLOW_UP", "CLOSED"), discharged_on__lte=last)
    rows = rows.filter(Q(closed_on__isnull=True) | Q(closed_on__gte=first))
    return _share("D10", rows, Q(close_reason="LOST", closed_on__range=(first, last)))


def _index(hospital_id: int, first: date, last: date) -> QuerySet[DischargeCase]:
    """Index discharges: each discharge of its own, alive, not to another acute hospital."""
    return _left(hospital_id, first, last).exclude(disposition="ACUTE_HOSPITAL")


def _is_preliminary(last: date) -> bool:
    return workdays.seoul_today() <= last + timedelta(days=INDEX_DAYS)


@register("D11")
def readmitted(hospital_id: int, first: date, last: date) -> Figure:
    """Unplanned admission on day 1 to 30 after an index discharge; several after one index count once.

    Told at a follow-up, or a new case of the same person here that came through the emergency room. A return on
    the day of discharge joins the first stay. Not risk-adjusted (보정하지 않음).
    """
    days = {
        "admitted_on__gt": OuterRef("discharged_on"),
        "admitted_on__lte": OuterRef("discharged_on") + timedelta(days=INDEX_DAYS),
    }
    told = Readmission.objects.filter(case=OuterRef("pk"), readmission_type__in=UNPLANNED, **days)
    again = _cases(hospital_id).filter(client=OuterRef("client"), admit_route="ED", **days)
    came_back = Q(Exists(told)) | Q(Exists(again))
    return _share("D11", _index(hospital_id, first, last), came_back, is_preliminary=_is_preliminary(last))


@register("D12")
def returned_to_emergency(hospital_id: int, first: date, last: date) -> Figure:
    """A visit to an emergency room on day 1 to 30 after an index discharge, as told at a follow-up."""
    visits = FollowUp.objects.filter(
        case=OuterRef("pk"),
        ed_visit_on__gt=OuterRef("discharged_on"),
        ed_visit_on__lte=OuterRef("discharged_on") + timedelta(days=INDEX_DAYS),
    )
    rows = _index(hospital_id, first, last)
    return _share("D12", rows, Q(Exists(visits)), is_preliminary=_is_preliminary(last))


@register("D13")
def in_use(hospital_id: int, first: date, last: date) -> Figure:
    """Accepted linkages confirmed in use at a follow-up of the period, among those with a follow-up done in it."""
    done = FollowUp.objects.filter(
        _within("contacted_at", first, last),
        case_id=OuterRef("about_id"),
        status="DONE",
        contacted_at__gte=OuterRef("accepted_at"),
    )
    confirmed = ServiceCheck.objects.filter(
        _within("follow_up__contacted_at", first, last), linkage_id=OuterRef("pk"), use="IN_USE"
    )
    rows = _linkages(hospital_id).filter(Exists(done), accepted_at__isnull=False)
    return _share("D13", rows, Q(Exists(confirmed)))


@register("D14")
def satisfaction(hospital_id: int, first: date, last: date) -> Figure:
    """Mean of the item means of valid answers to the survey at closing; fewer than half of the items: not valid."""
    rows = InstrumentResult.objects.of_satisfaction().filter(case__status__in=COUNTED)
    rows = rows.filter(case__hospital_id=hospital_id, measured_on__range=(first, last))
    means = [value for value in map(_item_mean, rows.values_list("answers", flat=True).iterator()) if value is not None]
    return mean("D14", sum(means, start=Fraction(0)), len(means))


def _item_mean(answers: Mapping[str, int | None]) -> Fraction | None:
    given = [points for points in answers.values() if points is not None]
    return Fraction(sum(given), len(given)) if 2 * len(given) >= len(answers) > 0 else None


@register("D15")
def function_gained(hospital_id: int, first: date, last: date) -> Figure:
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
        case__hospital_id=hospital_id,
        measured_on__range=(first, last),
        case__client__deceased_on__isnull=True,
    ).filter(case__status__in=COUNTED)
    found = rows.annotate(before=at_discharge.values("total")[:1]).filter(before__isnull=False)
    sums = found.aggregate(total=Sum(F("total") - F("before")), persons=Count("pk"))
    return mean("D15", sums["total"] or 0, sums["persons"])


@register("D16")
def added(hospital_id: int, first: date, last: date) -> Figure:
    """Linkages sent in the period that were first created after the day of discharge."""
    left = DischargeCase.objects.filter(pk=OuterRef("about_id"), discharged_on__lt=OuterRef("created_at__date"))
    return count("D16", _linkages(hospital_id).filter(Exists(left), _within("sent_at", first, last)).count())
