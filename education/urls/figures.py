"""Routes of the figures."""

from django.urls import path

from education.views import figures

urlpatterns = [
    path("figures/", figures.figures, name="figures"),
    path("figures/paper/", figures.figures_paper, name="figures-paper"),
    path("figures/paper.pdf", figures.figures_pdf, name="figures-pdf"),
    path("figures/table.xlsx", figures.figures_sheet, name="figures-sheet"),
]
