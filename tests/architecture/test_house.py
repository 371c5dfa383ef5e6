"""The shape of the house: who may import whom, how long things may be, what stands in one place only."""

from __future__ import annotations

import ast
import statistics
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from importlinter.cli import lint_imports

from tests.architecture.imports import import_graph
from tests.architecture.sources import APPS, DOMAIN, ROOT, functions, name_of, python_files, tree_of

RANK = {
    "core": 0,
    "surveys": 1,
    "network": 2,
    "documents": 3,
    "directory": 4,
    "councils": 4,
    "figures": 4,
    "referrals": 5,
    "education": 5,
    "discharge": 6,
    "mentalhealth": 6,
    "infection": 6,
}
SIGNALS_ALLOWED = {"network/sign_in/sessions.py": "Django's and axes' own announcements that somebody signed in or out"}


def test_apps_import_in_one_direction() -> None:
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), cache_dir=None) == 0


def _app_of(name: str) -> str:
    """Label of the app in whose folder a file lies, the innermost."""
    owners = [config for config in apps.get_app_configs() if (ROOT / name).is_relative_to(config.path)]
    return max(owners, key=lambda config: len(config.path)).label


def test_files_import_from_apps_below_only() -> None:
    """The same as the linter's contracts, and for apps that lie in the folder of another (`core.surveys`) as well."""
    label = {name: _app_of(name) for name in import_graph() if name.split("/")[0] not in ("config", "manage.py")}
    wrong = [
        f"{name} → {other}"
        for name, others in import_graph().items()
        for other in others
        if name in label and (other not in label or _is_above(label[other], label[name]))
    ]
    assert wrong == []


def _is_above(other: str, own: str) -> bool:
    return other != own and RANK[other] >= RANK[own]


def test_model_relations_do_not_point_upwards() -> None:
    allowed_from_core = {settings.AUTH_USER_MODEL.lower(), settings.INSTITUTION_MODEL.lower()}
    wrong = []
    for model in apps.get_models():
        app = model._meta.app_label
        for field in model._meta.get_fields():
            other = field.related_model if field.concrete and field.is_relation else None
            if app not in RANK or other is None or isinstance(other, str) or other._meta.app_label not in RANK:
                continue
            target = other._meta.app_label
            same_floor = RANK[target] == RANK[app] and target != app
            is_allowed = app in ("core", "surveys") and other._meta.label_lower in allowed_from_core
            if (RANK[target] > RANK[app] or same_floor) and not is_allowed:
                wrong.append(f"{model._meta.label}.{field.name} → {other._meta.label}")
    assert wrong == []


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def _assignments(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AugAssign | ast.AnnAssign):
            targets = [node.target]
        elif isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name == "update" and any(keyword.arg == "status" for keyword in node.keywords):
                yield node
            if name == "setattr" and len(node.args) > 1 and getattr(node.args[1], "value", "") == "status":
                yield node
        yield from (target for target in targets if isinstance(target, ast.Attribute) and target.attr == "status")


def test_only_the_workflow_engine_assigns_a_status() -> None:
    found = [
        f"{name_of(path)}:{node.lineno}"
        for path in python_files()
        if name_of(path) != "core/workflow.py"
        for node in _assignments(tree_of(path))
    ]
    assert found == []


def test_the_search_for_status_assignments_sees_every_way_of_writing_one() -> None:
    ways = ["row.status = 'X'", "row.status += 'X'", "rows.update(status='X')", "setattr(row, 'status', 'X')"]
    assert [len(list(_assignments(ast.parse(way)))) for way in ways] == [1, 1, 1, 1]


def _listens(tree: ast.AST) -> bool:
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "connect"
            and node.args
        ):
            return True
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("django.db.models.signals"):
            return True
        if isinstance(node, ast.ImportFrom) and node.module == "django.dispatch":
            return True
    return False


def test_no_domain_app_listens_to_signals() -> None:
    listening = {
        name_of(path) for path in python_files() if name_of(path).split("/")[0] in DOMAIN and _listens(tree_of(path))
    }
    assert listening == set(SIGNALS_ALLOWED)


def test_functions_stay_short() -> None:
    lengths = dict(functions())
    assert {name: length for name, length in lengths.items() if length > 50} == {}
    sizes = sorted(lengths.values())
    assert statistics.median(sizes) <= 9
    assert sizes[int(len(sizes) * 0.9)] <= 25


def test_files_stay_short() -> None:
    sizes = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in python_files()}
    assert {name: size for name, size in sizes.items() if size > 500} == {}
    ordered = sorted(sizes.values())
    assert statistics.median(ordered) <= 100
    assert ordered[int(len(ordered) * 0.9)] <= 300


def test_no_module_is_named_after_nothing() -> None:
    vague = {"utils", "helpers", "common", "misc"}
    assert [name_of(path) for path in python_files() if path.stem in vague or path.parent.name in vague] == []


FORBIDDEN_CALLS = {"mark_safe": "text of a person could become markup", "sleep": "a process that waits serves nobody"}


def test_nothing_escapes_escaping_and_nothing_sleeps() -> None:
    found = [
        f"{name_of(path)}:{node.lineno} {name}"
        for path in python_files()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call)
        and (name := getattr(node.func, "attr", getattr(node.func, "id", ""))) in FORBIDDEN_CALLS
    ]
    assert found == []


def _swallows(handler: ast.ExceptHandler) -> bool:
    return all(isinstance(line, ast.Pass) for line in handler.body)


def test_no_fault_is_swallowed() -> None:
    found = [
        f"{name_of(path)}:{node.lineno}"
        for path in python_files()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ExceptHandler) and _swallows(node)
    ]
    assert found == []


def test_every_signature_is_typed() -> None:
    untyped = [
        f"{name_of(path)}:{node.name}"
        for path in python_files()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.returns is None
    ]
    assert untyped == []


def test_every_app_is_known_to_these_tests() -> None:
    own = {
        config.name.split(".")[0] for config in apps.get_app_configs() if (ROOT / config.name.split(".")[0]).is_dir()
    }
    assert own == set(APPS)
