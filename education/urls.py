from django.urls import path

from education import urls_asking, urls_figures, urls_outside, urls_people, urls_pool, urls_running
from education.views import requests

app_name = "education"
urlpatterns = [
    path("requests/", requests.request_list, name="request-list"),
    path("requests/list.xlsx", requests.request_sheet, name="request-sheet"),
    path("requests/<uuid:request_id>/", requests.request_detail, name="request-detail"),
    *urls_asking.urlpatterns,
    *urls_outside.urlpatterns,
    *urls_pool.urlpatterns,
    *urls_running.urlpatterns,
    *urls_figures.urlpatterns,
    *urls_people.urlpatterns,
]
