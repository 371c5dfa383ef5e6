"""Routes of those who take part: their own page, signing up by a public address, material, the list to take away."""

from django.urls import path

from education.views import materials, own_pages, participants, public_enrolments

urlpatterns = [
    path("join/", public_enrolments.join, name="join"),
    path("mine/", own_pages.own_page, name="own-page"),
    path("mine/cancel/", own_pages.own_cancel, name="own-cancel"),
    path("mine/certificate/", own_pages.own_certificate, name="own-certificate"),
    path("mine/materials/<uuid:material_id>/", own_pages.own_material, name="own-material"),
    path("requests/<uuid:request_id>/join/", public_enrolments.course_join, name="course-join"),
    path("requests/<uuid:request_id>/people/export/", participants.people_export_page, name="people-export"),
    path("requests/<uuid:request_id>/materials/", materials.course_materials, name="course-materials"),
    path(
        "requests/<uuid:request_id>/materials/<uuid:material_id>/remove/",
        materials.material_remove,
        name="material-remove",
    ),
]
