"""Where things lie, who owns them, and what is remembered between two starts."""

from __future__ import annotations

import fcntl
import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VAR = ROOT / "var"
LOGS = VAR / "log"
COMPILED = VAR / "compiled"  # what Python made of the sources, for all processes
PYTHON = (3, 11)
APPS = ("core", "network", "referrals", "education", "discharge", "mentalhealth", "infection", "config")


class Stop(Exception):
    """It cannot go on: the message is the one plain sentence for the user."""


def say(text: str) -> None:
    print(text, flush=True)


def is_root() -> bool:
    return os.geteuid() == 0


def project_mark(root: Path = ROOT) -> str:
    """Twelve letters that differ between two clones."""
    return hashlib.sha256(os.fsencode(root)).hexdigest()[:12]


def data_folder(purpose: str, root: Path = ROOT, *, as_root: bool | None = None) -> Path:
    """Where a private PostgreSQL keeps its data.

    Another account runs PostgreSQL when root starts it, so the folder then lies directly under /var/tmp and no
    folder of anybody has to be opened to that account; otherwise it lies in the project.
    """
    if is_root() if as_root is None else as_root:
        return Path("/var/tmp") / f"ieum-{project_mark(root)}-{purpose}"
    return root / "var" / f"pg-{purpose}"


def is_closed(path: Path) -> bool:
    """Whether the folder itself, or one on the way to it, shuts other accounts out."""
    return any(not folder.stat().st_mode & stat.S_IXOTH for folder in (path, *path.parents))


def venv_folder(root: Path = ROOT, *, as_root: bool | None = None) -> Path:
    """`.venv`, unless root works below a closed folder: the account of PostgreSQL must reach the programs in it."""
    rooted = is_root() if as_root is None else as_root
    return data_folder("venv", root, as_root=True) if rooted and is_closed(root) else root / ".venv"


def site_packages(venv: Path) -> Path:
    return venv / "lib" / f"python{PYTHON[0]}.{PYTHON[1]}" / "site-packages"


def own_folder(folder: Path, uid: int, gid: int, mode: int) -> None:
    """Make the folder for this account; refuse one that somebody else has put in its place."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        os.chown(folder, uid, gid)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != uid:
        raise Stop(f"{folder} 폴더의 주인이 다릅니다. 내용을 확인해 지우거나 옮긴 뒤 다시 시작하십시오.")
    folder.chmod(mode)


def set_aside(folder: Path) -> None:
    """Keep data that nobody here can open any more under another name; nothing is there, nothing happens.

    Whoever deletes a clone and clones again to the same place leaves the data behind, but not its keys.
    """
    if folder.exists():
        kept = folder.with_name(f"{folder.name}-{int(folder.stat().st_mtime)}")
        try:
            folder.rename(kept)
        except OSError as error:
            raise Stop(
                f"{folder} 폴더의 비밀값(var/env)이 없습니다. 폴더를 옮긴 뒤 다시 시작하십시오: {error}"
            ) from None
        say(
            f"전에 쓰던 데이터베이스는 비밀값(var/env)이 없어 열 수 없습니다. 그 폴더를 {kept} 이름으로 두고 새로 시작합니다."
        )


@contextmanager
def locked(purpose: str, *, wait: bool = False) -> Iterator[None]:
    """One process at a time per clone and purpose; the lock goes with the process, however it ends."""
    VAR.mkdir(exist_ok=True)
    with (VAR / f"{purpose}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            raise Stop(
                f"./ieum {purpose} 명령이 다른 창에서 이미 실행 중입니다. 그 창에서 Ctrl-C로 끝낸 뒤 다시 하십시오."
            ) from None
        yield


def fingerprint(paths: Iterable[Path], *extra: str) -> str:
    """One hash over names and contents, whatever the order."""
    total = hashlib.sha256("\0".join(extra).encode())
    for path in sorted(paths):
        total.update(os.fsencode(path) + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def is_current(stamp: Path, value: str) -> bool:
    return stamp.exists() and stamp.read_text(encoding="utf-8") == value


def write_stamp(stamp: Path, value: str) -> None:
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(value, encoding="utf-8")
