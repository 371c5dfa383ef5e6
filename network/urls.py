from django.urls import path

from network import calendar_views, council_urls, question_views, resource_views, views

app_name = "network"
urlpatterns = [
    path("membership/", views.membership_switch, name="membership-switch"),
    path("account/", views.account, name="account"),
    path("institutions/", views.institution_list, name="institution-list"),
    path("institutions/<slug:code>/", views.institution_detail, name="institution-detail"),
    path("resources/", resource_views.resource_list, name="resource-list"),
    path("resources/new/", resource_views.resource_new, name="resource-new"),
    path("resources/<int:pk>/", resource_views.resource_detail, name="resource-detail"),
    path("resources/<int:pk>/edit/", resource_views.resource_edit, name="resource-edit"),
    path("resources/<int:pk>/capacity/", resource_views.resource_capacity, name="resource-capacity"),
    path("resources/<int:pk>/verify/", resource_views.resource_verify, name="resource-verify"),
    path("resources/<int:pk>/ask/", question_views.question_new, name="question-new"),
    path("agency/", resource_views.agency, name="agency"),
    path("capacity-questions/", question_views.question_list, name="question-list"),
    path("capacity-questions/<uuid:pk>/", question_views.question_detail, name="question-detail"),
    path("capacity-questions/<uuid:pk>/answer/", question_views.question_answer, name="question-answer"),
    path("capacity-questions/<uuid:pk>/told/", question_views.question_told, name="question-told"),
    path("capacity-questions/<uuid:pk>/withdraw/", question_views.question_withdraw, name="question-withdraw"),
    path("privacy/", views.privacy, name="privacy"),
    path("audit/", views.audit_list, name="audit-list"),
    path("audit/download/", views.audit_download, name="audit-download"),
    path("calendar/", calendar_views.calendar, name="calendar"),
    path("calendar/addresses/", calendar_views.feed_list, name="calendar-feeds"),
    path("calendar/addresses/revoke/", calendar_views.feed_revoke, name="calendar-feed-revoke"),
    path("calendar/feed.ics", calendar_views.feed, name="calendar-feed"),
    *council_urls.urlpatterns,
]
