"""Routes of those who take part: their own page, signing up by a public address, material, the list to take away."""

from django.urls import path

from education.views import joining, own_page, people_files

urlpatterns = [
    path("join/", joining.join, name="join"),
    path("mine/", own_page.own_page, name="own-page"),
    path("mine/cancel/", own_page.own_cancel, name="own-cancel"),
    path("mine/certificate/", own_page.own_certificate, name="own-certificate"),
    path("mine/materials/<uuid:material_id>/", own_page.own_material, name="own-material"),
    path("requests/<uuid:request_id>/join/", joining.course_join, name="course-join"),
    path("requests/<uuid:request_id>/people/export/", people_files.people_export_page, name="people-export"),
    path("requests/<uuid:request_id>/materials/", people_files.course_materials, name="course-materials"),
    path(
        "requests/<uuid:request_id>/materials/<uuid:material_id>/remove/",
        people_files.material_remove,
        name="material-remove",
    ),
]
