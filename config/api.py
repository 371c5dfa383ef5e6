"""The routes of the API: every app's endpoints under one version, and the schema of them all."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from core.policy import SignedIn
from core.surveys.api import routes as survey_routes
from discharge.api import routes as discharge_routes
from education.api import routes as education_routes
from network.api import routes as network_routes
from network.councils.api import routes as council_routes
from network.directory.api import routes as directory_routes
from network.documents.api import routes as document_routes
from network.figures.api import routes as figure_routes
from referrals.api import routes as referral_routes


class SchemaView(SpectacularAPIView):
    """The OpenAPI description; not for strangers."""

    policy = SignedIn()


class DocumentationView(SpectacularSwaggerSplitView):
    policy = SignedIn()
    url_name = "api:schema"


router = SimpleRouter(use_regex_path=False)
for prefix, viewset, basename in (
    *survey_routes,
    *network_routes,
    *directory_routes,
    *document_routes,
    *council_routes,
    *figure_routes,
    *referral_routes,
    *education_routes,
    *discharge_routes,
):
    router.register(prefix, viewset, basename=basename)

urlpatterns = [
    path("schema/", SchemaView.as_view(), name="schema"),
    path("docs/", DocumentationView.as_view(), name="docs"),
    *router.urls,
]
