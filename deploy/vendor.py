#!/usr/bin/env python3
"""Copy the front-end files of others out of node_modules and hold them against the committed hashes.

Usage: python3 deploy/vendor.py copy|copy-tests|verify|verify-tests|hash

`copy` fills static/vendor (what browsers get), `copy-tests` also static/vendor-test (tests only, never in an
image). Both refuse a file whose hash is not in static/vendor.sha256. `hash` writes that list anew; do it only when
a version in package.json was raised on purpose. Standard library only: `./ieum` and the image build run it bare.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
STATIC = ROOT / "static"
MANIFEST = STATIC / "vendor.sha256"
SERVED, TESTS = "vendor", "vendor-test"

# (package folder, pattern below it, target folder): relative places stay, so the style sheet finds its images.
# The source map goes along because hashed static names refuse a style sheet that points to a missing file.
SOURCES = [
    ("krds-uiux/resources", "css/component/output.css", f"{SERVED}/krds"),
    ("krds-uiux/resources", "css/component/output.css.map", f"{SERVED}/krds"),
    ("krds-uiux/resources", "css/token/krds_tokens.css", f"{SERVED}/krds"),
    ("krds-uiux/resources", "img/**/*", f"{SERVED}/krds"),
    ("krds-uiux/resources", "fonts/*.woff2", f"{SERVED}/krds"),
    ("axe-core", "axe.min.js", f"{TESTS}/axe"),
    ("axe-core", "locales/ko.json", f"{TESTS}/axe"),
]


def wanted(tests: bool) -> Iterator[tuple[Path, str]]:
    """Each source file and its place below static/."""
    for package, pattern, target in SOURCES:
        if target.startswith(TESTS) and not tests:
            continue
        base = MODULES / package
        for source in sorted(path for path in base.glob(pattern) if path.is_file()):
            yield source, f"{target}/{source.relative_to(base).as_posix()}"


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def manifest() -> dict[str, str]:
    """The committed list: place below static/ → SHA-256, in the format of sha256sum."""
    lines = MANIFEST.read_text(encoding="utf-8").splitlines()
    return {place: value for value, place in (line.split("  ", 1) for line in lines)}


def problems(tests: bool) -> list[str]:
    """What is missing, changed or not listed below static/vendor (and static/vendor-test)."""
    listed = {place: value for place, value in manifest().items() if tests or not place.startswith(f"{TESTS}/")}
    found = {
        path.relative_to(STATIC).as_posix(): path
        for folder in ([SERVED, TESTS] if tests else [SERVED])
        for path in (STATIC / folder).rglob("*")
        if path.is_file()
    }
    wrong = [f"없음: {place}" for place in listed if place not in found]
    wrong += [f"목록에 없음: {place}" for place in found if place not in listed]
    return wrong + [
        f"내용이 다름: {place}" for place in listed if place in found and digest(found[place]) != listed[place]
    ]


def copy(tests: bool) -> None:
    """Replace the target folders as a whole, so that nothing of an older version stays behind."""
    for folder in [SERVED, TESTS] if tests else [SERVED]:
        shutil.rmtree(STATIC / folder, ignore_errors=True)
    for source, place in wanted(tests):
        target = STATIC / place
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)


def write_manifest() -> None:
    rows = sorted((place, digest(source)) for source, place in wanted(tests=True))
    MANIFEST.write_text("".join(f"{value}  {place}\n" for place, value in rows), encoding="utf-8")


def main(command: str) -> int:
    if command == "hash":
        write_manifest()
        return 0
    if command not in {"copy", "copy-tests", "verify", "verify-tests"}:
        print(__doc__)
        return 2
    tests = command.endswith("-tests")
    if command.startswith("copy"):
        copy(tests)
    wrong = problems(tests)
    for line in wrong:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) == 2 else ""))
