"""One mapping from relation names to query conditions answers every question of access.

From an app's mapping come the scope of its lists, the relations of one row, what each relation may do, who may
press which button, and which rows a drop-down may offer. Nothing listed means nothing allowed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Generic, Self, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

from core.actor import Actor
from core.errors import Forbidden, NotVisible

M = TypeVar("M", bound=Model)
Condition = Callable[[Actor], Q | None]
NOBODY = Q(pk__in=[])
EVERYBODY = Q(pk__isnull=False)
_OF_MODEL: dict[type[Model], Access[Any]] = {}


def access_of(model: type[Model]) -> Access[Any]:
    """The mapping that scopes the rows of a model. Raises LookupError where nobody declared one."""
    if model not in _OF_MODEL:
        raise LookupError(f"{model.__name__} has no access mapping")
    return _OF_MODEL[model]


class Access(Generic[M]):
    """Who stands how to the rows of one model, and what each relation may do.

    `relations`: name -> condition for an actor (None: never; `Q()`: every row). `acts`: act -> names of relations that may do it;
    every app names at least "list" (the row is known to exist) and "read" (its page opens). `covers`: a relation
    whose condition, where it applies, already includes the rows of the others named; the scope then uses it
    alone, because an OR over columns would make PostgreSQL walk whole indexes. `in_charge`: relation -> who stands
    in it, in words (`담당의: 최가상`). `ways`: how somebody in these relations comes to the row after all, as (label, address). It registers itself for its model, where querysets look for it; a further mapping
    of the same model, which answers another question, stands `is_aside`.
    """

    def __init__(
        self,
        model: type[M],
        relations: Mapping[str, Condition],
        acts: Mapping[str, Iterable[str]],
        covers: Mapping[str, Iterable[str]] | None = None,
        in_charge: Callable[[M], Mapping[str, str]] | None = None,
        ways: Callable[[M, frozenset[str]], Sequence[tuple[str, str]]] | None = None,
        *,
        is_aside: bool = False,
    ) -> None:
        self.model = model
        self.relations = dict(relations)
        self.acts = {act: frozenset(names) for act, names in acts.items()}
        self.covers = {name: frozenset(names) for name, names in (covers or {}).items()}
        self._in_charge = in_charge or (lambda row: {})
        self._ways = ways or (lambda row, relations: ())
        unknown = {name for names in self.acts.values() for name in names} - set(self.relations)
        if unknown:
            raise ValueError(f"{model.__name__}: acts name unknown relations {sorted(unknown)}")
        if not is_aside and _OF_MODEL.setdefault(model, self) is not self:
            raise ValueError(f"{model.__name__} has an access mapping already")

    def scope(self, actor: Actor, act: str = "list") -> Q:
        """The condition that keeps the rows on which the actor may do the act."""
        conditions = {name: self._condition(name, actor) for name in self.acts[act]}
        live = {name: condition for name, condition in conditions.items() if condition is not None}
        covered = {other for name in live for other in self.covers.get(name, ())}
        result: Q | None = None
        for name in sorted(set(live) - covered):
            result = live[name] if result is None else result | live[name]
        return NOBODY if result is None else result

    def related(self, rows: QuerySet[M], actor: Actor) -> QuerySet[M]:
        """The rows with one boolean per relation, for lists that must know how the actor stands to each.

        A condition may also come out as NULL, which is no relation; a CASE around each would say FALSE instead, and
        cost as much again as the rest of the statement.
        """
        flags: dict[str, Any] = {}
        for name in self.relations:
            condition = self._condition(name, actor)
            if condition is not None:
                flags[f"_is_{name}"] = condition
        return rows.annotate(**flags)

    def _condition(self, name: str, actor: Actor) -> Q | None:
        # Q() vanishes when it is joined with OR, and is no column
        condition = self.relations[name](actor)
        return EVERYBODY if condition is not None and not condition else condition

    def relations_of(self, actor: Actor, row: M) -> frozenset[str]:
        """The relations in which the actor stands to this stored row; one query."""
        if actor.is_system:
            return frozenset({"system"})
        found = self.related(self.model._default_manager.filter(pk=row.pk), actor).first()
        return frozenset() if found is None else self.read_relations(found)

    def lock(self, actor: Actor, pk: Any, rows: QuerySet[M] | None = None) -> tuple[M | None, frozenset[str]]:
        """The stored row, locked until the transaction ends, and the actor's relations to it as they are then.

        Locked in one statement, read in the next: a statement that waited for the lock sees the rows to which this one
        is joined, and by which relations are judged, as they were before it waited.
        """
        manager = self.model._default_manager
        if not manager.select_for_update().filter(pk=pk).values_list("pk"):
            return None, frozenset()
        base = (manager.all() if rows is None else rows).filter(pk=pk)
        if actor.is_system:
            return base.first(), frozenset({"system"})
        row = self.related(base, actor).first()
        return row, frozenset() if row is None else self.read_relations(row)

    def lock_all(self, actor: Actor, rows: QuerySet[M]) -> list[tuple[M, frozenset[str]]]:
        """The same for many rows of one owner, in two statements; what is not there any more is left out."""
        ids = list(rows.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
        base = rows.filter(pk__in=ids)
        if actor.is_system:
            return [(row, frozenset({"system"})) for row in base]
        return [(row, self.read_relations(row)) for row in self.related(base, actor)]

    def lock_for(self, actor: Actor, act: str, pk: Any, rows: QuerySet[M] | None = None) -> M:
        """The stored row for this act, locked until the transaction ends, and judged as it is stored then.

        Raises NotVisible or Forbidden as `find` does; the system may do everything. `rows`: the queryset with the joins
        that the caller needs. The row carries `relations`.
        """
        row, relations = self.lock(actor, pk, rows)
        if row is not None and actor.is_system:
            row.relations = relations  # type: ignore[attr-defined]
            return row
        return self._admitted(row, act, relations)

    def read_relations(self, row: M) -> frozenset[str]:
        """Relations of a row that came from `related`."""
        return frozenset(name for name in self.relations if getattr(row, f"_is_{name}", False))

    def find(self, actor: Actor, act: str, rows: QuerySet[M] | None = None, **lookup: Any) -> M:
        """The row for this act. NotVisible (404) when the actor may not know of it, Forbidden (403) otherwise.

        `lookup` names one row. It carries `relations` (frozenset of names) for the page, the buttons and the
        services. One query.
        """
        base = self.model._default_manager.all() if rows is None else rows
        try:
            found = list(self.related(base, actor).filter(**lookup).order_by()[:1])
        except (ValidationError, ValueError):  # an id that no row can have
            found = []
        # the relations are read with the row, so that the scope need not be asked in the same statement again
        relations = self.read_relations(found[0]) if found else frozenset()
        return self._admitted(found[0] if found else None, act, relations)

    def _admitted(self, row: M | None, act: str, relations: frozenset[str]) -> M:
        if row is None or not self.allows("list", relations):
            raise NotVisible
        row.relations = relations  # type: ignore[attr-defined]
        self.demand(row, act, relations)
        return row

    def owners(self, row: M, relations: Iterable[str]) -> list[str]:
        """Who stands to the row in one of these relations, by name: told to those who may not do an act."""
        wanted = frozenset(relations)
        return [words for relation, words in self._in_charge(row).items() if relation in wanted]

    def allows(self, act: str, relations: Iterable[str]) -> bool:
        return not self.acts[act].isdisjoint(relations)

    def demand(self, row: M, act: str, relations: Iterable[str]) -> None:
        """Raises Forbidden when none of the relations may do the act; the answer names who may."""
        if not self.allows(act, relations):
            ways = self._ways(row, frozenset(relations))
            raise Forbidden(owners=self.owners(row, self.acts[act]), about=row, ways=ways)


class ScopedQuerySet(QuerySet[M]):
    """Base of every app's querysets: `for_actor` is the only way a door reads rows."""

    def for_actor(self, actor: Actor, act: str = "list") -> Self:
        return self.filter(access_of(self.model).scope(actor, act))
