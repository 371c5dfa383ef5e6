"""Routes for somebody without an account, and what the coordinator writes down for them."""

from django.urls import path

from education.views import outside

urlpatterns = [
    path("ask/", outside.ask, name="outside-ask"),
    path("ask/number/", outside.ask_number, name="outside-number"),
    path("ask/wish/", outside.ask_wish, name="outside-wish"),
    path("asked/", outside.status, name="outside-status"),
    path("asked/number/", outside.status_number, name="outside-status-number"),
    path("asked/find/", outside.find, name="outside-find"),
    path("asked/act/<slug:name>/", outside.act, name="outside-act"),
    path("requests/<uuid:request_id>/told/", outside.told, name="outside-told"),
]
