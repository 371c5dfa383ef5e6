"""Routes of a request until the course stands, and of the catalogue."""

from django.urls import path

from education.acts.bookings import BOOKING_ACTS
from education.acts.requests import REQUEST_ACTS
from education.views import catalogue, requests

urlpatterns = [
    path("requests/", requests.request_list, name="request-list"),
    path("requests/list.xlsx", requests.request_sheet, name="request-sheet"),
    path("requests/<uuid:request_id>/", requests.request_detail, name="request-detail"),
    path("requests/new/", requests.request_new, name="request-new"),
    path("requests/open/", requests.course_open, name="course-open"),
    path("requests/<uuid:request_id>/edit/", requests.request_edit, name="request-edit"),
    *REQUEST_ACTS.urls(),
    path("requests/<uuid:request_id>/sessions/new/", requests.session_new, name="session-new"),
    path("requests/<uuid:request_id>/sessions/<uuid:lesson_id>/drop/", requests.session_drop, name="session-drop"),
    *BOOKING_ACTS.urls(),
    path("topics/", catalogue.topics, name="topics"),
    path("topics/new/", catalogue.topic_new, name="topic-new"),
    path("topics/defaults/", catalogue.topic_defaults, name="topic-defaults"),
    path("topics/<int:offer_id>/edit/", catalogue.topic_edit, name="topic-edit"),
    path("catalogue/", catalogue.offered, name="catalogue"),
]
