"""Taking over the post of one's own profession on a case, where nobody holds it. Declared once for page and API."""

from __future__ import annotations

from core.acts import Act, Acts
from core.policy import OnRow
from discharge.access import CASE
from discharge.acts.cases import CASE_ACTS, case_line, to_list
from discharge.models import DischargeCase
from discharge.services import charge

POST_ACTS = Acts(
    "discharge.post",
    door=OnRow(CASE, "take_charge", rows=DischargeCase.objects.for_page, audit_as="case.take_charge"),
    row_name="case",
    route="cases/<uuid:case_id>/post/",
    lead=case_line,
    home=CASE_ACTS.home_of,
    fallback=to_list,
    acts=(
        Act(
            "take_charge",
            service=charge.take_charge,
            label="내가 맡기",
            access="take_charge",
            state=charge.taken,
            question="비어 있는 담당을 맡으시겠습니까?",
            done="담당을 맡았습니다.",
            happens=("이 사례의 담당이 되어 내용을 보고 고칩니다.", "담당이 없어 기다리던 할 일을 이어받습니다."),
        ),
    ),
)
