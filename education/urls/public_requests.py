"""Routes for somebody without an account, and what the coordinator writes down for them."""

from django.urls import path

from education.views import public_requests

urlpatterns = [
    path("ask/", public_requests.ask, name="public-request-ask"),
    path("ask/number/", public_requests.ask_number, name="public-request-number"),
    path("ask/wish/", public_requests.ask_wish, name="public-request-wish"),
    path("asked/", public_requests.status, name="public-request-status"),
    path("asked/number/", public_requests.status_number, name="public-request-status-number"),
    path("asked/find/", public_requests.find, name="public-request-find"),
    path("asked/act/<slug:name>/", public_requests.act, name="public-request-act"),
    path("requests/<uuid:request_id>/told/", public_requests.told, name="public-request-told"),
]
