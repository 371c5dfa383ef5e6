"""Values that go into an instrument and are known elsewhere: days of stay, Charlson sum, variant by sex."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from network.instruments.registry import DATA


def length_of_stay(admitted_on: date, discharged_on: date) -> int:
    """Days of stay = discharge date - admission date; 0 for leaving the same day."""
    days = (discharged_on - admitted_on).days
    if days < 0:
        raise ValueError("퇴원일은 입원일보다 빠를 수 없습니다.")
    return days


@dataclass(frozen=True)
class Condition:
    """A condition of the Charlson list with the weight that LACE uses; grades of one disease share a group."""

    key: str
    label: str
    group: str
    weight: int


@lru_cache(maxsize=1)
def charlson_conditions() -> tuple[Condition, ...]:
    """The list to tick, in the order of the weights."""
    with (DATA / "charlson_weights.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(Condition(row["key"], row["label_ko"], row["group"], int(row["weight"])) for row in rows)


def charlson_sum(keys: Iterable[str]) -> int:
    """Sum of the weights; of two grades of one disease (diabetes, tumour) only the graver counts."""
    conditions = {condition.key: condition for condition in charlson_conditions()}
    weights: dict[str, int] = {}
    for key in keys:
        if key not in conditions:
            raise ValueError(f"동반질환 목록에 없는 항목입니다: {key}")
        condition = conditions[key]
        name = condition.group or condition.key
        weights[name] = max(weights.get(name, 0), condition.weight)
    return sum(weights.values())


def audit_variant(sex: str) -> str:
    """Korean AUDIT bands go by sex (M, F); with the sex unknown there is no band."""
    return sex if sex in {"M", "F"} else ""


def sgds_variant(cutoff: int) -> str:
    """SGDS-K cut-off of the Korean form that the site uses, 8 or 5, as the name of its band set."""
    return f"cutoff{cutoff}"
