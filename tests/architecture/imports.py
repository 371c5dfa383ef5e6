"""Which file of the project imports which, read from the sources themselves."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from tests.architecture.sources import ROOT, name_of, python_files, tree_of

Graph = Mapping[str, frozenset[str]]


def module_of(path: Path) -> str:
    """`network/models/__init__.py` → `network.models`."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def modules() -> dict[str, Path]:
    return {module_of(path): path for path in python_files()}


@cache
def import_graph() -> Graph:
    """Every file with the files that it imports, wherever in it the import stands; but for what `ready` registers."""
    graph: dict[str, frozenset[str]] = {}
    for module, path in modules().items():
        found = {name_of(modules()[name]) for name in _imported(module)}
        graph[name_of(path)] = frozenset(found - {name_of(path)})
    return graph


def _imported(module: str) -> Iterator[str]:
    for node in _statements(tree_of(modules()[module]).body, without_ready=module.endswith(".apps")):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in modules())
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (where for alias in node.names if (where := defining(node.module, alias.name)))


def _statements(body: Iterable[ast.AST], *, without_ready: bool) -> Iterator[ast.AST]:
    """Every statement, however deep; but for what an AppConfig registers in `ready`, when every app is loaded."""
    for node in body:
        yield node
        if without_ready and isinstance(node, ast.FunctionDef) and node.name == "ready":
            continue
        for name in ("body", "orelse", "finalbody", "handlers", "cases"):
            inner = getattr(node, name, ())
            if isinstance(inner, list):
                yield from _statements(inner, without_ready=without_ready)


def defining(module: str, name: str) -> str | None:
    """The file in which a name lies that is imported from a module; through the `__init__` of a package to its source."""
    if f"{module}.{name}" in modules():
        return f"{module}.{name}"
    if module not in modules():
        return None
    if modules()[module].name == "__init__.py":
        for node in tree_of(modules()[module]).body:
            if isinstance(node, ast.ImportFrom) and node.module and node.module != module:
                for alias in node.names:
                    if (alias.asname or alias.name) == name:
                        return defining(node.module, alias.name) or module
    return module


def circles(graph: Graph) -> list[list[str]]:
    """Groups of files each of which reaches itself through the others (Tarjan's strongly connected components)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(node: str) -> None:
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in sorted(graph.get(node, ())):
            if other not in index:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in stack:
                low[node] = min(low[node], index[other])
        if low[node] == index[node]:
            place = stack.index(node)
            group = stack[place:]
            del stack[place:]
            if len(group) > 1:
                found.append(sorted(group))

    for node in sorted(graph):
        if node not in index:
            visit(node)
    return found
