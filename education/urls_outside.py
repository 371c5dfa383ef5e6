"""Routes for somebody without an account, and what the coordinator writes down for them."""

from django.urls import path

from education.views import public_requests

urlpatterns = [
    path("ask/", public_requests.ask, name="outside-ask"),
    path("ask/number/", public_requests.ask_number, name="outside-number"),
    path("ask/wish/", public_requests.ask_wish, name="outside-wish"),
    path("asked/", public_requests.status, name="outside-status"),
    path("asked/number/", public_requests.status_number, name="outside-status-number"),
    path("asked/find/", public_requests.find, name="outside-find"),
    path("asked/act/<slug:name>/", public_requests.act, name="outside-act"),
    path("requests/<uuid:request_id>/told/", public_requests.told, name="outside-told"),
]
