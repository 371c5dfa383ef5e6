"""Numbers in the rules that a site may set otherwise: each declared once, with its default, unit, meaning and bounds.

An app declares its own in `limits.py`. What a site sets stands in `settings.SITE` under the name of the section; a name
that nobody declared, or a number that cannot be meant, stops the start (`core.checks`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import lazy

REGISTER: dict[str, Limits] = {}


@dataclass(frozen=True)
class Limit:
    """One number: `unit` and `meaning` in Korean, for whoever sets it; `least` and `most` are allowed."""

    unit: str
    least: int
    most: int
    default: int
    meaning: str


working_days = partial(Limit, "근무일", 1, 60)
days = partial(Limit, "일", 0, 3650)
months = partial(Limit, "개월", 1, 60)
hours = partial(Limit, "시간", 1, 720)
minutes = partial(Limit, "분", 1, 1440)
times = partial(Limit, "번", 1, 20)
people = partial(Limit, "명", 1, 1000)
won = partial(Limit, "원", 0, 100_000_000)


class Limits:
    """The limits of one app; called with a name it gives the number in force at this site, in its unit.

    Raises ImproperlyConfigured for a number that cannot be meant.
    """

    def __init__(self, section: str, **declared: Limit) -> None:
        self.section = section
        self.declared = declared
        if REGISTER.setdefault(section, self) is not self:
            raise ValueError(f"{section} is declared twice")

    def __call__(self, name: str) -> int:
        declared = self.declared[name]
        value = self._of_site().get(name, declared.default)
        if fault := self._fault(name, value):
            raise ImproperlyConfigured(fault)
        return int(value)

    def words(self, text: str) -> Any:
        """A sentence that names limits (`{receive}`): each is said with its unit as it is in force when it is read."""
        return lazy(self._said, str)(text)

    def _said(self, text: str) -> str:
        return text.format_map({name: f"{self(name)}{it.unit}" for name, it in self.declared.items()})

    def _of_site(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = settings.SITE.get(self.section, {})
        return found

    def _fault(self, name: str, value: Any) -> str:
        if name not in self.declared:
            return f"{self.section}.{name}: 없는 이름입니다. {', '.join(self.declared)} 가운데 적으십시오."
        it = self.declared[name]
        if isinstance(value, bool) or not isinstance(value, int) or not it.least <= value <= it.most:
            return f"{self.section}.{name}({it.meaning}): {it.least}에서 {it.most} 사이의 {it.unit} 수를 적으십시오."
        return ""

    def faults(self) -> Iterator[str]:
        """What is wrong with what the site has set."""
        if not isinstance(self._of_site(), Mapping):
            yield f"{self.section}: 이름과 수를 묶어 적으십시오."
            return
        yield from filter(None, (self._fault(name, value) for name, value in self._of_site().items()))


def faults() -> Iterator[str]:
    """The faults of every section, and sections that no app has."""
    for section in REGISTER.values():
        yield from section.faults()
    for name, value in settings.SITE.items():
        if name not in REGISTER and (isinstance(value, Mapping) or name.endswith("limits")):
            yield f"{name}: 없는 이름입니다. {', '.join(REGISTER)} 가운데 적으십시오."
