from django.urls import path

from discharge.views import topics

urlpatterns = [
    path("settings/", topics.settings, name="settings"),
    path("settings/topics/defaults/", topics.topic_defaults, name="topic-defaults"),
    path("settings/topics/new/", topics.topic_edit, name="topic-new"),
    path("settings/topics/<int:topic_id>/", topics.topic_edit, name="topic-edit"),
]
