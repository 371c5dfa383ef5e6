"""The routes of the portal. Of the account library only what is used here is mounted."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.conf import settings
from django.urls import include, path

from config import api, gallery, views
from core.pages import not_found, server_error
from network.views.sign_in import SignIn

urlpatterns = [
    path("", views.home, name="home"),
    path("account/login/", SignIn.as_view(), name="account_login"),
    path("account/logout/", account.logout, name="account_logout"),
    path("account/inactive/", account.account_inactive, name="account_inactive"),
    path("account/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("account/password/", account.password_change, name="account_change_password"),
    path("account/password/set/", account.password_set, name="account_set_password"),
    path("account/2fa/", mfa.index, name="mfa_index"),
    path("account/2fa/authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path("account/2fa/reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("account/2fa/totp/activate/", totp.activate_totp, name="mfa_activate_totp"),
    path("account/2fa/totp/deactivate/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/2fa/codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("account/2fa/codes/new/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("account/2fa/codes/download/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("", include("core.urls")),
    path("", include("core.surveys.urls")),
    path("", include("network.urls")),
    path("", include("network.directory.urls")),
    path("documents/", include("network.documents.urls")),
    path("councils/", include("network.councils.urls")),
    path("figures/", include("network.figures.urls")),
    path("discharge/", include("discharge.urls")),
    path("linkages/", include("referrals.urls")),
    path("education/", include("education.urls")),
    path("api/v1/", include((api.urlpatterns, "api"))),
]

if settings.DEBUG:
    urlpatterns.append(path("parts/", gallery.parts, name="parts"))
if settings.DEBUG_TOOLBAR:
    urlpatterns.append(path("__debug__/", include("debug_toolbar.urls")))

handler404 = not_found
handler500 = server_error
