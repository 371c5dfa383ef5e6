"""The front-end files of others: exactly those whose hashes are committed, and no style sheet with a broken image."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
KRDS = ROOT / "static" / "vendor" / "krds"


def test_the_files_on_disk_are_those_of_the_list(vendor):
    assert vendor.problems(tests=True) == []


def test_a_changed_a_missing_and_an_added_file_are_named(vendor, tmp_path, monkeypatch):
    monkeypatch.setattr(vendor, "STATIC", tmp_path)
    monkeypatch.setattr(vendor, "MANIFEST", tmp_path / "list")
    (tmp_path / "vendor").mkdir()
    for name in ("same", "changed", "added"):
        (tmp_path / "vendor" / name).write_text(name)
    same = vendor.digest(tmp_path / "vendor" / "same")
    rows = [f"{same}  vendor/same", f"{same}  vendor/changed", f"{same}  vendor/gone", f"{same}  vendor-test/axe.js"]
    (tmp_path / "list").write_text("\n".join(rows))
    assert vendor.problems(tests=False) == [
        "없음: vendor/gone",
        "목록에 없음: vendor/added",
        "내용이 다름: vendor/changed",
    ]
    assert "없음: vendor-test/axe.js" in vendor.problems(tests=True)


@pytest.mark.parametrize("sheet", ["css/component/output.css", "css/token/krds_tokens.css"])
def test_every_address_in_the_style_sheets_leads_to_a_file(sheet):
    text = (KRDS / sheet).read_text(encoding="utf-8")
    found = re.findall(r"url\(\s*['\"]?([^)'\"]+)", text) + re.findall(r"@import\s+['\"]([^'\"]+)", text)
    found += re.findall(r"sourceMappingURL=(\S+)", text)
    assert [
        place
        for place in found
        if not place.startswith("data:") and not (KRDS / sheet).parent.joinpath(place).is_file()
    ] == []
    assert sheet.endswith("tokens.css") or len(found) > 100


def test_versions_are_exact_and_the_lock_names_no_download_host():
    package = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    wanted = {**package["dependencies"], **package["devDependencies"]}
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert {name: lock[f"node_modules/{name}"]["version"] for name in wanted} == wanted
    assert [name for name, entry in lock.items() if name and ("resolved" in entry or "integrity" not in entry)] == []


def test_test_tools_are_never_in_what_browsers_get(vendor):
    served = [place for place in vendor.manifest() if place.startswith("vendor/")]
    assert served
    assert [place for place in served if "axe" in Path(place).name or place.endswith((".js", ".html"))] == []
