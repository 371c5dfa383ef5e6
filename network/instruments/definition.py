"""An instrument of one version: its items, its bands, and the way from answers to a result."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from network.instruments.errors import Contradiction, Incomplete, NotLicensed, UnknownItem
from network.instruments.items import Answer, Answers, Item
from network.instruments.rules import Outcome, PointStep, Rules

DISCLAIMER = "선별검사 결과이며 진단이 아닙니다."


@dataclass(frozen=True)
class Band:
    """A named range of totals. Changing a cut-off makes a new rule version and leaves old results alone."""

    code: str
    label: str
    low: int | None = None
    high: int | None = None
    variant: str = ""
    action: str = ""

    def holds(self, total: int) -> bool:
        return self.low is not None and self.high is not None and self.low <= total <= self.high


@dataclass(frozen=True)
class Result:
    """What callers store: the answers, the total, the band, and the versions that made them."""

    instrument: str
    version: int
    rule_version: str
    variant: str
    answers: Answers
    total: int | None
    text: str
    band: str
    band_label: str
    action: str
    flags: tuple[str, ...]
    points: Mapping[str, int] = field(default_factory=dict)

    @property
    def summary(self) -> str:
        """`46 심한 의존`; printed together with DISCLAIMER."""
        return f"{self.text} {self.band_label}".strip()


class AnswerLine(NamedTuple):
    """A stored answer as it is shown again."""

    label: str
    answer: str


@dataclass(frozen=True)
class Instrument:
    """One version of an instrument; versions are never edited, a change is a new one."""

    code: str
    version: int
    name: str
    items: tuple[Item, ...]
    rules: Rules
    bands: tuple[Band, ...] = ()
    point_steps: tuple[PointStep, ...] = ()
    store: str = ""
    licence: str = ""
    minimum: int | None = None
    maximum: int | None = None
    needs_licence: bool = False
    is_off_by_default: bool = False

    @property
    def variants(self) -> tuple[str, ...]:
        """Names of the band sets between which a caller chooses; empty when there is one set or none."""
        return tuple(dict.fromkeys(band.variant for band in self.bands if band.variant))

    def item(self, key: str) -> Item:
        """The item of a key; UnknownItem when this version has none."""
        for item in self.items:
            if item.key == key:
                return item
        raise UnknownItem(key)

    def listed(self, values: Sequence[object]) -> dict[str, object]:
        """Answers given as a list, by the order of the items."""
        return dict(zip((item.key for item in self.items), values, strict=False))

    def parsed(self, fields: Mapping[str, str]) -> dict[str, Answer]:
        """Answers from form fields, every item with a key: one that was left blank is None."""
        return {item.key: item.parsed(fields.get(item.key, "")) for item in self.items}

    def checked(self, answers: Mapping[str, object]) -> dict[str, Answer]:
        """Answers in the form in which they are stored; UnknownItem or NotAStep for what is none."""
        return {key: self.item(key).checked(value) for key, value in answers.items()}

    def flags(self, answers: Mapping[str, object]) -> tuple[str, ...]:
        """Flags that the given answers raise, complete or not."""
        return self.rules.flags(self.checked(answers))

    def score(
        self,
        answers: Mapping[str, object],
        *,
        variant: str = "",
        bands: Sequence[Band] | None = None,
        licensed: bool = False,
    ) -> Result:
        """Total and band of complete answers.

        `variant` names the band set (AUDIT-K M, F or WHO; SGDS-K cutoff8 or cutoff5; Morse default): without
        it an instrument with several sets gives no band. `bands` puts a site's own bands in their place.
        Raises UnknownItem, NotAStep, Contradiction, Incomplete (with the flags that stand), NotLicensed.
        """
        if self.needs_licence and not licensed:
            raise NotLicensed(self.name)
        chosen = self._band_set(variant) if bands is None else tuple(bands)
        clean = self.checked(answers)
        flags = self.rules.flags(clean)
        if message := self.rules.contradiction(clean):
            raise Contradiction(message)
        if missing := self.rules.missing(self, clean):
            raise Incomplete(missing, [self.item(key).label for key in missing], flags)
        return self._result(clean, self.rules.score(self, clean), variant, chosen, flags)

    def rule_version(self, bands: Sequence[Band] | None = None) -> str:
        """Names the rules behind a result: instrument, version, and a digest of its bands and point steps."""
        data = repr((tuple(self.bands if bands is None else bands), self.point_steps))
        return f"{self.code}-{self.version}-{hashlib.sha256(data.encode()).hexdigest()[:8]}"

    def lines(self, answers: Mapping[str, object]) -> list[AnswerLine]:
        """Stored answers shown again with the labels of this version; items that were not asked are left out."""
        return [AnswerLine(item.label, item.shown(answers[item.key])) for item in self.items if item.key in answers]

    def _band_set(self, variant: str) -> tuple[Band, ...]:
        if variant and variant not in self.variants:
            raise ValueError(f"{self.code} has no variant {variant!r}")
        return tuple(band for band in self.bands if band.variant == variant)

    def _result(
        self, answers: Answers, outcome: Outcome, variant: str, bands: Sequence[Band], flags: tuple[str, ...]
    ) -> Result:
        band = _band_for(outcome, bands)
        return Result(
            instrument=self.code,
            version=self.version,
            rule_version=self.rule_version(bands),
            variant=variant,
            answers=answers,
            total=outcome.total,
            text=outcome.text,
            band=band.code,
            band_label=band.label,
            action=band.action,
            flags=flags,
            points=outcome.points,
        )


def _band_for(outcome: Outcome, bands: Sequence[Band]) -> Band:
    """The band that the rule named, else the one that holds the total, else one without name."""
    unnamed = Band(outcome.band, outcome.band_label)
    if outcome.band:
        return next((band for band in bands if band.code == outcome.band), unnamed)
    if outcome.total is None:
        return unnamed
    return next((band for band in bands if band.holds(outcome.total)), unnamed)
