from django.urls import path

from discharge.acts.aftercare import AFTERCARE_ACTS
from discharge.acts.followups import FOLLOWUP_ACTS
from discharge.views import calls, closing, followups, papers

CASE = "cases/<uuid:case_id>/"
urlpatterns = [
    path("calls/", calls.call_list, name="call-list"),
    path("calls/<uuid:case_id>/followups/<int:pk>/", calls.call_now, name="call-now"),
    path(f"{CASE}discharge/", followups.case_discharge, name="case-discharge"),
    path(f"{CASE}followups/<int:pk>/", followups.followup_record, name="followup-record"),
    *FOLLOWUP_ACTS.urls(),
    *AFTERCARE_ACTS.urls(),
    path(f"{CASE}close/", closing.case_close, name="case-close"),
    path(f"{CASE}close-early/", closing.case_close_early, name="case-close-early"),
    path(f"{CASE}papers/followups/", papers.followups, name="paper-followups"),
    path(f"{CASE}papers/followups.pdf", papers.followups_pdf, name="paper-followups-pdf"),
    path(f"{CASE}papers/followups.hwpx", papers.followups_hwpx, name="paper-followups-hwpx"),
    path("followup-templates/", followups.template_list, name="template-list"),
    path("followup-templates/<str:group>/", followups.template_edit, name="template-edit"),
]
