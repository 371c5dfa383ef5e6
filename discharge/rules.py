"""Rules of the discharge programme that need no database."""

from collections.abc import Iterable

from core.schedule import Step

# Default follow-up after discharge; a site may set another for a target group. The anchor is the discharge date.
DEFAULT_FOLLOWUP_STEPS = (
    Step("1W", days=7, before=3, after=3),
    Step("1M", months=1, before=7, after=7),
    Step("3M", months=3, before=14, after=14),
    Step("6M", months=6, before=14, after=14),
)

NONE, LOW, MEDIUM, HIGH = "0", "1", "2", "3"  # codes of the choice list need_level


def need_level(levels: Iterable[int]) -> str:
    """Comprehensive need level from the levels of the single needs (0 none to 3 high).

    High with one need at 3 or three at 2; medium with one at 2; low with one at 1; else none.
    """
    found = list(levels)
    if any(level not in range(4) for level in found):
        raise ValueError("욕구 수준은 0부터 3까지입니다.")
    if found.count(3) >= 1 or found.count(2) >= 3:
        return HIGH
    if 2 in found:
        return MEDIUM
    return LOW if 1 in found else NONE


# Instruments that the target group asks for before the first assessment may be finished (domain 2.1).
REQUIRED_INSTRUMENTS = {
    "FRAGILITY_FRACTURE_65": ("KMBI",),
    "STROKE": ("KMBI",),
    "JOINT_REPLACEMENT": ("KMBI",),
    "ALCOHOL_DEPENDENCE": ("AUDITK",),
}

# Instruments that the programme offers, in the order of the page. Pain (NRS) is a field of the nursing part.
OFFERED_INSTRUMENTS = (
    "KMBI", "MRS", "PHQ9", "SGDSK", "CSSRS_SCREEN", "AUDITK", "CIST", "MMSE", "LACE", "HOSPITAL", "MORSE", "FRAIL",
)  # fmt: skip


def required_instruments(target_group: str) -> tuple[str, ...]:
    return REQUIRED_INSTRUMENTS.get(target_group, ())
