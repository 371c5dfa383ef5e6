"""Addresses of agencies' referrals, below `/linkages/agency/`."""

from django.urls import path

from referrals.acts.agency_referrals import AGENCY_REFERRAL_ACTS
from referrals.views.agency_referrals import lists, papers, results
from referrals.views.agency_referrals import pages as referrals

ROW = "agency/<uuid:pk>/"
urlpatterns = [
    path("agency/sent/", lists.sent_list, name="agency-sent-list"),
    path("agency/received/", lists.received_list, name="agency-received-list"),
    path("agency/new/", referrals.agency_referral_new, name="agency-referral-new"),
    path(ROW, referrals.agency_referral_detail, name="agency-referral-detail"),
    path(f"{ROW}edit/", referrals.agency_referral_edit, name="agency-referral-edit"),
    *AGENCY_REFERRAL_ACTS.urls(),
    path(f"{ROW}consent/", referrals.agency_consent_file, name="agency-consent-file"),
    path(f"{ROW}letter/", papers.agency_letter, name="agency-letter"),
    path(f"{ROW}letter.hwpx", papers.agency_letter_hwpx, name="agency-letter-hwpx"),
    path(f"{ROW}answer.hwpx", papers.agency_answer_hwpx, name="agency-answer-hwpx"),
    path(f"{ROW}letter/preview/", papers.agency_letter_preview, name="agency-letter-preview"),
    path(f"{ROW}answer/", papers.agency_answer, name="agency-answer"),
    path(f"{ROW}answer/preview/", papers.agency_answer_preview, name="agency-answer-preview"),
    path(f"{ROW}results/<int:result_id>/", results.agency_result, name="agency-result"),
    path(f"{ROW}results/<int:result_id>/drop/", results.agency_result_drop, name="agency-result-drop"),
    path(f"{ROW}destruction/", referrals.agency_destruction, name="agency-destruction"),
]
