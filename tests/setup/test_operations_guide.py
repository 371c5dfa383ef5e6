"""The guide for a hospital's staff speaks only of what exists."""

import re
from pathlib import Path

from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
SETTINGS = (ROOT / "config" / "settings.py").read_text(encoding="utf-8")


def test_every_command_of_the_guide_exists():
    named = set(re.findall(r"manage\.py (\w+)", GUIDE))
    assert {"migrate", "load_reference", "first_admin", "check", "collectstatic"} <= named
    assert named <= set(get_commands())


def test_every_setting_of_the_guide_is_read_and_every_secret_is_told_of():
    table = GUIDE.split("## 4. ")[1].split("## 5. ")[0]
    told = set(re.findall(r"^\| `(\w+)`", table, re.MULTILINE))
    read = set(re.findall(r"\"([A-Z][A-Z_]+)\"", SETTINGS))
    assert told <= read
    assert {"SECRET_KEY", "FIELD_KEYS", "HASH_KEY", "AUDIT_KEY", "DATABASE_URL", "DEMO"} <= told


def test_every_file_of_the_guide_exists():
    named = set(re.findall(r"(?:deploy|docs)/[\w.]+", GUIDE))
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_addresses_that_tell_the_state_exist(client, db):
    for address in re.findall(r"^\| `(/health[\w/]*)`", GUIDE, re.MULTILINE):
        assert client.get(address).status_code in {200, 503}, address
