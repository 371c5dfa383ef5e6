"""Limits of the rules: the default, what a site sets instead, and what it cannot set."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from core import late_entry
from core.checks import site_limits_can_be_meant
from core.limits import REGISTER, Limits, days
from referrals.limits import limit
from tests.architecture.sources import name_of, python_files, template_files
from tests.cast import Cast


def _set(settings: Any, **sections: Any) -> list[str]:
    settings.SITE = {**settings.SITE, **sections}
    return [fault.msg for fault in site_limits_can_be_meant(None)]


def test_a_site_sets_one_limit_and_keeps_the_others(settings: Any) -> None:
    assert (limit("receive"), limit("link_days")) == (3, 7)
    assert _set(settings, linkage_limits={"link_days": 1}) == []
    assert (limit("receive"), limit("link_days")) == (3, 1)
    with pytest.raises(KeyError):
        limit("receve")


@pytest.mark.parametrize("value", ["7", 7.5, True, None, -1, 5000])
def test_a_number_that_cannot_be_meant_stops_the_start_and_is_never_used(settings: Any, value: Any) -> None:
    (said,) = _set(settings, linkage_limits={"link_days": value})
    assert said == "linkage_limits.link_days(한 번 쓰는 주소가 열려 있는 기간): 0에서 3650 사이의 일 수를 적으십시오."
    with pytest.raises(ImproperlyConfigured, match=r"link_days"):
        limit("link_days")


@pytest.mark.parametrize(
    ("sections", "said"),
    [
        ({"linkage_limits": {"link_day": 1}}, "linkage_limits.link_day: 없는 이름입니다."),
        ({"linkage_limit": {"link_days": 1}}, "linkage_limit: 없는 이름입니다."),
        ({"transfer_limits": 3}, "transfer_limits: 없는 이름입니다."),
        ({"linkage_limits": 3}, "linkage_limits: 이름과 수를 묶어 적으십시오."),
    ],
)
def test_a_name_that_nobody_declared_stops_the_start(settings: Any, sections: dict[str, Any], said: str) -> None:
    (fault,) = _set(settings, **sections)
    assert fault.startswith(said)


def test_every_app_declares_its_limits_this_way_and_the_defaults_stand_within_their_bounds(settings: Any) -> None:
    assert _set(settings) == []
    files = [path for path in python_files() if path.name == "limits.py" and name_of(path) != "core/limits.py"]
    assert all("Limits(" in path.read_text("utf-8") for path in files)
    assert len(REGISTER) == len(files) + len({late_entry.limit}) >= 6
    for section in REGISTER.values():
        for name, one in section.declared.items():
            assert one.least <= section(name) == one.default <= one.most, (section.section, name)
            assert one.meaning


def test_a_section_belongs_to_one_app() -> None:
    with pytest.raises(ValueError, match="twice"):
        Limits("linkage_limits", receive=days(1, "둘째"))


def test_a_sentence_says_the_limit_that_is_in_force(settings: Any) -> None:
    said = limit.words("일반 {receive}, 긴급 {receive_urgent} 안에 접수합니다.")
    assert str(said) == "일반 3근무일, 긴급 1근무일 안에 접수합니다."
    assert _set(settings, linkage_limits={"receive": 5}) == []
    assert str(said) == "일반 5근무일, 긴급 1근무일 안에 접수합니다."


@pytest.mark.django_db
def test_whoever_writes_a_request_reads_the_limits_of_the_site(settings: Any, cast: Cast) -> None:
    assert _set(settings, linkage_limits={"receive": 5}, resource_limits={"answer_capacity": 4}) == []
    assert "병원은 일반 5근무일" in cast.health1.client().get("/linkages/agency/new/").content.decode()
    asked = cast.social1.client().get(f"/resources/{cast.welfare1.institution.offers.get(service='MEAL').pk}/ask/")
    assert "일반 4근무일, 긴급 1근무일 안에 답합니다." in asked.content.decode()


def test_no_number_of_working_days_is_written_as_text() -> None:
    """A limit of working days belongs to the site; the demonstration may tell what somebody said."""
    written = re.compile(r"\d\s?근무일")
    files = [path for path in (*python_files(), *template_files()) if "demo" not in path.parts]
    assert [name_of(path) for path in files if written.search(path.read_text(encoding="utf-8"))] == []
    assert written.search("병원이 3근무일 안에 답합니다.")
