from django.urls import path

from referrals.acts.linkages import LINKAGE_ACTS
from referrals.views import appointments, provisions
from referrals.views import one_time_links as onetime
from referrals.views.linkages import difference, lists, many, pages, papers, planned, received

urlpatterns = [
    path("", lists.linkage_list, name="linkage-list"),
    path("provisions/", provisions.provision_list, name="provision-list"),
    path("provisions/export/", provisions.provision_export, name="provision-export"),
    path("received/", received.received_list, name="received-list"),
    path("received/export/", received.received_export, name="received-export"),
    path("received/report/", difference.received_report, name="received-report"),
    path("report/", difference.difference_report, name="difference-report"),
    path("report/export/", difference.difference_export, name="difference-export"),
    path("many/<slug:name>/", many.act_on_many, name="linkage-many"),
    path("answer/", onetime.answer, name="answer"),
    path("new/", pages.linkage_new, name="linkage-new"),
    path("new/planned/", planned.linkage_planned, name="linkage-planned"),
    path("<uuid:pk>/", pages.linkage_detail, name="linkage-detail"),
    path("<uuid:pk>/edit/", pages.linkage_edit, name="linkage-edit"),
    *LINKAGE_ACTS.urls(),
    path("<uuid:pk>/letter/", papers.linkage_letter, name="linkage-letter"),
    path("<uuid:pk>/letter.hwpx", papers.linkage_letter_hwpx, name="linkage-letter-hwpx"),
    path("<uuid:pk>/reply.hwpx", papers.linkage_reply_hwpx, name="linkage-reply-hwpx"),
    path("<uuid:pk>/letter/preview/", papers.linkage_letter_preview, name="linkage-letter-preview"),
    path("<uuid:pk>/reply/", papers.linkage_reply, name="linkage-reply"),
    path("<uuid:pk>/reply/preview/", papers.linkage_reply_preview, name="linkage-reply-preview"),
    path("<uuid:pk>/appointments/", appointments.appointment_plan, name="appointment-plan"),
    path(
        "<uuid:pk>/appointments/<int:appointment_id>/<slug:name>/",
        appointments.appointment_act,
        name="appointment-act",
    ),
    path("<uuid:pk>/one-time-link/", onetime.link_issue, name="link-issue"),
    path("<uuid:pk>/one-time-link/revoke/", onetime.link_revoke, name="link-revoke"),
    path("<uuid:pk>/destruction/", pages.destruction, name="destruction"),
]
