"""Routes of the pool of instructors."""

from django.urls import path

from education.views import pool

urlpatterns = [
    path("instructors/", pool.instructors, name="instructors"),
    path("instructors/new/", pool.instructor_new, name="instructor-new"),
    path("instructors/<int:instructor_id>/", pool.instructor, name="instructor"),
    path("instructors/<int:instructor_id>/edit/", pool.instructor_edit, name="instructor-edit"),
    path("instructors/<int:instructor_id>/active/", pool.instructor_active, name="instructor-active"),
    path("instructors/<int:instructor_id>/ledger.xlsx", pool.instructor_ledger, name="instructor-ledger"),
    path("instructors/<int:instructor_id>/qualifications/", pool.qualification_add, name="qualification-add"),
    path(
        "instructors/<int:instructor_id>/qualifications/<int:pk>/drop/",
        pool.qualification_drop,
        name="qualification-drop",
    ),
    path("instructors/<int:instructor_id>/absences/", pool.absence_add, name="absence-add"),
    path("instructors/<int:instructor_id>/absences/<int:pk>/drop/", pool.absence_drop, name="absence-drop"),
    path("lessons/", pool.my_lessons, name="my-lessons"),
    path("requests/<uuid:request_id>/sessions/<uuid:lesson_id>/invite/", pool.booking_new, name="booking-new"),
    path("bookings/<uuid:booking_id>/link/", pool.booking_link, name="booking-link"),
    path("bookings/answer/", pool.booking_answer, name="booking-answer"),
]
