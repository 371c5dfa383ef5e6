"""What a person types after ./ieum, and what they read when it cannot be done."""

import subprocess
import sys
from pathlib import Path

import pytest
from launcher.places import Stop

from tests.access import alike
from tests.conftest import MARKED
from tests.laws import test_l9_nobody_waits_in_vain as ends

ROOT = Path(__file__).resolve().parents[2]


def test_without_a_command_the_help_is_shown(script, capsys):
    assert script.main([]) == 0
    shown = capsys.readouterr().out
    assert [
        word
        for word in ("run", "dev", "check", "test", "campaign matrix", "campaign ends", "bench", "help")
        if f"\n  {word}" not in shown
    ] == []


def test_an_unknown_command_is_named_in_one_sentence_without_a_traceback():
    done = subprocess.run([sys.executable, ROOT / "ieum", "실행"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == "없는 명령입니다: 실행. ./ieum help를 보십시오.\n"


@pytest.mark.parametrize(
    ("words", "port"), [([], None), (["--port", "8080"], 8080), (["--port=8080"], 8080), (["--port", "65535"], 65535)]
)
def test_run_takes_a_port(script, words, port):
    assert script.port_option(words) == port


@pytest.mark.parametrize(
    "words", [["--port"], ["--port", "0"], ["--port", "65536"], ["--port", "팔천"], ["8080"], ["--bad"]]
)
def test_run_refuses_anything_else(script, words):
    with pytest.raises(Stop, match="--port 번호"):
        script.port_option(words)


def test_the_development_server_reloads_and_the_portal_does_not(script):
    assert script.web_command(Path("/venv"), 8000, reloads=True)[-2:] == ["runserver", "127.0.0.1:8000"]
    assert "gunicorn" in script.web_command(Path("/venv"), 8000, reloads=False)[0]


def test_with_arguments_only_those_tests_run(script):
    stages = script.test_stages(Path("/venv"), ["tests/core", "-k", "x"])
    assert stages == [("시험", ["/venv/bin/python", "-m", "pytest", "tests/core", "-k", "x"])]

    assert script.before_tests(Path("/venv"), ["tests/core", "-k", "x"]) == []


def test_without_arguments_the_checks_come_first_and_every_test_runs_once(script):
    commands = [command for _name, command in script.test_stages(Path("/venv"), [])]
    assert script.before_tests(Path("/venv"), [])[1:] == script.check_stages(Path("/venv"))
    assert [command[-1] for command in commands] == ["not (browser or stack)", "browser or stack"]
    assert all(command[3:7] == ["-n", "2", "--dist", "worksteal"] for command in commands)


def test_the_matrix_campaign_lets_everybody_knock(script):
    ((name, command),) = script.campaign_stages(Path("/venv"), ["matrix"])
    assert name == "권한 표"
    assert command[:2] == ["env", f"{alike.ENVIRONMENT}={alike.EVERYBODY}"]
    assert command[-1] == "tests/access/test_matrix.py"


def test_the_campaign_of_the_ends_makes_each_from_every_state(script):
    ((_, command),) = script.campaign_stages(Path("/venv"), ["ends"])
    assert command[:2] == ["env", f"{ends.ENVIRONMENT}={ends.EVERY}"]
    assert command[-1] == "tests/laws/test_l9_nobody_waits_in_vain.py"


@pytest.mark.parametrize("words", [[], ["표"], ["matrix", "matrix"]])
def test_a_campaign_is_named(script, words):
    with pytest.raises(Stop, match="campaign 뒤에는"):
        script.campaign_stages(Path("/venv"), words)


def test_the_exit_code_is_the_sum_and_a_failure_stops_nothing(script, capfd):
    def stage(code: int) -> list[str]:
        return [sys.executable, "-c", f"print('ran {code}'); raise SystemExit({code})"]

    assert script.run_stages([("하나", stage(1)), ("둘", stage(0)), ("셋", stage(3))], {}) == 4
    shown = capfd.readouterr().out
    assert [code for code in (1, 0, 3) if f"ran {code}" not in shown] == []
    assert shown.count(", 실패") == 2


def test_check_and_test_hand_over_the_checks(script, monkeypatch):
    handed = []
    monkeypatch.setattr(script, "in_private", lambda purpose, packages, stages, before: handed.append(before) or 0)
    assert [script.main(["check"]), script.main(["test"])] == [0, 0]
    checks = script.check_stages(Path("/venv"))
    assert [before(Path("/venv"))[-len(checks) :] for before in handed] == [checks, checks]


@pytest.mark.parametrize("folder", ["browser", "stack"])
def test_what_is_apart_says_so_in_its_own_file(folder):
    """Files that do not say it are not even read when only those are asked for."""
    files = sorted((Path(__file__).resolve().parents[1] / folder).glob("test_*.py"))
    assert files
    assert [path.name for path in files if not MARKED.search(path.read_text(encoding="utf-8"))] == []


def test_what_comes_before_counts_too_and_each_shows_its_own_words(script, capfd):
    def stage(word: str, code: int) -> list[str]:
        return [sys.executable, "-c", f"print('{word} 처음'); print('{word} 끝'); raise SystemExit({code})"]

    before = [("가", stage("가", 1)), ("나", stage("나", 0)), ("다", stage("다", 2))]
    assert script.run_stages([], {}, before) == 3
    shown = capfd.readouterr().out
    assert all(f"{word} 처음\n{word} 끝\n" in shown for word in "가나다")
    assert shown.count(", 실패") == 2


def test_no_test_at_all_fails_but_no_browser_test_does_not(script):
    nothing = [sys.executable, "-c", "raise SystemExit(5)"]
    assert script.run_stages([("시험", nothing)], {}) == 5
    assert script.run_stages([("브라우저", [*nothing, script.APART])], {}) == 0


def test_a_page_counts_as_answering_only_when_the_server_can_show_it(script):
    assert not script.page_answers("http://127.0.0.1:9/")
