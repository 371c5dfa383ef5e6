"""내 업무: what I owe, worst first; and the bell."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from config.views import FEW
from core import messages
from core.models import Message
from tests import make
from tests.cast import Cast, Member

NOON = datetime(2026, 12, 7, 12, 0, tzinfo=ZoneInfo("Asia/Seoul"))
MIDNIGHT = NOON + timedelta(hours=12)  # 24:00 of the same day


def groups(who: Member, query: str = "") -> dict[str, list[str]]:
    found = who.client().get(f"/{query}").context["groups"]
    return {group["key"]: [duty.number for duty in group["duties"]] for group in found}


def test_duties_stand_in_groups_worst_first(cast: Cast) -> None:
    with time_machine.travel(NOON, tick=False):
        make.duty(number="D-2026-00003", due_at=MIDNIGHT)
        make.duty(number="D-2026-00002", due_at=NOON - timedelta(days=1))
        make.duty(number="D-2026-00001", due_at=NOON - timedelta(days=4))
        make.duty(number="D-2026-00004", due_at=MIDNIGHT + timedelta(days=7))
        make.duty(number="D-2026-00005", due_at=MIDNIGHT + timedelta(days=8))
        answer = cast.social1.client().get("/")
        assert groups(cast.social1) == {
            "late": ["D-2026-00001", "D-2026-00002"],
            "today": ["D-2026-00003"],
            "week": ["D-2026-00004"],
            "later": ["D-2026-00005"],
        }
    page = answer.content.decode().partition('id="main"')[2]
    assert "밀린 일 2건부터 처리하십시오." in page
    assert page.index("지남") < page.index("오늘") < page.index("이번 주") < page.index("다음 주 이후")
    assert "D-7" in page  # 24:00 of the seventh day still belongs to that day


def test_an_empty_group_is_left_out_and_an_empty_page_says_so(cast: Cast) -> None:
    assert groups(cast.social1) == {}
    assert "이번 주까지 할 일이 없습니다" in cast.social1.client().get("/").content.decode()


def test_a_colleagues_duty_is_not_mine_and_the_team_is_for_the_coordinator(cast: Cast) -> None:
    make.duty(cast.social2, number="D-2026-00009")
    assert groups(cast.social1, "?scope=team") == {}
    assert groups(cast.coordinator1) == {}
    assert groups(cast.coordinator1, "?scope=team") == {"week": ["D-2026-00009"]} or groups(
        cast.coordinator1, "?scope=team"
    ) == {"today": ["D-2026-00009"]}
    assert "송가상" in cast.coordinator1.client().get("/?scope=team").content.decode()


@pytest.mark.parametrize(
    "part", ["social1", "coordinator1", "health1", "doctor1", "cpo1", "admin1", "monitor1", "fire1"]
)
def test_the_home_page_costs_eight_queries_at_most(
    cast: Cast, part: str, django_assert_max_num_queries: object
) -> None:
    who: Member = getattr(cast, part)
    if who.membership.programmes:
        for _ in range(60):
            make.duty(who)
    browser = who.client()
    browser.get("/")
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        assert browser.get("/").status_code == 200


def test_my_figures_count_my_cases(cast: Cast) -> None:
    make.case("FOLLOW_UP")
    make.case("PLANNING")
    make.case("CLOSED")
    figures = {figure.label: figure.value for figure in cast.social1.client().get("/").context["figures"]}
    assert figures == {"진행 중인 사례": "2", "사후관리 중": "1"}
    assert cast.social2.client().get("/").context["figures"][0].value == "0"


@pytest.mark.parametrize("part", ["social1", "social2", "doctor1", "coordinator1"])
def test_a_figure_opens_as_many_rows_as_it_counts(cast: Cast, part: str) -> None:
    """A case of a colleague stands in the list of everybody in the house, and in nobody else's figure."""
    make.case("FOLLOW_UP")
    make.case("PLANNING")
    browser = getattr(cast, part).client()
    for figure in browser.get("/").context["figures"][:2]:
        shown = browser.get(figure.url).context["page"].rows
        assert str(len(shown)) == figure.value, figure.label


def test_what_is_owed_after_this_week_is_folded_where_there_is_much_and_unfolds(cast: Cast) -> None:
    make.duty(about="다음 달의 일", due_at=timezone.now() + timedelta(days=20))
    browser = cast.social1.client()
    assert "다음 달의 일" in browser.get("/").content.decode(), "a signature that is due in two weeks is not hidden"
    for _ in range(FEW):
        make.duty()
    folded = browser.get("/").content.decode()
    assert "다음 달의 일" not in folded
    assert "다음 주 이후 <b>1건</b>" in folded
    assert 'href="?later=1"' in folded
    assert "다음 달의 일" in browser.get("/?later=1").content.decode()


def notice(cast: Cast, text: str = "회신이 왔습니다.") -> Message:
    key = f"test:{text}"
    messages.notify(key, [cast.social1.pk], text=text, number="L-2026-00001", url="/institutions/")
    Message.objects.filter(key__startswith=key).update(state="SENT", sent_at=timezone.now())
    return Message.objects.get(key__startswith=key)


def test_a_notice_is_shown_followed_and_read(cast: Cast) -> None:
    told = notice(cast)
    browser = cast.social1.client()
    assert "L-2026-00001 · 회신이 왔습니다." in browser.get("/").content.decode()
    assert "안 읽음" in browser.get("/notices/").content.decode()
    assert browser.get(f"/notices/{told.pk}/")["Location"] == "/institutions/"
    assert "안 읽음" not in browser.get("/notices/").content.decode()
    assert cast.nurse1.client().get(f"/notices/{told.pk}/").status_code == 404


def test_the_api_lists_notices_and_marks_them_read(cast: Cast) -> None:
    notice(cast)
    api = cast.social1.api()
    (row,) = api.get("/api/v1/notices/").json()["results"]
    assert (row["text"], row["read_at"]) == ("L-2026-00001 · 회신이 왔습니다.", None)
    assert cast.nurse1.api().get("/api/v1/notices/").json()["results"] == []
    assert api.post("/api/v1/notices/read/").status_code == 204
    assert api.get("/api/v1/notices/").json()["results"][0]["read_at"] is not None
