"""What is done to one sign-up, and to the certificate that came of it, declared once for page and API."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse

from core.acts import Act, Acts
from core.masking import mask_name
from core.policy import OnRow
from education.access import CERTIFICATE_ACCESS, ENROLMENT_ACCESS
from education.acts.requests import course_crumbs, to_list
from education.forms.requests import ReasonForm
from education.models import Certificate, Enrolment
from education.services import certificates, completion, enrolments
from education.workflow import ENROLMENT


def _enrolments() -> QuerySet[Enrolment]:
    return Enrolment.objects.select_related("request__topic")


def certificate_rows() -> QuerySet[Certificate]:
    return Certificate.objects.select_related(
        "host", "enrolment__institution", "enrolment__request__host", "enrolment__request__topic"
    )


_CANCELLED = "수강 신청을 취소했습니다. 기다리는 사람이 있으면 다음 사람이 확정됩니다."
_RESTORED = "취소를 되돌렸습니다. 자리나 대기 순번이 취소하기 전과 같습니다."
_CORRECTED = "판정을 되돌렸습니다. 출석을 고친 뒤 다시 판정하십시오."

ENROLMENT_ACTS = Acts(
    "education.enrolment",
    door=OnRow(ENROLMENT_ACCESS, "act", rows=_enrolments, audit_as="education.people_open"),
    row_name="enrolment",
    machine=ENROLMENT,
    route="enrolments/<uuid:enrolment_id>/act/",
    lead=lambda row: f"{row.name} · {row.request.course}",
    facts=lambda row, actor: [("성명", row.name), ("교육", row.request.course)],
    crumbs=lambda row, actor: course_crumbs(row.request, actor),
    home=lambda row: reverse("education:course-people", args=[row.request_id]),
    fallback=to_list,
    acts=(
        Act(
            "cancel",
            ReasonForm,
            enrolments.cancel,
            label="신청 취소",
            happens=("본인에게 알립니다.", "기다리는 사람이 없는 동안에는 되돌릴 수 있습니다."),
            done=_CANCELLED,
            status=204,
            shows_facts=True,
        ),
        Act(
            "restore",
            service=enrolments.restore,
            happens=("취소하기 전의 자리나 대기 순번으로 돌아가고, 본인에게 알립니다.",),
            done=_RESTORED,
            status=204,
            shows_facts=True,
        ),
        Act(
            "promote",
            service=enrolments.promote,
            happens=("순번과 상관없이 이 사람의 자리가 확정되고, 본인에게 알립니다.",),
            done="자리를 확정했습니다.",
        ),
        Act(
            "correct",
            ReasonForm,
            completion.correct,
            label="판정 정정",
            done=_CORRECTED,
            lands=lambda row, actor: reverse("education:course-delivery", args=[row.request_id]),
            status=204,
        ),
    ),
)

CERTIFICATE_ACTS = Acts(
    "education.certificate",
    door=OnRow(CERTIFICATE_ACCESS, "keep", rows=certificate_rows),
    row_name="certificate",
    route="certificates/<int:certificate_id>/act/",
    lead=lambda row: f"{row.number} · {row.enrolment.request.course}",
    facts=lambda row, actor: [("수료번호", row.number), ("성명", mask_name(row.enrolment.name))],
    crumbs=lambda row, actor: course_crumbs(row.enrolment.request, actor),
    home=lambda row: reverse("education:course-delivery", args=[row.enrolment.request_id]),
    fallback=to_list,
    acts=(
        Act(
            "reissue",
            service=certificates.reissue,
            label="재발급",
            access="keep",
            state=certificates.void,
            done="{} 수료증에 재발급일을 적었습니다.",
        ),
        Act(
            "revoke",
            ReasonForm,
            certificates.revoke,
            label="수료증 취소",
            access="keep",
            state=certificates.void,
            done="수료증을 취소했습니다.",
            is_irreversible=True,
            is_danger=True,
        ),
    ),
)
