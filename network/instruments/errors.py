"""Why an instrument gives no result, in words for the person who typed."""

from collections.abc import Sequence


class ScoringError(ValueError):
    """No result; the text of the error is the message to show."""


class NotAStep(ScoringError):
    """An answer that the item does not have."""

    def __init__(self, key: str, label: str, value: object, allowed: str) -> None:
        super().__init__(f"{label}: {value} 값은 입력할 수 없습니다. 입력할 수 있는 값: {allowed}")
        self.key = key
        self.value = value


class Incomplete(ScoringError):
    """Answers are missing: no total, nothing imputed. Flags that the given answers raise still stand."""

    def __init__(self, missing: Sequence[str], labels: Sequence[str], flags: Sequence[str]) -> None:
        super().__init__(f"답하지 않은 문항이 있어 결과를 내지 않습니다: {', '.join(labels)}")
        self.missing = tuple(missing)
        self.flags = tuple(flags)


class Contradiction(ScoringError):
    """Answers that cannot stand together."""


class UnknownItem(ScoringError):
    """An answer to an item that this version of the instrument does not have."""

    def __init__(self, key: str) -> None:
        super().__init__(f"이 도구에 없는 문항입니다: {key}")
        self.key = key


class NotLicensed(ScoringError):
    """An instrument that may be used only where the site holds a licence."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}: 사용 허가를 받은 기관에서만 쓸 수 있습니다.")
