"""What comes back: interim replies do not move the state, the final one does (domain 2.0.3, form `reply`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from core import audit, codes, once
from core.actor import Actor
from core.errors import Conflict, Invalid, NotVisible
from referrals.access import LINKAGE_ACCESS
from referrals.models import Linkage, Reply
from referrals.services.linkages import notices, rules
from referrals.workflow import LINKAGE

STARTED = frozenset({"SERVICE_STARTED", "SERVICE_DONE"})
INTERIM_STATES = ("RECEIVED", "ACCEPTED", "IN_SERVICE", "ON_HOLD", "CANCEL_REQUESTED")
FIELDS = ("reply_kind", "result", "started_on", "frequency", "content", "next_plan", "ask_back")


def check(row: Linkage, data: Mapping[str, Any]) -> None:
    """Conditional fields of a reply. Raises Invalid with every field that is wrong."""
    result = data.get("result")
    if not codes.is_code("reply_result", str(result)):
        raise Invalid({"result": "목록에서 고르십시오."})
    if not str(data.get("content") or "").strip():
        raise Invalid({"content": "회신 내용을 적으십시오."})
    if result in STARTED:
        rules.past_day(row, {"started_on": data.get("started_on") or row.started_on}, "started_on", "서비스 시작일")
    if result == "PLANNED" and data.get("started_on") is None:
        raise Invalid({"started_on": "서비스 예정일을 적으십시오."})
    if result == "REFERRED_ON" and not str(data.get("next_plan") or "").strip():
        raise Invalid({"next_plan": "연계한 기관을 적으십시오."})


def keep(row: Linkage, data: Mapping[str, Any], actor: Actor) -> Reply:
    """Store a reply as it came."""
    values = {name: data[name] for name in FIELDS if data.get(name) not in (None, "")}
    if values["result"] in STARTED:
        values.setdefault("started_on", row.started_on)
    author = str(data.get("replied_by") or data.get("told_by") or actor.name)
    return Reply.objects.create(
        linkage=row, replied_by=author, entered_by_id=actor.user_id, replied_at=rules.moment(row, data), **values
    )


def unreplied(row: Linkage) -> str:
    """Why there is no reply to correct; empty once the final one has come."""
    if row.status in ("REPLIED", "COMPLETED") and row.replied_at is not None:
        return ""
    return f"지금 상태({row.get_status_display()})에서는 바로잡을 회신이 없습니다."


def correct(*, actor: Actor, linkage: Linkage, data: Mapping[str, Any]) -> Linkage:
    """A reply that was stored was wrong: the right one stands beside it, the newest counts; the other side is told.

    `data`: the fields of the reply, and `reason`. Raises NotVisible, Forbidden, Conflict or Invalid.
    """
    with transaction.atomic():
        row = LINKAGE_ACCESS.lock_for(actor, "answer", linkage.pk, Linkage.objects.for_page())
        if why := unreplied(row):
            raise Conflict(why)
        check(row, data)
        before = row.replies.filter(reply_kind="FINAL").order_by("-replied_at", "-pk").first()
        reply = keep(row, {**data, "reply_kind": "FINAL"}, actor)
        if data.get("started_on") and data["result"] in STARTED:
            row.started_on = data["started_on"]
            row.save(update_fields=["started_on"])
        old = (before.pk, before.result) if before is not None else (None, "")
        changes = {"reply": [old[0], reply.pk], "result": [old[1], reply.result]}
        audit.record(
            actor, "linkage.correct_reply", action="UPDATE", about=row,
            persons=[row.client_id], changes=changes, reason=str(data["reason"]),
        )  # fmt: skip
        tell = notices.to_team if "receiver" in row.relations else notices.to_receiver  # type: ignore[attr-defined]
        tell(row, "결과 회신이 바로잡혔습니다.", actor, event=f":reply-{reply.pk}")
    return row


def closed(row: Linkage) -> str:
    """Why no interim reply is taken in the state as it stands; empty where one is."""
    if row.status in INTERIM_STATES:
        return ""
    return f"지금 상태({row.get_status_display()})에서는 중간 회신을 적을 수 없습니다."


def record_interim(
    *, actor: Actor, linkage: Linkage, data: Mapping[str, Any], on_behalf_of: str = "", idempotency_key: str = ""
) -> Linkage:
    """Keep an interim reply; the state stays. Raises NotVisible, Forbidden, Conflict or Invalid."""
    body = {**data, "linkage": linkage.pk, "on_behalf_of": on_behalf_of}

    def make() -> Reply:
        row, relations = LINKAGE_ACCESS.lock(actor, linkage.pk, Linkage.objects.for_page())
        if row is None or not relations:
            raise NotVisible
        if "past_receiver" not in relations:  # what has ended meanwhile is a matter of its state
            LINKAGE.demand(row, "reply", relations, on_behalf_of)
        if why := closed(row):
            raise Conflict(why)
        check(row, data)
        reply = keep(row, {**data, "reply_kind": "INTERIM"}, actor)
        audit.record(
            actor,
            "linkage.interim_reply",
            action="UPDATE",
            about=row,
            persons=[row.client_id],
            changes={"reply": reply.pk, "result": reply.result, "on_behalf": bool(on_behalf_of)},
        )
        notices.to_team(row, "중간 회신이 왔습니다.", actor, event=f":reply-{reply.pk}")
        return reply

    with transaction.atomic():
        reply, _ = once.once(actor, "linkage.interim_reply", idempotency_key, body, Reply, make)
    return reply.linkage
