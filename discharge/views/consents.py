"""Doors of consent under a case."""

from __future__ import annotations

from typing import Any

from django.contrib import messages as flash
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from core.errors import Conflict, NotVisible
from core.pages import run_service, show, status_of
from core.policy import OnRow, PortalRequest, page
from discharge.access import CASE
from discharge.acts.cases import case_crumbs, case_facts
from discharge.forms import cases as case_forms
from discharge.forms import consents as forms
from discharge.models import DischargeCase
from discharge.services import consents
from discharge.views.cases import after, identity
from discharge.workflow import PROGRAMME
from network.models import Consent
from network.services import consents as consent_services

NO_WAY_BACK = "되돌릴 수 없습니다. 다시 동의를 받으면 새 동의로 등록합니다."


def _consent(case: DischargeCase, pk: Any) -> Consent:
    """A consent of this case's person in this programme; anything else does not exist here."""
    found = (
        Consent.objects.filter(pk=pk, client_id=case.client_id, programme=PROGRAMME)
        .select_related("receiver", "text", "client")
        .first()
    )
    if found is None:
        raise NotVisible
    return found


@page(OnRow(CASE, "consent", rows=DischargeCase.objects.for_page, audit_as="case.consents"))
def consent_record(request: PortalRequest, case: DischargeCase) -> HttpResponse:
    """The consent paper: every block for itself, receivers as rows."""
    actor = request.actor
    blocks = consents.open_blocks(actor=actor, case=case)
    waiting = tuple(row.consent_type for row in blocks if row.status == "PENDING" and row.receiver_id is None)
    earlier = consents.earlier_answers(case)
    form = forms.PaperForm(request.POST or None, request.FILES or None, open_types=waiting, earlier=earlier)
    receivers = forms.ThirdPartyRows(request.POST or None, prefix="receivers", form_kwargs={"case": case})
    if request.method == "POST" and receivers.is_valid():
        rows = [row.row() for row in receivers.forms if row.cleaned_data and not row.cleaned_data.get("DELETE")]
        done = run_service(
            request,
            form,
            lambda: consents.record_answers(
                actor=actor, case=case, answers=form.answers(), third_parties=rows, paper=form.paper()
            ),
            "동의서의 답을 등록했습니다.",
        )
        if done is not None:
            return after(request, case, "consent")
    texts = {row.consent_type: row.text for row in blocks}
    context = {
        **identity(case),
        "form": form,
        "receivers": receivers,
        "needed": [(field, texts.get(field.name.removeprefix("answer_"))) for field in form.needed_blocks()],
        "optional": [(field, texts.get(field.name.removeprefix("answer_"))) for field in form.optional_blocks()],
        "answered": [row for row in blocks if row.status != "PENDING"],
        "third_party_text": consent_services.current_text("THIRD_PARTY"),
    }
    response = show(request, "discharge/consent_record.html", context)
    response.status_code = 400 if request.method == "POST" and not receivers.is_valid() else status_of(form)
    return response


@page(OnRow(CASE, "withdraw_consent", rows=DischargeCase.objects.for_page, audit_as="case.consents"))
def consent_withdraw(request: PortalRequest, case: DischargeCase, consent_id: Any) -> HttpResponse:
    """철회 등록: says beforehand what it does at once; it cannot be undone."""
    consent = _consent(case, consent_id)
    form = forms.WithdrawForm(request.POST or None)
    if request.method == "POST":
        done = run_service(
            request,
            form,
            lambda: consents.withdraw(actor=request.actor, case=case, consent=consent, **form.values()),
            "동의 철회를 등록했습니다.",
        )
        if done is not None:
            return redirect(f"{reverse('discharge:case-detail', args=[case.pk])}#consent")
    is_needed = consent.consent_type in consents.NEEDED
    happens = (
        ["사례가 바로 종결됩니다.", "남은 추적관찰과 의뢰가 끝나고, 받은 기관은 내용을 볼 수 없습니다."]
        if is_needed
        else ["이 동의로 보낸 내용은 받은 기관이 더 볼 수 없습니다.", "기관에 이용 중단과 파기 확인을 요청합니다."]
    )
    words = {"verb": "철회 등록", "style": "danger solid", "happens": happens, "note": NO_WAY_BACK}
    title = "동의 철회를 등록하시겠습니까?"
    return show(request, "parts/act.html", {**_asked(request, case, consent), **words, "title": title}, form)


def _asked(request: PortalRequest, case: DischargeCase, consent: Consent) -> dict[str, Any]:
    """Whom and which consent, for a page that asks before something is done to it."""
    receiver = consent.receiver.name if consent.receiver else ""
    return {
        "crumbs": case_crumbs(case, request.actor),
        "facts": case_facts(case, request.actor),
        "lead": ": ".join(filter(None, (consent.get_consent_type_display(), receiver))),
        "action_url": request.path,
        "back_url": reverse("discharge:case-detail", args=[case.pk]),
    }


@page(OnRow(CASE, "consent", rows=DischargeCase.objects.for_page, audit_as="case.consents"))
def consent_again(request: PortalRequest, case: DischargeCase, consent_id: Any) -> HttpResponse:
    """Explain a refused block again on the person's wish."""
    consent = _consent(case, consent_id)
    form = case_forms.ReasonForm(request.POST or None, row=case, actor=request.actor)
    if request.method == "POST":
        done = run_service(
            request,
            form,
            lambda: consent_services.ask_again(
                actor=request.actor, consent=consent, reason=form.cleaned_data["reason"]
            ),
            "다시 설명할 수 있도록 대기로 돌렸습니다.",
        )
        if done is not None:
            return redirect("discharge:consent-record", case.pk)
    words = {"title": f"{consent.get_consent_type_display()}: 다시 설명", "verb": "재설명", "style": "primary"}
    return show(request, "parts/act.html", {**_asked(request, case, consent), **words}, form)


@page(OnRow(CASE, "correct", rows=DischargeCase.objects.for_page, audit_as="case.consents"))
def consent_correct(request: PortalRequest, case: DischargeCase, consent_id: Any) -> HttpResponse:
    """동의 일시 바로잡기: a moment that was written down wrong."""
    consent = _consent(case, consent_id)
    if why := consent_services.unanswered(consent):
        raise Conflict(why)
    moment = timezone.localtime(consent.answered_at) if consent.answered_at else None
    form = forms.CorrectForm(request.POST or None, initial={"answered_at": moment})
    if request.method == "POST":
        done = run_service(
            request,
            form,
            lambda: consents.correct(actor=request.actor, case=case, consent=consent, **form.values()),
            "동의 일시를 바로잡았습니다.",
        )
        if done is not None:
            if done:
                flash.warning(request, f"바로잡은 일시보다 먼저 보낸 의뢰가 있습니다. 확인하십시오: {', '.join(done)}")
            return redirect(f"{reverse('discharge:case-detail', args=[case.pk])}#consent")
    words = {"verb": "동의 일시 바로잡기", "style": "primary", "title": "동의 일시를 바로잡으시겠습니까?"}
    return show(request, "parts/act.html", {**_asked(request, case, consent), **words}, form)


@page(OnRow(CASE, "read", rows=DischargeCase.objects.for_page))
def consent_evidence(request: PortalRequest, case: DischargeCase, consent_id: Any) -> FileResponse:
    """The scan of the signed paper: opened through this door only, and recorded."""
    consent = _consent(case, consent_id)
    if not consent.evidence:
        raise NotVisible
    consent_services.record_paper_read(request.actor, consent)
    response = FileResponse(consent.evidence.open("rb"), as_attachment=True, filename="consent")
    response["X-Content-Type-Options"] = "nosniff"
    return response
