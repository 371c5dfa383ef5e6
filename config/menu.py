"""The left menu of each role, and what every page's frame needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from config import help
from core import codes
from core.actor import Actor
from core.inbox import Owed, waiting
from core.policy import PortalRequest
from education.duties import KINDS as EDUCATION_DUTIES
from network.documents.services.lines import APPROVING
from network.figures.access import readable
from referrals.duties.agency_referrals import KINDS as AGENCY_DUTIES
from referrals.duties.linkages import KINDS as LINKAGE_DUTIES
from referrals.duties.linkages import RECEIVER_KINDS


@dataclass(frozen=True)
class Entry:
    """A line of the menu: who sees it, where it leads, below which addresses it is the place one is at."""

    label: str
    url_name: str
    icon: str
    roles: frozenset[str]
    programme: str = ""
    starts: str = ""
    kinds: frozenset[str] = frozenset()
    is_hot: bool = False
    shows: Callable[[Actor], bool] | None = None


def entry(
    label: str,
    url_name: str,
    icon: str,
    roles: str,
    programme: str = "",
    starts: str = "",
    kinds: Iterable[str] = (),
    is_hot: bool = False,
    shows: Callable[[Actor], bool] | None = None,
) -> Entry:
    """`kinds`: of duties whose number stands behind the line; `is_hot`: that number is red; `shows`: what else decides."""
    return Entry(label, url_name, icon, frozenset(roles.split()), programme, starts, frozenset(kinds), is_hot, shows)


DOCUMENT_KINDS = frozenset({"documents.approve"})
# Who works in the house may be asked to sign; everybody else reads papers where they got them.
IN_HOUSE = " ".join(APPROVING)
AGENCY_KINDS = frozenset(kind.code for kind in AGENCY_DUTIES)
EDUCATION_KINDS = frozenset(kind.code for kind in EDUCATION_DUTIES)
LINKAGE_KINDS = frozenset(kind.code for kind in LINKAGE_DUTIES)
_HOSPITAL = "SOCIAL_WORKER NURSE COORDINATOR"
MENU = (
    entry("퇴원환자 연계", "discharge:case-list", "list", _HOSPITAL, "DISCHARGE", "/discharge/cases"),
    entry("오늘 전화", "discharge:call-list", "phone", "SOCIAL_WORKER NURSE", "DISCHARGE", "/discharge/calls"),
    entry(
        "선별 명단",
        "discharge:admission-list",
        "inbox",
        "SOCIAL_WORKER NURSE COORDINATOR",
        "DISCHARGE",
        "/discharge/admissions /discharge/rules",
    ),
    entry("내 환자의 계획", "discharge:case-list", "list", "PHYSICIAN", "DISCHARGE", "/discharge/cases"),
    entry("의뢰·회신", "referrals:linkage-list", "swap", _HOSPITAL, "DISCHARGE", "/linkages", LINKAGE_KINDS),
    entry(
        "받은 의뢰",
        "referrals:received-list",
        "inbox",
        "PARTNER_STAFF PARTNER_MANAGER",
        "",
        "/linkages",
        RECEIVER_KINDS,
        is_hot=True,
    ),
    entry(
        "자원 찾기",
        "directory:resource-list",
        "search",
        "SOCIAL_WORKER NURSE COORDINATOR MH_MANAGER",
        "",
        "/resources /capacity-questions",
    ),
    entry(
        "우리 기관 정보",
        "directory:agency",
        "building",
        "PARTNER_MANAGER PARTNER_STAFF",
        "",
        "/agency /resources /capacity-questions",
    ),
    entry(
        "받은 대상자 의뢰",
        "referrals:agency-received-list",
        "inbox",
        "COORDINATOR SOCIAL_WORKER NURSE MH_MANAGER",
        "",
        "/linkages/agency",
        AGENCY_KINDS,
    ),
    entry(
        "보낸 의뢰",
        "referrals:agency-sent-list",
        "send",
        "PARTNER_STAFF PARTNER_MANAGER",
        "",
        "/linkages/agency",
        AGENCY_KINDS,
    ),
    entry(
        "사업 설정",
        "discharge:settings",
        "pen",
        "COORDINATOR",
        "DISCHARGE",
        "/discharge/settings /discharge/followup-templates",
    ),
    entry(
        "협의체",
        "councils:council-list",
        "people",
        "COORDINATOR PARTNER_STAFF PARTNER_MANAGER SOCIAL_WORKER NURSE EMS_CREW",
        "",
        "/councils",
    ),
    entry("결재 문서", "documents:document-list", "doc", IN_HOUSE, "", "/documents", DOCUMENT_KINDS, is_hot=True),
    entry("일정", "network:calendar", "calendar", "", "", "/calendar"),
    entry(
        "교육",
        "education:request-list",
        "list",
        "COORDINATOR PARTNER_STAFF PARTNER_MANAGER INSTRUCTOR",
        "",
        "/education",
        EDUCATION_KINDS,
    ),
    entry("내 강의", "education:my-lessons", "calendar", "INSTRUCTOR", "EDUCATION", "/education/lessons"),
    entry("만족도 조사", "surveys:survey-list", "chat", "COORDINATOR", "", "/surveys"),
    entry("통계·보고", "figures:home", "chart", "", "", "/figures", shows=lambda actor: bool(readable(actor))),
    entry("제공 대장", "referrals:provision-list", "doc", "CPO COORDINATOR", "", "/linkages/provisions"),
    entry("열람 기록", "network:audit-list", "eye", "CPO", "", "/audit"),
    entry("기관 안내", "directory:institution-list", "map", "", "", "/institutions"),
)


class Navigation:
    """What the frame of a page shows of whoever acts; what a page without that frame does not show is not asked."""

    def __init__(self, request: PortalRequest) -> None:
        self._request, self._actor = request, request.actor
        self.membership, self.memberships = request.membership, request.memberships
        self.role = codes.labels("user_role", request.membership.roles)
        self.search_url = reverse("discharge:case-list") if _may_search(request.actor) else ""

    @cached_property
    def _waiting(self) -> tuple[list[Owed], int]:
        return waiting(self._actor)

    @cached_property
    def items(self) -> list[dict[str, Any]]:
        return _menu_items(self._request, self._actor, self._waiting[0])

    @property
    def notices(self) -> int:
        return self._waiting[1]


def navigation(request: PortalRequest) -> dict[str, Any]:
    """Context of every page. Menu, duties and unread notices take one query, where they are shown."""
    frame: dict[str, Any] = {
        "demo": settings.DEMO,
        "office_phone": settings.SITE["office_phone"],
        "office_name": settings.SITE["office_name"],
        "idle_seconds": settings.SESSION_IDLE_SECONDS,
        "privacy_url": reverse("network:privacy"),
    }
    if getattr(request, "actor", None) is not None:
        match = request.resolver_match
        return {
            **frame,
            "nav": Navigation(request),
            "page_help": help.texts().get(match.view_name if match else "", ""),
        }
    if settings.DEMO:
        from config.demo.accounts import ACCOUNTS

        frame |= {"demo_accounts": ACCOUNTS, "demo_password": settings.DEMO_PASSWORD}
    return frame


def _may_search(actor: Actor) -> bool:
    return actor.works_in("DISCHARGE") and actor.holds("SOCIAL_WORKER", "NURSE", "COORDINATOR", "PHYSICIAN")


def _menu_items(request: HttpRequest, actor: Actor, owed: list[Owed]) -> list[dict[str, Any]]:
    path = request.path
    late = any(one.due_at <= timezone.now() for one in owed)
    items = [
        {
            "label": "내 업무",
            "url": reverse("home"),
            "icon": "home",
            "count": len(owed),
            "hot": late,
            "current": path == "/",
        }
    ]
    shown = [line for line in MENU if _is_for(line, actor)]
    here = max(shown, key=lambda line: _depth(line, path))
    for line in shown:
        current = line is here and _depth(line, path) > 0
        items.append(
            {
                "label": line.label,
                "url": reverse(line.url_name),
                "icon": line.icon,
                "count": len({one.about for one in owed if one.kind in line.kinds}),
                "hot": line.is_hot,
                "current": current,
            }
        )
    return items


def _is_for(line: Entry, actor: Actor) -> bool:
    if line.roles and not actor.holds(*line.roles):
        return False
    if line.programme and not actor.works_in(line.programme):
        return False
    return line.shows is None or line.shows(actor)


def _depth(line: Entry, path: str) -> int:
    """How closely the line fits this address: one place in the menu is current, the one that fits best."""
    return max((len(start) for start in line.starts.split() if path.startswith(start)), default=0)
