from django.urls import path

from referrals.views import letters, linkages, lists

app_name = "referrals"
urlpatterns = [
    path("", lists.linkage_list, name="linkage-list"),
    path("provisions/", lists.provision_list, name="provision-list"),
    path("provisions/export/", lists.provision_export, name="provision-export"),
    path("new/", linkages.linkage_new, name="linkage-new"),
    path("<uuid:pk>/", linkages.linkage_detail, name="linkage-detail"),
    path("<uuid:pk>/edit/", linkages.linkage_edit, name="linkage-edit"),
    path("<uuid:pk>/act/<slug:name>/", linkages.linkage_act, name="linkage-act"),
    path("<uuid:pk>/letter/", letters.linkage_letter, name="linkage-letter"),
    path("<uuid:pk>/letter/preview/", letters.linkage_letter_preview, name="linkage-letter-preview"),
    path("<uuid:pk>/destruction/", linkages.destruction, name="destruction"),
]
