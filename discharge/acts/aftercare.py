"""What is decided about a case in aftercare, declared once for page and API: longer care, death, going on; and at last
destroying who the person was."""

from __future__ import annotations

from core.actor import Actor
from core.acts import Act, Acts, Standing
from discharge.acts.cases import CASE_ACTS, case_crumbs, case_facts, case_line, to_follow_ups, to_list
from discharge.forms import closing as forms
from discharge.forms.cases import ReasonForm
from discharge.models import DischargeCase
from discharge.services import cases, closing, corrections, deaths, decisions, destruction
from discharge.workflow import DISCHARGE


def _is_alive(standing: Standing) -> bool:
    return standing.row.client.deceased_on is None


def _is_dead(standing: Standing) -> bool:
    return not _is_alive(standing)


def _has_left(standing: Standing) -> bool:
    return not corrections.undischarged(standing.row)


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
            state=deaths.recorded,
            question="사망을 등록하시겠습니까?",
            done="사망을 등록했습니다.",
            happens=(
                "이 사람의 모든 사례가 바로 종결됩니다.",
                "남은 추적관찰과 의뢰가 끝납니다.",
                "방문을 앞두었거나 의뢰를 받은 기관에는 이름 없이 방문하지 말라고 바로 알립니다.",
                "앞으로 편지, 설문, 문자가 가지 않습니다.",
            ),
            is_danger=True,
        ),
        Act(
            "correct_death",
            forms.CorrectDeathForm,
            deaths.correct,
            label="사망 기록 고치기",
            access="correct_death",
            offered=_is_dead,
            state=deaths.unrecorded,
            question="사망 기록을 고치시겠습니까?",
            done="사망 기록을 고쳤습니다.",
            happens=(
                "살아 계시면 사망으로 종결한 사례와 취소된 회차가 다시 열립니다.",
                "끝난 연계는 저절로 열리지 않습니다. 방문 중지를 거둔다고 기관에 알리고, 기관마다 다시 물을 일이 생깁니다.",
                "날짜만 고치면 그 밖의 것은 그대로입니다.",
            ),
            shows_facts=True,
            is_danger=True,
        ),
        Act(
            "correct_discharge",
            forms.CorrectDischargeForm,
            corrections.correct_discharge,
            label="퇴원일 바로잡기",
            access="correct",
            offered=_has_left,
            state=corrections.undischarged,
            question="퇴원일을 바로잡으시겠습니까?",
            done="퇴원일을 바로잡고 추적관찰 일정을 다시 셈했습니다.",
            happens=(
                "예정, 보류, 미실시 회차의 예정일과 기간을 바른 퇴원일부터 다시 셉니다.",
                "완료한 회차는 그대로 두고 기간 안이었는지만 다시 셉니다.",
                "고치기 전과 뒤의 값이 기록에 남습니다.",
            ),
            lands=to_follow_ups,
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
