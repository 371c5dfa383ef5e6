"""Who acts: one person in one membership, the holder of a one-time link, or the system itself."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Actor:
    """A signed-in person acting in one membership; rights are never the union of several memberships.

    `roles`, `programmes` and `marks` are codes (`user_role`, programme names, duty marks). The system actor has
    no user and the single role "system". `key_to`: id of the one row on which somebody without an account may act,
    because they hold a one-time link and gave its number; such an actor has no user and no roles. `key_from`: the
    institution that gave them the key, whose privacy officer answers for what they read and do.
    """

    user_id: int | None
    institution_id: int | None
    membership_id: int | None = None
    roles: frozenset[str] = field(default_factory=frozenset)
    programmes: frozenset[str] = field(default_factory=frozenset)
    marks: frozenset[str] = field(default_factory=frozenset)
    name: str = ""
    key_to: str = ""
    key_from: int | None = None

    @property
    def is_system(self) -> bool:
        return self.user_id is None and not self.key_to

    def holds(self, *roles: str) -> bool:
        """True when the acting membership has at least one of the roles."""
        return not self.roles.isdisjoint(roles)

    def works_in(self, programme: str) -> bool:
        return programme in self.programmes


SYSTEM = Actor(user_id=None, institution_id=None, roles=frozenset({"system"}), name="자동")


@dataclass(frozen=True)
class Place:
    """Where a request came from; kept with every audit entry."""

    request_id: str = ""
    address: str | None = None


def new_request_id() -> str:
    return uuid.uuid4().hex[:16]
