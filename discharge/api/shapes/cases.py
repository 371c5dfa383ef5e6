"""What answers about a case look like."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from core.api.shapes import ActionShape, Coded, CodedList, NamedShape, named
from core.masking import age_on
from core.workdays import seoul_today
from discharge.api.shapes.consents import ConsentShape
from discharge.api.shapes.plans import PlanShape
from discharge.workflow import CaseStatus
from network.models import Client


class CaseLineShape(serializers.Serializer[Any]):
    """A header line of the list; the name is masked."""

    id = serializers.UUIDField()
    number = serializers.CharField(help_text="사례번호")
    name = serializers.CharField(help_text="가린 이름")
    birth_year = serializers.IntegerField(allow_null=True)
    chart_no = serializers.CharField(allow_blank=True, help_text="가린 등록번호. 끝 세 자리만 보입니다.")
    sex = Coded("sex")
    status = serializers.CharField()
    status_label = serializers.CharField()
    ward = serializers.CharField(allow_blank=True, help_text="병동. 퇴원한 뒤에는 비어 있습니다.")
    group = Coded("target_group", help_text="대상군")
    social_worker = serializers.CharField(allow_blank=True, help_text="담당 사회복지사")
    next_duty = serializers.CharField(allow_blank=True, help_text="다음 차례의 부호")
    next_label = serializers.CharField(allow_blank=True, help_text="다음 차례")
    next_person = serializers.CharField(allow_blank=True, help_text="다음 차례를 맡은 사람")
    next_due_at = serializers.DateTimeField(allow_null=True, help_text="다음 기한")
    is_late = serializers.BooleanField()


class CaseStateShape(serializers.Serializer[Any]):
    """Where a case stands after an act."""

    id = serializers.UUIDField(source="pk")
    number = serializers.CharField()
    status = Coded(CaseStatus)
    version = serializers.IntegerField(help_text="판 번호. If-Match에 적습니다.")


class CaseActedShape(CaseStateShape):
    """The same, with what the asker may do next."""

    actions = ActionShape(many=True, help_text="지금 할 수 있는 일과, 막힌 까닭")


class ClientShape(serializers.Serializer[Any]):
    """The person, in full, because whoever reads this works with them."""

    id = serializers.UUIDField(source="pk")
    name = serializers.CharField()
    birth_date = serializers.DateField(allow_null=True)
    birth_year = serializers.IntegerField(allow_null=True, help_text="날짜를 모를 때의 출생연도")
    age = serializers.SerializerMethodField()
    sex = Coded("sex")
    phone = serializers.CharField(allow_blank=True)
    municipality = serializers.CharField(source="municipality.name", default="", help_text="시·군·구")
    address_town = serializers.CharField(allow_blank=True)
    address_rest = serializers.CharField(allow_blank=True)
    insurance_type = Coded("insurance_type")
    household_type = Coded("household_type")
    livelihood = serializers.ListField(child=serializers.CharField())
    ltc_grade = Coded("ltc_grade")
    caregiver_name = serializers.CharField(allow_blank=True)
    caregiver_relation = Coded("relationship")
    caregiver_phone = serializers.CharField(allow_blank=True)
    contact_limit = serializers.CharField(allow_blank=True)
    deceased_on = serializers.DateField(allow_null=True)

    def get_age(self, client: Client) -> int | None:
        return age_on(client.birth_date, seoul_today()) if client.birth_date else None


class StayShape(serializers.Serializer[Any]):
    admitted_on = serializers.DateField()
    admit_route = Coded("admit_route")
    ward = serializers.CharField()
    department = serializers.CharField()
    diagnosis = serializers.CharField()
    kcd_code = serializers.CharField(allow_blank=True)
    operation = serializers.CharField(allow_blank=True)
    operated_on = serializers.DateField(allow_null=True)
    expected_discharge_on = serializers.DateField(allow_null=True)
    target_group = Coded("target_group")
    risk_items = CodedList("risk_item")
    referred_by = Coded("referred_by")
    rule_hits = serializers.ListField(child=serializers.CharField())
    recheck_on = serializers.DateField(allow_null=True)
    ineligible_reason = Coded("ineligible_reason")
    ineligible_text = serializers.CharField(allow_blank=True)
    consented_on = serializers.DateField(allow_null=True)
    refused_on = serializers.DateField(allow_null=True)
    refused_reason = serializers.CharField(allow_blank=True)
    leaflet_given = serializers.BooleanField(allow_null=True)
    discharged_on = serializers.DateField(allow_null=True)
    disposition = Coded("discharge_disposition")
    plan_after_discharge = serializers.BooleanField()
    follow_until = serializers.DateField(allow_null=True)
    closed_on = serializers.DateField(allow_null=True)
    close_reason = Coded("close_reason")
    summary = serializers.CharField(allow_blank=True)


class MemberShape(serializers.Serializer[Any]):
    id = serializers.IntegerField(source="pk")
    person = NamedShape(source="user")
    role = Coded("user_role")


class TeamShape(serializers.Serializer[Any]):
    social_worker = named("담당 사회복지사")
    nurse = named("담당 간호사")
    attending = named("담당의")
    members = MemberShape(many=True, help_text="더한 팀원")


class DutyShape(serializers.Serializer[Any]):
    kind = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    role = Coded("user_role")
    person = named()
    due_at = serializers.DateTimeField()
    is_late = serializers.BooleanField()


class OtherCaseShape(serializers.Serializer[Any]):
    """Another case of the person at this hospital: how it stands, and whether the asker may read it."""

    id = serializers.UUIDField(source="case.pk")
    number = serializers.CharField(source="case.number")
    status = Coded(CaseStatus, source="case.status")
    admitted_on = serializers.DateField(source="case.admitted_on")
    discharged_on = serializers.DateField(source="case.discharged_on", allow_null=True)
    closed_on = serializers.DateField(source="case.closed_on", allow_null=True)
    is_readable = serializers.SerializerMethodField()

    def get_is_readable(self, row: dict[str, Any]) -> bool:
        return bool(row["url"])


class CaseShape(CaseActedShape):
    """The whole case for a working relation."""

    hospital = NamedShape()
    client = ClientShape()
    stay = StayShape()
    team = TeamShape()
    consents = ConsentShape(many=True)
    plan = PlanShape(allow_null=True, help_text="가장 새로운 판")
    duties = DutyShape(many=True)
    others = OtherCaseShape(many=True, help_text="이 대상자의 다른 사례")


class HandOverShape(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="case.pk")
    number = serializers.CharField(source="case.number")
    done = serializers.SerializerMethodField(help_text="넘겼는지")
    reason = serializers.CharField(allow_blank=True, help_text="넘기지 못한 까닭")

    def get_done(self, row: object) -> bool:
        return not getattr(row, "reason", "")


class StandInShape(serializers.Serializer[Any]):
    """Who stands in for whom, and until when."""

    absent_id = serializers.IntegerField(source="absent.pk")
    absent = serializers.CharField(source="absent.name")
    deputy = serializers.CharField(source="deputy.name")
    back_on = serializers.DateField()
    cases = serializers.IntegerField(help_text="맡은 사례 수")


class GivenBackShape(serializers.Serializer[Any]):
    cases = serializers.IntegerField(help_text="돌려준 사례 수")


class ChangeShape(serializers.Serializer[Any]):
    label = serializers.CharField()  # type: ignore[assignment]
    before = serializers.CharField()
    after = serializers.CharField()


class LogEntryShape(serializers.Serializer[Any]):
    text = serializers.CharField()
    note = serializers.CharField(allow_blank=True)
    changes = ChangeShape(many=True)
    by = serializers.CharField()
    at = serializers.DateTimeField()
