from django.http import HttpResponse

from core.policy import SignedIn, page


@page(SignedIn())
def consent_form(request, case_id):
    return HttpResponse("")


consent_form_pdf = consent_form


@page(SignedIn())
def plan(request, case_id, edition):
    return HttpResponse("")


plan_pdf = plan
