"""The nouns of discharge care, by step."""

from discharge.models.admissions import Admission, AdmissionImport, SelectionRule
from discharge.models.assessments import Assessment, InstrumentResult, Need
from discharge.models.cases import DischargeCase, TeamMember
from discharge.models.conferences import AgencyAction, CaseConference, ConferenceAttendee
from discharge.models.followups import (
    ContactAttempt,
    FollowUp,
    FollowUpTemplate,
    Readmission,
    ServiceCheck,
)
from discharge.models.plans import DischargePlan, EducationTopic, PlanAction, PlanGoal, PlanPart
from discharge.models.stand_ins import StandIn

__all__ = [
    "Admission",
    "AdmissionImport",
    "AgencyAction",
    "Assessment",
    "CaseConference",
    "ConferenceAttendee",
    "ContactAttempt",
    "DischargeCase",
    "DischargePlan",
    "EducationTopic",
    "FollowUp",
    "FollowUpTemplate",
    "InstrumentResult",
    "Need",
    "PlanAction",
    "PlanGoal",
    "PlanPart",
    "Readmission",
    "SelectionRule",
    "ServiceCheck",
    "StandIn",
    "TeamMember",
]
