"""Shapes of the pages for somebody without an account: the contact, its number, the wish, what they say later."""

from __future__ import annotations

from typing import Any

from django import forms

from core.forms import ActForm, CodeTextField, PortalForm, SpokenNumberField, text_area
from education.forms.requests import CancelForm, ReasonForm, WishForm, topics_of
from education.services import public_requests
from network.models import Institution, Municipality


class ContactForm(PortalForm):
    """Where the number goes, and which hospital is to be asked."""

    municipality = forms.ModelChoiceField(
        Municipality.objects.none(), label="교육을 받을 곳의 시·군·구", empty_label="고르십시오",
        error_messages={"required": "시·군·구를 고르십시오.", "invalid_choice": "목록에서 고르십시오."},
    )  # fmt: skip
    contact = forms.CharField(
        label="휴대전화 번호나 전자우편 주소", max_length=100,
        help_text="이곳으로 확인 번호 6자리와 처리 결과를 보냅니다.",
        error_messages={"required": "휴대전화 번호나 전자우편 주소를 적으십시오."},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["municipality"]
        field.queryset = public_requests.places()
        field.label_from_instance = lambda place: f"{place.region.name} {place.name}"


class NumberForm(PortalForm):
    code = SpokenNumberField(digits=6, label="확인 번호 6자리")


class PublicWishForm(WishForm):
    """The wish of a group that is no member: who they are, and the same fields as an agency's."""

    group = forms.CharField(
        label="기관·단체명", max_length=60, error_messages={"required": "기관이나 단체의 이름을 적으십시오."}
    )
    consent = forms.BooleanField(
        label="개인정보 수집·이용에 동의함",
        help_text="수집 항목: 담당자 성명, 연락처, 전자우편. 목적: 교육 신청의 검토와 운영. 보유 기간: 교육이 끝난 뒤 5년. "
        "동의하지 않을 수 있으며, 그때에는 전화로 신청합니다.",
        error_messages={"required": "동의해야 신청을 받을 수 있습니다."},
    )  # fmt: skip

    def __init__(self, *args: Any, host: Institution, **kwargs: Any) -> None:
        super().__init__(*args, topics=topics_of(host), **kwargs)
        self.order_fields(["group"])

    def values(self) -> dict[str, Any]:
        """The wish alone; the name of the group and the consent belong to the asker."""
        return {name: value for name, value in super().values().items() if name not in ("group", "consent")}


class SupplementForm(PublicWishForm):
    """The same once more, without what was settled at the first time."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["group"], self.fields["consent"]


class FindForm(PortalForm):
    """Whoever has lost the address of their page."""

    number = CodeTextField(
        label="신청번호", max_length=30, help_text="예: E-2026-00012", error_messages={"required": "신청번호를 적으십시오."}
    )  # fmt: skip
    contact = forms.CharField(
        label="신청할 때 확인한 휴대전화 번호나 전자우편 주소", max_length=100,
        error_messages={"required": "휴대전화 번호나 전자우편 주소를 적으십시오."},
    )  # fmt: skip


class ToldForm(PortalForm):
    """What the asker said over the telephone, written down by the coordinator."""

    told_by = forms.CharField(
        label="알려 준 사람", max_length=50, error_messages={"required": "알려 준 사람을 적으십시오."}
    )
    answer = forms.CharField(
        label="보완한 내용", max_length=500, widget=text_area(4), error_messages={"required": "보완한 내용을 적으십시오."}
    )  # fmt: skip


ACT_FORMS: dict[str, type[ActForm]] = {"agree": ActForm, "postpone": ReasonForm, "cancel": CancelForm}
