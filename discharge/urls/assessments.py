from django.urls import path

from discharge.views import assessments, measurements

CASE = "cases/<uuid:case_id>/"
urlpatterns = [
    path(f"{CASE}assessments/new/", assessments.assessment_begin, name="assessment-begin"),
    path(f"{CASE}assessments/compare/", assessments.assessment_compare, name="assessment-compare"),
    path(f"{CASE}assessments/need-level/", assessments.need_level_preview, name="need-level"),
    path(f"{CASE}assessments/<int:pk>/", assessments.assessment_detail, name="assessment-detail"),
    path(f"{CASE}assessments/<int:pk>/finish/", assessments.assessment_finish, name="assessment-finish"),
    path(f"{CASE}assessments/<int:pk>/<slug:part>/", assessments.assessment_edit, name="assessment-edit"),
    path(f"{CASE}instruments/<slug:code>/new/", measurements.instrument_record, name="instrument-record"),
    path(f"{CASE}instruments/<int:pk>/", measurements.instrument_detail, name="instrument-detail"),
    path(f"{CASE}instruments/<int:pk>/correct/", measurements.instrument_correct, name="instrument-correct"),
    path(f"{CASE}safety/", measurements.safety_confirm, name="safety-confirm"),
]
