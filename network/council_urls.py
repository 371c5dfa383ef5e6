"""Addresses of councils, below `councils/`."""

from django.urls import path

from network import calendar_views
from network.council_views import bodies, door, files, finding, meetings, minutes, papers

urlpatterns = [
    path("councils/", bodies.council_list, name="council-list"),
    path("councils/search/", finding.council_search_page, name="council-search"),
    path("councils/public/", finding.public_list, name="council-public"),
    path("councils/sign-in/", door.sign_in, name="meeting-sign-in"),
    path("councils/new/", bodies.council_new, name="council-new"),
    path("councils/actions/", minutes.action_list, name="action-list"),
    path("councils/actions/<uuid:action_id>/", minutes.action_detail, name="action-detail"),
    path("councils/actions/<uuid:action_id>/edit/", minutes.action_edit, name="action-edit"),
    path("councils/actions/<uuid:action_id>/act/<slug:name>/", minutes.action_act, name="action-act"),
    path("councils/decisions/", minutes.decision_list, name="decision-list"),
    path("councils/proposals/<int:proposal_id>/", bodies.proposal_detail, name="proposal-detail"),
    path("councils/proposals/<int:proposal_id>/decide/", bodies.proposal_decide, name="proposal-decide"),
    path("councils/documents/<uuid:document_id>/act/<slug:name>/", meetings.document_act, name="document-act"),
    path("councils/documents/<uuid:document_id>/correct/", papers.document_correct, name="document-correct"),
    path("councils/documents/<uuid:document_id>/issue/", papers.document_issue, name="document-issue"),
    path("councils/years/<int:year>/", papers.year, name="council-year"),
    path("councils/years/<int:year>.pdf", papers.year_pdf, name="council-year-pdf"),
    path("councils/meetings/<uuid:meeting_id>/papers/report.hwpx", papers.paper_hwpx, name="council-paper-hwpx"),
    path("councils/meetings/<uuid:meeting_id>/papers/<slug:kind>/", papers.paper, name="council-paper"),
    path("councils/meetings/<uuid:meeting_id>/papers/<slug:kind>.pdf", papers.paper_pdf, name="council-paper-pdf"),
    path("councils/meetings/<uuid:meeting_id>/items/<int:item_id>/tables/new/", papers.table_new, name="table-new"),
    path(
        "councils/meetings/<uuid:meeting_id>/items/<int:item_id>/tables/<int:table_id>/",
        papers.table_edit,
        name="table-edit",
    ),
    path(
        "councils/meetings/<uuid:meeting_id>/items/<int:item_id>/tables/<int:table_id>/remove/",
        papers.table_remove,
        name="table-remove",
    ),
    path("councils/meetings/<uuid:meeting_id>/", meetings.meeting_detail, name="meeting-detail"),
    path("councils/meetings/<uuid:meeting_id>/meeting.ics", calendar_views.meeting_ics, name="meeting-ics"),
    path("councils/meetings/<uuid:meeting_id>/edit/", meetings.meeting_edit, name="meeting-edit"),
    path("councils/meetings/<uuid:meeting_id>/agenda/", meetings.meeting_agenda, name="meeting-agenda"),
    path("councils/meetings/<uuid:meeting_id>/act/<slug:name>/", meetings.meeting_act, name="meeting-act"),
    path("councils/meetings/<uuid:meeting_id>/attendance/", meetings.meeting_attendance, name="meeting-attendance"),
    path("councils/meetings/<uuid:meeting_id>/files/", files.meeting_files, name="meeting-files"),
    path(
        "councils/meetings/<uuid:meeting_id>/files/<uuid:file_id>/remove/",
        files.file_remove,
        name="meeting-file-remove",
    ),
    path("councils/meetings/<uuid:meeting_id>/door/", door.door, name="meeting-door"),
    path("councils/meetings/<uuid:meeting_id>/guests/new/", meetings.guest_new, name="guest-new"),
    path(
        "councils/meetings/<uuid:meeting_id>/answers/<int:participant_id>/",
        meetings.meeting_answer,
        name="meeting-answer",
    ),
    path("councils/meetings/<uuid:meeting_id>/items/<int:item_id>/", minutes.item_detail, name="item-detail"),
    path("councils/meetings/<uuid:meeting_id>/items/<int:item_id>/notes/", minutes.meeting_notes, name="meeting-notes"),
    path(
        "councils/meetings/<uuid:meeting_id>/items/<int:item_id>/actions/new/",
        minutes.action_new,
        name="action-new",
    ),
    path("councils/<uuid:council_id>/", bodies.council_detail, name="council-detail"),
    path("councils/<uuid:council_id>/edit/", bodies.council_edit, name="council-edit"),
    path("councils/<uuid:council_id>/members/new/", bodies.member_new, name="member-new"),
    path("councils/<uuid:council_id>/members/<int:member_id>/", bodies.member_edit, name="member-edit"),
    path("councils/<uuid:council_id>/meetings/new/", meetings.meeting_new, name="meeting-new"),
    path("councils/<uuid:council_id>/proposals/new/", bodies.proposal_new, name="proposal-new"),
]
