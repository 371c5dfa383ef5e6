from django.urls import path

from core import views
from core.surveys import views as surveys

app_name = "core"
urlpatterns = [
    path("drafts/<slug:form>/drop/", views.draft_drop, name="draft-drop"),
    path("drafts/<slug:form>/", views.draft_save, name="draft-save"),
    path("drafts/<slug:form>/<str:object_id>/", views.draft_save, name="draft-save-object"),
    path("drafts/<slug:form>/<str:object_id>/drop/", views.draft_drop, name="draft-drop-object"),
    path("notices/", views.notice_list, name="notice-list"),
    path("notices/read/", views.notice_read, name="notice-read"),
    path("notices/<int:pk>/", views.notice_open, name="notice-open"),
    path("files/<uuid:pk>/", views.file_open, name="file-open"),
    path("stay/", views.stay, name="stay"),
    path("display/", views.display_choose, name="display"),
    path("health/", views.health, name="health"),
    path("robots.txt", views.robots, name="robots"),
    path("health/alive/", views.alive, name="alive"),
    path("survey/", surveys.survey_answer, name="survey-answer"),
    path("surveys/", surveys.survey_list, name="survey-list"),
    path("surveys/new/", surveys.survey_new, name="survey-new"),
    path("surveys/<uuid:survey_id>/", surveys.survey_detail, name="survey-detail"),
    path("surveys/<uuid:survey_id>/closing/", surveys.survey_closing, name="survey-closing"),
    path("surveys/<uuid:survey_id>/renew/", surveys.survey_renew, name="survey-renew"),
    path("surveys/<uuid:survey_id>/poster/", surveys.survey_poster, name="survey-poster"),
]
