"""The public pages of institutions. The hospital's leaflet is the measure of the first one."""

from __future__ import annotations

import re

import pytest
from django.utils.html import strip_tags

from network.services import reference
from tests import make
from tests.cast import Cast

LEAFLET = """공공보건의료사업실 안내 대표번호 031-828-5214, 5216~7 팩스 031-828-5219
병원 안내 대표번호 031-828-5000 팩스 031-828-5021 응급실 031-828-5119, 5129 진료협력센터 031-828-5357
외래진료 접수, 진료시간 평일 접수시간 08:30~16:30 진료시간 09:30~17:30 ※ 점심시간 12:30~13:30
주소 (11671) 경기도 의정부시 흥선로 142"""


def words(html: bytes | str) -> str:
    """The words of a page, one blank between any two pieces."""
    text = html.decode() if isinstance(html, bytes) else html
    return " ".join(strip_tags(re.sub(r"</?(dt|dd|h\d|p|li|td|th|header|span)[^>]*>", " ", text)).split())


@pytest.fixture
def loaded(cast: Cast) -> Cast:
    reference.load()
    return cast


def test_a_stranger_reads_the_leaflets_last_page(loaded: Cast) -> None:
    answer = loaded.nobody.client().get("/institutions/uijeongbu/")
    assert answer.status_code == 200
    text = words(answer.content)
    assert " ".join(LEAFLET.split()) in text
    assert "경기도 지역책임의료기관" in text
    assert "토요일" not in text  # the leaflet prints none, so none is made up


def test_a_fictional_institution_says_so(cast: Cast) -> None:
    text = words(cast.nobody.client().get("/institutions/welfare/").content)
    assert "가상노인복지관 가상" in text
    assert "지어낸 기관" in text


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("kind=WELFARE_CENTER", "가상노인복지관", "가상소방서"),
        ("q=소방", "가상소방서", "가상노인복지관"),
        ("service=MEAL", "가상노인복지관", "가상시 보건소"),
        ("municipality=41630", "양주복지관", "수원복지관"),
    ],
)
def test_finding_an_institution(cast: Cast, query: str, shown: str, hidden: str) -> None:
    from network.models import Municipality

    for name, code in (("양주복지관", "41630"), ("수원복지관", "41110")):
        make.institution(name=name).serves.add(Municipality.objects.get(code=code))
    text = words(cast.nobody.client().get(f"/institutions/?{query}").content)
    found = text[text.index("전화") :]
    assert shown in found
    assert hidden not in found


def test_an_institution_out_of_use_is_not_there(cast: Cast) -> None:
    gone = make.institution(is_active=False)
    assert cast.nobody.client().get(f"/institutions/{gone.code}/").status_code == 404
    assert gone.name not in cast.nobody.client().get("/institutions/").content.decode()
    assert cast.social1.api().get(f"/api/v1/institutions/{gone.pk}/").status_code == 404


def test_no_hit_offers_to_clear_the_filters(cast: Cast) -> None:
    assert "조건 모두 지우기" in cast.nobody.client().get("/institutions/?q=없는기관").content.decode()


def test_the_api_lists_the_same(loaded: Cast) -> None:
    api = loaded.social1.api()
    rows = api.get("/api/v1/institutions/?kind=LOCAL_RESPONSIBLE&q=의정부").json()["results"]
    assert [row["code"] for row in rows] == ["uijeongbu"]
    one = api.get(f"/api/v1/institutions/{rows[0]['id']}/").json()
    assert one["phones"][0] == {"kind": "OFFICE", "number": "031-828-5214", "extra": "5216~7", "fax": "031-828-5219"}
    assert {"day": "WEEKDAY", "kind": "LUNCH", "opens_at": "12:30:00", "closes_at": "13:30:00"} in one["hours"]
    assert loaded.nobody.api().get("/api/v1/institutions/").status_code == 401


def test_the_list_costs_the_same_for_many_rows(cast: Cast, django_assert_max_num_queries: object) -> None:
    for _ in range(30):
        make.institution()
    with django_assert_max_num_queries(5):  # type: ignore[operator]
        cast.nobody.client().get("/institutions/")


def test_the_privacy_policy_is_open_to_everybody(cast: Cast) -> None:
    text = words(cast.nobody.client().get("/privacy/").content)
    assert "주민등록번호는 받지도 저장하지도 않습니다" in text
    assert "개인정보 보호책임자" in text
