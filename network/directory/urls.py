from django.urls import path

from network.directory.acts.questions import QUESTION_ACTS
from network.directory.acts.resources import RESOURCE_ACTS
from network.directory.views import institutions, questions, resources

app_name = "directory"
urlpatterns = [
    path("institutions/", institutions.institution_list, name="institution-list"),
    path("institutions/<slug:code>/", institutions.institution_detail, name="institution-detail"),
    path("resources/", resources.resource_list, name="resource-list"),
    path("resources/new/", resources.resource_new, name="resource-new"),
    path("resources/<int:pk>/", resources.resource_detail, name="resource-detail"),
    path("resources/<int:pk>/edit/", resources.resource_edit, name="resource-edit"),
    *RESOURCE_ACTS.urls(),
    path("resources/<int:pk>/ask/", questions.question_new, name="question-new"),
    path("agency/", resources.agency, name="agency"),
    path("agency/phone/", resources.agency_phone, name="agency-phone"),
    path("capacity-questions/", questions.question_list, name="question-list"),
    path("capacity-questions/<uuid:pk>/", questions.question_detail, name="question-detail"),
    *QUESTION_ACTS.urls(),
]
