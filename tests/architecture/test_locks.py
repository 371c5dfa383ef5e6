"""Who locks a row to act on it asks permission of the locked row, in one place: `Access.lock_for`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from django.apps import apps

from core.access import access_of
from tests.architecture.sources import DOMAIN, name_of, python_files, tree_of

# Locks by hand of a row that an access mapping governs, each with why nobody's permission is asked of that row.
BY_HAND = {
    "core/files.py:add": "asked by the app that registered the kind; the row is held so that files are counted in turn",
    "core/reports.py:KeptPapers.keep": "the system keeps a paper that an act made final; who gets it is asked at its door",
    "core/surveys/services/rounds.py:answer": "whoever holds the address answers; nobody is signed in",
    "discharge/services/closing.py:_close": "asked of the case; its person is held first, as by every death",
    "education/services/attendance.py:_locked": "asked of the lesson; its course is held so that nobody decides meanwhile",
    "education/services/attendance.py:check_in": "whoever holds the address comes in; nobody is signed in",
    "education/services/enrolments.py:cancel": "asked by the move; the course is held so that seats are counted in turn",
    "education/services/enrolments.py:walk_in": "asked of the lesson; the course is held so that seats are counted in turn",
    "education/services/public_enrolments.py:join": "whoever holds the address signs up; nobody is signed in",
    "network/services/clients.py:correct_death": "asked of the case through which the correction is told",
    "network/services/clients.py:destroy_identity": "asked of the case that lets go of the person",
    "network/services/clients.py:record_death": "asked of the case through which the death is told",
    "network/services/clients.py:update": "asked of the referral through which the agency knows the person",
}


def _governed() -> set[str]:
    found = set()
    for model in apps.get_models():
        try:
            access_of(model)
        except LookupError:
            continue
        found.add(model.__name__)
    return found


def _chain(node: ast.AST) -> Iterator[ast.Call]:
    """The calls of `A.objects.b().c()`, the last one first."""
    while isinstance(node, ast.Call | ast.Attribute):
        if isinstance(node, ast.Call):
            yield node
            node = node.func
        else:
            node = node.value


def _root(node: ast.AST) -> str:
    while isinstance(node, ast.Call | ast.Attribute):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def locks_one(node: ast.AST, governed: set[str]) -> bool:
    """Whether an expression locks one row by its key, of a model with an access mapping.

    A model that is only known when it runs (`type(row)`, `self.model`) may be any of them.
    """
    calls = list(_chain(node))
    names = {call.func.attr for call in calls if isinstance(call.func, ast.Attribute)}
    by_key = any(keyword.arg in ("pk", "id") for call in calls for keyword in call.keywords)
    return "select_for_update" in names and by_key and _root(node) in governed | {"type", "self", "cls"}


def _functions(tree: ast.Module | ast.ClassDef, within: str = "") -> Iterator[tuple[str, ast.FunctionDef]]:
    """Every function of a module and every method of its classes, by name; what stands inside one belongs to it."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield f"{within}{node.name}", node
        elif isinstance(node, ast.ClassDef):
            yield from _functions(node, f"{within}{node.name}.")


def _found(tree: ast.Module, governed: set[str]) -> set[str]:
    return {name for name, one in _functions(tree) if any(locks_one(node, governed) for node in ast.walk(one))}


def test_nobody_locks_a_row_by_hand_that_an_access_mapping_governs() -> None:
    governed = _governed()
    files = [path for path in python_files() if name_of(path).split("/")[0] in ("core", *DOMAIN)]
    found = {f"{name_of(path)}:{name}" for path in files for name in _found(tree_of(path), governed)}
    assert found == set(BY_HAND)


def test_the_search_sees_every_way_of_writing_a_lock() -> None:
    ways = [
        "def f(): return Linkage.objects.select_for_update(of=('self',)).for_page().get(pk=row.pk)",
        "def f():\n    with atomic():\n        row = Linkage.objects.filter(pk=pk).select_for_update().first()",
        "def f(): Linkage.objects.select_for_update().get(id=1)",
    ]
    assert [_found(ast.parse(way), {"Linkage"}) for way in ways] == [{"f"}] * 3
    method = (
        "class Kept:\n    def keep(self, row): return type(row)._default_manager.select_for_update().get(pk=row.pk)"
    )
    assert _found(ast.parse(method), {"Linkage"}) == {"Kept.keep"}
    of_own = "class Kept:\n    def keep(self): return self.model.objects.select_for_update().get(pk=1)"
    assert _found(ast.parse(of_own), {"Linkage"}) == {"Kept.keep"}
    assert _found(ast.parse("def f(): Linkage.objects.open().select_for_update().order_by('pk')"), {"Linkage"}) == set()
