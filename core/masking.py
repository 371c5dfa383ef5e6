"""What a list, a search result or a print shows of a person until somebody may see the rest.

One rule set for every screen, because different masks on different screens can be combined
into the full value: names keep first and last letter, telephone numbers lose the middle block,
birth dates keep the year, addresses stop at 읍·면·동, chart numbers keep the last three.
Each function takes the stored value and returns text; an empty value stays empty.
"""

import re
from datetime import date

from core.identifiers import HELP_LINES, phone_blocks
from core.text import fold

HIDDEN = "***"
UNKNOWN_NAME = "신원미상"  # stands where nobody knows who a person is; it names nobody and is not hidden

_LETTERWISE = re.compile(r"[가-힣ㄱ-ㅣ一-鿿\d]+")
_SHORT_PROVINCE = re.compile("서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충북|충남|전북|전남|경북|경남|제주")
_REGION = re.compile(r"[가-힣]+[도시군구]")
_TOWN = re.compile(r"[가-힣]+[\d.,·]*가?[읍면동가]")
_MAX_REGIONS = 3  # 도, 시, 구


def mask_name(name: str) -> str:
    """홍길동 → 홍*동, 김철 → 김*; a name in Latin letters keeps the first letter of each word."""
    words = fold(name).split()
    letters = "".join(words)
    if letters == UNKNOWN_NAME:
        return letters
    if not letters:
        return ""
    if not _LETTERWISE.fullmatch(letters):
        return " ".join(f"{word[0]}{HIDDEN}" for word in words)
    if len(letters) == 1:
        return "*"
    last = letters[-1] if len(letters) > 2 else ""
    return letters[0] + "*" * (len(letters) - 1 - len(last)) + last


def mask_phone(phone: str) -> str:
    """010-1234-5678 → 010-****-5678; where there is no middle block, only the last block stays."""
    if not phone.strip():
        return ""
    blocks = phone_blocks(phone)
    if not blocks:
        return "*" * 8
    if blocks[0] in HELP_LINES:
        return blocks[0]
    shown_head = blocks[0] if len(blocks) > 2 else "*" * len(blocks[0])
    return "-".join([shown_head, *("*" * len(block) for block in blocks[1:-1]), blocks[-1]])


def mask_birth(birth: date | None) -> str:
    """1948-03-15 → 1948년생, for lists and search."""
    return f"{birth.year}년생" if birth else ""


def age_on(birth: date, day: date) -> int:
    """Full years on a day; somebody born on 29 February turns a year older on 1 March of a common year."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def mask_birth_age(birth: date | None, day: date) -> str:
    """1948-03-15 → 78세 on 2026-10-05."""
    return f"{age_on(birth, day)}세" if birth else ""


def mask_address(address: str, town: str = "") -> str:
    """Keep the address down to 읍·면·동; a road address without it stops at 시·군·구, unless `town` is stored apart."""
    words = address.split()
    if not words:
        return town.strip()
    kept: list[str] = []
    for word in words[:_MAX_REGIONS]:
        if not _REGION.fullmatch(word) and (kept or not _SHORT_PROVINCE.fullmatch(word)):
            break
        kept.append(word)
    rest = words[len(kept) :]
    if rest and kept and _TOWN.fullmatch(rest[0]):
        kept.append(rest.pop(0))
    elif town.strip():
        kept.append(town.strip())
    return " ".join([*kept, HIDDEN] if rest else kept)


def mask_email(email: str) -> str:
    """sample@example.org → sa****@example.org; a local part of one letter is hidden whole."""
    local, at, domain = email.strip().rpartition("@")
    if not email.strip():
        return ""
    if not at:
        return "*" * 4
    if len(local) <= 1:
        return f"*@{domain}"
    shown = local[:2] if len(local) > 2 else local[0]
    return f"{shown}****@{domain}"


def mask_chart_no(chart_no: str) -> str:
    """12345678 → *****678: the last three stay, and nothing of a number that short."""
    text = chart_no.strip()
    shown = text[-3:] if len(text) > 3 else ""
    return "*" * (len(text) - len(shown)) + shown


def mask_case_no(case_no: str) -> str:
    """A case number is never masked: it is the word used on the telephone."""
    return case_no
