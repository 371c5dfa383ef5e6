from django.urls import path

from core.surveys import views
from core.surveys.acts import SURVEY_ACTS

app_name = "surveys"
urlpatterns = [
    path("survey/", views.survey_answer, name="survey-answer"),
    path("surveys/", views.survey_list, name="survey-list"),
    path("surveys/new/", views.survey_new, name="survey-new"),
    path("surveys/<uuid:survey_id>/", views.survey_detail, name="survey-detail"),
    *SURVEY_ACTS.urls(),
    path("surveys/<uuid:survey_id>/poster/", views.survey_poster, name="survey-poster"),
    path("surveys/<uuid:survey_id>/results/", views.survey_paper, name="survey-paper"),
    path("surveys/<uuid:survey_id>/results.pdf", views.survey_pdf, name="survey-pdf"),
    path("surveys/<uuid:survey_id>/results.hwpx", views.survey_hwpx, name="survey-hwpx"),
]
