from django.urls import path

from core import views

app_name = "core"
urlpatterns = [
    path("drafts/<slug:form>/drop/", views.draft_drop, name="draft-drop"),
    path("drafts/<slug:form>/", views.draft_save, name="draft-save"),
    path("drafts/<slug:form>/<str:object_id>/", views.draft_save, name="draft-save-object"),
    path("drafts/<slug:form>/<str:object_id>/drop/", views.draft_drop, name="draft-drop-object"),
    path("notices/", views.notice_list, name="notice-list"),
    path("notices/read/", views.notice_read, name="notice-read"),
    path("notices/<int:pk>/", views.notice_open, name="notice-open"),
    path("untold/<int:pk>/", views.message_told, name="message-told"),
    path("files/<uuid:pk>/", views.file_open, name="file-open"),
    path("stay/", views.stay, name="stay"),
    path("display/", views.display_choose, name="display"),
    path("health/", views.health, name="health"),
    path("robots.txt", views.robots, name="robots"),
    path("health/alive/", views.alive, name="alive"),
]
