"""Where data lies, who may reach it, and what is remembered between two starts."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from launcher import places


def test_two_clones_never_share_a_data_folder():
    one, two = Path("/srv/a/ieum"), Path("/srv/b/ieum")
    for as_root in (True, False):
        folders = {places.data_folder(p, r, as_root=as_root) for p in ("run", "test") for r in (one, two)}
        assert len(folders) == 4


def test_as_root_the_data_lies_directly_under_var_tmp_else_in_the_project():
    root = Path("/srv/ieum")
    assert places.data_folder("run", root, as_root=True).parent == Path("/var/tmp")
    assert places.data_folder("run", root, as_root=False) == root / "var" / "pg-run"


def test_below_a_closed_folder_root_keeps_the_programs_outside():
    with tempfile.TemporaryDirectory(dir="/var/tmp") as home:
        clone = Path(home) / "ieum"
        clone.mkdir()
        Path(home).chmod(0o755)
        assert places.venv_folder(clone, as_root=True) == clone / ".venv"
        Path(home).chmod(0o700)
        assert places.venv_folder(clone, as_root=True) == places.data_folder("venv", clone, as_root=True)
        assert places.venv_folder(clone, as_root=False) == clone / ".venv"


def test_a_folder_is_made_for_its_owner_alone_and_a_link_in_its_place_is_refused(tmp_path):
    folder = tmp_path / "data"
    places.own_folder(folder, os.geteuid(), os.getegid(), 0o700)
    assert folder.stat().st_mode & 0o777 == 0o700
    link = tmp_path / "link"
    link.symlink_to(folder)
    with pytest.raises(places.Stop, match="주인이 다릅니다"):
        places.own_folder(link, os.geteuid(), os.getegid(), 0o700)


def test_a_folder_of_another_account_is_refused(tmp_path):
    (tmp_path / "data").mkdir()
    with pytest.raises(places.Stop, match="주인이 다릅니다"):
        places.own_folder(tmp_path / "data", os.geteuid() + 1, os.getegid(), 0o700)


def test_a_stamp_holds_until_a_name_a_content_or_a_word_changes(tmp_path):
    (tmp_path / "one").write_text("1")
    (tmp_path / "two").write_text("2")
    files = [tmp_path / "one", tmp_path / "two"]
    stamp, value = tmp_path / "deep" / "stamp", places.fingerprint(files, "word")
    assert not places.is_current(stamp, value)
    places.write_stamp(stamp, value)
    assert places.is_current(stamp, places.fingerprint(reversed(files), "word"))
    assert not places.is_current(stamp, places.fingerprint(files, "other"))
    (tmp_path / "two").write_text("3")
    assert not places.is_current(stamp, places.fingerprint(files, "word"))
    (tmp_path / "two").rename(tmp_path / "three")
    (tmp_path / "three").write_text("2")
    assert places.fingerprint([tmp_path / "one", tmp_path / "three"], "word") != value


def test_a_second_process_is_turned_away_and_the_lock_goes_with_the_first(tmp_path, monkeypatch):
    monkeypatch.setattr(places, "VAR", tmp_path)
    holder = "import fcntl, sys; fcntl.flock(f := open(sys.argv[1], 'w'), 2); print('held', flush=True); input()"
    command = [sys.executable, "-c", holder, str(tmp_path / "run.lock")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(places.Stop, match="이미 실행 중"), places.locked("run"):
            pass
        other.kill()
    with places.locked("run"):
        assert (tmp_path / "run.lock").exists()


def test_data_without_its_keys_is_kept_under_another_name(tmp_path, capsys):
    folder = tmp_path / "pg-run"
    places.set_aside(folder)
    assert list(tmp_path.iterdir()) == []
    folder.mkdir()
    (folder / "base").write_text("rows")
    places.set_aside(folder)
    (kept,) = tmp_path.iterdir()
    assert (kept.name.startswith("pg-run-"), (kept / "base").read_text()) == (True, "rows")
    assert str(kept) in capsys.readouterr().out
