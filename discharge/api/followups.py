"""Endpoints: the discharge, the contacts after it, ending and extending a case, the hospital's schedules."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core import codes
from core.actor import Actor
from core.api.acts import body_of, endpoints, policies, read_as
from core.api.endpoints import IDEMPOTENCY_KEY, IF_MATCH, Endpoint
from core.errors import Invalid, NotVisible
from core.policy import OnRow, holding
from discharge.access import CASE, FOLLOWUP_ACCESS
from discharge.acts.aftercare import AFTERCARE_ACTS
from discharge.acts.followups import FOLLOWUP_ACTS
from discharge.api.assessments import CaseRows
from discharge.api.cases import CaseEndpoint
from discharge.api.shapes import followups as shapes
from discharge.forms.followups import DischargeForm, ExtraForm
from discharge.models import DischargeCase, FollowUp, FollowUpTemplate
from discharge.services import aftercare, closing, contacts, followups
from discharge.workflow import DISCHARGE, PROGRAMME, CaseStatus
from network.models import Institution

READ = OnRow(CASE, "read", rows=DischargeCase.objects.for_page, audit_as="case.followups")
CALL = OnRow(CASE, "follow_up", rows=DischargeCase.objects.for_page)
EDIT = OnRow(CASE, "edit", rows=DischargeCase.objects.for_page)
CLOSE = OnRow(CASE, "close", rows=DischargeCase.objects.for_page)


def _as_it_stands(row: FollowUp, actor: Actor) -> Any:
    found = FOLLOWUP_ACCESS.find(actor, "read", FollowUp.objects.for_page().prefetch_related("attempts"), pk=row.pk)
    return shapes.FollowUpView(found, context={"actor": actor}).data


class FollowUpList(CaseRows):
    """추적관찰 of a case."""

    tag = "추적관찰"
    serializer_class = shapes.FollowUpView
    policies = {"list": READ, "create": CALL}

    @extend_schema(summary="추적관찰 목록", responses=shapes.FollowUpView(many=True))
    def list(self, request: Request, case_id: str) -> Response:
        rows = FOLLOWUP_ACCESS.related(self.case().followups.for_page().prefetch_related("attempts"), self.actor)
        return Response(shapes.FollowUpView(rows, many=True, context={"actor": self.actor}).data)

    @extend_schema(
        summary="추가 추적관찰",
        parameters=[IDEMPOTENCY_KEY],
        request=body_of(ExtraForm),
        responses={201: shapes.FollowUpView},
    )
    def create(self, request: Request, case_id: str) -> Response:
        """An extra contact."""
        case = self.case()
        extra = read_as(self, ExtraForm, row=case, actor=self.actor).values()
        made = followups.add_extra(actor=self.actor, case=case, idempotency_key=self.idempotency_key(), **extra)
        return Response(_as_it_stands(made, self.actor), status=201)


_Acts: Any = endpoints(FOLLOWUP_ACTS, shapes.FollowUpView, _as_it_stands)


class FollowUpEndpoint(_Acts, CaseRows):
    """One 추적관찰, found by itself within its case."""

    tag = "추적관찰"
    serializer_class = shapes.FollowUpView
    row_kwarg = "id"
    row_within = {"case_id": "case"}
    policies = {
        "retrieve": OnRow(FOLLOWUP_ACCESS, "read", rows=FollowUp.objects.for_page, audit_as="case.followups"),
        "contact": FOLLOWUP_ACTS.door,
        **policies(FOLLOWUP_ACTS),
    }

    @extend_schema(summary="추적관찰 보기")
    def retrieve(self, request: Request, case_id: str, id: int) -> Response:
        return Response(_as_it_stands(self.row(), self.actor))

    @extend_schema(summary="연락 기록", parameters=[IF_MATCH, IDEMPOTENCY_KEY], request=shapes.ContactBody)
    @action(detail=True, methods=["post"])
    def contact(self, request: Request, case_id: str, id: int) -> Response:
        """Record a contact; the answer is the row for which it counts."""
        kept = contacts.record_contact(
            actor=self.actor,
            follow_up=self.row(),
            data=self.read(shapes.ContactBody),
            version=self.version(),
            idempotency_key=self.idempotency_key(),
        )
        return Response(_as_it_stands(kept, self.actor))


# --- the case ---------------------------------------------------------------------------------------------------------


def _ended(case: DischargeCase, actor: Actor) -> Any:
    return shapes.EndView(case).data


_Aftercare: Any = endpoints(AFTERCARE_ACTS, shapes.EndView, _ended, without=("destroy",))


class AftercareEndpoint(_Aftercare, CaseEndpoint):
    """The moves of a case from its discharge on."""

    tag = "추적관찰"
    serializer_class = shapes.EndView
    policies = {"discharge": EDIT, "close": CLOSE, "close_early": EDIT, **policies(AFTERCARE_ACTS)}

    @extend_schema(summary="퇴원 처리", parameters=[IF_MATCH], request=body_of(DischargeForm))
    @action(detail=True, methods=["post"], url_path="aftercare/discharge", url_name="discharge")
    def discharge(self, request: Request, case_id: str) -> Response:
        """퇴원 처리, or 계획 전 퇴원 with its reason."""
        case = self.row()
        is_early = case.status != CaseStatus.PLANNED
        DISCHARGE.permitted(case, "discharge_early" if is_early else "discharge", case.relations)
        form = read_as(self, DischargeForm, is_early=is_early)
        done = aftercare.discharge(actor=self.actor, case=case, data=form.values(), version=self.version())
        return Response(shapes.EndView(done).data)

    def _ending(self) -> dict[str, Any]:
        body = self.read(shapes.CloseBody)
        code = body.pop("handed_to", "")
        place = Institution.objects.active().filter(code=code).first() if code else None
        if code and place is None:
            raise Invalid({"handed_to": "목록에 없는 기관입니다."})
        return {**body, "handed_to": place}

    @extend_schema(summary="종결", parameters=[IF_MATCH], request=shapes.CloseBody)
    @action(detail=True, methods=["post"], url_path="aftercare/close", url_name="close")
    def close(self, request: Request, case_id: str) -> Response:
        case = self.row()
        done = closing.close(actor=self.actor, case=case, data=self._ending(), version=self.version())
        return Response(shapes.EndView(done).data)

    @extend_schema(summary="조기 종결", parameters=[IF_MATCH], request=shapes.CloseBody)
    @action(detail=True, methods=["post"], url_path="aftercare/close-early", url_name="close-early")
    def close_early(self, request: Request, case_id: str) -> Response:
        case = self.row()
        done = closing.close_early(actor=self.actor, case=case, data=self._ending(), version=self.version())
        return Response(shapes.EndView(done).data)


# --- the hospital's schedules -----------------------------------------------------------------------------------------


class TemplateEndpoint(Endpoint):
    """추적관찰 일정표 of the hospital; a group without a row of its own has the default one."""

    tag = "추적관찰"
    serializer_class = shapes.TemplateView
    pagination_class = None
    filter_backends: list[Any] = []
    lookup_value_converter = "slug"
    lookup_url_kwarg = "group"
    policies = {"list": holding("COORDINATOR", PROGRAMME), "update": holding("COORDINATOR", PROGRAMME)}

    @extend_schema(summary="추적관찰 일정표", responses=shapes.TemplateView(many=True))
    def list(self, request: Request) -> Response:
        rows = FollowUpTemplate.objects.filter(hospital_id=self.actor.institution_id).order_by("target_group")
        return Response(shapes.TemplateView(rows, many=True).data)

    @extend_schema(summary="추적관찰 일정표 고치기", parameters=[IF_MATCH], request=shapes.TemplateBody)
    def update(self, request: Request, group: str) -> Response:
        """`default` names the schedule of every other condition."""
        code = "" if group == "default" else group
        if code and not codes.is_code("target_group", code):
            raise NotVisible
        body = self.read(shapes.TemplateBody)
        row = followups.save_template(actor=self.actor, target_group=code, steps=body["steps"], version=self.version())
        return Response(shapes.TemplateView(row).data)


routes: tuple[tuple[str, type, str], ...] = (
    ("discharge/cases/<uuid:case_id>/followups", FollowUpList, "discharge-case-followup"),
    ("discharge/cases/<uuid:case_id>/followups", FollowUpEndpoint, "discharge-followup"),
    ("discharge/cases", AftercareEndpoint, "discharge-aftercare"),
    ("discharge/followup-templates", TemplateEndpoint, "discharge-followup-template"),
)
