"""기록: what happened in a case, newest first, from the audit trail; of a correction also what stood before."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, Q
from django.db.models.functions import Cast

from core import audit, changes, codes
from core.models import AuditEntry
from core.workflow import REGISTER
from discharge.models import DischargeCase, PlanPart
from discharge.panels.followups import TIMINGS
from discharge.services import deaths
from discharge.workflow import PROGRAMME
from network.models import Consent
from referrals.models import Linkage

SHOWN = 6
_WORDS = {
    "client.update": "대상자 정보를 고쳤습니다.",
    "client.record_death": "사망을 등록했습니다.",
    "client.correct_death": "사망 기록을 고쳤습니다.",
    "discharge.begin_round": "평가를 시작했습니다.",
    "followup.add": "추적관찰을 더했습니다.",
    "followup.move": "추적관찰 날짜를 옮겼습니다.",
    "followup.note": "추적관찰 연락을 하나 더 적었습니다.",
    "followup.correct": "추적관찰 기록을 바로잡았습니다.",
    "discharge.correct_discharge": "퇴원일을 바로잡았습니다.",
    "discharge.take_charge": "담당을 맡았습니다.",
    "consent.correct": "동의 일시를 바로잡았습니다.",
    "linkage.correct_reply": "결과 회신을 바로잡았습니다.",
    "conference.record": "사례회의를 기록했습니다.",
    "conference.edit": "사례회의 기록을 고쳤습니다.",
    "linkage.draft": "연계 의뢰를 쓰기 시작했습니다.",
    "linkage.edit": "연계 의뢰를 고쳤습니다.",
    "linkage.chase": "기관에 다시 연락했습니다.",
    "linkage.interim_reply": "중간 회신을 받았습니다.",
    "linkage.close_search": "다른 기관 찾기를 마쳤습니다.",
    "linkage.tell": "기관에 알렸습니다.",
    "linkage.tell_unreached": "기관에 알리려 했으나 닿지 않았습니다.",
    "linkage.tell_needless": "기관에 알릴 필요가 없다고 적었습니다.",
    "linkage.confirm_destroyed": "기관이 이용 중단과 파기를 확인했습니다.",
    "discharge.update_screening": "선별 내용을 고쳤습니다.",
    "discharge.assign": "담당을 바꾸었습니다.",
    "discharge.add_member": "담당 팀원을 더했습니다.",
    "discharge.remove_member": "담당 팀원을 뺐습니다.",
    "discharge.begin_assessment": "평가를 시작했습니다.",
    "discharge.save_assessment_part": "평가를 썼습니다.",
    "discharge.set_need_level": "종합 욕구 수준을 정했습니다.",
    "discharge.finish_assessment": "평가를 마쳤습니다.",
    "discharge.record_instrument": "평가도구를 기록했습니다.",
    "discharge.correct_instrument": "평가도구 결과를 바로잡았습니다.",
    "discharge.open_safety_check": "바로 확인할 평가 결과를 알렸습니다.",
    "discharge.confirm_safety": "평가 결과를 확인했습니다.",
    "plan_part.write": "계획을 고쳤습니다.",
    "discharge.decide_unreached.answered": "닿지 않은 대상자에게 계속 연락하기로 했습니다.",
    "discharge.new_need.answered": "추가 욕구를 연계하지 않기로 했습니다.",
    "discharge.offer_lost.answered": "연락두절로 종결하지 않고 계속 관리하기로 했습니다.",
    "print.discharge_plan": "퇴원계획서를 출력했습니다.",
    "keep.discharge_plan": "퇴원계획서 확정본을 보관했습니다.",
    "print.consent_form": "동의서를 출력했습니다.",
    "print.linkage_letter": "연계 의뢰서를 출력했습니다.",
    "print.followup_record": "추적관찰 기록지를 출력했습니다.",
}
_ICONS = {
    "discharge": "doc",
    "plan_part": "pen",
    "consent": "okc",
    "linkage": "swap",
    "followup": "phone",
    "print": "print",
}
# Whose fields an entry tells of, where it is about another row; what the reason is called, where it is none.
_KINDS = {"linkage.correct_reply": "referrals.reply", "discharge.correct_instrument": "discharge.instrumentresult"}
_REASONS = {"client.record_death": "알게 된 경로", "linkage.tell": "알린 내용", "linkage.tell_unreached": "내용"}
_CODES = ("close_reason", "linkage_stop_reason", "linkage_cancel_reason")
_PARTS = {"DOCTOR": "의사", "NURSE": "간호", "SOCIAL": "사회복지"}
_PARTS |= {"medical": "의학적", "nursing": "간호", "social": "사회", "needs": "욕구"}  # of the assessment


def panel(case: DischargeCase, limit: int | None = SHOWN) -> dict[str, Any]:
    """Entries about the case and every row that belongs to it; one query. Mere reading is not shown here."""
    rows = AuditEntry.objects.filter(_about(case)).exclude(action__in=("VIEW", "SEARCH"))
    rows = rows.select_related("user").order_by("-pk")
    found = list(rows[: limit + 1] if limit else rows[:500])
    shown = found[:limit] if limit else found
    return {"entries": [describe(entry) for entry in shown], "has_more": len(found) > len(shown)}


def _about(case: DischargeCase) -> Q:
    """Kind and id together: ids of different kinds are equal numbers now and then."""
    found = Q(object_kind="discharge.dischargecase", object_id=str(case.pk))
    found |= Q(object_kind="network.client", object_id=str(case.client_id), verb__in=("client.update", *deaths.VERBS))
    consents = Consent.objects.filter(client=case.client_id, programme=PROGRAMME)
    parts = PlanPart.objects.filter(plan__case=case)
    linkages = Linkage.objects.about(case.pk)
    for rows in (parts, consents, linkages, case.followups.all(), case.assessments.all(), case.conferences.all()):
        ids = rows.order_by().annotate(key_text=Cast("pk", CharField())).values("key_text")
        found |= Q(object_kind=rows.model._meta.label_lower, object_id__in=ids)
    return found


def describe(entry: AuditEntry) -> dict[str, Any]:
    """A sentence for people: what was done, by whom, when, why, and what stood there before."""
    family = entry.verb.split(".")[0]
    part = _PARTS.get(str(entry.changes.get("part", "")), "")
    changed = changes.changes_of(entry, _KINDS.get(entry.verb, ""), {"timing": TIMINGS})
    return {
        "text": f"{part} {_sentence(entry)}".strip(),
        "note": " · ".join([*map(str, changed), *_reason(entry)]),
        "changes": changed,
        "by": audit.who(entry),
        "at": entry.at,
        "icon": _ICONS.get(family, "doc"),
    }


def _reason(entry: AuditEntry) -> list[str]:
    """In words, also where an end was given its reason as a code."""
    if not entry.reason:
        return []
    known = (codes.label(one, entry.reason) for one in _CODES if codes.is_code(one, entry.reason))
    return [f"{_REASONS.get(entry.verb, '사유')}: {next(known, entry.reason)}"]


def _sentence(entry: AuditEntry) -> str:
    if entry.verb in _WORDS:
        return _WORDS[entry.verb]
    machine, _, name = entry.verb.partition(".")
    workflow = REGISTER.get(machine.upper())
    if workflow is None:
        return audit_label(entry)
    labels = [row.label for row in workflow.transitions if row.name == name]
    return f"{_subject(entry)}{labels[0]}" if labels else audit_label(entry)


def _subject(entry: AuditEntry) -> str:
    """Consents and linkages of one case are several: say which."""
    return {"network.consent": "동의: ", "referrals.linkage": "연계 의뢰: ", "discharge.followup": "추적관찰: "}.get(
        entry.object_kind, ""
    )


def audit_label(entry: AuditEntry) -> str:
    return str(entry.get_action_display())
