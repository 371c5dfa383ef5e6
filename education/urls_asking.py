"""Routes of a request until the course stands."""

from django.urls import path

from education.views import asking, catalogue

urlpatterns = [
    path("requests/new/", asking.request_new, name="request-new"),
    path("requests/open/", asking.course_open, name="course-open"),
    path("requests/<uuid:request_id>/edit/", asking.request_edit, name="request-edit"),
    path("requests/<uuid:request_id>/act/<slug:name>/", asking.request_act, name="request-act"),
    path("requests/<uuid:request_id>/sessions/new/", asking.session_new, name="session-new"),
    path("requests/<uuid:request_id>/sessions/<uuid:lesson_id>/drop/", asking.session_drop, name="session-drop"),
    path("requests/<uuid:request_id>/agree/", asking.dates_agree, name="dates-agree"),
    path("bookings/<uuid:booking_id>/act/<slug:name>/", asking.booking_act, name="booking-act"),
    path("topics/", catalogue.topics, name="topics"),
    path("topics/new/", catalogue.topic_new, name="topic-new"),
    path("topics/<int:offer_id>/edit/", catalogue.topic_edit, name="topic-edit"),
    path("catalogue/", catalogue.offered, name="catalogue"),
]
