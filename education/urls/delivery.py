"""Routes of a course that is held."""

from django.urls import path

from education.acts.delivery import COURSE_ACTS, REPORT_ACTS, SESSION_ACTS, TAUGHT_ACTS
from education.acts.enrolments import CERTIFICATE_ACTS, ENROLMENT_ACTS
from education.views import attendance, certificates, completion, delivery, enrolments, participants, reports

urlpatterns = [
    path("check-in/", attendance.check_in, name="check-in"),
    path("certificate/", certificates.certificate_check, name="certificate-check"),
    path("sessions/<uuid:session_id>/attendance/", attendance.session_attendance, name="session-attendance"),
    path("sessions/<uuid:session_id>/door/", attendance.session_door, name="session-door"),
    path("sessions/<uuid:session_id>/signs.pdf", attendance.session_signs, name="session-signs"),
    path("sessions/<uuid:session_id>/signs.hwpx", attendance.session_signs_hwpx, name="session-signs-hwpx"),
    path("courses/<uuid:course_id>/", delivery.course_delivery, name="course-delivery"),
    path("courses/<uuid:course_id>/scores/", attendance.course_scores, name="course-scores"),
    path("courses/<uuid:course_id>/decide/", completion.course_decide, name="course-decide"),
    *COURSE_ACTS.urls(),
    *SESSION_ACTS.urls(),
    *TAUGHT_ACTS.urls(),
    path("requests/<uuid:request_id>/certificates/", certificates.certificate_list, name="certificates"),
    path("requests/<uuid:request_id>/certificates.pdf", certificates.certificates_pdf, name="certificates-pdf"),
    path("requests/<uuid:request_id>/certificates.hwpx", certificates.certificates_hwpx, name="certificates-hwpx"),
    path("courses/<uuid:course_id>/report/", reports.report, name="report"),
    path("courses/<uuid:course_id>/report/edit/", reports.report_edit, name="report-edit"),
    path("reports/<uuid:report_id>/correct/", reports.report_correct, name="report-correct"),
    *REPORT_ACTS.urls(),
    path("courses/<uuid:course_id>/report.pdf", reports.report_pdf, name="report-pdf"),
    path("courses/<uuid:course_id>/report.hwpx", reports.report_hwpx, name="report-hwpx"),
    path("requests/<uuid:request_id>/people/", enrolments.course_people, name="course-people"),
    path("requests/<uuid:request_id>/people/import/", participants.people_import_page, name="people-import"),
    path("requests/<uuid:request_id>/people/form.xlsx", participants.people_template, name="people-template"),
    path("certificates/<int:certificate_id>/paper.pdf", certificates.certificate_pdf, name="certificate-pdf"),
    path("certificates/<int:certificate_id>/paper.hwpx", certificates.certificate_hwpx, name="certificate-hwpx"),
    *ENROLMENT_ACTS.urls(),
    *CERTIFICATE_ACTS.urls(),
]
