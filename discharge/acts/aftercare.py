"""What is decided about a case in aftercare, declared once for page and API: longer care, death, going on; and at last
destroying who the person was."""

from __future__ import annotations

from core.actor import Actor
from core.acts import Act, Acts, Standing
from discharge.acts.cases import CASE_ACTS, case_crumbs, case_facts, case_line, to_follow_ups, to_list
from discharge.forms import closing as forms
from discharge.forms.cases import ReasonForm
from discharge.models import DischargeCase
from discharge.services import cases, closing, decisions, destruction
from discharge.workflow import DISCHARGE


def _is_alive(standing: Standing) -> bool:
    return standing.row.client.deceased_on is None


def _is_offered_as_lost(standing: Standing) -> bool:
    return "discharge.offer_lost" in standing.owed


def _to_list(case: DischargeCase, actor: Actor) -> str:
    return to_list(actor)


AFTERCARE_ACTS = Acts(
    "discharge.aftercare",
    door=CASE_ACTS.door,
    row_name="case",
    machine=DISCHARGE,
    step=cases.step,
    route="cases/<uuid:case_id>/aftercare/",
    api_prefix="aftercare/",
    lead=case_line,
    facts=case_facts,
    shows_facts=True,
    crumbs=case_crumbs,
    home=CASE_ACTS.home_of,
    fallback=to_list,
    acts=(
        Act(
            "extend",
            forms.ExtendForm,
            question="관리기간 연장",
            done="관리기간을 연장했습니다.",
            lands=to_follow_ups,
        ),
        Act(
            "reopen",
            forms.ReopenForm,
            question="사례 재개",
            done="사례를 재개했습니다. 담당자가 추적관찰 회차를 추가하십시오.",
            lands=to_follow_ups,
        ),
        Act(
            "death",
            forms.DeathForm,
            closing.record_death,
            label="사망 등록",
            access="record_death",
            offered=_is_alive,
            question="사망을 등록하시겠습니까?",
            done="사망을 등록했습니다.",
            happens=(
                "이 사람의 모든 사례가 바로 종결됩니다.",
                "남은 추적관찰과 의뢰가 끝납니다.",
                "앞으로 편지, 설문, 문자가 가지 않습니다.",
            ),
            is_danger=True,
        ),
        Act(
            "keep",
            ReasonForm,
            decisions.keep_case,
            label="계속 관리",
            access="follow_up",
            offered=_is_offered_as_lost,
            question="계속 관리",
            done="계속 관리하기로 했습니다.",
            lands=to_follow_ups,
        ),
        Act(
            "destroy",
            service=destruction.destroy_case_identity,
            label="개인정보 파기",
            access="destroy",
            state=destruction.kept,
            question="개인정보를 파기하시겠습니까?",
            done="개인정보를 파기했습니다.",
            happens=(
                "성명, 생년월일, 연락처, 주소, 등록번호가 지워집니다.",
                "진단명과 적은 글, 출력한 문서 파일이 지워집니다. 사례는 사람 없는 건수로 남습니다.",
                "누가 언제 파기했는지 기록합니다.",
            ),
            lands=_to_list,
            is_irreversible=True,
            is_danger=True,
        ),
    ),
)
