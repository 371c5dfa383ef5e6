"""Routes of the figures."""

from django.urls import path

from network.figures import views

app_name = "figures"
urlpatterns = [
    path("", views.home, name="home"),
    path("rows/", views.rows, name="rows"),
    path("<slug:programme>/", views.programme, name="programme"),
    path("<slug:programme>/words/", views.words, name="words"),
    path("<slug:programme>/paper/", views.paper, name="paper"),
    path("<slug:programme>/paper.pdf", views.pdf, name="pdf"),
    path("<slug:programme>/paper.hwpx", views.typed, name="hwpx"),
    path("<slug:programme>/table.xlsx", views.sheet, name="sheet"),
]
