"""Text that must point to nobody: refused where it holds what names a person."""

from __future__ import annotations

import re

from core.identifiers import RRN_REFUSED, contains_rrn, parse_case_number
from core.text import fold_code

MAIL = "전자우편 주소를 지우십시오. 사람을 알아볼 수 있는 내용은 적지 않습니다."
NUMBER = "전화번호, 생년월일, 등록번호 같은 숫자를 지우십시오. 사람을 알아볼 수 있는 내용은 적지 않습니다."
NAME = "사람 이름으로 보이는 말이 있습니다. 이름을 지우십시오."
ADDRESS = "자세한 주소를 지우십시오. 시·군·구까지만 묻습니다."

_MAIL = re.compile(r"\S+@\S+")
_LONG = re.compile(r"\d[\d\s.\-~/()]{3,}\d")
_BIRTH = re.compile(r"(?:19|20)\d\d\s*년|\d\d\s*년\s*\d{1,2}\s*월|\d+\s*월\s*\d+\s*일생?|(?:19|20)?\d\d\s*년생")
_LOT = re.compile(r"[가-힣]+(?:로|길)\s*\d+|\d+\s*동\s*\d+\s*호|\d+\s*번지")
_CASE = re.compile(r"[A-Za-z]-?\s?20\d{2}\s?-?\s?\d+")
_FAMILY = (
    "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민진지엄채원천방공현함변염여추도"
    "소석선설마길연위표명기반라왕금옥육인맹제모탁국어은편용"
)
_CALLED = re.compile(
    rf"(?<![가-힣])(?:[{_FAMILY}][가-힣*○]{{1,2}}|남궁[가-힣]{{1,2}}|제갈[가-힣]{{1,2}}|독고[가-힣]{{1,2}})"
    r"\s*(?:님|씨|환자|대상자|어르신|할머니|할아버지)"
)
# Words that begin like a name and stand before 환자, 대상자, 어르신: said of an illness or of anybody.
_NO_NAMES = frozenset(
    ["고령", "노인", "남성", "여성", "전체", "신규", "이용", "장애", "기존", "독거", "재활", "치매", "소아", "임종"]
)


def fault(text: str) -> str:
    """Why a text may point to a person, as a Korean sentence; empty when nothing does.

    Numbers of five digits and more, dates of birth, addresses below the municipality, mail, and a name before a title.
    """
    plain = fold_code(text)
    if contains_rrn(text):
        return RRN_REFUSED
    if _MAIL.search(plain):
        return MAIL
    if _CASE.search(plain) or parse_case_number(plain) or _BIRTH.search(plain) or _has_long_number(plain):
        return NUMBER
    if _LOT.search(plain):
        return ADDRESS
    return NAME if _names_somebody(plain) else ""


def _has_long_number(text: str) -> bool:
    return any(sum(char.isdigit() for char in match) >= 5 for match in _LONG.findall(text))


def _names_somebody(text: str) -> bool:
    found = _CALLED.findall(text)
    return any(not any(match.startswith(word) for word in _NO_NAMES) for match in found)


def name_candidates(text: str) -> set[str]:
    """Runs of two to four Korean letters with which a word begins: what a name in the text would look like."""
    runs = re.findall(r"[가-힣]{2,}", text)
    return {run[:length] for run in runs for length in (2, 3, 4) if len(run) >= length}
