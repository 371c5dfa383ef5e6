"""Routes of the pool of instructors."""

from django.urls import path

from education.acts.instructors import INSTRUCTOR_ACTS
from education.views import bookings, instructors

urlpatterns = [
    path("instructors/", instructors.instructor_list, name="instructors"),
    path("instructors/new/", instructors.instructor_new, name="instructor-new"),
    path("instructors/<int:instructor_id>/", instructors.instructor, name="instructor"),
    path("instructors/<int:instructor_id>/edit/", instructors.instructor_edit, name="instructor-edit"),
    *INSTRUCTOR_ACTS.urls(),
    path("instructors/<int:instructor_id>/ledger.xlsx", instructors.instructor_ledger, name="instructor-ledger"),
    path(
        "instructors/<int:instructor_id>/qualifications/<int:pk>/drop/",
        instructors.qualification_drop,
        name="qualification-drop",
    ),
    path("instructors/<int:instructor_id>/absences/<int:pk>/drop/", instructors.absence_drop, name="absence-drop"),
    path("lessons/", instructors.my_lessons, name="my-lessons"),
    path("requests/<uuid:request_id>/sessions/<uuid:lesson_id>/invite/", bookings.booking_new, name="booking-new"),
    path("bookings/<uuid:booking_id>/link/", bookings.booking_link, name="booking-link"),
    path("bookings/<uuid:booking_id>/letter/", bookings.lecture_letter, name="lecture-letter"),
    path("bookings/<uuid:booking_id>/letter.pdf", bookings.lecture_letter_pdf, name="lecture-letter-pdf"),
    path("bookings/<uuid:booking_id>/letter.hwpx", bookings.lecture_letter_hwpx, name="lecture-letter-hwpx"),
    path("bookings/answer/", bookings.booking_answer, name="booking-answer"),
]
