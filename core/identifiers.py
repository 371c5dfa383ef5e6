"""Numbers that people type: resident registration numbers (refused), telephones, KCD codes, case numbers."""

import re
import unicodedata
from datetime import date
from typing import NamedTuple, Self

import phonenumbers

from core.text import fold_code
from core.workdays import seoul_today

RRN_REFUSED = "주민등록번호를 지우십시오. 이 시스템은 주민등록번호를 저장하지 않습니다."
PHONE_MESSAGE = "전화번호를 확인하십시오. 지역번호나 010을 포함하여 숫자 9~11자리로 입력하십시오."
ONE_PHONE = "전화번호를 하나만 적으십시오. 여러 번호(~)와 내선 번호는 함께 적을 수 없습니다."
KCD_MESSAGE = "KCD 코드를 확인하십시오. 영문자 1자와 숫자 2자리, 필요하면 점과 숫자 1~2자리로 입력하십시오. (예: S72.0)"

# --- resident registration numbers ------------------------------------------------------------------------------

# ids and keys of our own
_OPAQUE = re.compile(r"(?:[0-9a-f]{32}){1,2}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_BROKEN_LINE = re.compile(r"(?<=\d\d) ?\n ?(?=-? ?\d\d)")
_GAP = r"(?:[\W_]{0,12}(?:뒷?자리|뒤)[\W_]{0,3}|[\W_]{0,12})"
_APART = r"(?:[^\S\n]|[^\w\s,;]|_){1,3}"  # between single digits; columns and lists of scores stand otherwise
_MASK = r"\d{0,4}[*xX×○●◯◎◌■□•·#]{2,6}"
_BLOCKS = re.compile(
    rf"(?<!\d)(?P<head>\d{{6}}|\d{{3}} \d{{3}}|\d\d \d\d \d\d){_GAP}"
    rf"[1-8](?:{_MASK}|[-._· ]{{0,3}}\d{{6}}(?!\d)|(?:{_APART}\d){{6}}(?!\d))"
)
_SINGLES = re.compile(
    rf"(?<!\d)(?<!\d[^\w])(?P<head>\d(?:{_APART}\d){{5}}){_APART}"
    rf"[1-8](?:{_MASK}|\d{{6}}(?!\d)|(?:{_APART}\d){{6}}(?!\d)(?!{_APART}\d(?!\d)))"
)
_MARK = r" {0,2}[-./년월_· ] {0,2}"
_DATED = re.compile(
    rf"(?<!\d)(?P<year>(?:18|19|20)?\d\d)(?:{_MARK}(?P<month>\d\d?){_MARK}(?P<day>\d\d?)"
    r"|(?<=\d{4})(?P<m>\d\d)(?P<d>\d\d))(?:[\W_]|일|생){0,4}[-._/·:~=+|] ?"
    rf"(?P<seventh>[1-8])(?:{_MASK}|\d{{6}}(?!\d))"
)
_LOST_ZERO = re.compile(
    r"(?<![0-9A-Za-z-])(?P<y>\d)(?P<m>\d\d)(?P<d>\d\d)-?(?P<seventh>[3478])\d{6}(?![0-9A-Za-z-]| ?[원건])"
)


def contains_rrn(text: str) -> bool:
    """Tell whether a text holds what may be a resident registration number, in whatever disguise.

    Rule: six digits that are a possible date, then seven digits of which the first is 1 to 8 (or that one and a mask),
    not inside a longer number. Any digits count as digits; blanks, dashes, dots, slashes, brackets, a line end and the
    like may stand between the halves, and blanks or marks between all digits. Likewise after a birth date with marks
    or with the century, when the seventh digit is of that century and the day has come; and with its first zero lost,
    as spreadsheets lose it. Source: personal information protection act, art. 24-2: consent is no ground for it.
    """
    if sum(map(str.isnumeric, text)) < 7 or _OPAQUE.fullmatch(text):
        return False
    plain = fold_code(text)
    ways = {plain, "".join(map(_bare, plain))}
    ways |= {_BROKEN_LINE.sub("", way) for way in ways}
    return any(_holds_rrn(way) for way in ways)


def _bare(char: str) -> str:
    """Circled and other digits as digits; marks laid over letters away; the Korean letter that serves as a dot, a dot."""
    category = unicodedata.category(char)
    if category.startswith("M"):
        return ""
    if char in "\u318d\u119e":
        return "·"
    if char == "\u3007":
        return "0"
    return str(unicodedata.digit(char, char)) if category == "No" else char


def _holds_rrn(text: str) -> bool:
    heads = (found["head"] for pattern in (_BLOCKS, _SINGLES) for found in pattern.finditer(text))
    if any(map(_possible_birth, heads)):
        return True
    found = _DATED.finditer(text)
    if any(_born(one["year"], one["month"] or one["m"], one["day"] or one["d"], one["seventh"]) for one in found):
        return True
    return any(_born(f"0{one['y']}", one["m"], one["d"], one["seventh"]) for one in _LOST_ZERO.finditer(text))


def _born(year: str, month: str, day: str, seventh: str) -> bool:
    """Whether the seventh digit belongs to the century of a birth date that has come."""
    century = 1900 if seventh in "1256" else 2000
    full = int(year) if len(year) == 4 else century + int(year)
    try:
        return full // 100 * 100 == century and date(full, int(month), int(day)) < seoul_today()
    except ValueError:
        return False


def _possible_birth(head: str) -> bool:
    digits = re.sub(r"\D", "", head)
    # The years 2000 to 2099 hold every leap day that the years 1900 to 1999 hold.
    try:
        date(2000 + int(digits[:2]), int(digits[2:4]), int(digits[4:]))
    except ValueError:
        return False
    return True


# --- telephones -------------------------------------------------------------------------------------------------

_SERVICE_PHONE = re.compile(r"(1[568]\d{2})(\d{4})")  # 1588-0000, one number for the whole country
_RELAY_PHONE = re.compile(r"(050\d)(\d{3,4})(\d{4})")  # 0507-1234-5678; phonenumbers splits it as 050-71234-5678
_ORDINARY_PHONE = re.compile(r"02\d{7,8}|010\d{8}|0(?!10)[1-9]\d{8,9}")
_MOBILE = ("010", "011", "016", "017", "018", "019")
_SEVERAL_PHONES = re.compile(r"\d\s*[~,;]|내선|구내|교환|\d\s*(?:#|ext|x)", re.IGNORECASE)
# Lines of few digits for the whole country: suicide 109, welfare 129, women 1366, youth 1388, diseases 1339, and so on.
HELP_LINES = frozenset(["109", "110", "117", "120", "129", "1339", "1350", "1355", "1366", "1388"])
_FOREIGN_STYLE = re.compile(r"^(?:\+|00)82\(?0?\)?")


def normalise_phone(text: str) -> str:
    """Return the digits to store; ValueError (Korean message) when it is no telephone number of this country.

    02 or 0 and two or three digits, nine to eleven digits in all; 1588-type, 050x numbers and help lines are kept.
    Several numbers in one (5000~3) and extensions are refused in words, never glued together.
    """
    plain = fold_code(text)
    if _SEVERAL_PHONES.search(plain):
        raise ValueError(ONE_PHONE)
    digits = _FOREIGN_STYLE.sub("0", re.sub(r"[\s\-./()]", "", plain))
    if digits in HELP_LINES or _SERVICE_PHONE.fullmatch(digits) or _RELAY_PHONE.fullmatch(digits):
        return digits
    if _ORDINARY_PHONE.fullmatch(digits) and phonenumbers.is_valid_number(phonenumbers.parse(digits, "KR")):
        return digits
    raise ValueError(PHONE_MESSAGE)


def phone_blocks(text: str) -> tuple[str, ...]:
    """Split a number as it is spoken: ("010", "1234", "5678"); empty when it is no telephone number."""
    try:
        digits = normalise_phone(text)
    except ValueError:
        return ()
    if digits in HELP_LINES:
        return (digits,)
    special = _SERVICE_PHONE.fullmatch(digits) or _RELAY_PHONE.fullmatch(digits)
    if special:
        return special.groups()
    number = phonenumbers.parse(digits, "KR")
    return tuple(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL).split("-"))


def mobile_phone(text: str) -> str:
    """A mobile number as it is spoken (010-1234-5678); empty for any other number, which takes no texts."""
    blocks = phone_blocks(text)
    return "-".join(blocks) if blocks and blocks[0] in _MOBILE else ""


def display_phone(digits: str) -> str:
    """01012345678 → 010-1234-5678; what cannot be split is shown as it stands."""
    return "-".join(phone_blocks(digits)) or digits


# --- codes of the Korean classification of diseases -------------------------------------------------------------

_KCD = re.compile(r"([A-Z]\d{2})(?:\.?(\d{1,2}))?")


def normalise_kcd(text: str) -> str:
    """s720 → S72.0; ValueError (Korean message) when the shape is wrong. Whether the code exists is not asked."""
    match = _KCD.fullmatch(fold_code(text).strip().upper())
    if not match:
        raise ValueError(KCD_MESSAGE)
    head, tail = match.groups()
    return f"{head}.{tail}" if tail else head


# --- case numbers -----------------------------------------------------------------------------------------------

# Letters of the series as they come out when the keyboard is left in Korean: D is typed as ㅇ.
_KOREAN_KEYS = str.maketrans("ㅇㅅㅊㅁㄷㅑㅡㅣ", "DTCAEIML")
_CASE_NUMBER = re.compile(r"([A-Z])[\s-]*(20\d{2})(?:[\s-]+(\d{1,7})|(\d{5,7}))")


class CaseNumber(NamedTuple):
    """D-2026-00012: series, year of creation in Seoul time, serial; never reused, gaps allowed."""

    series: str
    year: int
    serial: int

    def __str__(self) -> str:
        return f"{self.series}-{self.year:04d}-{self.serial:05d}"

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Read what somebody typed after a telephone call: `D-2026-12`, `d2026-12`, `d 2026 12`, `D202600012`."""
        match = _CASE_NUMBER.fullmatch(fold_code(text).translate(_KOREAN_KEYS).strip().upper())
        if not match:
            return None
        series, year, serial = match[1], int(match[2]), int(match[3] or match[4])
        return cls(series, year, serial) if serial else None


def numbers_ending(series: str, digits: str, years: int = 10) -> list[str]:
    """The numbers of a series that end on these digits (`00014`, `14`), of this year and those before it."""
    this_year = seoul_today().year
    serial = int(digits or 0)
    return [str(CaseNumber(series, this_year - ago, serial)) for ago in range(years)] if serial else []


def parse_case_number(text: str) -> CaseNumber | None:
    """Forgiving reading of a case number; None when it is none."""
    return CaseNumber.parse(text)
