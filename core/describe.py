"""The tables of all machines as a document: a diagram to look at, a table to read."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from django.core.exceptions import FieldDoesNotExist

from core import codes
from core.duties import KINDS
from core.workflow import NEW, REGISTER, Transition, Unowed, Workflow

# Relations by the words of the field; the rest are named by the role from which they come.
RELATIONS = {
    "system": "자동",
    "attending": "담당의",
    "author": "그 부분을 쓰는 직종",
    "receiver": "수신 기관",
    "sender": "의뢰 기관",
    "owner": "조치 담당 기관",
    "drafter": "기안자",
    "next_approver": "다음 결재자",
}
INTRODUCTION = """# 업무 흐름

이 문서는 `manage.py describe_workflows`가 흐름 표에서 만듭니다. 손으로 고치지 마십시오.
상태는 화면에 보이는 이름 옆에 저장되는 부호를 함께 적습니다.
"""


def document() -> str:
    """Every registered machine, in the order of their names."""
    sections = [_section(REGISTER[name]) for name in sorted(REGISTER)]
    return "\n".join([INTRODUCTION, *sections])


def _section(workflow: Workflow) -> str:
    lines = [f"## {_title(workflow)} (`{workflow.machine}`)", "", *_diagram(workflow), ""]
    lines += ["| 단추 | 지금 상태 | 다음 상태 | 하는 사람 | 필요한 내용 |", "| --- | --- | --- | --- | --- |"]
    lines += [_table_row(workflow, transition) for transition in workflow.transitions]
    lines += ["", "| 상태 | 머무는 동안의 할 일 |", "| --- | --- |", *_clocks(workflow), ""]
    return "\n".join(lines)


def _title(workflow: Workflow) -> str:
    assert workflow.access is not None
    return str(workflow.access.model._meta.verbose_name)


def _diagram(workflow: Workflow) -> Iterator[str]:
    yield "```mermaid"
    yield "stateDiagram-v2"
    for code, label in workflow.states.choices:
        yield f"    {code}: {label}"
    for transition in workflow.transitions:
        for source in _in_order(workflow, transition.sources):
            yield f"    {'[*]' if source == NEW else source} --> {transition.target}: {transition.label}"
    for code in _in_order(workflow, workflow.final):
        yield f"    {code} --> [*]"
    yield "```"


def _in_order(workflow: Workflow, states: frozenset[str]) -> list[str]:
    order = [NEW, *workflow.states.values]
    return sorted(states, key=order.index)


def _table_row(workflow: Workflow, transition: Transition) -> str:
    sources = ", ".join(_state(workflow, code) for code in _in_order(workflow, transition.sources))
    people = ", ".join(sorted(relation_label(name) for name in transition.by))
    needed = ", ".join(_needed(workflow, name) for name in transition.requires) or "-"
    return f"| {transition.label} | {sources} | {_state(workflow, transition.target)} | {people} | {needed} |"


def _state(workflow: Workflow, code: str) -> str:
    return "(새로)" if code == NEW else f"{workflow.states(code).label} `{code}`"


def relation_label(name: str) -> str:
    """A relation in Korean. Raises KeyError for one that has no name: every relation of a table must have one."""
    return RELATIONS[name] if name in RELATIONS else dict(codes.choices("user_role"))[name.upper()]


def _needed(workflow: Workflow, name: str) -> str:
    """The words of a required datum: the model's own, those of the field's forms, or `사유`."""
    assert workflow.access is not None
    if name == "reason":
        return "사유"
    try:
        return str(workflow.access.model._meta.get_field(name).verbose_name)
    except FieldDoesNotExist:
        return _form_label(name)


def _form_label(name: str) -> str:
    """The shortest label under which any carried form shows a field of this name."""
    with (Path(__file__).parent / "data" / "form_fields.csv").open(encoding="utf-8", newline="") as handle:
        labels = {row["label_ko"] for row in csv.DictReader(handle) if row["field"] == name}
    return min(labels, key=lambda label: (len(label), label))


def _clocks(workflow: Workflow) -> Iterator[str]:
    for code in workflow.states.values:
        clock = workflow.clocks.get(code)
        if isinstance(clock, Unowed):
            words = f"없음. {clock.reason}"
        elif clock is None:
            words = "끝난 상태"
        else:
            words = KINDS[clock].label if clock in KINDS else f"`{clock}`"
        yield f"| {_state(workflow, code)} | {words} |"
