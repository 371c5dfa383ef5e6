"""`./ieum` has no ending that Python imports; load it once, with the modules below deploy/ that it is made of."""

import importlib.util
import sys
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


def load(name: str, path: Path) -> ModuleType:
    spec = importlib.util.spec_from_loader(name, SourceFileLoader(name, str(path)))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


sys.path.insert(0, str(ROOT / "deploy"))


@pytest.fixture(scope="session")
def script() -> ModuleType:
    return load("ieum_script", ROOT / "ieum")


@pytest.fixture(scope="session")
def vendor() -> ModuleType:
    return load("vendor", ROOT / "deploy" / "vendor.py")
