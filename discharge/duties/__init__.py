"""Who owes what in discharge care. Each step has its own module; `ready` registers them all."""

from core.duties import DutyKind
from discharge.duties.cases import CASE_KINDS
from discharge.duties.destruction import DESTRUCTION_KINDS
from discharge.duties.plans import PLAN_KINDS

ALL_KINDS: tuple[DutyKind, ...] = (*CASE_KINDS, *PLAN_KINDS, *DESTRUCTION_KINDS)
