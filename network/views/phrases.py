"""The door of one's own phrases; they are made and put in at the field itself, over the API."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from core.acts import Standing
from core.pages import show
from core.policy import PortalRequest, SignedIn, page
from network.acts.phrases import PHRASE_ACTS
from network.models import Phrase


@page(SignedIn())
@require_GET
def phrase_list(request: PortalRequest) -> HttpResponse:
    """상용구: by the field in which they are written."""
    rows = list(Phrase.objects.for_actor(request.actor).order_by("field_label", "field", "name"))
    for row in rows:
        standing = Standing(row, frozenset({"owner"}), request.actor)
        row.acts = PHRASE_ACTS.buttons(standing)
    groups = [(label, list(found)) for label, found in groupby(rows, key=lambda row: row.field_label)]
    return show(request, "network/phrase_list.html", {"groups": groups})
