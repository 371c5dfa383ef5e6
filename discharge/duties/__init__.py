"""Who owes what in discharge care. Each step has its own module; `ready` registers them all."""

from core.duties import DutyKind
from discharge.duties.assessments import ASSESSMENT_KINDS
from discharge.duties.cases import CASE_KINDS
from discharge.duties.destruction import DESTRUCTION_KINDS
from discharge.duties.followups import FOLLOW_UP_KINDS
from discharge.duties.plans import PLAN_KINDS

ALL_KINDS: tuple[DutyKind, ...] = (
    *CASE_KINDS,
    *ASSESSMENT_KINDS,
    *PLAN_KINDS,
    *FOLLOW_UP_KINDS,
    *DESTRUCTION_KINDS,
)
