"""The portal's routes and a few of the tests: each ends in one of the fixed answers."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.utils import timezone
from django.views.decorators.http import require_POST
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from config.urls import handler404, handler500
from config.urls import urlpatterns as portal
from core.api.endpoints import Endpoint
from core.errors import Conflict, Invalid
from core.models import Draft
from core.policy import OnRow, Public, SignedIn, holding, page
from core.throttle import DoorLimit, posted
from tests.core.machine import ACCESS

__all__ = ["handler404", "handler500", "urlpatterns"]


@page(OnRow(ACCESS, "read", audit_as="trial.read"))
def read(request: HttpRequest, case: Any) -> HttpResponse:
    return HttpResponse(case.number)


@page(OnRow(ACCESS, "read", audit_as="trial.change"))
@require_POST
def change(request: HttpRequest, case: Any) -> HttpResponse:
    return HttpResponse("바꿈")


@page(SignedIn())
def refuse(request: HttpRequest) -> HttpResponse:
    raise Invalid("보낸 내용이 맞지 않습니다.")


@page(SignedIn())
def collide(request: HttpRequest) -> HttpResponse:
    raise Conflict("방금 다른 사람이 저장했습니다.")


@page(holding("CPO"))
def officers(request: HttpRequest) -> HttpResponse:
    return HttpResponse("열람")


@page(SignedIn())
def fail(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("비밀 값 4242")


OPEN = Public("누구나", DoorLimit("trial", 3, 5, posted))


@page(OPEN)
def open_to_all(request: HttpRequest) -> HttpResponse:
    return HttpResponse("열림")


def lose_connection() -> None:
    """What a stopped server does to a connection in use."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")


@page(SignedIn())
def write_and_lose(request: HttpRequest) -> HttpResponse:
    """Writes one row of two, then the database is gone."""
    with transaction.atomic():
        who = request.actor.user_id  # type: ignore[attr-defined]
        Draft.objects.create(person_id=who, form="first", updated_at=timezone.now())
        lose_connection()
        Draft.objects.create(person_id=who, form="second", updated_at=timezone.now())
    return HttpResponse("저장")


class Trial(Endpoint):
    """The same answers through the API."""

    policies = {"retrieve": OnRow(ACCESS, "read", audit_as="trial.read"), "list": SignedIn(), "create": holding("CPO")}

    def retrieve(self, request: Any, pk: str) -> Response:
        return Response({"number": self.row().number})

    def list(self, request: Any) -> Response:
        answers = {"refused": Invalid({"ward": "병동을 고르십시오."}), "conflict": Conflict(stored={"ward": "51"})}
        if request.query_params.get("lose"):
            lose_connection()
        raise answers[request.query_params.get("answer", "refused")]

    def create(self, request: Any) -> Response:
        return Response({})


class OpenTrial(Endpoint):
    """A public door of the API."""

    policies = {"list": OPEN, "create": OPEN}

    def list(self, request: Any) -> Response:
        return Response({})

    def create(self, request: Any) -> Response:
        return Response({})


router = SimpleRouter(use_regex_path=False)
router.register("trial", Trial, basename="trial")
router.register("open-trial", OpenTrial, basename="open-trial")

urlpatterns = [
    *portal,
    path("trial/<str:pk>/read/", read, name="trial-read"),
    path("trial/<str:pk>/change/", change, name="trial-change"),
    path("trial/refuse/", refuse, name="trial-refuse"),
    path("trial/collide/", collide, name="trial-collide"),
    path("trial/officers/", officers, name="trial-officers"),
    path("trial/open/", open_to_all, name="trial-open"),
    path("trial/fail/", fail, name="trial-fail"),
    path("trial/write/", write_and_lose, name="trial-write"),
    path("api/v1/", include((router.urls, "trial-api"))),
]
