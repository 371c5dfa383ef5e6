"""Endpoints of the directory: institutions, what they offer, questions about room, and all of it as HSDS."""

from network.directory.api import hsds, institutions, questions, resources

routes: tuple[tuple[str, type, str], ...] = (
    ("institutions", institutions.InstitutionEndpoint, "institution"),
    ("resources", resources.ResourceEndpoint, "resource"),
    ("capacity-questions", questions.QuestionEndpoint, "question"),
    *hsds.routes,
)
