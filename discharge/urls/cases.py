from django.urls import path

from discharge.acts.cases import CASE_ACTS
from discharge.acts.posts import POST_ACTS
from discharge.views import bundles, cases, consents, papers, screening

CASE = "cases/<uuid:case_id>/"
urlpatterns = [
    path("cases/", cases.case_list, name="case-list"),
    path("cases/export.xlsx", cases.case_export, name="case-export"),
    path("cases/new/", screening.case_new, name="case-new"),
    path("cases/hand-over/", cases.hand_over, name="case-hand-over"),
    path("cases/hand-over/end/", cases.give_back, name="case-give-back"),
    path("cases/papers/", bundles.case_papers, name="case-papers"),
    path(CASE, cases.case_detail, name="case-detail"),
    path(f"{CASE}onward/", cases.case_onward, name="case-onward"),
    path(f"{CASE}onward/<slug:step>/", cases.case_step, name="case-step"),
    path(f"{CASE}log/", cases.case_log, name="case-log"),
    path(f"{CASE}edit/", cases.case_edit, name="case-edit"),
    path(f"{CASE}team/<int:member_id>/remove/", cases.team_remove, name="team-remove"),
    *CASE_ACTS.urls(),
    *POST_ACTS.urls(),
    path(f"{CASE}consents/", consents.consent_record, name="consent-record"),
    path(f"{CASE}consents/<uuid:consent_id>/withdraw/", consents.consent_withdraw, name="consent-withdraw"),
    path(f"{CASE}consents/<uuid:consent_id>/again/", consents.consent_again, name="consent-again"),
    path(f"{CASE}consents/<uuid:consent_id>/correct/", consents.consent_correct, name="consent-correct"),
    path(f"{CASE}consents/<uuid:consent_id>/evidence/", consents.consent_evidence, name="consent-evidence"),
    path(f"{CASE}papers/consent/", papers.consent_form, name="paper-consent"),
    path(f"{CASE}papers/consent.pdf", papers.consent_form_pdf, name="paper-consent-pdf"),
    path(f"{CASE}papers/consent.hwpx", papers.consent_form_hwpx, name="paper-consent-hwpx"),
    path(f"{CASE}papers/plan/<int:edition>/", papers.plan, name="paper-plan"),
    path(f"{CASE}papers/plan/<int:edition>.pdf", papers.plan_pdf, name="paper-plan-pdf"),
    path(f"{CASE}papers/plan/<int:edition>.hwpx", papers.plan_hwpx, name="paper-plan-hwpx"),
]
