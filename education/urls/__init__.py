"""Routes of education."""

from education.urls import delivery, instructors, participants, public_requests, requests

app_name = "education"
urlpatterns = [
    *requests.urlpatterns,
    *public_requests.urlpatterns,
    *instructors.urlpatterns,
    *delivery.urlpatterns,
    *participants.urlpatterns,
]
