"""The code is spelled as the glossary says: one identifier for every Korean term, no synonym beside it."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db.models import Field, Model
from django.forms import BaseForm
from rest_framework.serializers import BaseSerializer

from core.describe import relation_label
from core.glossary import Term, document, terms
from core.workflow import REGISTER
from tests.architecture.sources import APPS, name_of, python_files, tree_of

OF_CLASS = {name: term for term in terms() for name in term.classes}
AVOIDED = {word: term for term in terms() for word in term.avoided}


def _field_names(of_class: str) -> tuple[str, str]:
    """`CouncilMember` as a field is called: `council_member`, `council_members`."""
    name = re.sub(r"(?<!^)(?=[A-Z])", "_", of_class).lower()
    return name, f"{name}s"


# The words of the field; those of the portal itself (`phone`, `user`, `message`) name many a field in passing.
OF_FIELD = {
    name: term for term in terms() if term.group != "이음" for one in term.classes for name in _field_names(one)
}


def _plain(text: object) -> str:
    return "".join(str(text).split())


def _says(term: Term, label: object) -> bool:
    return any(word in _plain(label) for word in term.words)


def of_model(name: str, label: str) -> str:
    """What is wrong with a model of this class name and label; nothing where it is as the glossary has it."""
    if name not in OF_CLASS:
        return f"{name} ({label}) is in no row"
    if not _says(OF_CLASS[name], label):
        return f"{name} is {OF_CLASS[name].korean}, not {label}"
    others = [term for term in terms() if term.classes and name not in term.classes and _plain(label) in term.words]
    return f"{label} is {others[0].classes[0]}, not {name}" if others else ""


def of_field(name: str, label: str) -> str:
    """A field that bears the name of a term bears its Korean word too."""
    term = OF_FIELD.get(name)
    return f"{name} is {term.korean}, not {label}" if term and label and not _says(term, label) else ""


def of_state(code: str, label: str) -> str:
    """A state and a code of the glossary that are spelled alike mean the same, both ways."""
    coded = [term for term in terms() if len(term.identifiers) == 1 and term.identifiers[0].isupper()]
    for term in coded:
        if code == term.identifiers[0] and not _says(term, label):
            return f"{code} is {term.korean}, not {label}"
        if _plain(label) in term.words and term.identifiers[0] not in code:
            return f"{label} is {term.identifiers[0]}, not {code}"
    return ""


def of_relation(name: str, label: str) -> str:
    return of_field(name, label)


def synonyms(tree: ast.AST) -> Iterator[str]:
    """Identifiers and names in strings that hold a word which the glossary avoids."""
    for node in ast.walk(tree):
        for name in _names(node):
            for word in re.findall(r"[a-z]+|[A-Z][a-z]*", name):
                if word.lower() in AVOIDED:
                    yield f"{name}: {AVOIDED[word.lower()].korean} is {AVOIDED[word.lower()].identifiers[0]}"


def _names(node: ast.AST) -> Iterator[str]:
    for attribute in ("name", "id", "arg", "attr", "asname"):
        if isinstance(found := getattr(node, attribute, None), str):
            yield found
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"[a-z_.]+", node.value):
        yield node.value


def _own(module: str) -> bool:
    return module.partition(".")[0] in APPS


def _models() -> list[type[Model]]:
    return [model for model in apps.get_models() if _own(model.__module__)]


def _subclasses(base: type) -> Iterator[type]:
    for one in base.__subclasses__():
        yield one
        yield from _subclasses(one)


def _labels() -> Iterator[tuple[str, str, str]]:
    """Where, name and label of every field of the models, the forms and the bodies."""
    for app in APPS:
        for module in walk_packages(import_module(app).__path__, f"{app}."):
            if ".migrations" not in module.name and module.name not in ("config.celery", "config.wsgi"):
                import_module(module.name)
    for model in _models():
        for field in model._meta.get_fields():
            if isinstance(field, Field) and _plain(field.verbose_name) != _plain(field.name.replace("_", " ")):
                yield model.__name__, field.name, str(field.verbose_name)
    for form in {one for one in _subclasses(BaseForm) if _own(one.__module__)}:
        for name, field in getattr(form, "base_fields", {}).items():
            yield form.__name__, name, str(field.label or "")
    for body in {one for one in _subclasses(BaseSerializer) if _own(one.__module__)}:
        for name, field in getattr(body, "_declared_fields", {}).items():
            yield body.__name__, name, str(field.help_text or "")


def test_a_term_has_one_identifier_and_an_identifier_one_term() -> None:
    korean = Counter(_plain(term.korean) for term in terms())
    classes = Counter(name for term in terms() for name in term.classes)
    assert [text for text, count in (korean + classes).items() if count > 1] == []
    assert not set(AVOIDED) & set(OF_FIELD)


def test_every_model_is_named_and_labelled_as_its_term() -> None:
    models = _models()
    assert len(models) > 60
    assert [fault for row in models if (fault := of_model(row.__name__, str(row._meta.verbose_name)))] == []


def test_a_field_that_bears_a_term_is_labelled_with_it() -> None:
    labels = list(_labels())
    assert len(labels) > 1000
    assert [f"{where}: {fault}" for where, name, label in labels if (fault := of_field(name, label))] == []


@pytest.mark.parametrize("machine", sorted(REGISTER))
def test_states_and_relations_are_spelled_as_their_terms(machine: str) -> None:
    workflow = REGISTER[machine]
    relations = {name for row in workflow.transitions for name in row.by}
    assert [fault for code, label in workflow.states.choices if (fault := of_state(code, str(label)))] == []
    assert [fault for name in relations if (fault := of_relation(name, relation_label(name)))] == []


def test_no_identifier_is_a_synonym_that_the_glossary_avoids() -> None:
    assert [f"{name_of(path)}: {found}" for path in python_files() for found in synonyms(tree_of(path))] == []


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (of_model("Participant", "참석자"), "수강생"),
        (of_model("Enrollee", "수강 신청"), "no row"),
        (of_model("Topic", "강사"), "교육 주제"),
        (of_model("AgencyReply", "회신"), "Reply"),
        (of_field("attendees", "수강생"), "참석자"),
        (of_field("participants", "참석자"), "수강생"),
        (of_state("INELIGIBLE", "비동의"), "제외"),
        (of_state("TURNED_AWAY", "제외"), "INELIGIBLE"),
        (of_relation("instructor", "수강생"), "강사"),
        (next(synonyms(ast.parse('relations = {"learner": who}')), ""), "수강생"),
        (next(synonyms(ast.parse("class TraineeShape: pass")), ""), "수강생"),
    ],
)
def test_a_misuse_is_told_with_the_word_that_is_right(fault: str, words: str) -> None:
    assert words in fault


def test_the_document_is_the_one_that_is_made() -> None:
    path = Path(settings.BASE_DIR) / "docs" / "glossary.md"
    assert path.read_text(encoding="utf-8") == document(), "manage.py describe_glossary를 실행하십시오."


def test_a_stale_document_is_told(tmp_path: Path) -> None:
    stale = tmp_path / "glossary.md"
    stale.write_text(document() + "more", encoding="utf-8")
    with pytest.raises(SystemExit):
        call_command("describe_glossary", check=True, to=str(stale))
    call_command("describe_glossary", to=str(stale))
    call_command("describe_glossary", check=True, to=str(stale))
