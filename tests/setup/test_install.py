"""What is installed, and what is said where it may not be."""

import re
import tomllib
from pathlib import Path

import pytest
from launcher import install, places, servers

ROOT = Path(__file__).resolve().parents[2]


def test_without_rights_the_exact_line_to_type_is_shown(monkeypatch):
    monkeypatch.setattr(install, "missing_packages", lambda names: ["fonts-nanum", "chromium"])
    monkeypatch.setattr(install, "is_root", lambda: False)
    monkeypatch.setattr(install, "succeeds", lambda command, *given, **more: False)
    with pytest.raises(places.Stop, match="apt-get install -y --no-install-recommends fonts-nanum chromium"):
        install.install_packages(["fonts-nanum", "chromium"])


def test_nothing_is_asked_for_where_everything_is_there(monkeypatch):
    monkeypatch.setattr(install, "missing_packages", lambda names: [])
    monkeypatch.setattr(install, "call", lambda *given: pytest.fail(f"called {given}"))
    assert install.install_packages(["fonts-nanum"]) is None


def test_a_failed_step_names_its_log(tmp_path, monkeypatch):
    monkeypatch.setattr(install, "LOGS", tmp_path)
    with pytest.raises(places.Stop, match="화면 파일을 설치하지 못했습니다") as stopped:
        install.call(["false"], "화면 파일을 설치")
    assert str(tmp_path / "setup.log") in str(stopped.value)
    with pytest.raises(places.Stop):
        install.call([str(tmp_path / "no-such-program")], "화면 파일을 설치")


def test_an_old_node_is_left_aside(tmp_path, monkeypatch):
    for name, text in (("node", "#!/bin/sh\necho v16.20.0\n"), ("npm", "#!/bin/sh\n")):
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    own = install.npm_command(Path("/venv"))
    assert [Path(word).name for word in own] == ["node", "npm-cli.js"]
    assert all(word.startswith("/venv/") for word in own)
    (tmp_path / "node").write_text("#!/bin/sh\necho v18.0.0\n")
    assert install.npm_command(Path("/venv")) == [str(tmp_path / "npm")]


def test_a_socket_path_never_outgrows_what_the_system_allows(tmp_path, monkeypatch):
    monkeypatch.setattr(servers.tempfile, "gettempdir", lambda: str(tmp_path))
    short, long = Path("/var/tmp/ieum-run"), Path("/srv") / ("가" * 40)
    assert servers.socket_folder(short) == short
    assert servers.socket_folder(long).parent == tmp_path
    assert servers.socket_folder(long) != servers.socket_folder(long / "x")


def test_a_note_of_a_server_that_is_gone_blocks_nothing(tmp_path):
    note = tmp_path / "postmaster.pid"
    note.write_text("1\n")  # a living process that is no PostgreSQL of ours: the number was given away again
    servers.end_leftover(tmp_path)
    assert not note.exists()


def pinned(text: str) -> dict[str, set[str]]:
    """Package and version → hashes, of a list in the form of pip."""
    blocks = re.split(r"\n(?=\S)", text.strip())
    return {block.split(maxsplit=1)[0]: set(re.findall(r"--hash=(sha256:\w+)", block)) for block in blocks}


def test_the_list_for_pip_says_what_the_lock_says():
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    locked = {
        f"{package['name']}=={package['version']}": {
            file["hash"] for file in [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]
        }
        for package in lock["package"]
        if package["name"] != "ieum"
    }
    listed = pinned((ROOT / "deploy" / "requirements.lock").read_text(encoding="utf-8"))
    assert listed == locked, "uv export --frozen --all-groups --no-emit-project --no-header --no-annotate"
    assert all(listed.values())
