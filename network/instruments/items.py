"""Items of an instrument: which answers they take, how an answer is read from a form and shown again."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal, TypeGuard

from network.instruments.errors import NotAStep

Kind = Literal["step", "whole", "measure", "yesno", "word", "profile"]
Answer = int | Decimal | bool | str | None
Answers = Mapping[str, Answer]

_WHOLE = re.compile(r"-?\d{1,9}", re.ASCII)
_YES = frozenset({"true", "1", "y", "on", "예"})
_NO = frozenset({"false", "0", "n", "off", "아니오"})


@dataclass(frozen=True)
class Step:
    """One answer that may be chosen, with our own short label (the wording of others is not shipped)."""

    value: int | bool | str
    label: str


@dataclass(frozen=True)
class Item:
    """One item: a fixed set of steps, a whole number or a measure in a range, yes or no, a word, a profile."""

    key: str
    label: str
    kind: Kind
    steps: tuple[Step, ...] = ()
    low: int | None = None
    high: int | None = None
    pattern: str = ""
    is_required: bool = True

    @property
    def allowed(self) -> str:
        """The allowed answers in words, for a message or a hint."""
        if self.kind == "profile":
            return "1~5의 숫자 5자리"
        if self.steps:
            return ", ".join(_show(step.value) for step in self.steps)
        return f"{self.low}~{self.high}" if self.high is not None else f"{self.low} 이상"

    def checked(self, value: object) -> Answer:
        """The answer in the form in which it is stored; NotAStep when the item does not have it."""
        if value is None:
            return None
        answer = self._typed(value)
        if answer is None:
            raise NotAStep(self.key, self.label, value, self.allowed)
        return answer

    def parsed(self, text: str) -> Answer:
        """The answer that a form field holds; blank is no answer, never zero."""
        text = text.strip()
        if not text:
            return None
        if self.kind in {"step", "whole"} and _WHOLE.fullmatch(text):
            return self.checked(int(text))
        if self.kind == "yesno" and text.lower() in _YES | _NO:
            return text.lower() in _YES
        return self.checked(text)

    def shown(self, value: object) -> str:
        """An answer as it is printed: `3 조금 도움`, `예`; blank when there is none.

        A letter that people say (`V 음성에 반응`) stands before its words; a longer code is never printed.
        """
        if value is None:
            return ""
        label = next((step.label for step in self.steps if step.value == value), "")
        if label and isinstance(value, str) and len(value) > 1:
            return label
        text = _show(value)
        return text if label in {"", text} else f"{text} {label}"

    def _typed(self, value: object) -> Answer:
        match self.kind:
            case "step":
                return value if _is_whole(value) and value in [step.value for step in self.steps] else None
            case "whole":
                return value if _is_whole(value) and self._in_range(value) else None
            case "measure":
                number = _decimal(value)
                return number if number is not None and self._in_range(number) else None
            case "yesno":
                return value if isinstance(value, bool) else None
            case "word":
                word = str(value)
                return word if not isinstance(value, bool) and word in [step.value for step in self.steps] else None
            case "profile":
                return value if isinstance(value, str) and re.fullmatch(self.pattern, value, re.ASCII) else None

    def _in_range(self, number: int | Decimal) -> bool:
        return (self.low is None or number >= self.low) and (self.high is None or number <= self.high)


def _is_whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _decimal(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _show(value: object) -> str:
    if isinstance(value, bool):
        return "예" if value else "아니오"
    return str(value)
