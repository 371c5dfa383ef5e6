"""The consent paper on the screen: every block with its own answer, nothing preselected."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from core import codes
from core.dates import kdate
from core.forms import DateField, DateTimeField, PortalForm, RowForm, code_field, codes_field
from core.scans import checked_scan
from discharge.models import DischargeCase
from discharge.services.consents import NEEDED, OPTIONAL, third_parties
from network.models import Institution

ANSWERS = [("yes", "동의함"), ("no", "동의하지 않음")]


class PaperForm(PortalForm):
    """Who signed, how, when; and the answers to the blocks that name no receiver."""

    answered_at = DateTimeField(meaning="event", label="동의(비동의) 일시")
    signer = code_field("consent_signer", "동의자", widget=forms.RadioSelect, initial="SELF")
    signer_name = forms.CharField(label="동의자 성명", max_length=50, required=False)
    signer_relation = code_field("relationship", "본인과의 관계", required=False)
    reason_not_self = forms.CharField(label="본인이 동의하지 못한 사유", max_length=100, required=False)
    method = code_field("consent_method", "방법", widget=forms.RadioSelect, initial="PAPER")
    method_note = forms.CharField(
        label="전화 동의 확인", max_length=100, required=False, help_text="녹음 번호나 함께 들은 사람"
    )
    evidence = forms.FileField(label="원본(스캔·서명)", required=False, help_text="PDF, JPG, PNG 10MB까지")
    paper_kept = forms.BooleanField(label="종이 원본을 사업실에 보관했습니다", required=False)

    def __init__(
        self,
        *args: Any,
        open_types: tuple[str, ...] = (*NEEDED, *OPTIONAL),
        earlier: Mapping[str, date] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.open_types = open_types
        self.fields["answered_at"].initial = timezone.localtime().replace(second=0, microsecond=0)
        for kind in open_types:
            self.fields[f"answer_{kind}"] = forms.ChoiceField(
                label=codes.label("consent_type", kind), choices=ANSWERS, widget=forms.RadioSelect, required=False
            )
            self.fields[f"answer_{kind}"].is_asked_for = kind in NEEDED  # type: ignore[attr-defined]
            if earlier and kind in earlier:
                day = kdate(earlier[kind])
                self.fields[f"answer_{kind}"].help_text = f"지난 사례에서 {day} 동의하셨습니다. 다시 여쭙고 적으십시오."

    def clean_evidence(self) -> Any:
        """By content, not by name: what is neither PDF, JPEG nor PNG is refused."""
        upload = self.cleaned_data.get("evidence")
        if not upload:
            return upload
        try:
            return checked_scan(upload)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    def answers(self) -> dict[str, bool]:
        """Consent type → granted; blocks without an answer are left waiting."""
        found = {kind: self.cleaned_data.get(f"answer_{kind}") for kind in self.open_types}
        return {kind: answer == "yes" for kind, answer in found.items() if answer}

    def paper(self) -> dict[str, Any]:
        names = (
            "answered_at",
            "signer",
            "signer_name",
            "signer_relation",
            "reason_not_self",
            "method",
            "method_note",
            "evidence",
            "paper_kept",
        )
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data.get(name) not in (None, "")}

    def needed_blocks(self) -> list[Any]:
        return [self[f"answer_{kind}"] for kind in self.open_types if kind in NEEDED]

    def optional_blocks(self) -> list[Any]:
        return [self[f"answer_{kind}"] for kind in self.open_types if kind in OPTIONAL]


class ThirdPartyForm(RowForm):
    """One receiver, never one's own hospital: which items, until when, and the answer."""

    receiver = forms.ModelChoiceField(Institution.objects.none(), label="제공받는 기관", empty_label="고르십시오")
    items = codes_field("shared_item", "제공 항목", required=False)
    answer = forms.ChoiceField(label="답", choices=ANSWERS, widget=forms.RadioSelect)
    valid_until = DateField(meaning="plan", label="동의 유효기간", required=False)

    def __init__(self, *args: Any, case: DischargeCase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["receiver"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = third_parties(case).order_by("name")

    def row(self) -> dict[str, Any]:
        return {
            "receiver": self.cleaned_data["receiver"],
            "items": self.cleaned_data.get("items") or [],
            "is_granted": self.cleaned_data["answer"] == "yes",
            "valid_until": self.cleaned_data.get("valid_until"),
        }


ThirdPartyRows = forms.formset_factory(ThirdPartyForm, extra=0, can_delete=True, max_num=20)


class WithdrawForm(PortalForm):
    """Withdrawal: when, and how the person told."""

    withdrawn_at = DateTimeField(meaning="event", label="철회한 일시")
    how = forms.CharField(label="철회 방법", max_length=200, help_text="누가, 어떻게 알렸는지. 예: 본인이 전화로 알림")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["withdrawn_at"].initial = timezone.localtime().replace(second=0, microsecond=0)


class CorrectForm(PortalForm):
    """동의 일시 바로잡기."""

    answered_at = DateTimeField(meaning="event", label="바른 동의(비동의) 일시")
    reason = forms.CharField(label="바로잡는 사유", max_length=200)
