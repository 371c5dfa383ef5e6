"""What the container files name must exist, and nothing of a demo may reach real people."""

import os
import re
import shutil
import sys
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands
from django.utils.module_loading import import_string
from launcher.install import UV_VERSION

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
OURS = ("migrate", "web", "worker", "beat")


def words(service: str) -> list[str]:
    """The command as the container runs it, with a shell line taken apart."""
    command = SERVICES[service]["command"]
    return re.split(r"\s+", command[2].replace("&&", " ")) if command[:2] == ["sh", "-c"] else command


@pytest.mark.parametrize("service", OURS)
def test_the_program_of_each_service_is_installed(service):
    folders = os.pathsep.join([str(Path(sys.executable).parent), os.defpath])
    assert shutil.which(words(service)[0], path=folders)


def test_management_commands_of_the_migration_exist():
    called = [after for word, after in zip(words("migrate"), words("migrate")[1:], strict=False) if word == "manage.py"]
    assert called == ["migrate", "load_reference"]
    assert set(called) <= set(get_commands())


def test_the_web_server_and_the_worker_start_what_exists():
    module, name = words("web")[1].split(":")
    assert callable(import_string(f"{module}.{name}"))
    celery = import_string("config.celery.app")
    assert [words(service)[1:3] for service in ("worker", "beat")] == [["-A", "config"]] * 2
    queues = words("worker")[words("worker").index("-Q") + 1].split(",")
    routed = {route["queue"] for route in (celery.conf.task_routes or {}).values()}
    assert {*routed, celery.conf.task_default_queue} <= set(queues)


def test_there_is_one_beat():
    beats = [name for name, service in SERVICES.items() if "beat" in service.get("command", [])]
    assert beats == ["beat"]
    assert "deploy" not in SERVICES["beat"]


def test_only_the_proxy_can_be_reached_from_outside():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert [SERVICES[name]["networks"] for name in ("db", "redis")] == [["inside"], ["inside"]]


@pytest.mark.parametrize("service", OURS)
def test_real_people_never_meet_the_demo(service):
    settings = SERVICES[service]["environment"]
    assert (settings["DEMO"], settings["DEBUG"]) == ("0", "0")
    assert settings["BASE_URL"].startswith("https://")


def test_every_secret_comes_from_the_environment_and_is_required():
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    asked = set(re.findall(r"(?<!\$)\$\{(\w+)", text))
    example = set(re.findall(r"^(\w+)=", (ROOT / "deploy" / "env.example").read_text(encoding="utf-8"), re.MULTILINE))
    assert asked == example
    assert set(re.findall(r"(?<!\$)\$\{(\w+):\?\}", text)) == example - {"SMS_URL"}


def test_every_file_that_the_containers_take_in_exists():
    taken = [volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])]
    assert [place for place in taken if place.startswith("./") and not (ROOT / place).is_file()] == []
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (ROOT / "deploy" / "Dockerfile").read_text(), re.MULTILINE)
    assert copied
    assert [name for line in copied for name in line.split() if not (ROOT / name).exists()] == []


def test_the_proxy_passes_on_nothing_that_a_browser_says_about_its_address():
    text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    for header in ("X-Forwarded-For $remote_addr", "X-Forwarded-Proto $scheme", 'X-Forwarded-Host ""', 'Forwarded ""'):
        assert text.count(f"proxy_set_header {header};") == 2, header
    assert "client_max_body_size 12m;" in text
    assert not re.search(r"proxy_cache_path|proxy_cache_valid", text)


@pytest.mark.parametrize("place", ["deploy/Dockerfile", "docs/operations.md"])
def test_the_same_version_of_uv_is_used_everywhere(place):
    assert f"uv=={UV_VERSION}" in (ROOT / place).read_text(encoding="utf-8")
