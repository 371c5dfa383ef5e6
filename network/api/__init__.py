"""Endpoints of the network."""

from network.api import calendar, councils, hsds, institutions, me, notices, resources

routes: tuple[tuple[str, type, str], ...] = (
    ("me", me.MeEndpoint, "me"),
    ("institutions", institutions.InstitutionEndpoint, "institution"),
    ("notices", notices.NoticeEndpoint, "notice"),
    ("resources", resources.ResourceEndpoint, "resource"),
    ("capacity-questions", resources.QuestionEndpoint, "question"),
    ("calendar", calendar.CalendarEndpoint, "calendar"),
    ("calendar-addresses", calendar.FeedEndpoint, "calendar-feed"),
    *hsds.routes,
    *councils.routes,
)
