"""Endpoints of the network."""

from network.api import institutions, me, notices

routes: tuple[tuple[str, type, str], ...] = (
    ("me", me.MeEndpoint, "me"),
    ("institutions", institutions.InstitutionEndpoint, "institution"),
    ("notices", notices.NoticeEndpoint, "notice"),
)
