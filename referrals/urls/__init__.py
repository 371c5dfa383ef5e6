"""The addresses of this app, by subject."""

from referrals.urls import agency_referrals, linkages

app_name = "referrals"
urlpatterns = [*linkages.urlpatterns, *agency_referrals.urlpatterns]
