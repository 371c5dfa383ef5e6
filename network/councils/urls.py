"""Addresses of councils, below `councils/`."""

from django.urls import path

from network.councils.acts.actions import ACTION_ACTS
from network.councils.acts.documents import DOCUMENT_ACTS, PAPER_ACTS
from network.councils.acts.meetings import MEETING_ACTS
from network.councils.acts.proposals import PROPOSAL_ACTS
from network.councils.views import (
    actions,
    bodies,
    documents,
    door,
    files,
    meetings,
    minutes,
    papers,
    proposals,
    public,
    search,
    tables,
)

app_name = "councils"
urlpatterns = [
    path("", bodies.council_list, name="council-list"),
    path("search/", search.council_search_page, name="council-search"),
    path("public/", public.public_list, name="council-public"),
    path("sign-in/", door.sign_in, name="meeting-sign-in"),
    path("new/", bodies.council_new, name="council-new"),
    path("actions/", actions.action_list, name="action-list"),
    path("actions/<uuid:action_id>/", actions.action_detail, name="action-detail"),
    path("actions/<uuid:action_id>/edit/", actions.action_edit, name="action-edit"),
    *ACTION_ACTS.urls(),
    path("decisions/", minutes.decision_list, name="decision-list"),
    path("proposals/<int:proposal_id>/", proposals.proposal_detail, name="proposal-detail"),
    *PROPOSAL_ACTS.urls(),
    *DOCUMENT_ACTS.urls(),
    *PAPER_ACTS.urls(),
    path("documents/<uuid:document_id>/paper.pdf", documents.document_paper, name="document-paper"),
    path("documents/<uuid:document_id>/correct/", documents.document_correct, name="document-correct"),
    path("documents/<uuid:document_id>/issue/", documents.document_issue, name="document-issue"),
    path("years/<int:year>/", papers.year, name="council-year"),
    path("years/<int:year>.pdf", papers.year_pdf, name="council-year-pdf"),
    path("years/<int:year>.hwpx", papers.year_hwpx, name="council-year-hwpx"),
    path("meetings/<uuid:meeting_id>/papers/<slug:kind>.hwpx", papers.paper_hwpx, name="council-paper-hwpx"),
    path("meetings/<uuid:meeting_id>/papers/<slug:kind>/", papers.paper, name="council-paper"),
    path("meetings/<uuid:meeting_id>/papers/<slug:kind>.pdf", papers.paper_pdf, name="council-paper-pdf"),
    path("meetings/<uuid:meeting_id>/items/<int:item_id>/tables/new/", tables.table_new, name="table-new"),
    path(
        "meetings/<uuid:meeting_id>/items/<int:item_id>/tables/<int:table_id>/",
        tables.table_edit,
        name="table-edit",
    ),
    path(
        "meetings/<uuid:meeting_id>/items/<int:item_id>/tables/<int:table_id>/remove/",
        tables.table_remove,
        name="table-remove",
    ),
    path("meetings/<uuid:meeting_id>/", meetings.meeting_detail, name="meeting-detail"),
    path("meetings/<uuid:meeting_id>/meeting.ics", meetings.meeting_ics, name="meeting-ics"),
    path("meetings/<uuid:meeting_id>/edit/", meetings.meeting_edit, name="meeting-edit"),
    path("meetings/<uuid:meeting_id>/agenda/", meetings.meeting_agenda, name="meeting-agenda"),
    *MEETING_ACTS.urls(),
    path("meetings/<uuid:meeting_id>/attendance/", meetings.meeting_attendance, name="meeting-attendance"),
    path("meetings/<uuid:meeting_id>/files/", files.meeting_files, name="meeting-files"),
    path(
        "meetings/<uuid:meeting_id>/files/<uuid:file_id>/remove/",
        files.file_remove,
        name="meeting-file-remove",
    ),
    path("meetings/<uuid:meeting_id>/door/", door.door, name="meeting-door"),
    path("meetings/<uuid:meeting_id>/guests/new/", meetings.guest_new, name="guest-new"),
    path(
        "meetings/<uuid:meeting_id>/answers/<int:attendee_id>/",
        meetings.meeting_answer,
        name="meeting-answer",
    ),
    path("meetings/<uuid:meeting_id>/items/<int:item_id>/", minutes.item_detail, name="item-detail"),
    path("meetings/<uuid:meeting_id>/items/<int:item_id>/notes/", minutes.meeting_notes, name="meeting-notes"),
    path(
        "meetings/<uuid:meeting_id>/items/<int:item_id>/actions/new/",
        actions.action_new,
        name="action-new",
    ),
    path("<uuid:council_id>/", bodies.council_detail, name="council-detail"),
    path("<uuid:council_id>/edit/", bodies.council_edit, name="council-edit"),
    path("<uuid:council_id>/members/new/", bodies.member_new, name="member-new"),
    path("<uuid:council_id>/members/<int:member_id>/", bodies.member_edit, name="member-edit"),
    path("<uuid:council_id>/meetings/new/", meetings.meeting_new, name="meeting-new"),
    path("<uuid:council_id>/proposals/new/", proposals.proposal_new, name="proposal-new"),
]
