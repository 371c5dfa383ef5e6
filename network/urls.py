from django.urls import path

from network.acts.phrases import PHRASE_ACTS
from network.acts.saved_views import SAVED_VIEW_ACTS
from network.views import accounts, calendar, memberships, phrases, privacy, saved_views, trail

app_name = "network"
urlpatterns = [
    path("membership/", memberships.membership_switch, name="membership-switch"),
    path("account/", accounts.account, name="account"),
    path("account/phrases/", phrases.phrase_list, name="phrase-list"),
    path("account/views/", saved_views.saved_view_list, name="saved-view-list"),
    path("account/views/new/", saved_views.saved_view_new, name="saved-view-new"),
    *PHRASE_ACTS.urls(),
    *SAVED_VIEW_ACTS.urls(),
    path("privacy/", privacy.privacy, name="privacy"),
    path("audit/", trail.audit_list, name="audit-list"),
    path("audit/download/", trail.audit_download, name="audit-download"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/addresses/", calendar.feed_list, name="calendar-feeds"),
    path("calendar/addresses/revoke/", calendar.feed_revoke, name="calendar-feed-revoke"),
    path("calendar/feed.ics", calendar.feed, name="calendar-feed"),
]
