"""Endpoints of the network."""

from network.api import councils, hsds, institutions, me, notices, resources

routes: tuple[tuple[str, type, str], ...] = (
    ("me", me.MeEndpoint, "me"),
    ("institutions", institutions.InstitutionEndpoint, "institution"),
    ("notices", notices.NoticeEndpoint, "notice"),
    ("resources", resources.ResourceEndpoint, "resource"),
    ("capacity-questions", resources.QuestionEndpoint, "question"),
    *hsds.routes,
    *councils.routes,
)
