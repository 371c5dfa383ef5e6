"""The project's own source files, for the tests that read them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("core", "network", "referrals", "education", "discharge", "config")
DOMAIN = ("network", "referrals", "education", "discharge")


def python_files() -> list[Path]:
    """Every module of the apps, migrations left out: they are made by a machine."""
    found = [path for app in APPS for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts]
    return [*found, ROOT / "manage.py"]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def functions() -> Iterator[tuple[str, int]]:
    """Every function with its length in lines, decorators and docstring left out."""
    for path in python_files():
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
                last = body[-1].end_lineno or node.lineno
                yield f"{name_of(path)}:{node.name}", last - body[0].lineno + 2


def template_files() -> list[Path]:
    folders = [ROOT / "templates", *(ROOT / app / "templates" for app in APPS)]
    return [path for folder in folders if folder.exists() for path in sorted(folder.rglob("*.html"))]
