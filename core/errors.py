"""The fixed answers of the house; pages and the API turn each into its status code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.models import Model

FORM = "__all__"


class DomainError(Exception):
    """Base of the answers below. `detail` is a Korean sentence that may be shown to the user."""

    status = 400
    code = "error"
    extra: Mapping[str, Any] = {}  # what else the answer carries (people to choose from)

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail)
        self.detail = detail


class NotVisible(DomainError):
    """The row does not exist for this actor; same body as a missing id."""

    status = 404
    code = "not_found"

    def __init__(self, detail: str = "찾는 내용이 없습니다.") -> None:
        super().__init__(detail)


class Forbidden(DomainError):
    """The row is visible, but the act belongs to somebody else (`owners`: who may; `about`: the row, for the record;
    `ways`: how the person comes to it after all, as (label, address))."""

    status = 403
    code = "forbidden"

    def __init__(
        self,
        detail: str = "이 일을 할 권한이 없습니다.",
        owners: Sequence[str] = (),
        about: Model | None = None,
        ways: Sequence[tuple[str, str]] = (),
    ) -> None:
        super().__init__(detail)
        self.owners, self.ways = list(owners), list(ways)
        self.about = about


class TooOften(DomainError):
    """A public door was tried too often in a short time."""

    status = 429
    code = "too_often"

    def __init__(self, detail: str = "짧은 동안 너무 여러 번 시도했습니다. 몇 분 뒤에 다시 하십시오.") -> None:
        super().__init__(detail)


class NotYet(DomainError):
    """What was asked for is being made and nobody need stay; `ask`: the address that tells when it is there."""

    status = 202
    code = "not_yet"

    def __init__(self, detail: str = "아직 만드는 중입니다.", ask: str = "") -> None:
        super().__init__(detail)
        self.ask = ask


class Conflict(DomainError):
    """The state or the version moved on. `stored` and `mine` carry both texts where there are any.

    `version`: of the row as it is stored now; who has seen both texts saves on from there.
    """

    status = 409
    code = "conflict"

    def __init__(
        self,
        detail: str = "그 사이에 내용이 바뀌었습니다. 새로 고친 뒤 다시 하십시오.",
        stored: Mapping[str, Any] | None = None,
        mine: Mapping[str, Any] | None = None,
        version: int | None = None,
    ) -> None:
        super().__init__(detail)
        self.stored = dict(stored or {})
        self.mine = dict(mine or {})
        self.version = version

    @classmethod
    def between(cls, row: Any, typed: Mapping[str, Any]) -> Conflict:
        """Somebody saved `row` first: of every field that was typed, what is stored now and what was typed."""
        names = [name for name in typed if hasattr(row, name)]
        return cls(
            stored={name: _plain(getattr(row, name)) for name in names},
            mine={name: _plain(typed[name]) for name in names},
            version=row.version,
        )


def _plain(value: Any) -> Any:
    """A value as both doors can show it."""
    if isinstance(value, list | tuple):
        return list(value)
    return "" if value is None else str(value)


class Invalid(DomainError):
    """Bad input: Korean messages by field; `FORM` for what belongs to no single field."""

    status = 400
    code = "invalid"

    def __init__(self, errors: Mapping[str, str | Sequence[str]] | str) -> None:
        if isinstance(errors, str):
            errors = {FORM: errors}
        self.errors: dict[str, list[str]] = {
            name: [text] if isinstance(text, str) else list(text) for name, text in errors.items()
        }
        super().__init__(" ".join(text for texts in self.errors.values() for text in texts))
