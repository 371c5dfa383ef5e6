"""A reply that was stored wrong: the right one stands beside it, and the other side hears of it."""

from __future__ import annotations

from core.models import AuditEntry, Message
from referrals.models import Linkage, Reply
from tests import make
from tests.cast import Cast


def _typed(**values: str) -> dict[str, str]:
    return {"result": "INFO_GIVEN", "content": "다른 대상자와 바뀌었습니다.", "reason": "기록을 다시 확인"} | values


def _replied() -> Linkage:
    linkage = make.linkage(status="REPLIED")
    make.reply(linkage)
    return linkage


def test_the_agency_puts_its_reply_right_and_the_team_is_told(cast: Cast) -> None:
    linkage = _replied()
    page = f"/linkages/{linkage.pk}/act/correct_reply/"
    browser = cast.health1.client()
    assert "회신 바로잡기" in browser.get(f"/linkages/{linkage.pk}/").text
    assert browser.post(page, _typed(reason="")).status_code == 400
    answer = browser.post(page, _typed())
    assert answer.status_code == 302, answer.text
    before, after = Reply.objects.filter(linkage=linkage).order_by("pk")
    entry = AuditEntry.objects.get(verb="linkage.correct_reply")
    assert entry.changes == {"reply": [before.pk, after.pk], "result": [before.result, "INFO_GIVEN"]}
    assert entry.reason == "기록을 다시 확인"
    told = Message.objects.filter(recipient=cast.social1.user, values__number=linkage.number)
    assert "결과 회신이 바로잡혔습니다." in [one.values.get("text") for one in told]
    linkage.refresh_from_db()
    assert linkage.status == "REPLIED"


def test_both_doors_say_when_there_is_nothing_to_correct_or_it_is_not_theirs(cast: Cast) -> None:
    waiting = make.linkage(status="IN_SERVICE")
    api = f"/api/v1/linkages/{waiting.pk}/correct-reply/"
    assert cast.health1.api().post(api, _typed(), format="json").status_code == 409
    assert cast.health1.client().post(f"/linkages/{waiting.pk}/act/correct_reply/", _typed()).status_code == 409
    assert cast.welfare1.api().post(api, _typed(), format="json").status_code == 404
    assert cast.coordinator1.api().post(api, _typed(), format="json").status_code == 403
