from django.urls import path

from discharge.views import plans

CASE = "cases/<uuid:case_id>/plan/"
urlpatterns = [
    path(f"{CASE}parts/<slug:kind>/", plans.part_edit, name="plan-part-edit"),
    path(f"{CASE}parts/<slug:kind>/sign/", plans.part_sign, name="plan-part-sign"),
    path(f"{CASE}compare/<int:old>/<int:new>/", plans.compare, name="plan-compare"),
    path(f"{CASE}<int:edition>/", plans.plan_detail, name="plan-detail"),
]
