"""Endpoints of the network."""

from network.api import calendar, memberships, notices, phrases, saved_views

routes: tuple[tuple[str, type, str], ...] = (
    ("me", memberships.MeEndpoint, "me"),
    ("notices", notices.NoticeEndpoint, "notice"),
    ("calendar", calendar.CalendarEndpoint, "calendar"),
    ("phrases", phrases.PhraseEndpoint, "phrase"),
    ("saved-views", saved_views.SavedViewEndpoint, "saved-view"),
    ("calendar-addresses", calendar.FeedEndpoint, "calendar-feed"),
)
