"""The nouns of education."""

from education.models.attendance import Attendance, TestScore
from education.models.bookings import InstructorBooking, LectureLetter
from education.models.catalogue import Topic
from education.models.certificates import Certificate
from education.models.enrolments import Enrolment
from education.models.instructors import Instructor, InstructorAbsence, InstructorQualification
from education.models.public_requests import ExternalRequester
from education.models.reports import EducationReport
from education.models.requests import EducationRequest
from education.models.sessions import Session

__all__ = [
    "Attendance",
    "Certificate",
    "EducationReport",
    "EducationRequest",
    "Enrolment",
    "ExternalRequester",
    "Instructor",
    "InstructorAbsence",
    "InstructorBooking",
    "InstructorQualification",
    "LectureLetter",
    "Session",
    "TestScore",
    "Topic",
]
