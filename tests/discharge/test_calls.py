"""오늘 전화: the calls of a day one after another, what came of each in two answers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from core import workdays
from discharge.models import DischargeCase, FollowUp
from tests import make
from tests.cast import Cast, Member

LIST = "/discharge/calls/"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _morning() -> Any:
    """Monday, nine in the morning."""
    with time_machine.travel("2026-11-30T09:10+09:00", tick=False):
        yield


def _due(ends_in: int = 2, **values: Any) -> FollowUp:
    case = values.pop("case", None) or make.case("FOLLOW_UP", **values)
    day = workdays.seoul_today()
    return make.followup(case, due_on=day, window_from=day - timedelta(days=4), window_to=day + timedelta(days=ends_in))


def _url(row: FollowUp) -> str:
    return f"{LIST}{row.case_id}/followups/{row.pk}/"


def _send(who: Member, row: FollowUp, **answers: Any) -> Any:
    return who.client().post(_url(row), {"version": FollowUp.objects.get(pk=row.pk).version, **answers})


def test_the_calls_of_a_day_follow_one_another_by_the_end_of_their_windows(cast: Cast) -> None:
    later, sooner = _due(ends_in=5), _due(ends_in=0)
    assert cast.social1.client().get(LIST).url == _url(sooner)
    page = cast.social1.client().get(_url(sooner)).text
    assert f"{sooner.case.client.name} 님" in page
    assert f'href="tel:{sooner.case.client.phone}"' in page
    assert "오늘이 마지막 날" in page
    answer = _send(cast.social1, sooner, outcome="REACHED", state="WELL")
    assert answer.url == _url(later)
    kept = FollowUp.objects.get(pk=sooner.pk)
    assert (kept.status, kept.result, kept.spoke_with) == ("DONE", "DONE", "SELF")
    assert (kept.ed_visit, kept.readmitted, kept.new_need) == (False, False, False)
    assert _send(cast.social1, later, outcome="REACHED", state="WELL", by_caregiver="on").url == LIST
    assert FollowUp.objects.get(pk=later.pk).spoke_with == "CAREGIVER"
    assert "오늘 2명을 마쳤습니다. 통화 2명" in cast.social1.client().get(LIST).text


def test_nobody_answers_and_is_called_again_on_the_next_working_day(cast: Cast) -> None:
    row = _due()
    assert _send(cast.social1, row, outcome="BUSY", again="NEXT").status_code == 302
    kept = FollowUp.objects.get(pk=row.pk)
    assert (kept.status, kept.action_on) == ("SCHEDULED", date(2026, 12, 1))
    assert kept.attempts.get().result == "NO_ANSWER"
    page = cast.social1.client().get(LIST).text
    assert "닿지 않음 1명" in page
    assert "다음은 2026. 12. 1.(화) 1명입니다." in page


def test_who_asks_to_be_called_on_another_day_is(cast: Cast) -> None:
    row = _due(ends_in=4)
    missing = _send(cast.social1, row, outcome="LATER")
    assert (missing.status_code, "다시 걸 날을 적으십시오." in missing.text) == (400, True)
    assert _send(cast.social1, row, outcome="LATER", again_on="2026-12-03").status_code == 302
    assert FollowUp.objects.get(pk=row.pk).action_on == date(2026, 12, 3)


def test_a_need_is_written_at_once(cast: Cast) -> None:
    row = _due()
    assert _send(cast.social1, row, outcome="REACHED", state="NEED").status_code == 400
    assert _send(cast.social1, row, outcome="REACHED", state="NEED", need="도시락 배달").status_code == 302
    assert FollowUp.objects.get(pk=row.pk).new_need_text == "도시락 배달"


def test_linked_services_are_in_use_unless_more_is_written(cast: Cast) -> None:
    row = _due()
    make.linkage(row.case, "IN_SERVICE")
    more = _send(cast.social1, row, outcome="REACHED", state="WELL")
    assert more.url.endswith(f"/followups/{row.pk}/?result=DONE")
    assert FollowUp.objects.get(pk=row.pk).status == "SCHEDULED"
    assert _send(cast.social1, row, outcome="REACHED", state="WELL", in_use="on").status_code == 302
    assert FollowUp.objects.get(pk=row.pk).service_checks.get().use == "IN_USE"


@pytest.mark.parametrize(
    ("answers", "result"),
    [
        ({"outcome": "HOSPITALIZED"}, "HOSPITALIZED"),
        ({"outcome": "DECEASED"}, "DECEASED"),
        ({"outcome": "REACHED", "state": "WORSE"}, "DONE"),
    ],
)
def test_what_takes_more_words_opens_the_whole_record(cast: Cast, answers: dict[str, str], result: str) -> None:
    row = _due()
    answer = _send(cast.social1, row, **answers)
    assert answer.status_code == 302
    assert not row.attempts.exists()
    page = cast.social1.client().get(answer.url)
    assert page.context["form"]["result"].value() == result


def test_a_round_that_asks_more_says_so(cast: Cast) -> None:
    row = _due(target_group="ALCOHOL_DEPENDENCE")
    assert "저장하면 자세한 기록이 열립니다" in cast.social1.client().get(_url(row)).text
    assert _send(cast.social1, row, outcome="REACHED", state="WELL").url.endswith("?result=DONE")


def test_only_ones_own_calls_are_asked_for(cast: Cast) -> None:
    row = _due(social_worker=cast.social2.user)
    assert "오늘 걸 전화가 없습니다" in cast.social1.client().get(LIST).text
    assert cast.social1.client().get(_url(row)).status_code == 403
    assert cast.nurse1.client().get(LIST).url == _url(row), "the nurse of the case calls too"
    assert cast.coordinator1.client().get(LIST).status_code == 403
    DischargeCase.objects.filter(pk=row.case_id).update(
        status="CLOSED", close_reason="COMPLETED", closed_on=workdays.seoul_today()
    )
    assert "오늘 걸 전화가 없습니다" in cast.nurse1.client().get(LIST).text


def test_two_who_answer_for_one_call_are_told(cast: Cast) -> None:
    row = _due()
    stale = FollowUp.objects.get(pk=row.pk).version
    _send(cast.social1, row, outcome="NO_ANSWER", again="NEXT")
    answer = cast.nurse1.client().post(_url(row), {"version": stale, "outcome": "REACHED", "state": "WELL"})
    assert answer.status_code == 409
    assert FollowUp.objects.get(pk=row.pk).status == "SCHEDULED"
