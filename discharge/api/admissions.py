"""Endpoints of finding and selecting: the admission list, imports, rules, destroying."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core import codes
from core.api.endpoints import IDEMPOTENCY_KEY, IF_MATCH, Endpoint, PortalSerializer
from core.errors import NotVisible
from core.imports.files import MAX_BYTES
from core.masking import mask_birth, mask_chart_no, mask_name
from core.policy import OnRow, holding
from discharge.access import ADMISSION, CASE
from discharge.filters.admissions import AdmissionFilter
from discharge.models import Admission, DischargeCase, SelectionRule
from discharge.services import admission_lists, destruction, selection, selection_rules
from discharge.services.admission_lists import Plan
from discharge.views.admissions import ORDER, REFERS, SCREENS, SEES_LIST, record_list
from discharge.workflow import PROGRAMME
from network.models import User

LISTS = holding(SEES_LIST, PROGRAMME)
DECIDES = OnRow(ADMISSION, "decide")


def code_of(code_list: str, **kwargs: Any) -> serializers.ChoiceField:
    return serializers.ChoiceField(choices=codes.choices(code_list), **kwargs)


class AdmissionLine(serializers.BaseSerializer[Admission]):
    """A row of the list, masked like the page."""

    def to_representation(self, instance: Admission) -> dict[str, Any]:
        return {
            "id": str(instance.pk),
            "name": mask_name(instance.name),
            "birth": mask_birth(instance.birth_date),
            "sex": instance.sex,
            "chart_no": mask_chart_no(instance.chart_no),
            "ward": instance.ward,
            "admitted_on": instance.admitted_on,
            "diagnosis": instance.diagnosis,
            "kcd_code": instance.kcd_code,
            "expected_discharge_on": instance.expected_discharge_on,
            "discharged_on": instance.discharged_on,
            "rule_hits": instance.rule_hits,
            "is_candidate": instance.is_candidate,
            "referred_by_ward": instance.referred_by_ward,
            "dismissed_reason": instance.dismissed_reason,
            "case": str(instance.case_id) if instance.case_id else None,
            "version": instance.version,
        }


class AdmissionFull(AdmissionLine):
    """One row in full, for those who work on it; reading it is recorded."""

    def to_representation(self, instance: Admission) -> dict[str, Any]:
        full = {name: getattr(instance, name) for name in selection.FIELDS}
        return {**super().to_representation(instance), **full, "ward_note": instance.ward_note}


class PatientBody(PortalSerializer):
    chart_no = serializers.CharField(max_length=20)
    name = serializers.CharField(max_length=50)
    birth_date = serializers.DateField()
    sex = code_of("sex")
    admitted_on = serializers.DateField()
    ward = serializers.CharField(max_length=20)
    diagnosis = serializers.CharField(max_length=100)


class AdmissionBody(PatientBody):
    kcd_code = serializers.CharField(max_length=8, required=False, allow_blank=True)
    department = serializers.CharField(max_length=30, required=False, allow_blank=True)
    attending_name = serializers.CharField(max_length=50, required=False, allow_blank=True)
    admit_route = code_of("admit_route", required=False, allow_blank=True)
    phone = serializers.CharField(max_length=20, required=False, allow_blank=True)
    municipality_code = serializers.RegexField(r"^\d{5}$", required=False, allow_blank=True)
    insurance_type = code_of("insurance_type", required=False, allow_blank=True)
    household_type = code_of("household_type", required=False, allow_blank=True)
    risk_items = serializers.ListField(child=code_of("risk_item"), required=False)
    admissions_6m = serializers.IntegerField(min_value=0, max_value=999, required=False, allow_null=True)
    ed_visits_6m = serializers.IntegerField(min_value=0, max_value=999, required=False, allow_null=True)
    expected_discharge_on = serializers.DateField(required=False, allow_null=True)
    discharged_on = serializers.DateField(required=False, allow_null=True)


class AdmissionChange(AdmissionBody):
    """Any of the fields."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "partial": True})


class ReferralBody(PatientBody):
    ward_note = serializers.CharField(max_length=300)


class DismissBody(PortalSerializer):
    reason = code_of("ineligible_reason")
    text = serializers.CharField(max_length=200, required=False, allow_blank=True)


class DismissManyBody(DismissBody):
    ids = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=100)


class SelectBody(PortalSerializer):
    """What the list does not say already; the screening form's fields."""

    attending = serializers.PrimaryKeyRelatedField(queryset=User.objects.all())
    social_worker = serializers.PrimaryKeyRelatedField(queryset=User.objects.all(), required=False)
    nurse = serializers.PrimaryKeyRelatedField(queryset=User.objects.all(), required=False)
    target_group = code_of("target_group", required=False)
    admit_route = code_of("admit_route", required=False)
    department = serializers.CharField(max_length=30, required=False)
    risk_items = serializers.ListField(child=code_of("risk_item"), required=False)
    result = code_of("screen_result", required=False)
    ineligible_reason = code_of("ineligible_reason", required=False)
    ineligible_text = serializers.CharField(max_length=200, required=False)
    recheck_on = serializers.DateField(required=False)
    is_new_person = serializers.BooleanField(required=False, default=False)


@extend_schema(tags=["선별"])
class AdmissionEndpoint(Endpoint):
    """입원 명단."""

    queryset = Admission.objects.none()
    serializer_class = AdmissionLine
    lookup_value_converter = "uuid"
    order = ORDER
    policies = {
        "list": LISTS,
        "create": holding(SCREENS, PROGRAMME),
        "retrieve": OnRow(ADMISSION, "read", seen="admission.read"),
        "partial_update": OnRow(ADMISSION, "edit"),
        "refer": holding(REFERS, PROGRAMME),
        "dismiss": DECIDES,
        "dismiss_many": holding(SCREENS, PROGRAMME),
        "restore": DECIDES,
        "select": DECIDES,
    }

    def list(self, request: Request) -> Response:
        found = AdmissionFilter(request.query_params, Admission.objects.for_actor(self.actor), actor=self.actor)
        rows: list[Any] = self.paginate_queryset(found.qs) or []
        record_list(self.actor, rows)
        return self.get_paginated_response([AdmissionLine(row).data for row in rows])

    @extend_schema(request=AdmissionBody, parameters=[IDEMPOTENCY_KEY])
    def create(self, request: Request) -> Response:
        made = selection.add_admission(actor=self.actor, data=self.read(AdmissionBody), once_key=self.once_key())
        return Response(AdmissionLine(made).data, status=201)

    def retrieve(self, request: Request, pk: str) -> Response:
        return Response(AdmissionFull(self.row()).data)

    @extend_schema(request=AdmissionChange, parameters=[IF_MATCH])
    def partial_update(self, request: Request, pk: str) -> Response:
        data = self.read(AdmissionChange)
        done = selection.update_admission(actor=self.actor, admission=self.row(), data=data, version=self.version())
        return Response(AdmissionLine(done).data)

    @action(detail=False, methods=["post"])
    @extend_schema(request=ReferralBody, parameters=[IDEMPOTENCY_KEY])
    def refer(self, request: Request) -> Response:
        made = selection.refer_from_ward(actor=self.actor, data=self.read(ReferralBody), once_key=self.once_key())
        return Response(AdmissionLine(made).data, status=201)

    @action(detail=True, methods=["post"])
    @extend_schema(request=DismissBody)
    def dismiss(self, request: Request, pk: str) -> Response:
        row, body = self.row(), self.read(DismissBody)
        done = selection.dismiss(actor=self.actor, admission=row, reason=body["reason"], text=body.get("text", ""))
        return Response(AdmissionLine(done).data)

    @extend_schema(request=DismissManyBody, operation_id="discharge_admissions_dismiss_many")
    @action(detail=False, methods=["post"], url_path="dismiss")
    def dismiss_many(self, request: Request) -> Response:
        body = self.read(DismissManyBody)
        found = selection.dismiss_many(
            actor=self.actor, ids=body["ids"], reason=body["reason"], text=body.get("text", "")
        )
        return Response({"results": [{"label": one.label, "done": one.done, "reason": one.reason} for one in found]})

    @action(detail=True, methods=["post"])
    @extend_schema(request=None)
    def restore(self, request: Request, pk: str) -> Response:
        return Response(AdmissionLine(selection.restore(actor=self.actor, admission=self.row())).data)

    @action(detail=True, methods=["post"])
    @extend_schema(request=SelectBody, parameters=[IDEMPOTENCY_KEY])
    def select(self, request: Request, pk: str) -> Response:
        row, data = self.row(), self.read(SelectBody)
        is_new = data.pop("is_new_person")
        case = selection.select(
            actor=self.actor, admission=row, data=data, is_new_person=is_new, once_key=self.once_key()
        )
        return Response({"case": str(case.pk), "number": case.number, "status": case.status}, status=201)


class ImportBody(serializers.Serializer[Any]):
    file = serializers.FileField()


@extend_schema(tags=["선별"])
class AdmissionImportEndpoint(Endpoint):
    """입원 명단 가져오기: 살핀 뒤 확정."""

    queryset = Admission.objects.none()
    serializer_class = ImportBody
    lookup_value_converter = "uuid"
    policies = {"create": LISTS, "retrieve": LISTS, "confirm": LISTS}

    @extend_schema(request={"multipart/form-data": ImportBody})
    def create(self, request: Request) -> Response:
        upload: UploadedFile = self.read(ImportBody)["file"]
        draft = admission_lists.read(actor=self.actor, file_name=upload.name or "", content=upload.read(MAX_BYTES + 1))
        return self._look(str(draft.pk), 201)

    def retrieve(self, request: Request, pk: str) -> Response:
        return self._look(pk, 200)

    @action(detail=True, methods=["post"])
    @extend_schema(request=None)
    def confirm(self, request: Request, pk: str) -> Response:
        taken = admission_lists.confirm(actor=self.actor, pk=pk)
        return Response({"id": taken.pk, "added": taken.added, "updated": taken.updated, "same": taken.skipped})

    def _look(self, pk: str, status: int) -> Response:
        draft, reading, plan = admission_lists.look(actor=self.actor, pk=pk)
        body = {"id": str(draft.pk), "counts": plan.counts(), "unknown_columns": reading.unknown_columns}
        return Response({**body, "errors": _faults(plan)}, status=status)


def _faults(plan: Plan) -> list[dict[str, Any]]:
    return [{"line": fault.line, "column": fault.column, "text": fault.text} for fault in plan.wrong]


class RuleBody(PortalSerializer):
    label = serializers.CharField(max_length=60)  # type: ignore[assignment]
    target_group = code_of("target_group")
    min_age = serializers.IntegerField(min_value=0, max_value=120, required=False, allow_null=True)
    kcd_prefixes = serializers.CharField(max_length=200, required=False, allow_blank=True)
    diagnosis_words = serializers.CharField(max_length=200, required=False, allow_blank=True)
    risk_items = serializers.ListField(child=code_of("risk_item"), required=False)
    household_types = serializers.ListField(child=code_of("household_type"), required=False)
    min_admissions_6m = serializers.IntegerField(min_value=1, max_value=99, required=False, allow_null=True)
    min_ed_visits_6m = serializers.IntegerField(min_value=1, max_value=99, required=False, allow_null=True)
    is_active = serializers.BooleanField(required=False)
    order = serializers.IntegerField(min_value=0, max_value=999, required=False)


class RuleChange(RuleBody):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "partial": True})


class RuleLine(serializers.BaseSerializer[SelectionRule]):
    def to_representation(self, instance: SelectionRule) -> dict[str, Any]:
        names = ("pk", *selection_rules.FIELDS, "version")
        return {"id" if name == "pk" else name: getattr(instance, name) for name in names}


@extend_schema(tags=["선별"])
class SelectionRuleEndpoint(Endpoint):
    """선별 규칙."""

    queryset = SelectionRule.objects.none()
    serializer_class = RuleLine
    lookup_value_converter = "int"
    _edits = holding("COORDINATOR", PROGRAMME)
    policies = {"list": LISTS, "create": _edits, "retrieve": LISTS, "partial_update": _edits, "preview": _edits}

    def list(self, request: Request) -> Response:
        rows = SelectionRule.objects.filter(hospital_id=self.actor.institution_id)
        return Response({"next": "", "previous": "", "results": [RuleLine(row).data for row in rows]})

    @extend_schema(request=RuleBody)
    def create(self, request: Request) -> Response:
        made = selection_rules.save_rule(actor=self.actor, data=self.read(RuleBody))
        return Response(RuleLine(made).data, status=201)

    def retrieve(self, request: Request, pk: str) -> Response:
        return Response(RuleLine(self._rule(pk)).data)

    @extend_schema(request=RuleChange, parameters=[IF_MATCH])
    def partial_update(self, request: Request, pk: str) -> Response:
        data = self.read(RuleChange)
        rule = self._rule(pk)
        return Response(
            RuleLine(selection_rules.save_rule(actor=self.actor, rule=rule, data=data, version=self.version())).data
        )

    @action(detail=False, methods=["post"])
    @extend_schema(request=RuleBody)
    def preview(self, request: Request) -> Response:
        assert self.actor.institution_id is not None
        hits, total = selection_rules.preview(self.actor.institution_id, self.read(RuleBody))
        return Response({"hits": hits, "admissions": total})

    def _rule(self, pk: str) -> SelectionRule:
        rule = SelectionRule.objects.filter(pk=pk, hospital_id=self.actor.institution_id).first()
        if rule is None:
            raise NotVisible
        return rule


@extend_schema(tags=["선별"])
class DestructionEndpoint(Endpoint):
    """철회한 사람의 개인정보 파기."""

    queryset = DischargeCase.objects.none()
    serializer_class = ImportBody
    lookup_value_converter = "uuid"
    policies = {"destroy_identity": OnRow(CASE, "destroy")}

    @action(detail=True, methods=["post"], url_path="confirm")
    @extend_schema(request=None)
    def destroy_identity(self, request: Request, pk: str) -> Response:
        done = destruction.destroy_case_identity(actor=self.actor, case=self.row())
        return Response({"case": str(done.pk), "anonymised_at": done.anonymised_at})


routes: tuple[tuple[str, type, str], ...] = (
    ("discharge/admissions", AdmissionEndpoint, "admission"),
    ("discharge/admission-imports", AdmissionImportEndpoint, "admission-import"),
    ("discharge/selection-rules", SelectionRuleEndpoint, "selection-rule"),
    ("discharge/destructions", DestructionEndpoint, "destruction"),
)
