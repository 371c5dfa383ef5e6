"""Which Python the portal runs on: of the right version, able to make an environment, the fastest of those there are."""

from __future__ import annotations

import math
import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "deploy"))

from launcher import install, places


def test_every_python_is_named_once_and_this_one_first() -> None:
    found = install.find_pythons()
    assert found[0] == sys.executable
    assert len(set(found)) == len(found)


def test_this_one_stays_first_whatever_stands_on_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    other, same = tmp_path / "python3.11", tmp_path / "again"
    other.write_text("#!/bin/sh\nexit 0\n", encoding="utf-8")
    other.chmod(0o755)
    same.symlink_to(sys.executable)
    monkeypatch.setattr(shutil, "which", lambda name, path=None: str(same if path else other))
    assert install.find_pythons() == [sys.executable, str(other)]


def test_one_that_cannot_make_an_environment_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name, path=None: "/nowhere/python3.11")
    assert install.find_pythons() == [sys.executable]


def test_without_the_version_somebody_is_told_which_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install, "PYTHON", (3, 99))
    with pytest.raises(places.Stop, match=r"파이썬 3\.11이 없습니다"):
        install.find_pythons()


def test_the_pace_is_a_time_and_what_does_not_run_is_the_slowest() -> None:
    assert 0 < install.pace(sys.executable) < 1
    assert install.pace("/bin/false") == math.inf
    assert install.pace("/bin/echo") == math.inf
    assert install.pace("/nowhere") == math.inf
