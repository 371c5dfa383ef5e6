from django.urls import path

from discharge.views import settings

urlpatterns = [
    path("settings/", settings.settings, name="settings"),
    path("settings/topics/defaults/", settings.topic_defaults, name="topic-defaults"),
    path("settings/topics/new/", settings.topic_edit, name="topic-new"),
    path("settings/topics/<int:topic_id>/", settings.topic_edit, name="topic-edit"),
]
