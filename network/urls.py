from django.urls import path

from network.acts.phrases import PHRASE_ACTS
from network.views import accounts, calendar, memberships, phrases, privacy, trail

app_name = "network"
urlpatterns = [
    path("membership/", memberships.membership_switch, name="membership-switch"),
    path("account/", accounts.account, name="account"),
    path("account/phrases/", phrases.phrase_list, name="phrase-list"),
    *PHRASE_ACTS.urls(),
    path("privacy/", privacy.privacy, name="privacy"),
    path("audit/", trail.audit_list, name="audit-list"),
    path("audit/download/", trail.audit_download, name="audit-download"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/addresses/", calendar.feed_list, name="calendar-feeds"),
    path("calendar/addresses/revoke/", calendar.feed_revoke, name="calendar-feed-revoke"),
    path("calendar/feed.ics", calendar.feed, name="calendar-feed"),
]
