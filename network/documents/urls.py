"""Addresses of papers in approval, below `documents/`."""

from django.urls import path

from network.documents import views
from network.documents.acts import DOCUMENT_ACTS, LINE_ACTS, PAPER_ACTS

app_name = "documents"
urlpatterns = [
    path("", views.document_list, name="document-list"),
    path("lines/", views.line_list, name="line-list"),
    *LINE_ACTS.urls(),
    *DOCUMENT_ACTS.urls(),
    *PAPER_ACTS.urls(),
    path("<uuid:document_id>/", views.document_detail, name="document-detail"),
    path("<uuid:document_id>/pages/<int:number>.png", views.document_page, name="document-page"),
    path("<uuid:document_id>/paper/", views.document_paper, name="document-paper"),
    path("<uuid:document_id>/paper.pdf", views.document_pdf, name="document-pdf"),
    path("<uuid:document_id>/paper.hwpx", views.document_hwpx, name="document-hwpx"),
]
