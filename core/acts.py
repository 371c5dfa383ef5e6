"""One verb, declared once: from a declaration come its page, button, route, endpoint, body and its place in the laws.

An act is what a person may do to a row: a move of its machine, or something that moves no state and is governed by an
act of the access mapping. The Django form is its one shape, the service its one rule. `core.api.acts` makes the
endpoints. What one form cannot say (several forms on a page, uploads, live pages) stays a view and an endpoint by hand
that call the same service.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from core import duties
from core.actor import Actor
from core.errors import Conflict, NotVisible
from core.forms import ActForm
from core.pages import run_service, sent_or_kept, show
from core.policy import OnRow, PortalRequest, View, page
from core.workflow import Workflow

Data = Mapping[str, Any]
Texts = Iterable[tuple[str, str]]
NO_WAY_BACK = "되돌릴 수 없습니다."


@dataclass
class Standing:
    """How somebody stands to a row: what decides which acts they are offered."""

    row: Any
    relations: frozenset[str]
    actor: Actor

    @cached_property
    def owed(self) -> frozenset[str]:
        """Kinds of duty that are open about the row; asked once."""
        return duties.open_kinds(self.row)


@dataclass(frozen=True)
class Act:
    """What one person may do to a row, declared once.

    `name`: word of the address and, where the table has it, the move. `form`: the one shape of page and body.
    `service(*, actor, <row>, …)`: takes the form's values as `data` or each by its name, and `version` and
    `idempotency_key` if it asks for them; without one the board's `step` makes the move.
    `question`: what is asked before it is done, where the common words do not say it.
    `move`: the move whose row of the table says who may, where it has another name. `access`: the act of the access
    mapping, for what moves no state; `offered` then says when the button stands, if not always, `label` its word.
    `state(row)`: why the row as it stands does not allow it, in a sentence, for what moves no state; empty where it
    does. Button, page and endpoint ask it before they look at what was typed, the service asks the same once more.
    `happens`: what it does at once, in sentences. `reads(row, actor)`: what has to be read before it is done, label and
    text, on the act's own page. `done`: what is said afterwards (`{}`: of what the service gave).
    `lands(row, actor)`: where one is afterwards. `is_irreversible`: whom and what is shown before it is done, and that
    there is no way back (`shows_facts`: whom and what, although there is one). `is_beside`: a likely alternative of
    the next act, shown next to it. `api`: its path in the API, below the board's `api_prefix` unless it begins with a
    slash; `status`: 201 where it makes something, 204 where nothing is told.
    """

    name: str
    form: type[ActForm] = ActForm
    service: Callable[..., Any] | None = None
    label: str = ""
    question: str = ""
    move: str = ""
    access: str = ""
    offered: Callable[[Standing], bool] | None = None
    state: Callable[[Any], str] | None = None
    happens: tuple[str, ...] = ()
    reads: Callable[[Any, Actor], list[tuple[str, str]]] | None = None
    done: str = ""
    lands: Callable[[Any, Actor], str] | None = None
    is_irreversible: bool = False
    is_danger: bool = False
    shows_facts: bool = False
    is_beside: bool = False
    api: str = ""
    status: int = 200


@dataclass(frozen=True)
class OnBehalf:
    """Steps of another relation that somebody enters for it (대행 입력): `?for=<relation>`.

    `access`: the act of the mapping that allows it. `part`: a form of what is asked besides (how it came, who
    said it, when), which names its fields in `PROXY`.
    `enter(*, actor, <row>, step_name, data, proxy, version, idempotency_key)`: the service. `title`: the question of its dialog.
    """

    relation: str
    access: str
    part: type[Any]
    enter: Callable[..., Any]
    title: str


@dataclass
class Acts:
    """The board of one kind of row: all acts that one address pattern reaches.

    `name`: `app.subject`, from which the names of its addresses come. `door`: who comes to the row at all, and how
    the reading is recorded. `row_name`: the word under which services take the row. `lead(row)`: whom and what, in
    one line. `facts(row, actor)`: the same in full, shown before what cannot be undone, or before every act
    (`shows_facts`). `primary(standing)`: the next act. `home`: where one lands (default: the page `app:subject-detail`); `fallback(actor)`: where somebody lands who
    may no longer see the row. `crumbs(row, actor)`: the way there, as (label, address). `api_prefix`: the path of
    its operations below the row, `api_word`: what their names begin with.
    """

    name: str
    door: OnRow
    row_name: str
    acts: tuple[Act, ...]
    lead: Callable[[Any], str]
    fallback: Callable[[Actor], str]
    machine: Workflow | None = None
    step: Callable[..., Any] | None = None
    primary: Callable[[Standing], str] = field(default=lambda standing: "")
    facts: Callable[[Any, Actor], Texts] = field(default=lambda row, actor: ())
    shows_facts: bool = False
    crumbs: Callable[[Any, Actor], Texts] = field(default=lambda row, actor: ())
    home: Callable[[Any], str] | None = None
    on_behalf: OnBehalf | None = None
    route: str = ""
    api_prefix: str = ""
    api_word: str = ""

    def __post_init__(self) -> None:
        self.app, self.subject = self.name.split(".")
        self._named = {act.name: act for act in self.acts}
        self._services = {act.name: self._service(act) for act in self.acts}
        self._for_other: dict[type[ActForm], type[ActForm]] = {}
        if len(self._named) != len(self.acts) or self.name in REGISTER:
            raise ValueError(f"{self.name}: declared twice")
        REGISTER[self.name] = self

    def __iter__(self) -> Iterator[Act]:
        return iter(self.acts)

    # --- what a declaration says -------------------------------------------------------------------------------------

    def named(self, name: str) -> Act:
        """Raises NotVisible for an act that nobody declared."""
        if name not in self._named:
            raise NotVisible
        return self._named[name]

    def move_of(self, act: Act) -> str:
        """The move of the table that an act makes or follows; empty where it moves no state."""
        return "" if act.access else act.move or act.name

    def knows(self, name: str) -> bool:
        """Whether it is an act of the board or a move of its machine."""
        moves = self.machine.transitions if self.machine else ()
        return name in self._named or any(move.name == name for move in moves)

    def label(self, name: str) -> str:
        """The Korean word of an act, or of a move that only the system makes."""
        act = self._named.get(name)
        if self.machine is None or (act and act.label):
            return act.label if act else name
        return self.machine.named(self.move_of(act) if act else name)[0].label

    def _service(self, act: Act) -> Callable[..., Any]:
        """The service of an act, checked when it is declared: it takes the row, and all that the form asks."""
        if not act.access and (self.machine is None or not self.machine.named(self.move_of(act))):
            raise ValueError(f"{self.name}.{act.name} is no move and names no act of the access mapping")
        service = act.service or (partial(self.step, act.name) if self.step else None)
        if service is None:
            raise ValueError(f"{self.name}.{act.name} has no service")
        takes = inspect.signature(service).parameters
        wanted = {"actor", self.row_name}
        if "data" not in takes:
            wanted |= set(act.form.base_fields) - set(act.form.BOOKKEEPING)
        if missing := wanted - set(takes):
            raise ValueError(f"{self.name}.{act.name}: its service does not take {sorted(missing)}")
        return service

    def takes(self, act: Act) -> frozenset[str]:
        """What the service of an act asks for, by name."""
        return frozenset(inspect.signature(self._services[act.name]).parameters)

    # --- asking and doing, for both doors ----------------------------------------------------------------------------

    def demand(self, act: Act, row: Any, relations: frozenset[str], on_behalf_of: str = "") -> None:
        """Raises Forbidden when the act is another's. Asked before a form is shown or a body is read."""
        access = self.door.access
        if on_behalf_of:
            assert self.on_behalf is not None
            access.demand(row, self.on_behalf.access, relations)
        if act.access:
            access.demand(row, act.access, relations)
        elif self.machine is not None:
            self.machine.demand(row, self.move_of(act), relations, on_behalf_of)

    def demand_now(self, act: Act, row: Any, relations: frozenset[str], on_behalf_of: str = "") -> None:
        """Raises Conflict when the state has moved on. What was typed is asked about only after that."""
        if act.state is not None and (why := act.state(row)):
            raise Conflict(why)
        if self.machine is not None and not (act.access or act.move):
            self.machine.permitted(row, act.name, relations, on_behalf_of)

    def _blocked(self, act: Act, row: Any, actor: Actor) -> str:
        """What rule of the machine stands against it now, said before somebody fills it in, as the button says too."""
        if self.machine is None or act.access:
            return ""
        actions = self.machine.available(row, row.relations, actor)
        return next((one.blocked for one in actions if one.name == self.move_of(act)), "")

    def form(self, act: Act, row: Any, actor: Actor, data: Any = None, *, for_other: bool = False) -> ActForm:
        shape = self.shape_of(act, for_other=for_other)
        return shape(data, row=row, actor=actor, for_other=for_other, auto_id=f"id_{act.name}_%s")

    def shape_of(self, act: Act, *, for_other: bool = False) -> type[ActForm]:
        """The form of an act; entered for the other it also asks how the news came."""
        if not for_other:
            return act.form
        assert self.on_behalf is not None
        if act.form not in self._for_other:
            name = f"For{self.on_behalf.relation.title()}{act.form.__name__}"
            self._for_other[act.form] = type(name, (self.on_behalf.part, act.form), {})
        return self._for_other[act.form]

    def run(
        self,
        act: Act,
        form: ActForm,
        *,
        actor: Actor,
        row: Any,
        version: int | None = None,
        idempotency_key: str = "",
    ) -> Any:
        """Call the service with the form's values. Raises the house's errors."""
        values = form.values()
        if form.for_other:
            assert self.on_behalf is not None
            proxy = {name: values.pop(name) for name in self.on_behalf.part.PROXY}
            given = {"step_name": act.name, "data": values, "proxy": proxy, "version": version}
            given["idempotency_key"] = idempotency_key
            return self.on_behalf.enter(actor=actor, **{self.row_name: row}, **given)
        service, takes = self._services[act.name], self.takes(act)
        offers = {"version": version, "idempotency_key": idempotency_key, "data": values}
        given = {name: value for name, value in offers.items() if name in takes}
        if "data" not in takes:
            given |= values
        return service(actor=actor, **{self.row_name: row}, **given)

    # --- the page ----------------------------------------------------------------------------------------------------

    def urls(self) -> list[URLPattern]:
        """The one address of the board's acts: `<route>/<name>/`."""
        route = self.route or "<uuid:pk>/act/"
        return [path(f"{route}<slug:name>/", self.view, name=f"{self.subject}-act")]

    def url(self, act: Act, row: Any) -> str:
        return reverse(f"{self.app}:{self.subject}-act", args=[row.pk, act.name])

    def home_of(self, row: Any) -> str:
        return self.home(row) if self.home else reverse(f"{self.app}:{self.subject}-detail", args=[row.pk])

    @cached_property
    def view(self) -> View:
        """The page of every act of the board, behind its door."""

        @page(self.door)
        @require_http_methods(["GET", "POST"])
        def act_page(request: HttpRequest, row: Any, name: str, **_keys: Any) -> HttpResponse:
            return self._page(request, row, self.named(name))  # type: ignore[arg-type]

        act_page.acts = self  # type: ignore[attr-defined]
        return act_page

    def _page(self, request: PortalRequest, row: Any, act: Act) -> HttpResponse:
        for_other = self.on_behalf is not None and request.GET.get("for") == self.on_behalf.relation
        other = self.on_behalf.relation if self.on_behalf and for_other else ""
        self.demand(act, row, row.relations, other)
        data = sent_or_kept(request)
        form = self.form(act, row, request.actor, data, for_other=for_other)
        if request.method == "POST":
            done = self._post(request, row, act, form, other)
            if done is not None:
                return done
        else:
            self.demand_now(act, row, row.relations, other)
        return show(request, "parts/act.html", self._context(request, row, act, for_other), form)

    def _post(self, request: PortalRequest, row: Any, act: Act, form: ActForm, other: str) -> HttpResponse | None:
        """Do it; None when the form comes back with what was typed."""
        try:
            self.demand_now(act, row, row.relations, other)
        except Conflict as error:
            form.conflict(error)
            return None

        def deed() -> tuple[Any]:
            kept = form.cleaned_data
            version, key = kept.get("version"), kept.get("idempotency_key", "")
            return (
                self.run(
                    act, form, actor=request.actor, row=row, version=version, idempotency_key=key
                ),
            )  # fmt: skip

        done = run_service(request, form, deed)
        if done is None:
            return None
        said = act.done or f"{self.label(act.name)}: 저장했습니다."
        flash.success(request, said.format(*done))
        return redirect(self.landing(act, row, request.actor))

    def landing(self, act: Act, row: Any, actor: Actor) -> str:
        """Where one is afterwards: on the row's page, or elsewhere when the act took the row out of sight."""
        return self.landed(row, actor) if act.lands is None else act.lands(row, actor)

    def landed(self, row: Any, actor: Actor) -> str:
        """The row's page, or where somebody is who may not see it any more; also for doors written by hand."""
        access = self.door.access
        is_seen = access.allows("read", access.relations_of(actor, row))
        return self.home_of(row) if is_seen else self.fallback(actor)

    def _context(self, request: PortalRequest, row: Any, act: Act, for_other: bool) -> dict[str, Any]:
        is_shown = self.shows_facts or act.shows_facts or act.is_irreversible
        return {
            "crumbs": list(self.crumbs(row, request.actor)),
            "back_url": self.home_of(row),
            "action_url": request.get_full_path(),
            "blocked": self._blocked(act, row, request.actor) if request.method == "GET" else "",
            "facts": list(self.facts(row, request.actor)) if is_shown else [],
            "reads": act.reads(row, request.actor) if act.reads else [],
            **self.question(act, row, for_other=for_other),
        }

    def question(self, act: Act, row: Any, *, for_other: bool = False) -> dict[str, Any]:
        """Title, lead and consequences of a dialog (the words of its page as well)."""
        label = self.label(act.name)
        asked = self.on_behalf.title if self.on_behalf and for_other else "이대로 하시겠습니까?"
        return {
            "title": act.question or f"{label}: {asked}",
            "lead": self.lead(row),
            "happens": () if for_other else act.happens,
            "note": NO_WAY_BACK if act.is_irreversible else "",
            "verb": label,
            "style": "danger solid" if act.is_danger and not for_other else "primary",
        }

    # --- buttons -----------------------------------------------------------------------------------------------------

    def buttons(self, standing: Standing) -> list[dict[str, Any]]:
        """The acts that this person is offered now, blocked ones with their reason (`parts/_actions.html`)."""
        main = self.primary(standing)
        return [
            self._button(act, standing, blocked=blocked, is_main=act.name == main)
            for act, blocked in self.offered(standing)
        ]

    def buttons_for_other(self, standing: Standing) -> list[dict[str, Any]]:
        """The steps of the other relation that this person may enter on its behalf."""
        other, relations = self.on_behalf, standing.relations
        if other is None or other.relation in relations or not self.door.access.allows(other.access, relations):
            return []
        as_other = Standing(standing.row, frozenset({other.relation}), standing.actor)
        rows = self.offered(as_other)
        return [self._button(act, standing, blocked=blocked, for_other=True) for act, blocked in rows if not act.access]

    def offered(self, standing: Standing) -> Iterator[tuple[Act, str]]:
        """The acts that stand open to somebody, each with what blocks it now."""
        row, relations, access = standing.row, standing.relations, self.door.access
        moves = self.machine.available(row, relations, standing.actor) if self.machine else []
        blocked = {action.name: action.blocked for action in moves}
        for act in self.acts:
            if act.access or act.offered:
                may = not act.access or access.allows(act.access, relations)
                is_offered = may and (act.offered is None or act.offered(standing))
                if is_offered and (act.state is None or not act.state(row)):
                    yield act, ""
            elif act.name in blocked:
                yield act, blocked[act.name]

    def _button(
        self, act: Act, standing: Standing, *, blocked: str, is_main: bool = False, for_other: bool = False
    ) -> dict[str, Any]:
        """One act: a button with a dialog, and the page that does the same without a script."""
        url = self.url(act, standing.row)
        if for_other and self.on_behalf is not None:
            url = f"{url}?for={self.on_behalf.relation}"
        asked = self.question(act, standing.row, for_other=for_other)
        is_danger = act.is_danger and not for_other
        form = None if blocked else self.form(act, standing.row, standing.actor, for_other=for_other)
        return {
            **asked,
            "name": act.name,
            "label": asked["verb"],
            "url": url,
            "action_url": url,
            "style": "primary" if is_main else "danger" if is_danger else "tertiary",
            "blocked_reason": blocked,
            "dialog": f"act-{act.name}",
            "dialog_style": asked["style"],
            "is_next": is_main or (act.is_beside and not for_other),
            "form": form,
        }


REGISTER: dict[str, Acts] = {}

__all__ = ["REGISTER", "Act", "ActForm", "Acts", "OnBehalf", "Standing"]
