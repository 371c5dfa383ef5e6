"""Routes of finding and selecting, and of the rules."""

from django.urls import URLPattern, path

from discharge.views import admission_imports as imports
from discharge.views import admissions as views
from discharge.views import selection_rules

urlpatterns: list[URLPattern] = [
    path("admissions/", views.admission_list, name="admission-list"),
    path("admissions/new/", views.admission_new, name="admission-new"),
    path("admissions/refer/", views.admission_refer, name="admission-refer"),
    path("admissions/dismiss/", views.admission_dismiss_many, name="admission-dismiss-many"),
    path("admissions/import/", imports.admission_import, name="admission-import"),
    path("admissions/import/template/", imports.admission_template, name="admission-template"),
    path("admissions/import/<uuid:draft_id>/", imports.admission_import_look, name="admission-import-look"),
    path("admissions/import/<uuid:draft_id>/errors/", imports.admission_import_faults, name="admission-import-faults"),
    path("admissions/<uuid:admission_id>/edit/", views.admission_edit, name="admission-edit"),
    path("admissions/<uuid:admission_id>/dismiss/", views.admission_dismiss, name="admission-dismiss"),
    path("admissions/<uuid:admission_id>/restore/", views.admission_restore, name="admission-restore"),
    path("rules/", selection_rules.rule_list, name="rule-list"),
    path("rules/defaults/", selection_rules.rule_defaults, name="rule-defaults"),
    path("rules/new/", selection_rules.rule_new, name="rule-new"),
    path("rules/<int:rule_id>/", selection_rules.rule_edit, name="rule-edit"),
]
