"""Endpoints: the discharge, the contacts after it, ending and extending a case, the hospital's schedules."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core import codes
from core.api.endpoints import IDEMPOTENCY_KEY, IF_MATCH, Endpoint, PortalSerializer
from core.errors import NotVisible, Refused
from core.policy import OnRow, holding
from discharge.access import CASE
from discharge.api.assessments import CASE_ID, PK, CaseRows
from discharge.models import DischargeCase, FollowUp, FollowUpTemplate
from discharge.panels.followups import facts
from discharge.services import aftercare, closing, contacts, deciding, scheduling
from discharge.workflow import FOLLOWUP, PROGRAMME
from network.models import Institution


def _rows() -> Any:
    return DischargeCase.objects.for_page()


READ = OnRow(CASE, "read", rows=_rows, seen="case.followups")
CALL = OnRow(CASE, "follow_up", rows=_rows)
EDIT = OnRow(CASE, "edit", rows=_rows)
CLOSE = OnRow(CASE, "close", rows=_rows)
COORDINATE = OnRow(CASE, "assign", rows=_rows)
DEATH = OnRow(CASE, "record_death", rows=_rows)


def _words(limit: int) -> serializers.CharField:
    return serializers.CharField(max_length=limit, allow_blank=True, default="")


def _code(code_list: str, **kwargs: Any) -> serializers.ChoiceField:
    return serializers.ChoiceField(choices=codes.choices(code_list), **kwargs)


def _whole(low: int, high: int) -> serializers.IntegerField:
    return serializers.IntegerField(min_value=low, max_value=high, required=False, allow_null=True)


# --- bodies -----------------------------------------------------------------------------------------------------------


class StayBody(PortalSerializer):
    hospital_name = serializers.CharField(max_length=60)
    admitted_on = serializers.DateField()
    readmission_type = _code("readmission_type")
    reason = _words(200)
    discharged_on = serializers.DateField(required=False, allow_null=True)


class CheckBody(PortalSerializer):
    linkage_id = serializers.UUIDField()
    use = _code("service_use")
    reason = _words(200)
    satisfaction = _whole(1, 5)


class ContactBody(PortalSerializer):
    """One contact; what a result asks for is said by the refusal of the service."""

    contacted_at = serializers.DateTimeField()
    method = _code("followup_method")
    result = _code("followup_result")
    spoke_with = _code("spoke_with", required=False, allow_blank=True)
    again_on = serializers.DateField(required=False, allow_null=True)
    deceased_on = serializers.DateField(required=False, allow_null=True)
    self_health = _whole(0, 100)
    pain = _whole(0, 10)
    fall_since = _whole(0, 99)
    mobility = _code("mobility_level", required=False, allow_blank=True)
    adherence = _code("adherence", required=False, allow_blank=True)
    alcohol_since = _code("alcohol_since", required=False, allow_blank=True)
    caregiver_burden = serializers.ChoiceField(choices=["NONE", "SOME", "MUCH"], required=False, allow_blank=True)
    ed_visit = serializers.BooleanField(required=False, allow_null=True, default=None)
    ed_visit_on = serializers.DateField(required=False, allow_null=True)
    readmitted = serializers.BooleanField(required=False, allow_null=True, default=None)
    readmissions = StayBody(many=True, required=False)
    service_checks = CheckBody(many=True, required=False)
    new_need = serializers.BooleanField(required=False, allow_null=True, default=None)
    new_need_text = _words(300)
    kmbi = serializers.DictField(required=False)
    kmbi_not_done = _words(200)
    note = _words(1000)
    late_reason = _words(200)


class MoveBody(PortalSerializer):
    due_on = serializers.DateField()
    reason = serializers.CharField(max_length=200)


class ResumeBody(PortalSerializer):
    due_on = serializers.DateField(required=False, allow_null=True)
    reason = _words(200)


class NoteBody(PortalSerializer):
    reason = _words(200)


class ReasonBody(PortalSerializer):
    reason = serializers.CharField(max_length=200)


class ExtraBody(PortalSerializer):
    due_on = serializers.DateField()
    label = _words(20)  # type: ignore[assignment]
    reason = serializers.CharField(max_length=200)


class DischargeBody(PortalSerializer):
    discharged_on = serializers.DateField()
    disposition = _code("discharge_disposition")
    reason = _words(200)
    late_reason = _words(200)


class CloseBody(PortalSerializer):
    """`goals`: id of a goal → REACHED, PARTLY or MISSED; `handed_to`: code of the institution."""

    close_reason = _code("close_reason")
    closed_on = serializers.DateField(required=False)
    summary = serializers.CharField(max_length=1000)
    close_text = _words(200)
    goals = serializers.DictField(child=serializers.ChoiceField(["REACHED", "PARTLY", "MISSED"]), required=False)
    unlinked_reason = _code("unlinked_reason", required=False, allow_blank=True)
    unlinked_text = _words(200)
    handed_to = serializers.SlugField(required=False, allow_blank=True)
    death_on = serializers.DateField(required=False)
    late_reason = _words(200)


class ExtendBody(PortalSerializer):
    follow_until = serializers.DateField()
    extra_on = serializers.ListField(child=serializers.DateField(), required=False, max_length=6)
    reason = serializers.CharField(max_length=200)


class DeathBody(PortalSerializer):
    death_on = serializers.DateField()
    source = serializers.CharField(max_length=200)  # type: ignore[assignment]


# --- rows -------------------------------------------------------------------------------------------------------------


class FollowUpView(serializers.Serializer[Any]):
    """A row with what was learnt, its attempts, and what may be done now."""

    def to_representation(self, instance: FollowUp) -> dict[str, Any]:
        names = ("step", "label", "due_on", "window_from", "window_to", "action_on", "status", "version", "timing")
        return {
            "id": instance.pk,
            **{name: getattr(instance, name) for name in (*names, *contacts.ANSWERS)},
            "name": str(instance),
            "facts": facts(instance),
            "attempts": [
                {"at": one.contacted_at, "method": one.method, "result": one.result, "note": one.note}
                for one in instance.attempts.all()
            ],
            "service_checks": list(
                instance.service_checks.values("linkage_id", "service", "use", "reason", "satisfaction")
            ),
            "actions": [
                {"name": found.name, "label": found.label, "blocked": found.blocked}
                for found in FOLLOWUP.available(
                    instance, getattr(instance.case, "relations", ()), self.context["actor"]
                )
            ],
        }


class FollowUpEndpoint(CaseRows):
    """추적관찰 of a case."""

    serializer_class = FollowUpView
    policies = {
        "list": READ,
        "retrieve": READ,
        "create": CALL,
        "contact": CALL,
        "move": CALL,
        "suspend": CALL,
        "resume": CALL,
        "miss": CALL,
        "go_on": CALL,
        "unlinked": CALL,
    }

    def _row(self) -> FollowUp:
        case = self.case()
        row = FollowUp.objects.filter(case=case, pk=self.kwargs["id"]).first()
        if row is None:
            raise NotVisible
        row.case = case
        return row

    def _answer(self, row: FollowUp, case: DischargeCase, status: int = 200) -> Response:
        fresh = FollowUp.objects.prefetch_related("attempts").get(pk=row.pk)
        case.refresh_from_db(fields=["status"])
        fresh.case = case
        return Response(FollowUpView(fresh, context={"actor": self.actor}).data, status=status)

    @extend_schema(parameters=[CASE_ID], responses=FollowUpView(many=True))
    def list(self, request: Request, case_id: str) -> Response:
        case = self.case()
        rows = list(case.followups.prefetch_related("attempts"))
        for row in rows:
            row.case = case
        return Response(FollowUpView(rows, many=True, context={"actor": self.actor}).data)

    @extend_schema(parameters=[CASE_ID, PK])
    def retrieve(self, request: Request, case_id: str, id: int) -> Response:
        row = self._row()
        return self._answer(row, row.case)

    @extend_schema(parameters=[CASE_ID, IDEMPOTENCY_KEY], request=ExtraBody)
    def create(self, request: Request, case_id: str) -> Response:
        """An extra contact."""
        case = self.case()
        row = scheduling.add_extra(actor=self.actor, case=case, once_key=self.once_key(), **self.read(ExtraBody))
        return self._answer(row, case, 201)

    @extend_schema(parameters=[CASE_ID, PK, IF_MATCH, IDEMPOTENCY_KEY], request=ContactBody)
    @action(detail=True, methods=["post"])
    def contact(self, request: Request, case_id: str, id: int) -> Response:
        """Record a contact; the answer is the row for which it counts."""
        row = self._row()
        kept = contacts.record_contact(
            actor=self.actor,
            follow_up=row,
            data=self.read(ContactBody),
            version=self.version(),
            once_key=self.once_key(),
        )
        return self._answer(kept, row.case)

    @extend_schema(parameters=[CASE_ID, PK, IF_MATCH], request=MoveBody)
    @action(detail=True, methods=["post"])
    def move(self, request: Request, case_id: str, id: int) -> Response:
        row = self._row()
        body = self.read(MoveBody)
        return self._answer(
            scheduling.move_due(actor=self.actor, follow_up=row, version=self.version(), **body), row.case
        )

    @extend_schema(parameters=[CASE_ID, PK, IF_MATCH], request=NoteBody)
    @action(detail=True, methods=["post"])
    def suspend(self, request: Request, case_id: str, id: int) -> Response:
        row = self._row()
        body = self.read(NoteBody)
        return self._answer(
            aftercare.suspend(actor=self.actor, follow_up=row, version=self.version(), **body), row.case
        )

    @extend_schema(parameters=[CASE_ID, PK, IF_MATCH], request=ResumeBody)
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, case_id: str, id: int) -> Response:
        row = self._row()
        body = self.read(ResumeBody)
        return self._answer(
            aftercare.resume(actor=self.actor, follow_up=row, data=body, version=self.version()), row.case
        )

    @extend_schema(parameters=[CASE_ID, PK, IF_MATCH], request=NoteBody)
    @action(detail=True, methods=["post"])
    def miss(self, request: Request, case_id: str, id: int) -> Response:
        row = self._row()
        body = self.read(NoteBody)
        return self._answer(aftercare.miss(actor=self.actor, follow_up=row, version=self.version(), **body), row.case)

    @extend_schema(parameters=[CASE_ID, PK], request=ReasonBody)
    @action(detail=True, methods=["post"], url_path="go-on")
    def go_on(self, request: Request, case_id: str, id: int) -> Response:
        """Nobody was reached so far, and the team goes on trying."""
        row = self._row()
        return self._answer(deciding.keep_trying(actor=self.actor, follow_up=row, **self.read(ReasonBody)), row.case)

    @extend_schema(parameters=[CASE_ID, PK], request=ReasonBody)
    @action(detail=True, methods=["post"])
    def unlinked(self, request: Request, case_id: str, id: int) -> Response:
        """The need that came up is met without a linkage."""
        row = self._row()
        return self._answer(deciding.leave_unlinked(actor=self.actor, follow_up=row, **self.read(ReasonBody)), row.case)


# --- the case ---------------------------------------------------------------------------------------------------------


class EndView(serializers.Serializer[Any]):
    """How far a case is, after an act of aftercare."""

    def to_representation(self, instance: DischargeCase) -> dict[str, Any]:
        names = ("status", "version", "discharged_on", "disposition", "follow_until", "extensions")
        ends = ("closed_on", "close_reason", "close_text", "summary", "unlinked_reason", "plan_after_discharge")
        found = {name: getattr(instance, name) for name in (*names, *ends)}
        return {"id": str(instance.pk), "number": instance.number, **found}


class AftercareEndpoint(CaseRows):
    """The moves of a case from its discharge on."""

    serializer_class = EndView
    policies = {
        "discharge": EDIT,
        "extend": COORDINATE,
        "close": CLOSE,
        "close_early": EDIT,
        "reopen": COORDINATE,
        "death": DEATH,
        "keep": CALL,
    }

    @extend_schema(parameters=[CASE_ID, IF_MATCH], request=DischargeBody)
    @action(detail=False, methods=["post"])
    def discharge(self, request: Request, case_id: str) -> Response:
        """퇴원 처리, or 계획 전 퇴원 with its reason."""
        case = self.case()
        done = aftercare.discharge(actor=self.actor, case=case, data=self.read(DischargeBody), version=self.version())
        return Response(EndView(done).data)

    @extend_schema(parameters=[CASE_ID, IF_MATCH], request=ExtendBody)
    @action(detail=False, methods=["post"])
    def extend(self, request: Request, case_id: str) -> Response:
        case = self.case()
        done = aftercare.extend(actor=self.actor, case=case, data=self.read(ExtendBody), version=self.version())
        return Response(EndView(done).data)

    def _ending(self) -> dict[str, Any]:
        body = self.read(CloseBody)
        code = body.pop("handed_to", "")
        place = Institution.objects.active().filter(code=code).first() if code else None
        if code and place is None:
            raise Refused({"handed_to": "목록에 없는 기관입니다."})
        return {**body, "handed_to": place}

    @extend_schema(parameters=[CASE_ID, IF_MATCH], request=CloseBody)
    @action(detail=False, methods=["post"])
    def close(self, request: Request, case_id: str) -> Response:
        case = self.case()
        done = closing.close(actor=self.actor, case=case, data=self._ending(), version=self.version())
        return Response(EndView(done).data)

    @extend_schema(parameters=[CASE_ID, IF_MATCH], request=CloseBody)
    @action(detail=False, methods=["post"], url_path="close-early")
    def close_early(self, request: Request, case_id: str) -> Response:
        case = self.case()
        done = closing.close_early(actor=self.actor, case=case, data=self._ending(), version=self.version())
        return Response(EndView(done).data)

    @extend_schema(parameters=[CASE_ID, IF_MATCH], request=ReasonBody)
    @action(detail=False, methods=["post"])
    def reopen(self, request: Request, case_id: str) -> Response:
        case = self.case()
        done = closing.reopen(actor=self.actor, case=case, version=self.version(), **self.read(ReasonBody))
        return Response(EndView(done).data)

    @extend_schema(parameters=[CASE_ID], request=DeathBody)
    @action(detail=False, methods=["post"])
    def death(self, request: Request, case_id: str) -> Response:
        """사망 등록: stops everything about the person in every programme."""
        case, body = self.case(), self.read(DeathBody)
        done = closing.record_death(actor=self.actor, case=case, on=body["death_on"], source=body["source"])
        return Response(EndView(done).data)

    @extend_schema(parameters=[CASE_ID], request=ReasonBody)
    @action(detail=False, methods=["post"])
    def keep(self, request: Request, case_id: str) -> Response:
        """Offered for closing as lost, and the team goes on."""
        done = deciding.keep_case(actor=self.actor, case=self.case(), **self.read(ReasonBody))
        return Response(EndView(done).data)


# --- the hospital's schedules -----------------------------------------------------------------------------------------


class StepBody(PortalSerializer):
    step = _code("followup_step")
    months = serializers.IntegerField(min_value=0, max_value=24, default=0)
    days = serializers.IntegerField(min_value=0, max_value=180, default=0)
    before = serializers.IntegerField(min_value=0, max_value=30)
    after = serializers.IntegerField(min_value=0, max_value=30)


class TemplateBody(PortalSerializer):
    steps = StepBody(many=True)


class TemplateView(serializers.Serializer[Any]):
    def to_representation(self, instance: FollowUpTemplate) -> dict[str, Any]:
        return {"target_group": instance.target_group, "steps": instance.steps, "version": instance.version}


class TemplateEndpoint(Endpoint):
    """추적관찰 일정표 of the hospital; a group without a row of its own has the default one."""

    serializer_class = TemplateView
    pagination_class = None
    filter_backends: list[Any] = []
    lookup_value_converter = "slug"
    lookup_url_kwarg = "group"
    policies = {"list": holding("COORDINATOR", PROGRAMME), "update": holding("COORDINATOR", PROGRAMME)}

    @extend_schema(responses=TemplateView(many=True))
    def list(self, request: Request) -> Response:
        rows = FollowUpTemplate.objects.filter(hospital_id=self.actor.institution_id).order_by("target_group")
        return Response(TemplateView(rows, many=True).data)

    @extend_schema(parameters=[IF_MATCH], request=TemplateBody)
    def update(self, request: Request, group: str) -> Response:
        """`default` names the schedule of every other condition."""
        code = "" if group == "default" else group
        if code and not codes.is_code("target_group", code):
            raise NotVisible
        body = self.read(TemplateBody)
        row = scheduling.save_template(actor=self.actor, target_group=code, steps=body["steps"], version=self.version())
        return Response(TemplateView(row).data)


routes: tuple[tuple[str, type, str], ...] = (
    ("discharge/cases/<uuid:case_id>/followups", FollowUpEndpoint, "discharge-followup"),
    ("discharge/cases/<uuid:case_id>/aftercare", AftercareEndpoint, "discharge-aftercare"),
    ("discharge/followup-templates", TemplateEndpoint, "discharge-followup-template"),
)
