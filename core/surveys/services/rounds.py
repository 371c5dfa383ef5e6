"""Opening a round, its link, answering it, closing it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from core import anonymity, audit, workdays
from core.actor import Actor
from core.errors import Conflict, Forbidden, Invalid, NotVisible
from core.once import once
from core.secret_links import SecretLink
from core.surveys import registry
from core.surveys.access import ROUND_ACCESS
from core.surveys.models import Questionnaire, SurveyAnswer, SurveyRound

_FILE = Path(__file__).parent.parent / "data" / "questionnaires.json"
DEFAULT_DAYS = 7
LONGEST = timedelta(days=366)
SCALE = (1, 2, 3, 4, 5)
NOTHING_SAID = "한 문항 이상 고르십시오."
ORDER_OF_TIME = "닫는 때는 여는 때보다 뒤여야 합니다."
LINK = SecretLink("survey", "surveys:survey-answer")


def current_questionnaire(code: str) -> Questionnaire:
    """The newest version of a form, stored when it is first asked: what was asked stays as it was."""
    newest = max((one for one in _forms() if one["code"] == code), key=lambda one: int(one["version"]))
    rest = {name: newest[name] for name in ("title", "items", "overall")}
    return Questionnaire.objects.get_or_create(code=code, version=newest["version"], defaults=rest)[0]


@cache
def _forms() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(_FILE.read_text(encoding="utf-8"))
    return found


def open_round(
    *, actor: Actor, institution_id: int, object_kind: str, object_id: object, title: str, closes_at: datetime,
    idempotency_key: str = "", opens_at: datetime | None = None, asked: int | None = None, last_year_mean: Any = None,
) -> SurveyRound:  # fmt: skip
    """Open a round about an object of an institution. Raises Invalid.

    The caller has asked whether the actor may: it is a step of the object's own work.
    """
    kind = registry.KINDS[object_kind]
    begin = opens_at or timezone.now()
    _demand_period(begin, closes_at)
    body = {
        "about": [object_kind, str(object_id)], "at": institution_id, "title": title, "from": str(opens_at),
        "to": str(closes_at), "asked": asked, "last_year_mean": str(last_year_mean),
    }  # fmt: skip

    def make() -> SurveyRound:
        row = SurveyRound(
            questionnaire=current_questionnaire(kind.questionnaire),
            institution_id=institution_id,
            object_kind=object_kind,
            object_id=str(object_id),
            title=title,
            asked=asked,
            opens_at=begin,
            closes_at=closes_at,
            last_year_mean=last_year_mean,
            created_by_id=actor.user_id,
        )
        row.key_hash = LINK.stored(key_of(row))
        row.save()
        audit.record(actor, "survey.open", action="CREATE", about=row, changes={"title": title})
        return row

    with transaction.atomic():
        return once(actor, "survey.open", idempotency_key, body, SurveyRound, make)[0]


def open_by_hand(*, actor: Actor, object_kind: str, idempotency_key: str = "", **values: Any) -> SurveyRound:
    """Open a round of a kind that has one object for everybody at the institution (its agencies)."""
    kind = next((one for one in registry.opened_by(actor) if one.object_kind == object_kind), None)
    if kind is None or kind.by_hand is None:
        raise Forbidden
    assert actor.institution_id is not None
    return open_round(
        actor=actor, institution_id=actor.institution_id, object_kind=object_kind, object_id=kind.by_hand(actor),
        idempotency_key=idempotency_key, **values,
    )  # fmt: skip


def over(row: SurveyRound) -> str:
    """Why nothing is set about a round any more; empty while it runs."""
    return "이미 닫힌 조사입니다. 결과를 본 뒤에는 다시 열지 않습니다." if row.is_over() else ""


def set_closing(*, actor: Actor, row: SurveyRound, closes_at: datetime) -> SurveyRound:
    """Close earlier or later. What is over is not opened again: its results may have been read."""
    with transaction.atomic():
        locked = ROUND_ACCESS.lock_for(actor, "keep", row.pk)
        if why := over(locked):
            raise Conflict(why)
        if closes_at < timezone.now():
            raise Invalid({"closes_at": "지난 때로는 정하지 않습니다. 지금 닫으려면 지금 닫기를 누르십시오."})
        _demand_period(locked.opens_at, closes_at)
        return _save_closing(actor, locked, closes_at)


def close(*, actor: Actor, row: SurveyRound) -> SurveyRound:
    """Close now. Closing what is closed changes nothing."""
    with transaction.atomic():
        locked = ROUND_ACCESS.lock_for(actor, "keep", row.pk)
        if locked.is_over():
            return locked
        now = timezone.now()
        if locked.opens_at >= now:
            locked.opens_at = now - timedelta(seconds=1)
        return _save_closing(actor, locked, now)


def renew_link(*, actor: Actor, row: SurveyRound) -> SurveyRound:
    """Another link; the old one is dead (it went where it should not). Raises Conflict once the round is over."""
    with transaction.atomic():
        locked = ROUND_ACCESS.lock_for(actor, "keep", row.pk)
        if why := over(locked):
            raise Conflict(why)
        locked.key_serial += 1
        locked.key_hash = LINK.stored(key_of(locked))
        locked.save(update_fields=["key_serial", "key_hash"])
        audit.record(actor, "survey.renew_link", action="UPDATE", about=locked)
        return locked


def _save_closing(actor: Actor, row: SurveyRound, closes_at: datetime) -> SurveyRound:
    row.closes_at = closes_at
    row.save(update_fields=["opens_at", "closes_at"])
    audit.record(actor, "survey.close", action="UPDATE", about=row, changes={"closes_at": closes_at.isoformat()})
    return row


def _demand_period(begin: datetime, end: datetime) -> None:
    if end <= begin:
        raise Invalid({"closes_at": ORDER_OF_TIME})
    if end - begin > LONGEST:
        raise Invalid({"closes_at": "조사는 한 해까지 열어 둡니다."})


# --- the link --------------------------------------------------------------------------------------------------------


def key_of(row: SurveyRound) -> str:
    return LINK.derived(row.pk, row.key_serial)


def url_of(row: SurveyRound) -> str:
    return LINK.url(key_of(row))


def round_of(key: str) -> SurveyRound | None:
    """The round of a key, while it is open."""
    row = LINK.find(SurveyRound.objects.select_related("questionnaire"), key)
    return row if row is not None and row.is_open() else None


# --- answering -------------------------------------------------------------------------------------------------------


def answer(*, row: SurveyRound, scores: Sequence[int | None], texts: Mapping[str, str]) -> None:
    """Keep one answer. There is no actor and no entry in the trail: an entry would say when somebody answered.

    `scores` in the order of the questions. Raises Invalid, and NotVisible when the round has closed meanwhile.
    """
    errors = {name: fault for name in ("good", "improve") if (fault := anonymity.fault(texts.get(name, "")))}
    if errors:
        raise Invalid(errors)
    if not any(score is not None for score in scores):
        raise Invalid(NOTHING_SAID)
    with transaction.atomic():
        locked = SurveyRound.objects.select_for_update(of=("self",)).select_related("questionnaire").get(pk=row.pk)
        if not locked.is_open():
            raise NotVisible
        if len(scores) != len(locked.questionnaire.texts) or any(one not in (None, *SCALE) for one in scores):
            raise Invalid("문항과 답이 맞지 않습니다. 처음부터 다시 답하십시오.")
        SurveyAnswer.objects.create(
            round=locked, day=workdays.seoul_today(), scores=list(scores),
            good=texts.get("good", "").strip(), improve=texts.get("improve", "").strip(),
        )  # fmt: skip
        _shuffle(locked)


def _shuffle(row: SurveyRound) -> None:
    """Write all answers of the round anew in random order under new keys.

    Where rows lie in a table and which transaction wrote them tells in which order they came, and who came out of a
    room in which order is known. After this all answers of a round were written by one transaction, in no order.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH taken AS (
                DELETE FROM surveys_surveyanswer WHERE round_id = %s RETURNING round_id, day, scores, good, improve
            )
            INSERT INTO surveys_surveyanswer (id, round_id, day, scores, good, improve)
            SELECT gen_random_uuid(), round_id, day, scores, good, improve FROM taken ORDER BY random()
            """,
            [row.pk],
        )
