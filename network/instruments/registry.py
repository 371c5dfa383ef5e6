"""Every instrument in every version, read from `network/data`."""

import csv
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from network.instruments.definition import Band, Instrument
from network.instruments.items import Item, Kind, Step
from network.instruments.rules import RULES, RULES_BY_STORE, PointStep

DATA = Path(__file__).resolve().parent.parent / "data"

# No items are shipped for these, and even the total may be stored only by who holds a licence.
NEEDS_LICENCE = frozenset({"MMSE"})
# Studies find poor prediction; kept for sites with old data and never decisive.
OFF_BY_DEFAULT = frozenset({"SADPERSONS", "MOD_SADPERSONS"})

Row = dict[str, str]


class Registry:
    """Instruments by code and version; an old version stays, so that old answers can be shown."""

    def __init__(self, instruments: Iterable[Instrument]) -> None:
        self._by_version: dict[tuple[str, int], Instrument] = {}
        for instrument in instruments:
            self.register(instrument)

    def register(self, instrument: Instrument) -> None:
        """Add a version; ValueError when it is there, because a published version is never edited."""
        key = (instrument.code, instrument.version)
        if key in self._by_version:
            raise ValueError(f"{instrument.code} version {instrument.version} is registered already")
        self._by_version[key] = instrument

    def get(self, code: str, version: int | None = None) -> Instrument:
        """The named version, or the newest; LookupError when there is none."""
        versions = [instrument for (name, _), instrument in self._by_version.items() if name == code]
        found = [instrument for instrument in versions if version in {None, instrument.version}]
        if not found:
            raise LookupError(f"no instrument {code} version {version or 'any'}")
        return max(found, key=lambda instrument: instrument.version)

    def codes(self) -> tuple[str, ...]:
        """Codes of all instruments."""
        return tuple(dict.fromkeys(code for code, _ in self._by_version))


@lru_cache(maxsize=1)
def registry() -> Registry:
    """The instruments of this release."""
    return Registry(load())


def get(code: str, version: int | None = None) -> Instrument:
    """An instrument by code, the newest version unless one is named."""
    return registry().get(code, version)


def codes() -> tuple[str, ...]:
    """Codes of all instruments of this release."""
    return registry().codes()


def load() -> list[Instrument]:
    """Build the instruments from the data files, one for each version that has items."""
    facts = {row["code"]: row for row in _carried_rows("instruments.csv")}
    bands, points, items = (
        _carried_rows("instrument_bands.csv"),
        _carried_rows("instrument_points.csv"),
        _carried_rows("instrument_items.csv"),
    )
    versions = dict.fromkeys((row["instrument"], int(row["version"])) for row in items)
    return [
        _instrument(
            facts[code],
            version,
            _of_instrument(items, code, version),
            _of_instrument(bands, code),
            _of_instrument(points, code, version),
        )
        for code, version in versions
    ]


def _instrument(fact: Row, version: int, items: list[Row], bands: list[Row], points: list[Row]) -> Instrument:
    code = fact["code"]
    return Instrument(
        code=code,
        version=version,
        name=fact["name_ko"],
        items=tuple(_item_of(row) for row in items),
        rules=RULES.get((code, version)) or RULES_BY_STORE[fact["store"]],
        bands=tuple(_band(row) for row in bands),
        point_steps=tuple(_point_step(row) for row in points),
        store=fact["store"],
        licence=fact["licence"],
        minimum=_whole_or_none(fact["min"]),
        maximum=_whole_or_none(fact["max"]),
        needs_licence=code in NEEDS_LICENCE,
        is_off_by_default=code in OFF_BY_DEFAULT,
    )


def _item_of(row: Row) -> Item:
    kind = _kind(row["kind"])
    return Item(
        key=row["key"],
        label=row["label_ko"],
        kind=kind,
        steps=_steps(kind, row["steps"], row["step_labels"]),
        low=_whole_or_none(row["low"]),
        high=_whole_or_none(row["high"]),
        pattern=row["steps"] if kind == "profile" else "",
        is_required=row["required"] == "Y",
    )


def _kind(text: str) -> Kind:
    match text:
        case "step" | "whole" | "measure" | "yesno" | "word" | "profile":
            return text
    raise ValueError(f"unknown kind of item: {text}")


def _steps(kind: Kind, values: str, labels: str) -> tuple[Step, ...]:
    if kind == "yesno":
        return (Step(True, "예"), Step(False, "아니오"))
    if kind not in {"step", "word"}:
        return ()
    names = labels.split("|") if labels else values.split("|")
    pairs = zip(values.split("|"), names, strict=True)
    return tuple(Step(int(value) if kind == "step" else value, name) for value, name in pairs)


def _band(row: Row) -> Band:
    return Band(
        code=row["band"],
        label=row["label_ko"],
        low=_whole_or_none(row["low"]),
        high=_whole_or_none(row["high"]),
        variant=row["variant"],
        action=row["action"],
    )


def _point_step(row: Row) -> PointStep:
    below = Decimal(row["below"]) if row["below"] else None
    return PointStep(row["item"], Decimal(row["low"]), below, int(row["points"]))


def _of_instrument(rows: list[Row], code: str, version: int | None = None) -> list[Row]:
    return [row for row in rows if row["instrument"] == code and (version is None or row["version"] == str(version))]


def _whole_or_none(text: str) -> int | None:
    return int(text) if text else None


def _carried_rows(name: str) -> list[Row]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
