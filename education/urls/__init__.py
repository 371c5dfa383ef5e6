"""Routes of education."""

from education.urls import delivery, figures, instructors, participants, public_requests, requests

app_name = "education"
urlpatterns = [
    *requests.urlpatterns,
    *public_requests.urlpatterns,
    *instructors.urlpatterns,
    *delivery.urlpatterns,
    *figures.urlpatterns,
    *participants.urlpatterns,
]
