from django.urls import path

from network import views

app_name = "network"
urlpatterns = [
    path("membership/", views.membership_switch, name="membership-switch"),
    path("account/", views.account, name="account"),
    path("institutions/", views.institution_list, name="institution-list"),
    path("institutions/<slug:code>/", views.institution_detail, name="institution-detail"),
    path("privacy/", views.privacy, name="privacy"),
    path("audit/", views.audit_list, name="audit-list"),
    path("audit/download/", views.audit_download, name="audit-download"),
]
