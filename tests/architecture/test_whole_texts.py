"""What somebody typed is kept whole: a form bounds it, its column has room for it, no service cuts it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.architecture.sources import name_of, python_files, tree_of

# How many rows are read at once. A text is never cut to one of these.
ROWS = frozenset({"BATCH", "SIGN_INS"})

# Cuts in services that shorten no text of a person, each with what it takes.
NO_TEXT = {
    "network/documents/services/approving.py:make": "the title of a document, made of what it is about and what it is",
    "network/documents/services/issuing.py:correct": "the note that a correction writes about itself; it keeps all changes",
    "network/services/clients.py:find_same": "the five people who are most alike",
    "network/services/consents.py:expire_due": "the rows of one run",
    "network/services/trail.py:mark": "the beginning of a key, by which rows are told apart",
}


def cuts(tree: ast.AST) -> Iterator[str]:
    """The functions that take the beginning of something up to a number, or up to a constant that counts no rows."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef) and any(_cuts(node) for node in ast.walk(function)):
            yield function.name


def _cuts(node: ast.AST) -> bool:
    if not (isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice)):
        return False
    upper = node.slice.upper
    if isinstance(upper, ast.Name):
        return upper.id.isupper() and upper.id not in ROWS
    return isinstance(upper, ast.Constant) and isinstance(upper.value, int) and upper.value > 1


def test_no_service_cuts_what_was_typed() -> None:
    files = [path for path in python_files() if "services" in path.parts]
    found = {f"{name_of(path)}:{name}" for path in files for name in cuts(tree_of(path))}
    assert found == set(NO_TEXT)


def test_a_cut_is_found_however_it_is_written() -> None:
    ways = [
        "row.note = str(data['note'])[:300]",
        "text = f'{who}: {note}'.strip()[:1000]",
        "row.reason = reason[:MOST]",
    ]
    assert [list(cuts(ast.parse(f"def f():\n    {way}"))) for way in ways] == [["f"]] * 3
    assert list(cuts(ast.parse("def f():\n    return rows[:BATCH], keys[:1], words[1:]"))) == []
