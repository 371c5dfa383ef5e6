"""Endpoints of finding and selecting: the admission list, imports, rules, destroying."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.acts import body_of, read_as, read_changes
from core.api.endpoints import IDEMPOTENCY_KEY, IF_MATCH, Endpoint
from core.api.mending import ConfirmImportBody, mends_of
from core.errors import NotVisible
from core.imports.files import MAX_BYTES
from core.policy import OnRow, holding
from discharge.access import ADMISSION, CASE
from discharge.api.shapes import admissions as shapes
from discharge.filters.admissions import AdmissionFilter
from discharge.forms.admissions import AdmissionForm, DismissForm, RuleForm, WardReferralForm
from discharge.models import Admission, DischargeCase, SelectionRule
from discharge.services import admission_imports, admissions, destruction, registering, selection_rules
from discharge.views.admissions import ORDER, REFERS, SCREENS, SEES_LIST, record_list
from discharge.workflow import PROGRAMME

LISTS = holding(SEES_LIST, PROGRAMME)
DECIDES = OnRow(ADMISSION, "decide")
TAG = "선별"


class AdmissionEndpoint(Endpoint):
    """입원 명단."""

    tag = TAG
    queryset = Admission.objects.none()
    serializer_class = shapes.AdmissionLine
    filterset_class = AdmissionFilter
    order = ORDER
    policies = {
        "list": LISTS,
        "create": holding(SCREENS, PROGRAMME),
        "retrieve": OnRow(ADMISSION, "read", audit_as="admission.read"),
        "partial_update": OnRow(ADMISSION, "edit"),
        "refer": holding(REFERS, PROGRAMME),
        "dismiss": DECIDES,
        "dismiss_many": holding(SCREENS, PROGRAMME),
        "restore": DECIDES,
        "select": DECIDES,
    }

    @extend_schema(summary="입원 명단", description="이름은 가려서 줍니다.")
    def list(self, request: Request) -> Response:
        rows: list[Any] = self.paginate_queryset(self.filter_queryset(Admission.objects.for_actor(self.actor))) or []
        record_list(self.actor, rows)
        return self.get_paginated_response(shapes.AdmissionLine(rows, many=True).data)

    @extend_schema(
        summary="입원 환자 추가",
        request=body_of(AdmissionForm),
        responses={201: shapes.AdmissionLine},
        parameters=[IDEMPOTENCY_KEY],
    )
    def create(self, request: Request) -> Response:
        data = read_as(self, AdmissionForm, actor=self.actor).values()
        made = admissions.add_admission(actor=self.actor, data=data, idempotency_key=self.idempotency_key())
        return Response(shapes.AdmissionLine(made).data, status=201)

    @extend_schema(summary="입원 환자 보기", description="열람이 기록됩니다.", responses={200: shapes.AdmissionFull})
    def retrieve(self, request: Request, pk: str) -> Response:
        return Response(shapes.AdmissionFull(self.row()).data)

    @extend_schema(summary="입원 환자 고치기", request=body_of(AdmissionForm), parameters=[IF_MATCH])
    def partial_update(self, request: Request, pk: str) -> Response:
        row = self.row()
        data = read_changes(self, AdmissionForm, row, actor=self.actor)
        done = admissions.update_admission(actor=self.actor, admission=row, data=data, version=self.version())
        return Response(shapes.AdmissionLine(done).data)

    @extend_schema(
        summary="병동 의뢰",
        request=body_of(WardReferralForm),
        responses={201: shapes.AdmissionLine},
        parameters=[IDEMPOTENCY_KEY],
    )
    @action(detail=False, methods=["post"])
    def refer(self, request: Request) -> Response:
        data = read_as(self, WardReferralForm, actor=self.actor).values()
        made = admissions.refer_from_ward(actor=self.actor, data=data, idempotency_key=self.idempotency_key())
        return Response(shapes.AdmissionLine(made).data, status=201)

    @extend_schema(summary="후보 제외", request=body_of(DismissForm), responses={200: shapes.AdmissionLine})
    @action(detail=True, methods=["post"])
    def dismiss(self, request: Request, pk: str) -> Response:
        row, data = self.row(), read_as(self, DismissForm).values()
        done = admissions.dismiss(actor=self.actor, admission=row, **data)
        return Response(shapes.AdmissionLine(done).data)

    @extend_schema(
        summary="후보 여러 명 제외",
        description="줄마다 결과를 답합니다.",
        request=shapes.DismissManyBody,
        responses={200: shapes.DismissedShape},
        operation_id="discharge_admissions_dismiss_many",
        filters=False,
    )
    @action(detail=False, methods=["post"], url_path="dismiss")
    def dismiss_many(self, request: Request) -> Response:
        body = self.read(shapes.DismissManyBody)
        found = admissions.dismiss_many(
            actor=self.actor, ids=body["ids"], reason=body["reason"], text=body.get("text", "")
        )
        return Response(shapes.DismissedShape({"results": found}).data)

    @extend_schema(summary="제외 되돌리기", request=None, responses={200: shapes.AdmissionLine})
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, pk: str) -> Response:
        return Response(shapes.AdmissionLine(admissions.restore(actor=self.actor, admission=self.row())).data)

    @extend_schema(
        summary="후보 선정",
        description="명단에 없는 것만 보냅니다.",
        request=shapes.SelectBody,
        responses={201: shapes.SelectedShape},
        parameters=[IDEMPOTENCY_KEY],
    )
    @action(detail=True, methods=["post"])
    def select(self, request: Request, pk: str) -> Response:
        row, data = self.row(), self.read(shapes.SelectBody)
        is_new = data.pop("is_new_person")
        data = {
            name: value for name, value in data.items() if value not in (None, "")
        }  # what is not said is the list's
        case = registering.register(
            actor=self.actor, admission=row, data=data, is_new_person=is_new, idempotency_key=self.idempotency_key()
        )
        return Response(shapes.SelectedShape(case).data, status=201)


class AdmissionImportEndpoint(Endpoint):
    """입원 명단 가져오기: 살핀 뒤 확정."""

    tag = TAG
    queryset = Admission.objects.none()
    serializer_class = shapes.ImportShape
    policies = {"create": LISTS, "retrieve": LISTS, "confirm": LISTS}

    @extend_schema(
        summary="입원 명단 살펴보기",
        description="하루 동안 두고, 확정해야 명단에 들어갑니다.",
        request={"multipart/form-data": shapes.ImportBody},
        responses={201: shapes.ImportShape},
    )
    def create(self, request: Request) -> Response:
        upload: UploadedFile = self.read(shapes.ImportBody)["file"]
        draft = admission_imports.read(
            actor=self.actor, file_name=upload.name or "", content=upload.read(MAX_BYTES + 1)
        )
        return self._look(str(draft.pk), 201)

    @extend_schema(summary="살펴본 명단 다시 보기")
    def retrieve(self, request: Request, pk: str) -> Response:
        return self._look(pk, 200)

    @extend_schema(
        summary="입원 명단 가져오기 확정",
        description="고치거나 빼지 않은 틀린 줄은 빼고 가져옵니다.",
        request=ConfirmImportBody,
        responses={200: shapes.TakenShape},
    )
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, pk: str) -> Response:
        mends = mends_of(self.read(ConfirmImportBody))
        return Response(shapes.TakenShape(admission_imports.confirm(actor=self.actor, pk=pk, mends=mends)).data)

    def _look(self, pk: str, status: int) -> Response:
        draft, reading, plan = admission_imports.look(actor=self.actor, pk=pk)
        found = {
            "id": draft.pk,
            "counts": plan.counts(),
            "unknown_columns": reading.unknown_columns,
            "unread_sheets": reading.unread_sheets,
            "hidden_lines": reading.hidden,
            "total_lines": reading.totals,
            "errors": plan.wrong,
        }
        return Response(shapes.ImportShape(found).data, status=status)


class SelectionRuleEndpoint(Endpoint):
    """선별 규칙."""

    tag = TAG
    queryset = SelectionRule.objects.none()
    serializer_class = shapes.RuleLine
    lookup_value_converter = "int"
    _edits = holding("COORDINATOR", PROGRAMME)
    policies = {
        "list": LISTS,
        "create": _edits,
        "retrieve": LISTS,
        "partial_update": _edits,
        "preview": _edits,
        "defaults": _edits,
    }

    @extend_schema(summary="선별 규칙")
    def list(self, request: Request) -> Response:
        rows = SelectionRule.objects.filter(hospital_id=self.actor.institution_id)
        return Response({"next": "", "previous": "", "results": shapes.RuleLine(rows, many=True).data})

    @extend_schema(summary="선별 규칙 추가", request=body_of(RuleForm), responses={201: shapes.RuleLine})
    def create(self, request: Request) -> Response:
        made = selection_rules.save_rule(actor=self.actor, data=read_as(self, RuleForm).values())
        return Response(shapes.RuleLine(made).data, status=201)

    @extend_schema(summary="선별 규칙 보기")
    def retrieve(self, request: Request, pk: str) -> Response:
        return Response(shapes.RuleLine(self._rule(pk)).data)

    @extend_schema(summary="선별 규칙 고치기", request=body_of(RuleForm), parameters=[IF_MATCH])
    def partial_update(self, request: Request, pk: str) -> Response:
        rule = self._rule(pk)
        data = read_changes(self, RuleForm, rule)
        done = selection_rules.save_rule(actor=self.actor, rule=rule, data=data, version=self.version())
        return Response(shapes.RuleLine(done).data)

    @extend_schema(
        summary="선별 규칙 미리 보기",
        description="저장하지 않고, 지금 명단에서 몇 명이 걸리는지 답합니다.",
        request=body_of(RuleForm),
        responses={200: shapes.RulePreviewShape},
    )
    @action(detail=False, methods=["post"])
    def preview(self, request: Request) -> Response:
        assert self.actor.institution_id is not None
        hits, total = selection_rules.preview(self.actor.institution_id, read_as(self, RuleForm).values())
        return Response(shapes.RulePreviewShape({"hits": hits, "admissions": total}).data)

    @extend_schema(
        summary="기본 규칙 더하기",
        description="사업의 기본 규칙 가운데 아직 없는 것을 더하고 명단을 다시 살핍니다.",
        request=None,
        responses={201: shapes.RuleLine(many=True)},
    )
    @action(detail=False, methods=["post"])
    def defaults(self, request: Request) -> Response:
        made = selection_rules.add_defaults(actor=self.actor)
        return Response(shapes.RuleLine(made, many=True).data, status=201)

    def _rule(self, pk: str) -> SelectionRule:
        rule = SelectionRule.objects.filter(pk=pk, hospital_id=self.actor.institution_id).first()
        if rule is None:
            raise NotVisible
        return rule


class DestructionEndpoint(Endpoint):
    """철회한 사람의 개인정보 파기."""

    tag = TAG
    queryset = DischargeCase.objects.none()
    serializer_class = shapes.DestroyedShape
    policies = {"destroy_identity": OnRow(CASE, "destroy")}

    @extend_schema(summary="개인정보 파기", request=None, responses={200: shapes.DestroyedShape})
    @action(detail=True, methods=["post"], url_path="confirm")
    def destroy_identity(self, request: Request, pk: str) -> Response:
        done = destruction.destroy_case_identity(actor=self.actor, case=self.row())
        return Response(shapes.DestroyedShape(done).data)


routes: tuple[tuple[str, type, str], ...] = (
    ("discharge/admissions", AdmissionEndpoint, "admission"),
    ("discharge/admission-imports", AdmissionImportEndpoint, "admission-import"),
    ("discharge/selection-rules", SelectionRuleEndpoint, "selection-rule"),
    ("discharge/destructions", DestructionEndpoint, "destruction"),
)
