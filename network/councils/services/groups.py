"""How the kinds of institutions stand together in the list of those who came (domain 4.3)."""

from __future__ import annotations

from core import codes

# The words before a group; kinds with the same words stand in one line.
GROUPS = {
    "REGIONAL_RESPONSIBLE": "권역책임의료기관",
    "LOCAL_RESPONSIBLE": "책임의료기관",
    "SUPPORT_GROUP": "지원단",
    "HEALTH_CENTER": "보건소",
    "HEALTH_SUBCENTER": "보건소",
    "LOCAL_GOV": "시청",
    "TOWN_OFFICE": "행정복지센터",
    "NHIS_BRANCH": "건보공단",
    "TERTIARY_HOSPITAL": "병·의원",
    "GENERAL_HOSPITAL": "병·의원",
    "HOSPITAL": "병·의원",
    "REHAB_HOSPITAL": "병·의원",
    "LTC_HOSPITAL": "병·의원",
    "PSYCH_HOSPITAL": "병·의원",
    "CLINIC": "병·의원",
    "NURSING_HOME": "복지·요양",
    "HOME_CARE_PROVIDER": "복지·요양",
    "WELFARE_CENTER": "복지·요양",
    "DISABILITY_FACILITY": "복지·요양",
    "MH_CENTER": "정신건강",
    "SUICIDE_PREV_CENTER": "정신건강",
    "ADDICTION_CENTER": "정신건강",
    "DEMENTIA_CENTER": "정신건강",
    "FIRE_STATION": "소방",
    "EMS_CONTROL": "소방",
    "POLICE": "경찰",
}
_ORDER = {code: place for place, (code, _) in enumerate(codes.choices("org_type"))}
_FIRST = {"LOCAL_RESPONSIBLE": -3, "REGIONAL_RESPONSIBLE": -2, "SUPPORT_GROUP": -1}


def order_of(kind: str) -> int:
    """Host, regional hospital, support group, then the order of `org_type`."""
    return _FIRST.get(kind, _ORDER.get(kind, len(_ORDER)))


def words_of(kind: str) -> str:
    return GROUPS.get(kind) or codes.label("org_type", kind)
