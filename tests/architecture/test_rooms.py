"""An app is read at a glance: its folder holds rooms of one list, and every room has the same subjects."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from django.apps import AppConfig, apps

from tests.architecture.sources import APPS

ROOMS = frozenset(
    {
        # doors
        *("acts", "views", "api", "tasks", "urls"),
        # shapes
        *("forms", "filters", "panels", "papers", "exports"),
        # verbs
        *("services", "duties", "indicators", "calendar"),
        # nouns
        *("models", "querysets", "access", "workflow"),
        # settings of the site, carried data, registration
        *("limits", "data", "apps", "migrations", "management"),
    }
)
# What an app has besides, because it is a mechanism of the whole house that lies there.
OF_THEIR_OWN = {
    "network": {
        "actors": "builds the actor of a request and finds who holds a role",
        "instruments": "scores of measuring instruments, which know nothing of the portal",
        "registry": "where upper apps register what the network tells them or shows of theirs",
        "sign_in": "what the account library, its second factor and the middleware ask of us",
    },
    "documents": {"registry": "where the apps register their kinds of paper that needs approval"},
    "referrals": {"registry": "where the programmes register what the loop must tell them"},
    "surveys": {"registry": "where other apps register what a survey may be about"},
}
BY_SUBJECT = ("acts", "views", "api", "forms", "filters", "panels", "papers", "exports", "duties")
# Subjects that have neither a model nor a service.
OTHER_SUBJECTS = {
    "network": {
        "notices": "messages of the kernel, told over the API",
        "privacy": "a page of text",
        "sign_in": "a page of the account library",
    },
    "directory": {
        "hsds": "an exchange format over several subjects",
        "institutions": "nouns of the network, shown to the public here",
    },
    "councils": {
        "public": "a choice of meetings that anybody may read",
        "requests": "bodies that the API takes",
        "shapes": "bodies that the API answers",
        **dict.fromkeys(
            ("blocks", "corrections", "notice", "report", "signs", "years"), "a kind of paper or a part of it"
        ),
    },
    "education": {
        "fields": "fields that several forms share",
        "lists": "how the list of courses is sorted",
        "progress": "where a course stands",
        "public": "doors of the API without signing in: certificates, lessons, sign-ups, requests to teach",
        "steps": "what is still to be done with a course",
        "surveys": "of the app below, as the pages of a course show them",
        "warnings": "what is said of a request without standing in its way",
    },
    "referrals": {"shapes": "bodies that the API answers"},
    "discharge": {
        "lines": "the line that every duty about a case shows",
        "log": "what happened in a case, from the audit trail",
        "reading": "what the API reads of a case in a few statements",
        "screening": "the door through which a patient becomes a case",
        "shapes": "bodies that the API answers",
        "steps": "the form in which somebody does next what they owe about a case",
    },
}
# Apps whose subjects are still being named.
UNDER_WORK: frozenset[str] = frozenset()


def _own_apps() -> list[AppConfig]:
    """Every app with rooms: the kernel is a free list of modules, `config` composes the others."""
    own = [config for config in apps.get_app_configs() if config.name.split(".")[0] in APPS]
    return [config for config in own if config.label not in ("core", "config")]


LABELS = sorted(config.label for config in _own_apps())
FINISHED = [label for label in LABELS if label not in UNDER_WORK]


def _names(folder: Path) -> set[str]:
    """Modules and packages in a folder; apps of their own inside it are none of its rooms."""
    inner = {Path(config.path) for config in _own_apps()} - {folder}
    found = {path.stem for path in folder.glob("*.py")}
    found |= {path.name for path in folder.iterdir() if path.is_dir() and path not in inner}
    return found - {"__init__", "__pycache__"}


def strangers(label: str, names: Iterable[str]) -> list[str]:
    """Names at the root of an app that are no rooms."""
    return sorted(set(names) - ROOMS - set(OF_THEIR_OWN.get(label, ())))


def without_subject(label: str, subjects: Iterable[str], files: Iterable[str]) -> list[str]:
    """Files of a room that are named after nothing the app is about."""
    return sorted(set(files) - set(subjects) - set(OTHER_SUBJECTS.get(label, ())))


def _subjects(folder: Path) -> set[str]:
    rooms = [folder / room for room in ("models", "services") if (folder / room).is_dir()]
    return {name for room in rooms for name in _names(room)}


def test_the_apps_of_the_house_are_seen() -> None:
    assert set(LABELS) >= {"surveys", "network", "directory", "councils", *UNDER_WORK}


@pytest.mark.parametrize("label", LABELS)
def test_an_app_holds_only_rooms_of_the_list(label: str) -> None:
    assert strangers(label, _names(Path(apps.get_app_config(label).path))) == []


@pytest.mark.parametrize("label", FINISHED)
def test_every_room_has_the_same_subjects(label: str) -> None:
    folder = Path(apps.get_app_config(label).path)
    rooms = [room for room in BY_SUBJECT if (folder / room).is_dir()]
    found = {room: without_subject(label, _subjects(folder), _names(folder / room)) for room in rooms}
    assert {room: names for room, names in found.items() if names} == {}


def test_a_subject_in_front_of_a_name_does_not_pass() -> None:
    names = _names(Path(apps.get_app_config("network").path))
    assert strangers("network", {*names, "council_x"}) == ["council_x"]
    assert without_subject("councils", {"meetings"}, {"meetings", "meeting_forms"}) == ["meeting_forms"]


def test_the_lists_name_only_what_is_there() -> None:
    """A name that nothing bears any more would let anything in under it."""
    for label, names in OF_THEIR_OWN.items():
        assert set(names) <= _names(Path(apps.get_app_config(label).path))
    for label, names in OTHER_SUBJECTS.items():
        folder = Path(apps.get_app_config(label).path)
        rooms = [folder / room for room in BY_SUBJECT if (folder / room).is_dir()]
        assert set(names) <= {name for room in rooms for name in _names(room)}
