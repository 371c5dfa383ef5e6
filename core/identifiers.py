"""Numbers that people type: resident registration numbers (refused), telephones, KCD codes, case numbers."""

import re
import unicodedata
from datetime import date
from typing import NamedTuple, Self

import phonenumbers

RRN_REFUSED = "주민등록번호를 지우십시오. 이 시스템은 주민등록번호를 저장하지 않습니다."
PHONE_MESSAGE = "전화번호를 확인하십시오. 지역번호나 010을 포함하여 숫자 9~11자리로 입력하십시오."
KCD_MESSAGE = "KCD 코드를 확인하십시오. 영문자 1자와 숫자 2자리, 필요하면 점과 숫자 1~2자리로 입력하십시오. (예: S72.0)"

_DASHES = "\u2212\u30fc\u3161~"  # minus sign and what Korean input methods offer in its place
_RRN = re.compile(r"(?<!\d)(\d{2})(\d{2})(\d{2})[\s-]*[1-8]\d{6}(?!\d)")


def plain_digits(text: str) -> str:
    """Make every decimal digit an ASCII digit and every dash a hyphen; drop invisible signs."""
    return "".join(_plain(char) for char in text)


def _plain(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Nd":
        return str(unicodedata.decimal(char))
    if category == "Pd" or char in _DASHES:
        return "-"
    return "" if category == "Cf" else char


def contains_rrn(text: str) -> bool:
    """Tell whether a text holds what may be a resident registration number.

    Rule: six digits that are a possible date, then seven digits of which the first is 1 to 8, blanks and
    dashes allowed between the halves, not inside a longer number; full-width digits count as digits.
    Source: personal information protection act, art. 24-2: consent is no ground for processing it.
    """
    return any(_possible_birth(*match.groups()) for match in _RRN.finditer(plain_digits(text)))


def _possible_birth(year: str, month: str, day: str) -> bool:
    # The years 2000 to 2099 hold every leap day that the years 1900 to 1999 hold.
    try:
        date(2000 + int(year), int(month), int(day))
    except ValueError:
        return False
    return True


# --- telephones -------------------------------------------------------------------------------------------------

_SERVICE_PHONE = re.compile(r"(1[568]\d{2})(\d{4})")  # 1588-0000, one number for the whole country
_RELAY_PHONE = re.compile(r"(050\d)(\d{3,4})(\d{4})")  # 0507-1234-5678; phonenumbers splits it as 050-71234-5678
_ORDINARY_PHONE = re.compile(r"02\d{7,8}|0[1-9]\d{8,9}")
_FOREIGN_STYLE = re.compile(r"^(?:\+|00)82\(?0?\)?")


def normalise_phone(text: str) -> str:
    """Return the digits to store; ValueError (Korean message) when it is no telephone number of this country.

    02 or 0 and two or three digits, nine to eleven digits in all; 1588-type and 050x numbers are kept.
    """
    bare = re.sub(r"[\s\-./()]", "", plain_digits(text))
    digits = _FOREIGN_STYLE.sub("0", bare)
    if _SERVICE_PHONE.fullmatch(digits) or _RELAY_PHONE.fullmatch(digits):
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
    special = _SERVICE_PHONE.fullmatch(digits) or _RELAY_PHONE.fullmatch(digits)
    if special:
        return special.groups()
    number = phonenumbers.parse(digits, "KR")
    return tuple(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL).split("-"))


def display_phone(digits: str) -> str:
    """01012345678 → 010-1234-5678; what cannot be split is shown as it stands."""
    return "-".join(phone_blocks(digits)) or digits


# --- codes of the Korean classification of diseases -------------------------------------------------------------

_KCD = re.compile(r"([A-Z]\d{2})(?:\.?(\d{1,2}))?")


def normalise_kcd(text: str) -> str:
    """s720 → S72.0; ValueError (Korean message) when the shape is wrong. Whether the code exists is not asked."""
    match = _KCD.fullmatch(unicodedata.normalize("NFKC", text).strip().upper())
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
        plain = plain_digits(text).translate(_KOREAN_KEYS)
        match = _CASE_NUMBER.fullmatch(unicodedata.normalize("NFKC", plain).strip().upper())
        if not match:
            return None
        series, year, serial = match[1], int(match[2]), int(match[3] or match[4])
        return cls(series, year, serial) if serial else None


def format_case_number(series: str, year: int, serial: int) -> str:
    """`D`, 2026, 12 → `D-2026-00012`."""
    return str(CaseNumber(series, year, serial))


def parse_case_number(text: str) -> CaseNumber | None:
    """Forgiving reading of a case number; None when it is none."""
    return CaseNumber.parse(text)
