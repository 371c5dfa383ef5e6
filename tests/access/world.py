"""The rows that the matrix knocks at: one case for every way in which people can stand to it, and what hangs on it.

Every person has a name, a number and a diagnosis that stand nowhere else, so that any answer can be searched for them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from core import workdays
from core.audit import kind_of
from core.models import ImportDraft, Message
from discharge.models import CaseConference, DischargeCase, EducationTopic, InstrumentResult, SelectionRule
from network.models import Consent, Institution, Municipality, User
from network.services import calendar
from referrals.models import OwedResult, Provision
from referrals.services import one_time_links as onetime
from tests import make
from tests.access import councils, education, surveys
from tests.access.oracle import (
    AgencyFacts,
    CaseFacts,
    LinkageFacts,
    OwnFacts,
    ProgrammeFacts,
    QuestionFacts,
    ResourceFacts,
)
from tests.access.stands import MISSING_INT, MISSING_UUID, Stand
from tests.cast import Cast, Member

EVIDENCE = "consents/scan.pdf"
# Whose figures there are, and who works in each besides its coordinators (domain 0.3).
PROGRAMMES = {
    "discharge": ProgrammeFacts("DISCHARGE", frozenset({"SOCIAL_WORKER", "NURSE"})),
    "referrals": ProgrammeFacts("REFERRALS", frozenset({"SOCIAL_WORKER", "NURSE", "MH_MANAGER"})),
    "education": ProgrammeFacts("EDUCATION"),
    "councils": ProgrammeFacts("NETWORK"),
}


@dataclass(frozen=True)
class Secret:
    """Words about one person that only an answer about that person may hold."""

    client_id: Any
    name: str
    others: tuple[str, ...]


@dataclass
class World:
    people: dict[str, Member] = field(default_factory=dict)
    stands: dict[str, list[Stand]] = field(default_factory=dict)
    secrets: list[Secret] = field(default_factory=list)
    listed: list[str] = field(default_factory=list)  # names on admission lists


_SYLLABLES = ("나래", "다솜", "라온", "마루", "바다", "새벽", "아라", "자람")


class _Builder:
    def __init__(self, cast: Cast) -> None:
        self.cast, self.world = cast, World()
        self.places = {row.code: row for row in Institution.objects.all()}
        self.today = workdays.seoul_today()
        self.world.people = dict(cast.members()) | self._further_people()

    def _further_people(self) -> dict[str, Member]:
        host, other, health = self.cast.host, self.places["other"], self.cast.health1.institution
        two = make.user(name="두가상")
        locked = make.member()
        User.objects.filter(pk=locked.user.pk).update(is_active=False)
        return {
            "social3": make.member(),
            "nurse3": make.member(roles="NURSE"),
            "both_at_host": Member(two, make.membership(user=two)),
            "both_at_health": Member(
                two, make.membership(user=two, institution=health, roles="PARTNER_STAFF", programmes="REFERRALS")
            ),
            "manager1": make.member(institution=health, roles="PARTNER_MANAGER", programmes="REFERRALS"),
            "transferred": make.member(institution=other),
            "other_programme": make.member(programmes="REFERRALS"),
            "coordinator_elsewhere": make.member(institution=host, roles="COORDINATOR", programmes="EDUCATION"),
            "cpo2": make.member(institution=other, roles="CPO", programmes=""),
            "locked": locked,
        }

    # --- cases -------------------------------------------------------------------------------------------------------

    def case(self, **values: Any) -> DischargeCase:
        serial = len(self.world.secrets)
        name, phone = f"독고{_SYLLABLES[serial]}빛", f"010-0007-{serial:04d}"
        diagnosis = f"{_SYLLABLES[serial]}뼈의 골절"
        client = make.client_(name=name, phone=phone, created_by_institution=values.get("hospital", self.cast.host))
        case = make.case("FOLLOW_UP", client=client, diagnosis=diagnosis, **values)
        self.world.secrets.append(Secret(client.pk, name, (phone, phone.replace("-", ""), diagnosis)))
        return case

    def ids_of(self, case: DischargeCase) -> dict[str, Any]:
        """Ids of one row of everything that hangs on a case."""
        made_by = self.cast.social1.user
        make.plan(case)  # a second version, being written
        followup = make.followup(case)
        consent = Consent.objects.filter(client=case.client, consent_type="COLLECT").get()
        Consent.objects.filter(pk=consent.pk).update(evidence=EVIDENCE)
        member = make.team_member(case, make.member(roles="NURSE"))
        conference = CaseConference.objects.create(
            case=case, held_on=self.today, place="회의실", situation="상황", decision="CONTINUE", decision_text="계속",
            recorded_by=made_by,
        )  # fmt: skip
        result = InstrumentResult.objects.create(
            case=case, instrument="MRS", edition="1", answers={"mrs": 2}, total=2, band="2", band_label="",
            rule_edition="1", measured_on=self.today, measured_by=made_by,
        )  # fmt: skip
        return {
            "case": case.pk,
            "consent": consent.pk,
            "member": member.pk,
            "assessment": case.assessments.get().pk,
            "result": result.pk,
            "followup": followup.pk,
            "conference": conference.pk,
        }

    def cases(self) -> dict[str, tuple[DischargeCase, CaseFacts]]:
        people = self.world.people
        third = {"social_worker": people["social3"].user, "nurse": people["nurse3"].user}
        second = {"attending": people["doctor2"].user}
        own = self.case()
        joined = self.case(**third, **second)
        make.team_member(joined, people["both_at_host"])
        make.team_member(joined, people["nurse1"])
        make.team_member(joined, people["social1"], removed_at=timezone.now())
        others = self.case(**third, **second)
        make.team_member(others, people["transferred"], role="SOCIAL_WORKER")
        make.team_member(others, people["other_programme"], role="SOCIAL_WORKER")
        unnursed = self.case(**third | {"nurse": None}, **second)
        foreign = self.case(hospital=self.places["other"], social_worker=people["hospital2"].user, nurse=None)
        return {
            "own": (own, CaseFacts("host", frozenset({"social1"}), frozenset({"nurse1"}), "doctor1")),
            "joined": (
                joined,
                CaseFacts("host", frozenset({"social3", "both_at_host"}), frozenset({"nurse3", "nurse1"}), "doctor2"),
            ),
            "others": (
                others,
                CaseFacts(
                    "host", frozenset({"social3", "transferred", "other_programme"}), frozenset({"nurse3"}), "doctor2"
                ),
            ),
            "without a nurse": (unnursed, CaseFacts("host", frozenset({"social3"}), frozenset(), "doctor2")),
            "other hospital": (foreign, CaseFacts("other", frozenset({"hospital2"}), frozenset(), "doctor1")),
        }

    # --- linkages ----------------------------------------------------------------------------------------------------

    def linkages(self, cases: dict[str, tuple[DischargeCase, CaseFacts]]) -> list[Stand]:
        now = timezone.now()
        long_ago = {"closed_at": now - timedelta(days=100)}
        rows: tuple[tuple[str, str, str, str, str, dict[str, Any]], ...] = (
            ("draft", "own", "DRAFT", "health", "draft", {}),
            ("sent", "own", "SENT", "health", "live", {}),
            ("accepted", "own", "ACCEPTED", "health", "live", {}),
            ("declined", "own", "DECLINED", "health", "closed", {}),
            ("completed lately", "own", "COMPLETED", "health", "live", {"closed_at": now - timedelta(days=10)}),
            ("completed long ago", "own", "COMPLETED", "health", "closed", long_ago),
            ("withdrawn", "own", "WITHDRAWN", "health", "withdrawn", {}),
            ("to another agency", "joined", "SENT", "welfare", "live", {}),
            ("to the host", "other hospital", "SENT", "host", "live", {}),
            ("between others", "other hospital", "SENT", "welfare", "live", {}),
        )
        stands = []
        for name, about, status, receiver, stage, values in rows:
            case, facts = cases[about]
            row = make.linkage(case, status, receiver=self.places[receiver], **values)
            if status == "WITHDRAWN":
                self.provision(row, withdrawn_at=now)
            linkage = LinkageFacts(facts, receiver, stage, is_withdrawal_told=status == "WITHDRAWN")
            ids = {"linkage": row.pk, "case": case.pk, "appointment": make.appointment(row).pk}
            stands.append(Stand(name, ids, linkage))
        nested = stands[2].ids | {"appointment": stands[-1].ids["appointment"]}
        stands.append(Stand("accepted, appointment of another", nested, stands[2].facts, is_nested_there=False))
        gone = make.linkage(cases["own"][0], "DRAFT")
        ids = {"linkage": gone.pk, "case": gone.about_id, "appointment": MISSING_INT}
        stands.append(Stand("destroyed", ids, None))
        gone.delete()
        missing = {"linkage": MISSING_UUID, "case": MISSING_UUID, "appointment": MISSING_INT}
        stands.append(Stand("missing", missing, None))
        return stands

    def provision(self, linkage: Any, **values: Any) -> Provision:
        return Provision.objects.create(
            linkage=linkage, client=linkage.client, case_number=linkage.about_number, sender=linkage.sender,
            receiver=linkage.receiver, receiver_name=linkage.receiver.name, purpose="퇴원 후 서비스",
            items=linkage.shared_items, basis="동의", provided_by=self.cast.social1.user,
            provided_at=timezone.now(), **values,
        )  # fmt: skip

    # --- referrals of agencies ---------------------------------------------------------------------------------------

    def agency_referrals(self, case: DischargeCase) -> list[Stand]:
        long_ago = {"closed_at": timezone.now() - timedelta(days=100)}
        mental = {"programme": "MENTAL_HEALTH", "worker": self.cast.mhmanager1.user, "worker_role": "MH_MANAGER"}
        rows: tuple[tuple[str, str, str, str, dict[str, Any]], ...] = (
            ("draft", "DRAFT", "health1", "draft", {}),
            ("submitted", "SUBMITTED", "health1", "live", {}),
            ("worked on by social1", "IN_PROGRESS", "health1", "live", {}),
            ("worked on by mhmanager1", "IN_PROGRESS", "mhcenter1", "live", mental),
            ("declined", "DECLINED", "health1", "closed", {}),
            ("closed lately", "CLOSED", "health1", "live", {}),
            ("closed long ago", "CLOSED", "health1", "closed", long_ago),
            ("withdrawn", "WITHDRAWN", "health1", "withdrawn", {}),
            ("withdrawn after the end", "CLOSED", "health1", "withdrawn", {"withdrawn_at": timezone.now()}),
            ("by another agency", "REPLIED", "welfare1", "live", {}),
            ("to another hospital", "SUBMITTED", "health1", "live", {"receiver": self.places["other"]}),
        )
        answered = make.reply(make.linkage(case, "REPLIED", receiver=self.places["welfare"]))
        stands = [self._agency_stand(index, answered, *row) for index, row in enumerate(rows)]
        gone = make.agency_referral("DRAFT")
        stands.append(Stand("destroyed", {"agency": gone.pk, "owed": MISSING_INT}, None))
        gone.delete()
        return [*stands, Stand("missing", {"agency": MISSING_UUID, "owed": MISSING_INT}, None)]

    def _agency_stand(
        self, index: int, answered: Any, name: str, status: str, by: str, stage: str, values: dict[str, Any]
    ) -> Stand:
        author = self.world.people[by]
        person, phone = f"남궁{_SYLLABLES[index % 8]}{'별달'[index // 8]}", f"010-0008-{index:04d}"
        client = make.client_(name=person, phone=phone, created_by_institution=author.institution)
        row = make.agency_referral(status, by=author, client=client, consent_file=EVIDENCE, **values)
        if row.replied_at is not None:
            make.agency_reply(row)
        owed = OwedResult.objects.create(referral=row, linkage_reply=answered)
        self.world.secrets.append(Secret(client.pk, person, (phone, phone.replace("-", ""))))
        worker = {"SOCIAL_WORKER": "social1", "MH_MANAGER": "mhmanager1"}.get(row.worker_role, "")
        facts = AgencyFacts(author.institution.code, row.receiver.code, stage, worker, row.worker_role)
        return Stand(name, {"agency": row.pk, "owed": owed.pk}, facts)

    # --- the rest ----------------------------------------------------------------------------------------------------

    def build(self) -> World:
        cases = self.cases()
        stands = [Stand(name, self.ids_of(case), facts) for name, (case, facts) in cases.items()]
        nested = stands[3].ids | {"case": stands[0].ids["case"]}
        stands.append(Stand("own, row of another hospital's", nested, stands[0].facts, is_nested_there=False))
        gone = make.case("SCREENED")
        ids = {"case": gone.pk, "consent": MISSING_UUID, "followup": make.followup(gone).pk}
        stands.append(Stand("destroyed", {**stands[0].ids, **ids}, None))
        gone.delete()
        missing = dict.fromkeys(stands[0].ids, MISSING_INT) | {"case": MISSING_UUID, "consent": MISSING_UUID}
        stands.append(Stand("missing", missing, None))
        linkages = self.linkages(cases)
        agencies = self.agency_referrals(cases["own"][0])
        self.world.stands = {
            "": [Stand("-", {}, None)],
            "case": stands,
            "consent": [self._by_consent(stand, stands[3]) for stand in stands],
            "linkage": linkages,
            "destruction": linkages,
            "agency_referral": agencies,
            "agency_destruction": agencies,
            "institution": self.institutions(),
            "resource": self.resources(),
            "question": self.questions(),
            "notice": self.notices(),
            "phrase": self.phrases(),
            "saved_view": self.saved_views(),
            "untold": self.untold(),
            "answer": self.answers(cases["own"][0]),
            "feed": self.feeds(),
            "door": [
                Stand("open", {"door": councils.DOOR}, OwnFacts()),
                Stand("missing", {"door": "x" * 22}, None),
            ],
            "topic": self.owned("topic", EducationTopic, topic="낙상"),
            "rule": self.owned("rule", SelectionRule, label="낙상", target_group="STROKE"),
            "admission": self.admissions(),
            "programme": [
                *(Stand(slug, {"programme": slug}, facts) for slug, facts in PROGRAMMES.items()),
                Stand("missing", {"programme": "no-such-programme"}, None),
            ],
            "reading": self.readings(),
            **councils.stands(self.cast, self.places["other"]),
            **education.stands(self.cast, self.places["other"]),
            **surveys.stands(self.places["host"], self.places["other"]),
        }
        return self.world

    @staticmethod
    def _by_consent(stand: Stand, foreign: Stand) -> Stand:
        """Where the consent decides and not the case, a consent of another hospital is judged by that hospital."""
        return stand if stand.is_nested_there else replace(stand, facts=foreign.facts)

    def institutions(self) -> list[Stand]:
        row = self.places["health"]
        return [
            Stand("any", {"institution": row.pk, "code": row.code}, OwnFacts()),
            Stand("missing", {"institution": MISSING_INT, "code": "no-such-place"}, None),
        ]

    def resources(self) -> list[Stand]:
        """Of an agency with accounts, of one without, of a hospital, and none."""
        mute = make.institution(municipality=Municipality.objects.get(code="41150"))
        rows = {
            "an agency's": (self.places["health"], ResourceFacts("health", True, "host")),
            "an agency's without accounts": (mute, ResourceFacts("mute", False, "host")),
            "the host's own": (self.places["host"], ResourceFacts("host", True, "host")),
        }
        stands = [
            Stand(name, {"resource": make.offer(place, "HOUSING").pk}, facts) for name, (place, facts) in rows.items()
        ]
        return [*stands, Stand("missing", {"resource": MISSING_INT}, None)]

    def questions(self) -> list[Stand]:
        offer = make.offer(self.places["health"], "TRANSPORT")
        stands = [
            Stand(f"asked by {code}", {"question": make.question(offer, asker=self.places[code]).pk}, facts)
            for code, facts in {
                "host": QuestionFacts("host", "health"),
                "other": QuestionFacts("other", "health"),
            }.items()
        ]
        return [*stands, Stand("missing", {"question": MISSING_UUID}, None)]

    def answers(self, case: DischargeCase) -> list[Stand]:
        """A link that is open, one that was answered, one that nobody made."""
        mute = make.institution()
        stands = []
        for name, facts in (("open", OwnFacts()), ("taken back", None)):
            row = make.linkage(case, "SENT", receiver=mute)
            made = onetime.issue(actor=self.cast.social1.actor, linkage=row)
            if facts is None:
                onetime.revoke(actor=self.cast.social1.actor, linkage=row)
            stands.append(Stand(name, {"answer": made.key}, facts))
        return [*stands, Stand("missing", {"answer": "x" * 22}, None)]

    def feeds(self) -> list[Stand]:
        """The address of a calendar that is open, one that was taken back, one that nobody made."""
        owner = self.cast.health1.actor
        gone = calendar.issue(actor=owner, scope="PLACE")
        key = calendar.issue(actor=owner, scope="PLACE")
        rows = (("open", key, OwnFacts()), ("taken back", gone, None), ("missing", "x" * 27, None))
        return [Stand(name, {"feed": value}, facts) for name, value, facts in rows]

    def notices(self) -> list[Stand]:
        now = timezone.now()
        row = Message.objects.create(
            key="matrix", channel="IN_APP", template="notice", values={"text": "확인하십시오.", "number": "D-1"}, url="/", state="SENT", not_before=now,
            sent_at=now, recipient=self.cast.social1.user,
        )  # fmt: skip
        return [
            Stand("social1's", {"notice": row.pk}, OwnFacts(owner="social1")),
            Stand("missing", {"notice": MISSING_INT}, None),
        ]

    def saved_views(self) -> list[Stand]:
        row = make.saved_view(owner=self.cast.social1.user)
        return [
            Stand("social1's", {"saved_view": row.pk}, OwnFacts(owner="social1")),
            Stand("missing", {"saved_view": MISSING_INT}, None),
        ]

    def phrases(self) -> list[Stand]:
        row = make.phrase(owner=self.cast.social1.user)
        return [
            Stand("social1's", {"phrase": row.pk}, OwnFacts(owner="social1")),
            Stand("missing", {"phrase": MISSING_INT}, None),
        ]

    def untold(self) -> list[Stand]:
        """A message that reached nobody: social1 owes it to whom it was for."""
        about = make.duty(object_id="untold")
        row = Message.objects.create(
            key="untold", channel="SMS", template="notice", values={"text": "확인하십시오.", "number": "D-1"},
            state="FAILED", not_before=timezone.now(), duty=about,
        )  # fmt: skip
        make.duty(kind="core.check_message", object_kind=kind_of(row), object_id=str(row.pk), programme="")
        return [
            Stand("social1's", {"untold": row.pk}, OwnFacts(owner="social1")),
            Stand("missing", {"untold": MISSING_INT}, None),
        ]

    def owned(self, key: str, model: Any, **values: Any) -> list[Stand]:
        """A row of the host hospital's own, one of another hospital's, none."""
        made = {code: model.objects.create(hospital=self.places[code], **values) for code in ("host", "other")}
        stands = [Stand(code, {key: row.pk}, OwnFacts(place=code)) for code, row in made.items()]
        return [*stands, Stand("missing", {key: MISSING_INT}, None)]

    def admissions(self) -> list[Stand]:
        stands = []
        for code in ("host", "other"):
            name = f"제갈{_SYLLABLES[len(stands)]}솔"
            row = make.admission(hospital=self.places[code], name=name, is_candidate=True)
            stands.append(Stand(f"in the list of {code}", {"admission": row.pk}, CaseFacts(code)))
            self.world.listed.append(name)
        return [*stands, Stand("missing", {"admission": MISSING_UUID}, None)]

    def readings(self) -> list[Stand]:
        content = {"rows": [], "errors": [], "unknown": []}
        row = ImportDraft.objects.create(
            person=self.cast.social1.user, institution=self.cast.host, kind="discharge.admissions",
            file_name="list.csv", sha256="0" * 64, content=content,
        )  # fmt: skip
        return [
            Stand("social1's", {"reading": row.pk}, OwnFacts(owner="social1")),
            Stand("missing", {"reading": MISSING_UUID}, None),
        ]


def build(cast: Cast) -> World:
    return _Builder(cast).build()


def lay_papers(media: str | Path) -> None:
    """The scan that a consent points to, where the files of this test lie."""
    for name in (EVIDENCE, councils.FILE):
        path = Path(media) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"%PDF-1.4 scan")
