"""The left menu: one line is the place where one is."""

from __future__ import annotations

import pytest

from tests.cast import Cast


def _here(cast: Cast, who: str, path: str) -> list[str]:
    items = getattr(cast, who).client().get(path).context["nav"].items
    return [item["label"] for item in items if item["current"]]


@pytest.mark.parametrize(
    ("who", "path", "place"),
    [
        ("social1", "/", "내 업무"),
        ("social1", "/linkages/", "의뢰·회신"),
        ("social1", "/linkages/received/", "의뢰·회신"),
        ("health1", "/linkages/received/", "받은 의뢰"),
        ("coordinator1", "/linkages/report/", "의뢰·회신"),
        ("coordinator1", "/linkages/provisions/", "제공 대장"),
        ("coordinator1", "/linkages/provisions/export/", "제공 대장"),
        ("coordinator1", "/discharge/followup-templates/", "사업 설정"),
        ("coordinator1", "/discharge/rules/", "선별 명단"),
        ("cpo1", "/linkages/provisions/", "제공 대장"),
        ("social1", "/resources/", "자원 찾기"),
        ("social1", "/capacity-questions/", "자원 찾기"),
        ("welfare1", "/agency/", "우리 기관 정보"),
    ],
)
def test_exactly_one_line_is_where_one_is(cast: Cast, who: str, path: str, place: str) -> None:
    assert _here(cast, who, path) == [place]


def test_a_page_outside_the_menu_marks_none(cast: Cast) -> None:
    assert _here(cast, "social1", "/account/") == []
