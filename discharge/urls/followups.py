from django.urls import path

from discharge.acts.aftercare import AFTERCARE_ACTS
from discharge.acts.followups import FOLLOWUP_ACTS
from discharge.views import closing, followups, papers

CASE = "cases/<uuid:case_id>/"
urlpatterns = [
    path(f"{CASE}discharge/", followups.case_discharge, name="case-discharge"),
    path(f"{CASE}followups/<int:pk>/", followups.followup_record, name="followup-record"),
    *FOLLOWUP_ACTS.urls(),
    *AFTERCARE_ACTS.urls(),
    path(f"{CASE}close/", closing.case_close, name="case-close"),
    path(f"{CASE}close-early/", closing.case_close_early, name="case-close-early"),
    path(f"{CASE}papers/followups/", papers.followups, name="paper-followups"),
    path(f"{CASE}papers/followups.pdf", papers.followups_pdf, name="paper-followups-pdf"),
    path("followup-templates/", followups.template_list, name="template-list"),
    path("followup-templates/<str:group>/", followups.template_edit, name="template-edit"),
]
