"""Tags and filters of every page: icons, states, deadlines, dates. Loaded as a builtin, so no page loads it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django import template
from django.contrib.messages.constants import WARNING
from django.contrib.messages.storage.base import Message
from django.forms import BaseForm, BaseFormSet
from django.http import HttpRequest
from django.template.defaultfilters import stringfilter
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core import codes, dates, fitting, states
from core.diff import Piece, word_diff
from core.display import display
from core.duties import KINDS
from core.identifiers import display_phone
from core.masking import age_on
from core.particles import particle
from core.status_style import ICONS, Kind, Side, tone
from core.workdays import seoul_today

register = template.Library()
_CALLED = re.compile(r"(?<![\d-])(0\d{1,3}-\d{3,4}-\d{4}|1[568]\d\d-\d{4})(?![\d-])")


register.filter("particle", particle)  # <b>{{ name }}</b>{{ name|particle:"을/를" }}


def _today() -> date:
    return dates.seoul_date(timezone.now())


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """`{% icon "home" %}` beside words; `{% icon "check" "마침" %}` where the icon stands alone and must be read."""
    if label:
        return format_html('<svg class="i" role="img" aria-label="{}"><use href="{}"/></svg>', label, _address(name))
    return _beside_words(name)


def _address(name: str) -> str:
    return f"{static('icons.svg')}#i-{name}"


@cache
def _beside_words(name: str) -> SafeString:
    """A page has dozens, of the few names there are; where the file lies does not change in a process."""
    return format_html('<svg class="i" aria-hidden="true"><use href="{}"/></svg>', _address(name))


@register.inclusion_tag("parts/_status.html")
def status(machine: str, state: str, side: Side = "", kind: Kind | None = None, label: str = "") -> dict[str, str]:
    """State chip. `side` is the reader's ("sender", "receiver"); `kind` and `label` replace what the state gives,
    for a list that shows the worst link of a case under the case's own name."""
    shown = kind or tone(machine, state, side)
    return {"kind": shown, "icon_name": ICONS[shown], "label": label or states.label(machine, state)}


@register.inclusion_tag("parts/_status.html")
def chip(kind: Kind, label: str) -> dict[str, str]:
    """The same chip for what is no state of a machine: `{% chip "back" "다시 서명 필요" %}`."""
    return {"kind": kind, "icon_name": ICONS[kind], "label": label}


@register.inclusion_tag("parts/_due.html")
def due(value: date | datetime | None) -> dict[str, Any]:
    """Deadline chip in words. Without a date it prints `-`."""
    if value is None:
        return {"words": ""}
    words, tone_class = dates.due_words(value, timezone.now())
    return {"words": words, "tone": tone_class, "title": dates.kdate(dates.last_day(value))}


@register.filter
def is_late(value: date | datetime | None) -> bool:
    """Whether the deadline has passed: for the `late` mark of a row."""
    return value is not None and dates.due_words(value, timezone.now())[1] == "late"


@register.filter(expects_localtime=False)
def kdate(value: date | datetime | None) -> str:
    return dates.kdate(value) if value else ""


@register.filter(expects_localtime=False)
def kdate_short(value: date | datetime | None) -> str:
    return dates.kdate_short(value) if value else ""


@register.filter(expects_localtime=False)
def until(value: date | datetime | None) -> str:
    """`12. 9.(수)까지`: the last day of a deadline; 24:00 of a day counts to that day."""
    return dates.until(value) if value else ""


@register.filter(expects_localtime=False)
def open_until(value: datetime | None) -> str:
    return dates.open_until(value) if value else ""


@register.filter(expects_localtime=False)
def kdatetime(value: datetime | None) -> str:
    return dates.kdatetime(value) if value else ""


@register.filter(expects_localtime=False)
def ktime(value: datetime | None) -> str:
    return dates.seoul_time(value) if value else ""


@register.filter(expects_localtime=False)
def kago(value: datetime | None) -> str:
    return dates.kago(value, _today()) if value else ""


@register.filter(expects_localtime=False)
def paper_date(value: date | datetime | None) -> str:
    return dates.paper_date(value) if value else ""


@register.filter(expects_localtime=False)
def month_day(value: date | datetime | None) -> str:
    """`12. 11.` for the approval box."""
    if not value:
        return ""
    day = dates.seoul_date(value)
    return f"{day.month}. {day.day}."


@register.filter
def num(value: Any) -> SafeString:
    """A number, case number or telephone number: figures of one width, never broken over two lines."""
    return format_html('<span class="num nw">{}</span>', "-" if value in (None, "") else value)


@register.filter
def dash(value: Any) -> Any:
    """`-` for a missing value in a table; 0 stays 0."""
    return "-" if value in (None, "") else value


@register.simple_tag
def paper_sections(blocks: Iterable[Mapping[str, Any]], lies: Any = False) -> list[fitting.Section]:
    """`{% paper_sections blocks lies as sections %}`: the blocks of a paper with their tables laid on its pages."""
    return fitting.sections(blocks, is_turned=bool(lies))


@register.filter(is_safe=True)
@stringfilter
def spread(value: str) -> str:
    """`일시` as `일 시`, so that a justified label of a paper fills its column as offices write it."""
    return " ".join(value) if 1 < len(value) <= 4 else value


@register.inclusion_tag("parts/_stamp.html")
def stamp(sender: str, is_omitted: bool | str = False) -> dict[str, Any]:
    """`{% stamp house.sender house.seal_is_omitted %}`: who sends a paper; the seal has its place on the last letter."""
    before, blank, word = sender.rpartition(" ")
    return {"before": before + blank, "word": word[:-1], "last": word[-1:], "is_omitted": is_omitted}


@register.simple_tag
def marked(text: str, other: str) -> list[Piece]:
    """`{% marked mine stored as pieces %}`: one text, marked where the other differs."""
    return [piece for piece in word_diff(other or "", text or "") if piece.op != "delete"]


@register.filter
def frame(request: HttpRequest | str | None) -> str:
    """`{% extends request|frame %}`: the whole page, or only its content when htmx asked for a part."""
    htmx = getattr(request, "htmx", None)
    if htmx and not htmx.boosted and not htmx.history_restore_request:
        return "fragment.html"
    return "base.html"


@register.simple_tag(takes_context=True)
def split_messages(context: template.Context) -> dict[str, list[Message]]:
    """Messages of the request: warnings and errors `stay` on the page, the others `pass` as toasts. Read once."""
    waiting = list(context.get("messages") or [])
    return {
        "stay": [message for message in waiting if message.level >= WARNING],
        "pass": [message for message in waiting if message.level < WARNING],
    }


@register.simple_tag
def display_of(request: HttpRequest | str | None) -> dict[str, bool]:
    """`{% display_of request as display %}`: the person's choices; none on a page without a request."""
    return display(request) if isinstance(request, HttpRequest) else {}


@register.filter
def code_label(code: str, code_list: str) -> str:
    """`{{ person.sex|code_label:"sex" }}`: the Korean label of a code."""
    return codes.label(code_list, code) if code else ""


@register.filter
def code_labels(chosen: Iterable[str] | None, code_list: str) -> str:
    """Labels of several codes with commas."""
    return codes.labels(code_list, list(chosen or []))


@register.filter
def undo_url(extra_tags: str | None) -> str:
    """Address behind the message tag `undo:/path/`; only addresses of this site count."""
    for tag in (extra_tags or "").split():
        url = tag.removeprefix("undo:")
        if url != tag and url.startswith("/") and not url.startswith("//"):
            return url
    return ""


@register.filter
def attribute(name: str) -> str:
    """The name under which an attribute is written: the browser is told of a limit, and never to cut at it."""
    return "data-most" if name == "maxlength" else name


@register.filter
def letters(value: Any) -> str:
    """Number of letters of a field's value with thousands marks, for the counter under a text field."""
    return f"{len(str(value or '')):,}"


@register.filter
def grouped(value: Any) -> str:
    """`1,000`"""
    return f"{int(value):,}" if value not in (None, "") else ""


@register.simple_tag
def error_rows(form: BaseForm | str, forms: Iterable[BaseForm | BaseFormSet] | str = "") -> list[dict[str, str]]:
    """Every error of a form and of those that go with it (forms or formsets), as `id`, `label`, `text`.

    An absent variable of the template arrives as an empty string and counts as no form.
    """
    found: list[BaseForm] = []
    for one in (form, *(forms or ())):
        parts = one.forms if isinstance(one, BaseFormSet) else [one]
        found += [part for part in parts if isinstance(part, BaseForm) and part not in found]
    return [row for one in found for row in _errors_of(one)]


def _errors_of(form: BaseForm) -> Iterator[dict[str, str]]:
    for text in form.non_field_errors():
        yield {"id": "", "label": "", "text": str(text)}
    for field in form:
        for text in field.errors:
            yield {"id": field.id_for_label or field.auto_id, "label": str(field.label), "text": str(text)}


@register.filter
def age(value: date | None) -> int | str:
    """Full years today, in Seoul."""
    return age_on(value, seoul_today()) if value else ""


@register.filter
def phone(value: str | None) -> str:
    """Stored digits as people write them."""
    return display_phone(value) if value else ""


@register.filter
def call(value: str | None) -> SafeString:
    """A number, or a text with numbers in it: each is a link that calls it. For pages; papers print `phone`."""
    parts = enumerate(_CALLED.split(display_phone(value) if value else ""))
    return format_html_join("", "{}", ((_call_link(part) if place % 2 else part,) for place, part in parts))


def _call_link(number: str) -> SafeString:
    return format_html('<a class="tel" href="tel:{}">{}</a>', number.replace("-", ""), number)


@register.filter
def duty_label(code: str) -> str:
    """The words of a kind of duty."""
    kind = KINDS.get(code)
    return kind.label if kind else code


@register.simple_tag(takes_context=True)
def of_this_list(context: template.Context, label: str) -> str:
    """What the form of a saved view has to know: which list, and under which conditions it is shown."""
    request = context["request"]
    asked = {"path": request.path, "label": label.removesuffix(" 찾기"), "query": request.GET.urlencode()}
    return urlencode(asked)
