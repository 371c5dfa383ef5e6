"""The figures of a programme: the page, the paper, the spreadsheet."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from core import audit, hwpx, sheets, workdays
from core.pages import bound, run_service, show
from core.policy import PortalRequest, SignedIn, page
from core.reports import pdf_response, preview
from network.figures import exports, panels
from network.figures.access import find, find_to_write, offered
from network.figures.forms import WordsForm
from network.figures.papers import reports as papers
from network.figures.services import behind
from network.figures.services import words as report_words
from network.figures.services.reports import asked


@page(SignedIn())
@require_GET
def home(request: PortalRequest) -> HttpResponse:
    """To the first programme whose figures are the person's to read."""
    return redirect("figures:programme", offered(request.actor)[0].slug)


@page(SignedIn())
@require_GET
def rows(request: PortalRequest) -> HttpResponse:
    """The rows behind a number of which no other list is made; to the figures where no number is named."""
    offered(request.actor)
    if not request.GET.get("figure"):
        return redirect("figures:home")
    found = behind.rows(request.actor, request.GET["figure"], request.GET.get("after", ""))
    return render(request, "figures/rows.html", panels.rows(found))


@page(SignedIn())
@require_GET
def programme(request: PortalRequest, programme: str) -> HttpResponse:
    """Every indicator of a period beside a year earlier, and the table by what was chosen."""
    form, found = asked(request.actor, find(request.actor, programme), request.GET, leaves=False)
    return render(request, "figures/page.html", panels.page(request.actor, form, found))


@page(SignedIn())
def words(request: PortalRequest, programme: str) -> HttpResponse:
    """The coordinator writes what the report of a period says beside its numbers. A stale version shows both texts."""
    place = report_words.asked(request.actor, find_to_write(request.actor, programme), request.GET)
    row = report_words.kept(place)
    stored = {name: getattr(row, name) for name in report_words.FIELDS} if row else {}
    form = bound(WordsForm, request, initial={**stored, "version": row.version if row else 0})
    back_url = f"{reverse('figures:programme', args=[programme])}?{urlencode(place.query)}"
    saved = run_service(
        request,
        form,
        lambda: report_words.save(
            actor=request.actor, place=place, data=form.values(), version=form.cleaned_data["version"] or 0
        ),
        done="보고 본문을 저장했습니다.",
    )
    if saved is not None:
        return redirect(back_url)
    return show(request, "figures/words.html", {"place": place, "row": row, "back_url": back_url}, form)


@page(SignedIn())
@require_GET
def paper(request: PortalRequest, programme: str) -> HttpResponse:
    """The same as a paper on the screen, to be printed."""
    _, found = asked(request.actor, find(request.actor, programme), request.GET, leaves=True)
    host = request.membership.institution
    context = {**papers.context(found, host, request.actor.name), **panels.paper_frame(found)}
    return HttpResponse(preview(papers.paper_of(found, host), host, context, request.actor))


@page(SignedIn())
@require_GET
def pdf(request: PortalRequest, programme: str) -> HttpResponse:
    _, found = asked(request.actor, find(request.actor, programme), request.GET, leaves=True)
    return pdf_response(*papers.print_report(found, request.membership.institution, request.actor))


@page(SignedIn())
@require_GET
def typed(request: PortalRequest, programme: str) -> HttpResponse:
    """The same for the hospital's own document system."""
    _, found = asked(request.actor, find(request.actor, programme), request.GET, leaves=True)
    return hwpx.response(*papers.type_report(found, request.membership.institution, request.actor))


@page(SignedIn())
@require_GET
def sheet(request: PortalRequest, programme: str) -> HttpResponse:
    """The table and the indicators as a spreadsheet. It counts and names nobody, so no purpose is asked."""
    _, found = asked(request.actor, find(request.actor, programme), request.GET, leaves=True)
    about = {"programme": found.programme.code, "period": found.period.words, "by": found.query["by"]}
    audit.record(request.actor, "figures.export", action="DOWNLOAD", changes=about)
    content = sheets.workbook(found.title, exports.head(found), exports.rows(found))
    return sheets.response(content, f"{found.title.replace(' ', '')}-{workdays.seoul_today():%Y%m%d}")
