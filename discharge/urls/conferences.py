from django.urls import path

from discharge.views import conferences

CASE = "cases/<uuid:case_id>/conferences/"
urlpatterns = [
    path(f"{CASE}new/", conferences.conference_new, name="conference-new"),
    path(f"{CASE}<int:pk>/", conferences.conference_edit, name="conference-edit"),
]
