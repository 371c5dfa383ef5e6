"""The routes of discharge care, by step."""

from discharge.urls import admissions, assessments, cases, conferences, followups, plans, settings

app_name = "discharge"
urlpatterns = [
    *cases.urlpatterns,
    *admissions.urlpatterns,
    *assessments.urlpatterns,
    *plans.urlpatterns,
    *followups.urlpatterns,
    *conferences.urlpatterns,
    *settings.urlpatterns,
]
