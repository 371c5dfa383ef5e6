"""The demo accounts that the sign-in page lists. One per role, and enough institutions to see the walls."""

from __future__ import annotations

from dataclasses import dataclass

from core import codes


@dataclass(frozen=True)
class DemoAccount:
    """An account of a fictional person. `institution` is the code of an institution of the reference data."""

    username: str
    name: str
    institution: str
    institution_short: str
    role: str
    programmes: tuple[str, ...] = ()
    position: str = ""

    @property
    def role_label(self) -> str:
        return SHORT_LABELS.get(self.role, codes.label("user_role", self.role))


SHORT_LABELS = {
    "SOCIAL_WORKER": "사회복지사",
    "NURSE": "간호사",
    "PHYSICIAN": "의사",
    "COORDINATOR": "코디네이터",
    "ED_STAFF": "응급실·진료협력센터",
    "MH_MANAGER": "정신건강 사례관리자",
    "INFECTION_EXPERT": "감염관리 전문인력",
    "DIRECTOR": "기관장",
    "CPO": "개인정보 보호책임자",
    "SYS_ADMIN": "시스템 관리자",
    "PARTNER_STAFF": "유관기관 담당자",
    "EMS_CREW": "구급대원",
    "INSTRUCTOR": "강사",
    "MONITOR": "지원단",
}
_HOST, _HOST_SHORT = "uijeongbu", "의정부병원"
_ALL = ("DISCHARGE", "REFERRALS", "EDUCATION", "INFECTION", "NETWORK")

ACCOUNTS = (
    DemoAccount("social1", "박가상", _HOST, _HOST_SHORT, "SOCIAL_WORKER", ("DISCHARGE",), "사회복지사"),
    DemoAccount("social2", "송가상", _HOST, _HOST_SHORT, "SOCIAL_WORKER", ("DISCHARGE",), "사회복지사"),
    DemoAccount("nurse1", "이가상", _HOST, _HOST_SHORT, "NURSE", ("DISCHARGE",), "간호사"),
    DemoAccount("doctor1", "최가상", _HOST, _HOST_SHORT, "PHYSICIAN", ("DISCHARGE",), "진료과장"),
    DemoAccount("coordinator1", "정가상", _HOST, _HOST_SHORT, "COORDINATOR", _ALL, "실장"),
    DemoAccount("edstaff1", "강가상", _HOST, _HOST_SHORT, "ED_STAFF", ("REFERRALS",)),
    DemoAccount("mhmanager1", "윤가상", _HOST, _HOST_SHORT, "MH_MANAGER", ("MENTAL_HEALTH",)),
    DemoAccount("infection1", "한가상", _HOST, _HOST_SHORT, "INFECTION_EXPERT", ("INFECTION",)),
    DemoAccount("director1", "오가상", _HOST, _HOST_SHORT, "DIRECTOR", _ALL, "원장"),
    DemoAccount("cpo1", "서가상", _HOST, _HOST_SHORT, "CPO"),
    DemoAccount("admin1", "문가상", _HOST, _HOST_SHORT, "SYS_ADMIN"),
    DemoAccount("regional1", "신가상", "bundang", "분당서울대병원", "COORDINATOR", _ALL, "팀장"),
    DemoAccount("hospital2", "조가상", "suwon", "수원병원", "SOCIAL_WORKER", ("DISCHARGE",), "사회복지사"),
    DemoAccount("health1", "남가상", "fictional-health-center", "가상시 보건소", "PARTNER_STAFF", ("REFERRALS",)),
    DemoAccount("welfare1", "배가상", "fictional-welfare", "가상노인복지관", "PARTNER_STAFF", ("REFERRALS",)),
    DemoAccount("town1", "노가상", "fictional-town", "가상동 행정복지센터", "PARTNER_STAFF", ("REFERRALS",)),
    DemoAccount("nursing1", "하가상", "fictional-nursing-home", "가상요양원", "PARTNER_STAFF", ("REFERRALS",)),
    DemoAccount("mhcenter1", "유가상", "fictional-mh-center", "가상정신건강복지센터", "PARTNER_STAFF", ("REFERRALS",)),
    DemoAccount("fire1", "임가상", "fictional-fire", "가상소방서", "EMS_CREW", ("REFERRALS",)),
    DemoAccount("instructor1", "권가상", "fictional-academy", "가상교육원", "INSTRUCTOR", ("EDUCATION",)),
    DemoAccount("monitor1", "고가상", "gyeonggi-support", "경기도 지원단", "MONITOR", _ALL),
)
