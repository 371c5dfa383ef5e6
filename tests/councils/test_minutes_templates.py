"""How the minutes of a body begin: kept with the body, offered where nothing was noted, never put in by itself."""

from __future__ import annotations

from typing import Any

import pytest

from core import codes
from network.councils.models import CouncilMember, MinutesTemplate
from network.councils.services import bodies, minutes_templates
from tests.cast import Member
from tests.councils.house import NOTICE_ON, House, at

BEGINS = "○ 추진 실적\n○ 질의와 답변"


def _url(home: House) -> str:
    return f"/councils/{home.council.pk}/minutes/"


def _form(home: House, **words: tuple[str, str]) -> dict[str, Any]:
    """The whole page with these words, by kind."""
    kinds = [code for code, _ in codes.choices("agenda_kind")]
    home.council.refresh_from_db()
    form: dict[str, Any] = {
        "version": home.council.version, "rows-TOTAL_FORMS": len(kinds), "rows-INITIAL_FORMS": len(kinds)
    }  # fmt: skip
    for place, kind in enumerate(kinds):
        discussion, decision = words.get(kind, ("", ""))
        form |= {f"rows-{place}-kind": kind, f"rows-{place}-discussion": discussion}
        form |= {f"rows-{place}-decision": decision}
    return form


@pytest.fixture
def secretary(home: House) -> Member:
    seat = CouncilMember.objects.get(name="임가상")
    bodies.change_member(actor=home.coordinator, member=seat, data={"role": "SECRETARY"})
    return home.cast.fire1


def test_the_coordinator_and_the_secretary_keep_the_words_of_the_body(home: House, secretary: Member) -> None:
    for who, words in ((home.cast.coordinator1, BEGINS), (secretary, f"{BEGINS}\n○ 그 밖의 의견")):
        page = who.client().get(f"/councils/{home.council.pk}/").content.decode()
        assert "회의록 서식" in page
        answer = who.client().post(_url(home), _form(home, REPORT=(words, "원안대로 접수")))
        assert answer.status_code == 302, answer.content.decode()
        kept = MinutesTemplate.objects.get()
        assert (kept.kind, kept.discussion, kept.decision) == ("REPORT", words, "원안대로 접수")
    assert "○ 추진 실적" in secretary.client().get(_url(home)).content.decode()
    answer = secretary.client().post(_url(home), _form(home))
    assert answer.status_code == 302
    assert not MinutesTemplate.objects.exists(), "empty words are none"


def test_other_members_neither_see_nor_change_them(home: House) -> None:
    member = home.cast.health1.client()
    assert "회의록 서식" not in member.get(f"/councils/{home.council.pk}/").content.decode()
    assert member.get(_url(home)).status_code == 403
    assert member.post(_url(home), _form(home, REPORT=(BEGINS, ""))).status_code == 403
    assert home.cast.hospital2.client().get(_url(home)).status_code == 404
    assert not MinutesTemplate.objects.exists()


def test_of_two_who_change_them_the_second_is_told(home: House) -> None:
    late = _form(home, REPORT=("늦은 글", ""))
    runs = home.cast.coordinator1.client()
    runs.post(_url(home), _form(home, REPORT=(BEGINS, "")))
    answer = runs.post(_url(home), late)
    assert answer.status_code == 409
    assert "늦은 글" in answer.content.decode()
    assert MinutesTemplate.objects.get().discussion == BEGINS


def test_they_are_offered_for_an_empty_item_and_no_longer_for_one_with_notes(home: House, clock: Any) -> None:
    rows = [{"kind": "REPORT", "discussion": BEGINS, "decision": ""}]
    minutes_templates.save(actor=home.coordinator, council=home.council, rows=rows)
    clock.move_to(NOTICE_ON)
    meeting = home.called()
    clock.move_to(at(12, 10, 15))
    first, second, *_ = meeting.items.order_by("order")
    runs = home.cast.coordinator1.client()
    for url in ("run/?item={}", "items/{}/notes/"):
        page = f"/councils/meetings/{meeting.pk}/{url}"
        offered = runs.get(page.format(first.pk)).content.decode()
        assert "논의 내용에 넣기" in offered
        assert "결정 사항에 넣기" not in offered
        assert "논의 내용에 넣기" not in runs.get(page.format(second.pk)).content.decode(), "of another kind"
    first.refresh_from_db()
    assert first.discussion == "", "offered is not written"
    first.meeting = meeting
    home.write(first)
    assert minutes_templates.offered(first.meeting.items.get(pk=first.pk)) is None


def test_the_same_through_the_api(home: House) -> None:
    api, url = home.cast.coordinator1.api(), f"/api/v1/councils/{home.council.pk}/minutes-templates/"
    empty = api.get(url).json()
    assert [row["kind"] for row in empty] == [code for code, _ in codes.choices("agenda_kind")]
    body = {"rows": [{"kind": "DECISION", "discussion": "", "decision": "원안 의결"}]}
    assert api.put(url, body, format="json", headers={"If-Match": "99"}).status_code == 409
    done = api.put(url, body, format="json", headers={"If-Match": str(home.council.version)})
    assert done.status_code == 200, done.content
    assert {"kind": "DECISION", "discussion": "", "decision": "원안 의결"} in done.json()
    twice = {"rows": [*body["rows"], *body["rows"]]}
    assert api.put(url, twice, format="json").status_code == 400
    assert api.put(url, {"rows": [{"kind": "NONE", "discussion": "글"}]}, format="json").status_code == 400
    assert home.cast.health1.api().put(url, body, format="json").status_code == 403
