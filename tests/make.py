"""Plain builders. Each stores a row that could stand in the real database; keywords override what does not fit.

The people and places that a test does not name are those of the standing cast.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from core import numbers, workdays
from core.models import Duty
from core.search import bigrams
from core.surveys.models import SurveyAnswer, SurveyRound
from core.surveys.services import rounds as surveys
from discharge.models import (
    Admission,
    Assessment,
    DischargeCase,
    DischargePlan,
    FollowUp,
    PlanAction,
    PlanGoal,
    PlanPart,
    TeamMember,
)
from network.directory.models import CapacityQuestion, ServiceOffer
from network.models import (
    ChartNumber,
    Client,
    Consent,
    ConsentText,
    Institution,
    Membership,
    Municipality,
    Phrase,
    Region,
    SavedView,
    User,
)
from network.services.clients import identity_hash, phone_end_hash, phone_hash
from referrals.models import AgencyReferral, AgencyReply, Appointment, Linkage, Reply
from referrals.services.agency_referrals import snapshots
from tests import cast as standing
from tests.cast import Member

_serial = count(1)
_FAMILIES = "김이박최정강조윤장임한오서신권황안송류홍"
CASE_CONSENTS = ("COLLECT", "SENSITIVE", "PROGRAM")
SHARED = ("NAME", "BIRTH_DATE", "PHONE", "DIAGNOSIS", "FUNCTION")
_SENSITIVE = ("DIAGNOSIS", "FUNCTION")


def days_ago(days: int) -> date:
    return workdays.seoul_today() - timedelta(days=days)


def at(day: date, hour: int = 10) -> datetime:
    """An hour of a Seoul day."""
    return workdays.start_of_day(day) + timedelta(hours=hour)


# --- institutions and people who work in them ----------------------------------------------------------------------


def institution(**values: Any) -> Institution:
    serial = next(_serial)
    defaults = {
        "code": f"place-{serial}",
        "name": f"가상기관 {serial}",
        "short_name": f"기관 {serial}",
        "kind": "WELFARE_CENTER",
        "region": None,
        "is_fictional": True,
    } | values
    defaults["region"] = defaults["region"] or Region.objects.get(code="41")
    return Institution.objects.create(**defaults)


def offer(institution: Institution, service: str = "MEAL", **values: Any) -> ServiceOffer:
    """An entry of the resource directory, looked through today; `areas` as codes of municipalities."""
    areas = values.pop("areas", ())
    defaults = {"target": "혼자 사는 어르신", "how_to_apply": "전화", "verified_on": workdays.seoul_today()}
    made = ServiceOffer.objects.create(institution=institution, service=service, **(defaults | values))
    made.areas.set(Municipality.objects.filter(code__in=areas))
    return made


def question(offer: ServiceOffer, **values: Any) -> CapacityQuestion:
    """A question about room that social1 asked, not yet answered."""
    cast, now = standing.current(), timezone.now()
    defaults = {
        "number": numbers.case_number("Q"),
        "asker": cast.host,
        "asked_by": cast.social1.user,
        "age_band": "75-84",
        "municipality": Municipality.objects.get(code="41150"),
        "need": "주 2회 도시락",
        "asked_at": now,
        "due_at": now + timedelta(days=3),
    }
    return CapacityQuestion.objects.create(offer=offer, **(defaults | values))


def user(**values: Any) -> User:
    serial = next(_serial)
    defaults = {"username": f"person{serial}", "name": "민가상", "email": f"person{serial}@example.invalid"} | values
    password = defaults.pop("password", None)
    made = User(**defaults)
    made.set_password(password)
    made.save()
    return made


def membership(**values: Any) -> Membership:
    """Roles and programmes may be given as one string of codes."""
    defaults: dict[str, Any] = {
        "roles": "SOCIAL_WORKER",
        "programmes": "DISCHARGE",
        "valid_from": days_ago(100),
    } | values
    for name in ("roles", "programmes", "marks"):
        if isinstance(defaults.get(name), str):
            defaults[name] = defaults[name].split()
    defaults.setdefault("user", None)
    defaults["user"] = defaults["user"] or user()
    defaults.setdefault("institution", standing.current().host)
    return Membership.objects.create(**defaults)


def member(**values: Any) -> Member:
    """Somebody outside the cast, ready to act."""
    held = membership(**values)
    return Member(held.user, held)


# --- people who are cared for ----------------------------------------------------------------------------------------


def client_(chart_no: str = "", **values: Any) -> Client:
    serial = next(_serial)
    defaults = {
        "name": f"{_FAMILIES[serial % len(_FAMILIES)]}대상",  # no name of the cast, so that a leak is a leak
        "birth_date": date(1950, 1, 1) + timedelta(days=serial),
        "sex": "F" if serial % 2 else "M",
        "phone": f"010-0000-{serial % 10000:04d}",
        "municipality": None,
        "address_town": "가상동",
        "insurance_type": "NHI",
        "household_type": "ALONE",
        "created_by_institution": standing.current().host,
    } | values
    if "municipality" not in values:
        defaults["municipality"] = Municipality.objects.get(code="41150")
    made = Client(**defaults)
    made.name_bigrams = bigrams(made.name)
    made.identity_hash = identity_hash(made.name, made.birth_date, made.sex)
    made.phone_hash = phone_hash(made.phone, made.birth_date)
    made.phone_end_hash = phone_end_hash(made.phone)
    made.save(force_insert=True)
    if chart_no:
        ChartNumber.objects.create(client=made, institution=made.created_by_institution, number=chart_no)
    return made


def consent(
    client: Client | None = None, consent_type: str = "COLLECT", status: str = "GRANTED", **values: Any
) -> Consent:
    """One block. For a third party name the `receiver`, and the `items` unless the usual ones will do."""
    person = client or client_()
    defaults: dict[str, Any] = {
        "client": person,
        "institution": standing.current().host,
        "programme": "DISCHARGE",
        "consent_type": consent_type,
        "text": ConsentText.objects.get(consent_type=consent_type, edition=1),
        "status": status,
        "items": list(SHARED) if values.get("receiver") else [],
    }
    if status != "PENDING":
        defaults |= {"answered_at": at(days_ago(9)), "explained_by": standing.current().social1.user}
    if status in ("GRANTED", "WITHDRAWN", "EXPIRED"):
        defaults |= {"signer": "SELF", "method": "PAPER"}
    if status == "WITHDRAWN":
        defaults |= {"withdrawn_at": at(days_ago(1)), "withdrawn_how": "전화"}
    if status == "EXPIRED":
        defaults["valid_until"] = days_ago(1)
    if status == "NOT_REQUIRED":
        defaults["legal_basis"] = "URGENT_LIFE"
    return Consent.objects.create(**(defaults | values))


def share_consents(client: Client, receiver: Institution, items: tuple[str, ...] = SHARED) -> list[Consent]:
    """Both consents that a hand-over of ordinary and sensitive items to this receiver needs."""
    sensitive = [item for item in items if item in _SENSITIVE]
    return [
        consent(client, "THIRD_PARTY", receiver=receiver, items=list(items)),
        consent(client, "SENSITIVE_THIRD_PARTY", receiver=receiver, items=sensitive),
    ]


# --- discharge care --------------------------------------------------------------------------------------------------

_ORDER = ("SCREENED", "CONSENT_PENDING", "ASSESSING", "PLANNING", "PLAN_REVIEW", "PLANNED", "FOLLOW_UP", "CLOSED")


def admission(**values: Any) -> Admission:
    serial = next(_serial)
    cast = standing.current()
    defaults = {
        "hospital": cast.host,
        "chart_no": f"{serial:08d}",
        "name": f"{_FAMILIES[serial % len(_FAMILIES)]}대상",  # no name of the cast, so that a leak is a leak
        "birth_date": date(1945, 3, 1) + timedelta(days=serial),
        "sex": "F",
        "phone": f"0100000{serial % 10000:04d}",
        "admitted_on": days_ago(3),
        "admit_route": "ED",
        "ward": "51병동",
        "department": "정형외과",
        "attending_name": cast.doctor1.user.name,
        "diagnosis": "대퇴골 경부 골절",
        "kcd_code": "S72.0",
        "created_by": cast.social1.user,
    }
    values = defaults | values
    return Admission.objects.create(name_bigrams=bigrams(values["name"]), **values)


def case(status: str = "SCREENED", **values: Any) -> DischargeCase:
    """A case of social1, nurse1 and doctor1 in a status, with the rows that its way there leaves behind.

    From ASSESSING on the three consents are granted; from PLANNING on the assessment is finished and a plan stands
    (signed for PLAN_REVIEW, approved afterwards).
    """
    cast = standing.current()
    defaults: dict[str, Any] = {
        "number": numbers.case_number("D"),
        "hospital": cast.host,
        "created_by": cast.social1.user,
        "social_worker": cast.social1.user,
        "nurse": cast.nurse1.user,
        "attending": cast.doctor1.user,
        "admitted_on": days_ago(10),
        "admit_route": "ED",
        "ward": "51병동",
        "department": "정형외과",
        "diagnosis": "대퇴골 경부 골절",
        "kcd_code": "S72.0",
        "target_group": "FRAGILITY_FRACTURE_65",
        "risk_items": ["LIVES_ALONE"],
        "expected_discharge_on": workdays.seoul_today() + timedelta(days=5),
        "status": status,
    }
    defaults |= _state_fields(status) | values
    defaults.setdefault("client", None)
    defaults["client"] = defaults["client"] or client_()
    made = DischargeCase.objects.create(**defaults)
    if _has_reached(status, "ASSESSING"):
        for kind in CASE_CONSENTS:
            consent(made.client, kind, institution=made.hospital)
    if _has_reached(status, "PLANNING"):
        assessment(made)
        plan(made, is_signed=status != "PLANNING", is_approved=_has_reached(status, "PLANNED"))
    return made


def _has_reached(status: str, step: str) -> bool:
    return status in _ORDER and _ORDER.index(status) >= _ORDER.index(step)


def _state_fields(status: str) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    if status == "INELIGIBLE":
        fields |= {"ineligible_reason": "SHORT_STAY"}
    if status == "CONSENT_REFUSED":
        explained = standing.current().social1.user
        fields |= {"refused_on": days_ago(8), "refused_explained_by": explained, "leaflet_given": True}
    if _has_reached(status, "ASSESSING"):
        fields |= {"consented_on": days_ago(9)}
    if _has_reached(status, "FOLLOW_UP"):
        left = days_ago(2)
        fields |= {"discharged_on": left, "disposition": "HOME", "follow_until": left + timedelta(days=180)}
    if status == "CLOSED":
        fields |= {"closed_on": days_ago(1), "close_reason": "COMPLETED", "summary": "목표를 이루어 종결합니다."}
    return fields


def team_member(case: DischargeCase, who: Member, **values: Any) -> TeamMember:
    defaults = {"role": next(iter(who.membership.roles)), "added_by": standing.current().social1.user} | values
    return TeamMember.objects.create(case=case, user=who.user, **defaults)


def assessment(case: DischargeCase, **values: Any) -> Assessment:
    cast, moment = standing.current(), at(days_ago(7))
    defaults = {
        "round": "INITIAL",
        "assessed_on": days_ago(7),
        "med_summary": "수술 후 경과 양호",
        "medical_by": cast.doctor1.user,
        "medical_at": moment,
        "medication_count": 6,
        "nursing_by": cast.nurse1.user,
        "nursing_at": moment,
        "social_by": cast.social1.user,
        "social_at": moment,
        "computed_level": "2",
        "need_level": "2",
        "finished_at": moment,
    }
    made = Assessment.objects.create(case=case, **(defaults | values))
    made.needs.create(area="REHAB", level=2, text="혼자 걷기 어렵습니다.")
    return made


def saved_view(**values: Any) -> SavedView:
    """How the social worker looks at the list of cases."""
    defaults = {"path": "/discharge/cases/", "list_label": "사례", "name": "계획 중", "query": "state=PLANNING"}
    return SavedView.objects.create(**({"owner": standing.current().social1.user} | defaults | values))


def phrase(**values: Any) -> Phrase:
    """What the social worker keeps for the notes of a call."""
    defaults = {"field": "ContactForm.note", "field_label": "메모", "name": "식사", "text": "식사를 잘 하고 계심."}
    return Phrase.objects.create(**({"owner": standing.current().social1.user} | defaults | values))


def plan(case: DischargeCase, *, is_signed: bool = False, is_approved: bool = False, **values: Any) -> DischargePlan:
    """A plan with its three parts, a goal and an action."""
    cast, moment = standing.current(), at(days_ago(5))
    edition = case.plans.count() + 1
    defaults: dict[str, Any] = {"edition": edition, "disposition_planned": "HOME", "created_by": cast.social1.user}
    if is_signed:
        defaults |= {"submitted_by": cast.social1.user, "submitted_at": moment}
    if is_approved:
        defaults |= {"explained_to": "PATIENT", "explained_on": days_ago(4)}
        defaults |= {"approved_by": cast.doctor1.user, "approved_at": at(days_ago(4))}
    made = DischargePlan.objects.create(case=case, **(defaults | values))
    authors = {"DOCTOR": cast.doctor1.user, "NURSE": cast.nurse1.user, "SOCIAL": cast.social1.user}
    for kind, author in authors.items():
        signature = {"status": "SIGNED", "signed_by": author, "signed_at": moment} if is_signed else {}
        PlanPart.objects.create(plan=made, kind=kind, text="계획 내용", edited_by=author, edited_at=moment, **signature)
    due = workdays.seoul_today() + timedelta(days=60)
    PlanGoal.objects.create(plan=made, text="혼자 화장실에 갑니다.", measure="한글판 수정바델지수", due_on=due)
    PlanAction.objects.create(plan=made, need_area="REHAB", action="방문재활", service="HOME_REHAB", who="OWN")
    return made


def followup(case: DischargeCase, step: str = "1W", status: str = "SCHEDULED", **values: Any) -> FollowUp:
    due = values.get("due_on") or (case.discharged_on or workdays.seoul_today()) + timedelta(days=7)
    defaults: dict[str, Any] = {
        "step": step,
        "due_on": due,
        "window_from": due - timedelta(days=3),
        "window_to": due + timedelta(days=3),
        "action_on": due,
        "status": status,
    }
    if status == "DONE":
        defaults |= {"contacted_at": timezone.now(), "method": "PHONE", "result": "DONE", "timing": "IN"}
        defaults |= {"done_by": standing.current().social1.user}
    if status == "SUSPENDED":
        defaults["suspended_from"] = workdays.seoul_today()
    return FollowUp.objects.create(case=case, client=case.client, **(defaults | values))


# --- linkages --------------------------------------------------------------------------------------------------------

_SENT = {"RETURNED", "NO_RESPONSE", "SENT", "WITHDRAWN"}
_RECEIVED = {"RECEIVED", "DECLINED"}
_ACCEPTED = {"ACCEPTED", "IN_SERVICE", "REPLIED", "COMPLETED", "STOPPED", "ON_HOLD", "CANCEL_REQUESTED"}


def linkage(
    case: DischargeCase | None = None, status: str = "SENT", receiver: Institution | None = None, **values: Any
) -> Linkage:
    """A linkage of a case to an agency (the health centre of the cast), with the two consents it stands on."""
    cast = standing.current()
    about = case or globals()["case"]("FOLLOW_UP")
    place = receiver or cast.health1.institution
    defaults: dict[str, Any] = {
        "number": numbers.case_number("L"),
        "programme": "DISCHARGE",
        "about_kind": "discharge.dischargecase",
        "about_id": about.pk,
        "about_number": about.number,
        "client": about.client,
        "sender": about.hospital,
        "receiver": place,
        "need_area": "REHAB",
        "service": "HOME_HEALTH",
        "reason": "퇴원 후 방문 건강관리가 필요합니다.",
        "request": "주 1회 방문을 부탁드립니다.",
        "shared_items": list(SHARED),
        "created_by": cast.social1.user,
        "status": status,
    }
    if status != "DRAFT":
        share_consents(about.client, place)
    defaults |= _linkage_fields(status, about.client)
    return Linkage.objects.create(**(defaults | values))


def _linkage_fields(status: str, client: Client) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    if status in _SENT | _RECEIVED | _ACCEPTED:
        snapshot = {"NAME": client.name, "BIRTH_DATE": str(client.birth_date), "PHONE": client.phone}
        fields |= {"sent_at": at(days_ago(2)), "sent_by": standing.current().social1.user, "snapshot": snapshot}
    if status in _RECEIVED | _ACCEPTED:
        fields |= {"received_at": at(days_ago(1), 9), "receiver_number": "2026-1"}
    if status in _ACCEPTED:
        fields |= {"accepted_at": at(days_ago(1), 11), "responsible": "남가상"}
        fields |= {"planned_start_on": workdays.seoul_today(), "reply_due_on": workdays.seoul_today() + timedelta(14)}
    if status in _ACCEPTED - {"ACCEPTED"}:
        fields["started_on"] = workdays.seoul_today()
    if status in ("REPLIED", "COMPLETED"):
        fields["replied_at"] = timezone.now()
    if status == "DECLINED":
        fields["decline_reason"] = "CAPACITY"
    if status == "STOPPED":
        fields["stop_reason"] = "CLIENT_REFUSED"
    if status == "CANCELLED":
        fields["cancel_reason"] = "MISTAKE"
    if status == "ON_HOLD":
        fields |= {
            "hold_until": workdays.seoul_today() + timedelta(7),
            "note": "입원으로 보류",
            "paused_at": timezone.now(),
        }
    return fields


def reply(linkage: Linkage, **values: Any) -> Reply:
    defaults = {
        "reply_kind": "FINAL",
        "result": "SERVICE_DONE",
        "content": "주 1회 방문하고 있습니다.",
        "replied_by": "남가상",
        "entered_by": standing.current().health1.user,
        "replied_at": timezone.now(),
    }
    return Reply.objects.create(linkage=linkage, **(defaults | values))


def appointment(linkage: Linkage, **values: Any) -> Appointment:
    """A meeting that the receiver planned for tomorrow."""
    defaults = {
        "planned_at": timezone.now() + timedelta(days=1),
        "way": "HOME",
        "place": "자택",
        "planned_by": standing.current().health1.user,
    }
    return Appointment.objects.create(linkage=linkage, **(defaults | values))


# --- referrals of agencies -------------------------------------------------------------------------------------------

AGENCY_ITEMS = ("NAME", "BIRTH_DATE", "SEX", "PHONE", "ADDRESS", "DIAGNOSIS", "SOCIAL")
_SUBMITTED_ONLY = ("SUBMITTED", "SUPPLEMENT")
_GOT = ("RECEIVED", "DECLINED")
_TAKEN = ("ACCEPTED", "ASSIGNED", "IN_PROGRESS", "REPLIED", "CLOSED", "CANCEL_REQUESTED")
_GIVEN = ("ASSIGNED", "IN_PROGRESS", "REPLIED", "CLOSED", "CANCEL_REQUESTED")


def agency_referral(status: str = "SUBMITTED", by: Member | None = None, **values: Any) -> AgencyReferral:
    """A person whom an agency (the health centre of the cast) refers to the host hospital; worked on by social1."""
    cast = standing.current()
    author = by or cast.health1
    client = values.pop("client", None) or client_(created_by_institution=author.institution)
    defaults: dict[str, Any] = {
        "number": numbers.case_number("A"),
        "client": client,
        "sender": author.institution,
        "receiver": cast.host,
        "reason": ["CARE_GAP", "HEALTH"],
        "situation": "혼자 지내며 최근 식사를 거름.",
        "health_problem": "당뇨병",
        "services_in_use": ["ELDER_CARE"],
        "request": "진료와 퇴원 뒤 지원을 부탁드립니다.",
        "risk_to_worker": "큰 개가 있음",
        "shared_items": list(AGENCY_ITEMS),
        "consent_by_agency": "ORAL",
        "consent_on": days_ago(6),
        "created_by": author.user,
        "status": status,
    }
    made = AgencyReferral(**(defaults | _agency_fields(status, author) | values))
    if made.submitted_at is not None:
        made.snapshot, made.sent_line = snapshots.take(made), snapshots.masked_line(client)
    made.save(force_insert=True)
    return made


def _agency_fields(status: str, author: Member) -> dict[str, Any]:
    cast, fields = standing.current(), {}
    if status in (*_SUBMITTED_ONLY, *_GOT, *_TAKEN, "CANCELLED", "WITHDRAWN"):
        fields |= {"submitted_at": at(days_ago(5)), "submitted_by": author.user}
    if status in (*_GOT, *_TAKEN):
        fields |= {"received_at": at(days_ago(4)), "reply_due_on": days_ago(4) + timedelta(days=14)}
    if status in _TAKEN:
        fields |= {"accepted_at": at(days_ago(3)), "programme": "DISCHARGE"}
    if status in _GIVEN:
        fields |= {"assigned_at": at(days_ago(3), 11), "worker": cast.social1.user, "worker_role": "SOCIAL_WORKER"}
        fields["worker_programme"] = "DISCHARGE"
    if status in ("IN_PROGRESS", "REPLIED", "CLOSED"):
        fields["started_at"] = at(days_ago(2))
    if status in ("REPLIED", "CLOSED"):
        fields["replied_at"] = at(days_ago(1))
    return fields | _agency_ends(status)


def _agency_ends(status: str) -> dict[str, Any]:
    now = timezone.now()
    return {
        "SUPPLEMENT": {"note": "연락처를 더해 주십시오.", "paused_at": now},
        "DECLINED": {"decline_reason": "CAPACITY", "other_agency": "가상노인복지관", "closed_at": now},
        "CANCELLED": {"cancel_reason": "MISTAKE", "closed_at": now},
        "CANCEL_REQUESTED": {"cancel_reason": "NOT_WISHED"},
        "CLOSED": {"closed_at": now},
        "WITHDRAWN": {"withdrawn_at": now, "withdrawn_told_by": "본인", "closed_at": now},
    }.get(status, {})


def agency_reply(referral: AgencyReferral, **values: Any) -> AgencyReply:
    defaults = {
        "reply_kind": "FINAL",
        "result": "INFO_GIVEN",
        "items": ["DIAGNOSIS"],
        "content": "외래 진료를 안내함.",
        "next_plan": "다음 달 외래 방문",
        "ask_back": "이동을 도와 주십시오.",
        "replied_by": "박가상",
        "entered_by": standing.current().social1.user,
        "replied_at": timezone.now(),
    }
    return AgencyReply.objects.create(referral=referral, **(defaults | values))


# --- the kernel ------------------------------------------------------------------------------------------------------


def duty(owner: Member | None = None, **values: Any) -> Duty:
    """A duty of one person (`owner`), or with `person=None` of everybody who holds the role."""
    who = owner or standing.current().social1
    serial, now = next(_serial), timezone.now()
    defaults = {
        "kind": "tests.call",
        "object_kind": "tests.thing",
        "object_id": str(serial),
        "programme": next(iter(who.membership.programmes), ""),
        "institution": who.institution,
        "role": next(iter(who.membership.roles)),
        "person": who.user,
        "number": f"D-2026-{serial:05d}",
        "about": "김*상 · 1주 연락",
        "url": "/",
        "opened_at": now,
        "due_at": now + timedelta(days=1),
    }
    return Duty.objects.create(**(defaults | values))


# --- surveys -------------------------------------------------------------------------------------------------------


def survey(host: Institution, *, is_over: bool = False, **values: Any) -> SurveyRound:
    """A round of a hospital about working together with it; `is_over`: it has closed."""
    now = timezone.now()
    defaults = {
        "title": "협력 만족도 조사",
        "object_kind": "institution",
        "object_id": host.pk,
        "opens_at": now - timedelta(days=2),
        "closes_at": now - timedelta(days=1) if is_over else now + timedelta(days=7),
    } | values
    actor = standing.current().coordinator1.actor
    return surveys.open_round(actor=actor, institution_id=host.pk, **defaults)


def answered_survey(host: Institution, scores: Any = (5, 5, 5, 4, 4, 3, 1), **values: Any) -> SurveyRound:
    """A round that is over, with one answer for each of the scores, given to every question alike."""
    row = survey(host, is_over=True, **values)
    questions = len(row.questionnaire.texts)
    SurveyAnswer.objects.bulk_create(
        SurveyAnswer(round=row, day=workdays.seoul_today(), scores=[one] * questions, good="실습이 많았습니다.")
        for one in scores
    )
    return row
