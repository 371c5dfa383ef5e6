"""What the endpoints of councils take, and finding what a body names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rest_framework import serializers

from core.api.endpoints import ErrorSerializer, PortalSerializer
from core.api.shapes import code, words
from core.errors import Invalid
from network.councils.models import AgendaItem, Attendee, Council, Proposal
from network.models import Designation, Institution, User

REFUSALS = dict.fromkeys((400, 403, 404, 409), ErrorSerializer)


def place(pk: int, name: str = "institution") -> Institution:
    """An active institution by id. Raises Invalid."""
    found = Institution.objects.active().filter(pk=pk).first()
    if found is None:
        raise Invalid({name: "기관을 찾을 수 없습니다."})
    return found


def person(pk: int | None, name: str = "user") -> User | None:
    """An account by id; None for none. Raises Invalid for an unknown one."""
    if pk is None:
        return None
    found = User.objects.filter(pk=pk, is_active=True).first()
    if found is None:
        raise Invalid({name: "계정을 찾을 수 없습니다."})
    return found


class CouncilBody(PortalSerializer):
    name = words(60, "협의체명")
    meeting_type = code("meeting_type", "구분")
    level = serializers.ChoiceField(Designation.Level.choices, default="LOCAL", help_text="수준")
    field = code("council_field", "분야")
    parent = serializers.UUIDField(  # type: ignore[assignment]
        required=False, allow_null=True, help_text="상위 협의체의 id"
    )
    purpose = words(300, "목적", required=False)
    term_from = serializers.DateField(required=False, allow_null=True, help_text="임기 시작일")
    term_until = serializers.DateField(required=False, allow_null=True, help_text="임기 종료일")
    quorum_rule = serializers.ChoiceField(Council.Quorum.choices, default="MAJORITY", help_text="정족수")
    quorum_number = serializers.IntegerField(
        min_value=1, max_value=500, required=False, allow_null=True, help_text="정한 인원"
    )
    meetings_per_year = serializers.IntegerField(min_value=0, max_value=53, default=4, help_text="한 해 회의 횟수")
    is_active = serializers.BooleanField(default=True, help_text="운영 중")


class CouncilSeatBody(PortalSerializer):
    institution = serializers.IntegerField(help_text="소속 기관의 id")
    position = words(40, "직위")
    name = words(50, "성명")
    role = code("council_role", "역할")
    is_ex_officio = serializers.BooleanField(default=True, help_text="당연직")
    user = serializers.IntegerField(required=False, allow_null=True, help_text="계정의 id")
    delegate_name = words(50, "지정 대리인", required=False)
    delegate_position = words(40, "대리인 직위", required=False)
    valid_from = serializers.DateField(help_text="위촉일")
    valid_to = serializers.DateField(required=False, allow_null=True, help_text="해촉일")
    end_reason = words(200, "해촉 사유", required=False)


class MeetingBody(PortalSerializer):
    title = words(100, "회의명. 없으면 회차와 협의체명으로 정합니다.", required=False)
    kind = code("meeting_kind", "회의 성격")
    mode = code("meeting_mode", "방식")
    starts_at = serializers.DateTimeField(help_text="시작")
    ends_at = serializers.DateTimeField(help_text="종료")
    place = words(100, "장소", required=False)
    link = serializers.URLField(required=False, allow_blank=True, help_text="접속 주소")
    answer_until = serializers.DateField(required=False, allow_null=True, help_text="회신 기한")
    next_meeting_at = serializers.DateTimeField(required=False, allow_null=True, help_text="차기 회의")
    plan_note = words(1000, "향후 계획", required=False)
    attendee_note = words(2000, "참석자 요약. 없으면 명단에서 만듭니다.", required=False)
    extra_papers = serializers.ListField(
        child=serializers.CharField(max_length=60), max_length=9, required=False, help_text="그 밖의 붙임"
    )
    is_public = serializers.BooleanField(required=False, help_text="배포한 뒤 공개")


class AgendaRowBody(PortalSerializer):
    id = serializers.IntegerField(required=False, allow_null=True, help_text="있던 안건의 id")
    kind = code("agenda_kind", "구분")
    title = words(100, "안건명")
    presenter = words(50, "발표", required=False)
    minutes = serializers.IntegerField(
        min_value=1, max_value=600, required=False, allow_null=True, help_text="시간(분)"
    )
    paper = words(5000, "주요 내용", required=False)


class AgendaBody(PortalSerializer):
    items = serializers.ListField(child=AgendaRowBody(), max_length=60, help_text="순서대로 적은 안건 모두")


class MeetingAnswerBody(PortalSerializer):
    answer = serializers.ChoiceField(Attendee.Answer.choices, help_text="참석 여부")
    proxy_name = words(50, "대리인 성명", required=False)
    proxy_position = words(40, "대리인 직위", required=False)
    opinion = words(1000, "의견", required=False)
    told_by = words(50, "알린 사람(대신 적을 때)", required=False)


class MeetingGuestBody(PortalSerializer):
    institution = serializers.IntegerField(help_text="기관의 id")
    position = words(40, "직위")
    name = words(50, "성명")


class MeetingAttendanceRowBody(PortalSerializer):
    id = serializers.IntegerField(help_text="참석자 줄의 id")
    attendance = code("council_attendance", "출석. 비우면 지웁니다.", required=False)
    proxy_name = words(50, "대리인 성명", required=False)
    proxy_position = words(40, "대리인 직위", required=False)
    is_remote = serializers.BooleanField(default=False, help_text="비대면")


class MeetingAttendanceBody(PortalSerializer):
    rows = serializers.ListField(child=MeetingAttendanceRowBody(), max_length=200, help_text="출석")


class AgendaNotesBody(PortalSerializer):
    discussion = words(5000, "논의 내용", required=False)
    decision = words(1000, "결정 사항", required=False)
    way = serializers.ChoiceField(AgendaItem.Way.choices, required=False, allow_blank=True, help_text="결정 방법")
    votes_for = serializers.IntegerField(min_value=0, max_value=500, required=False, allow_null=True, help_text="찬성")
    votes_against = serializers.IntegerField(
        min_value=0, max_value=500, required=False, allow_null=True, help_text="반대"
    )
    votes_abstained = serializers.IntegerField(
        min_value=0, max_value=500, required=False, allow_null=True, help_text="기권"
    )


class CouncilActionBody(PortalSerializer):
    text = words(200, "조치 내용")
    owner = serializers.IntegerField(help_text="담당 기관의 id")
    person = words(50, "담당자", required=False)
    due_on = serializers.DateField(help_text="기한")


class ProposalBody(PortalSerializer):
    kind = serializers.ChoiceField(Proposal.Kind.choices, help_text="구분")
    title = words(100, "제목")
    text = words(2000, "내용")
    figures = words(1000, "근거 수치", required=False)
    request = words(1000, "요청 사항", required=False)


class ProposalDecideBody(PortalSerializer):
    outcome = serializers.ChoiceField(
        [pair for pair in Proposal.Outcome.choices if pair[0] != "WAITING"], help_text="검토 결과"
    )
    meeting = serializers.UUIDField(required=False, allow_null=True, help_text="다룰 회의의 id")
    answer = words(1000, "답변·사유", required=False)


class CouncilEmptyBody(PortalSerializer):
    pass


class LinePersonBody(PortalSerializer):
    title = words(10, "결재란의 직위")
    person = serializers.IntegerField(help_text="결재자 계정의 id")


class MeetingSubmitBody(PortalSerializer):
    line = serializers.ListField(child=LinePersonBody(), max_length=3, help_text="기안자 다음의 결재선")


def line_of(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The approval line with its people. Raises Invalid for an unknown account."""
    return [{"title": row["title"], "person": person(row["person"], "line")} for row in rows]


class TableRowBody(PortalSerializer):
    name = words(60, "구분")
    unit = code("unit", "단위", required=False)
    plan = words(20, "계획·예산. 숫자로 적습니다.", required=False)
    actual = words(20, "실적·집행. 출처가 있으면 적지 않습니다.", required=False)
    source = words(10, "실적 출처인 지표의 부호", required=False)  # type: ignore[assignment]
    note = code("plan_note", "상태", required=False)
    remark = words(40, "비고", required=False)
    group = words(30, "분야. 연도별 지표(D)", required=False)
    cells = serializers.ListField(
        child=words(60, "칸", required=False), max_length=10, required=False, help_text="칸의 차례대로. D와 E"
    )


class TableBody(PortalSerializer):
    kind = serializers.ChoiceField(["A", "B", "C", "D", "E"], help_text="표 종류")
    columns = serializers.ListField(
        child=words(30, "칸의 이름"), max_length=10, required=False, help_text="머리 칸. D(비우면 다섯 해)와 E"
    )
    title = words(60, "표 제목", required=False)
    as_of = serializers.DateField(required=False, allow_null=True, help_text="기준일")
    year = serializers.IntegerField(
        min_value=2000, max_value=2100, required=False, allow_null=True, help_text="계획 연도"
    )
    totals = serializers.ChoiceField(["FIRST", "LAST"], required=False, allow_blank=True, help_text="합계 줄의 자리")
    rows = serializers.ListField(child=TableRowBody(), max_length=60, help_text="줄")


class ChangeBody(PortalSerializer):
    path = words(120, "고칠 곳")
    text = words(5000, "고친 내용", required=False)


class CorrectBody(PortalSerializer):
    changes = serializers.ListField(child=ChangeBody(), max_length=30, help_text="고칠 곳과 고친 내용")
    line = serializers.ListField(child=LinePersonBody(), max_length=3, help_text="기안자 다음의 결재선")
