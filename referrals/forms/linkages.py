"""Shapes of the linkage form, the reply, and what each move asks for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from core import codes
from core.actor import Actor
from core.forms import (
    ActForm,
    CodeTextField,
    DateField,
    DateTimeField,
    LateEntry,
    PortalForm,
    RowForm,
    code_field,
    codes_field,
    late_reason,
    text_area,
)
from network.models import Institution
from referrals.limits import limit
from referrals.models import Appointment, Linkage, ProxyEntry
from referrals.services.appointments import is_at_night
from referrals.services.linkages import following
from referrals.services.linkages.rules import suggestions
from referrals.services.linkages.sharing import Offer

TOLD = [(value, label) for value, label in ProxyEntry.Way.choices if value != ProxyEntry.Way.LINK]


def this_minute() -> datetime:
    """Now, as people write it."""
    return timezone.localtime().replace(second=0, microsecond=0)


class LinkageForm(PortalForm):
    """Form `linkage` of the data. What is half written is kept as the person's draft until the form is full."""

    service = code_field("linkage_service", "연계서비스")
    receiver = forms.ModelChoiceField(
        Institution.objects.none(),
        label="수신 기관",
    )
    need_area = code_field("need_area", "욕구", required=False, blank="정하지 않음")
    reason = forms.CharField(label="의뢰 사유", max_length=500, widget=text_area(4))
    request = forms.CharField(label="요청 사항", max_length=500, widget=text_area(3))
    wished_start = DateField(meaning="plan", label="희망 시작일", required=False)
    urgency = code_field(
        "urgency",
        "긴급도",
        widget=forms.RadioSelect,
        initial="NORMAL",
        help_text=limit.words("일반 {receive}, 긴급 {receive_urgent} 안에 접수합니다."),
    )
    early_reason = forms.CharField(
        label="계획 확정 전 발송 사유",
        max_length=200,
        required=False,
        help_text="계획이 확정되기 전에 긴급으로 보낼 때만 적습니다.",
    )
    shared_items = codes_field(
        "shared_item",
        "제공 항목",
        help_text="동의서에 적힌 항목만 보낼 수 있습니다. 꼭 필요한 것만 고르십시오.",
    )

    def __init__(
        self, *args: Any, receivers: Any, is_supplement: bool = False, offer: Offer | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["receiver"].queryset = receivers  # type: ignore[attr-defined]
        self.fields["service"].widget.attrs |= {
            "hx-get": "",
            "hx-trigger": "change",
            "hx-include": "#id_need_area, #id_find",
            "hx-target": "#receiver-field",
            "hx-select": "#receiver-field",
            "hx-select-oob": "#items-field",
            "hx-swap": "outerHTML",
            "data-keep-focus": "",
        }
        if offer is not None:
            self._offer(offer)
        if is_supplement:
            for name in ("service", "receiver", "need_area", "urgency", "early_reason"):
                del self.fields[name]

    def _offer(self, offer: Offer) -> None:
        """Show what may be chosen, and what was chosen already; ticked from the start is what the template says."""
        field = self.fields["shared_items"]
        assert isinstance(field, forms.MultipleChoiceField)
        if offer.ticked and not self.initial.get("shared_items"):
            self.initial["shared_items"] = list(offer.ticked)
        if offer.missing:
            field.help_text = f"{offer.missing}. 동의를 받아야 보낼 수 있습니다."
        shown = {*offer.items, *(self["shared_items"].value() or ())}
        field.widget.choices = [pair for pair in codes.choices("shared_item") if pair[0] in shown]


class PlannedForm(LinkageForm):
    """The request of one row of a plan, written beside the others; what is not taken is not asked."""

    BOOKKEEPING = (*LinkageForm.BOOKKEEPING, "take", "key")

    take = forms.BooleanField(label="이 의뢰 쓰기", required=False, initial=True)
    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["early_reason"]
        for name in ("need_area", "service"):
            self.fields[name].widget = forms.HiddenInput()
        at = self.prefix
        self.fields["receiver"].widget.attrs = {
            "hx-get": "",
            "hx-trigger": "change",
            "hx-target": f"#items-{at}",
            "hx-select": f"#items-{at}",
            "hx-swap": "outerHTML",
            "data-keep-focus": "",
        }

    @property
    def is_taken(self) -> bool:
        return bool(self["take"].value())

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and not self.is_taken:
            self._errors = forms.utils.ErrorDict()


class LateStepForm(LateEntry, ActForm):
    """A step of the receiver: it may have happened before it is entered."""


class ReceiveForm(LateStepForm):
    receiver_number = CodeTextField(
        label="수신 기관 번호",
        max_length=20,
        required=False,
        help_text="기관에서 쓰는 접수·관리 번호가 있으면 적으십시오.",
    )

    def shape(self) -> None:
        self.fields["receiver_number"].initial = self.row.receiver_number


class NumberForm(ActForm):
    receiver_number = CodeTextField(
        label="수신 기관 번호",
        max_length=20,
        required=False,
        help_text="기관에서 쓰는 접수·관리 번호를 적으십시오. 비우면 지웁니다.",
    )

    def shape(self) -> None:
        self.fields["receiver_number"].initial = self.row.receiver_number


class NoteForm(LateStepForm):
    note = forms.CharField(label="보완할 내용", max_length=500, widget=text_area(3))


class QuestionForm(ActForm):
    note = forms.CharField(label="다시 확인할 내용", max_length=500, widget=text_area(3))


class AcceptForm(LateStepForm):
    responsible = forms.CharField(label="수신 기관 담당자", max_length=50)
    planned_start_on = DateField(meaning="plan", label="서비스 예정일")

    def shape(self) -> None:
        self.fields["responsible"].initial = "" if self.for_other or self.actor.user_id is None else self.actor.name


class DeclineForm(LateStepForm):
    decline_reason = code_field("linkage_decline_reason", "거절 사유", widget=forms.RadioSelect)
    reason_text = forms.CharField(
        label="상세 사유", max_length=300, widget=text_area(2), required=False, help_text="기타를 골랐으면 적으십시오."
    )

    suggested_receiver = forms.ModelChoiceField(
        Institution.objects.none(),
        label="추천 기관",
        required=False,
        empty_label="추천하지 않음",
        help_text="이 서비스를 제공할 수 있는 다른 기관을 알면 고르십시오. 자료는 병원이 다시 보냅니다.",
    )

    def shape(self) -> None:
        self.fields["suggested_receiver"].queryset = suggestions(self.row)  # type: ignore[attr-defined]


class CancelForm(ActForm):
    cancel_reason = code_field("linkage_cancel_reason", "취소 사유", widget=forms.RadioSelect)
    reason_text = forms.CharField(
        label="상세 사유", max_length=300, widget=text_area(2), required=False, help_text="기타를 골랐으면 적으십시오."
    )


class StopForm(LateStepForm):
    stop_reason = code_field("linkage_stop_reason", "중단 사유", widget=forms.RadioSelect)
    reason_text = forms.CharField(
        label="상세 사유", max_length=300, widget=text_area(2), required=False, help_text="기타를 골랐으면 적으십시오."
    )


class HoldForm(LateStepForm):
    note = forms.CharField(label="보류 사유", max_length=500, widget=text_area(2))
    hold_until = DateField(meaning="plan", label="보류 기한")


class StartForm(ActForm):
    started_on = DateField(meaning="event", label="서비스 시작일")


class GoOnForm(ActForm):
    """The start date is asked for only when there was none."""

    MAY_LACK = frozenset({"started_on"})

    started_on = DateField(meaning="event", label="서비스 시작일")

    def shape(self) -> None:
        if self.row.started_on is not None:
            del self.fields["started_on"]


class ResumeForm(LateEntry, GoOnForm):
    """The service goes on."""


class ReplyForm(LateStepForm):
    """Form `reply` of the data; which kind it is comes from the button."""

    result = code_field("reply_result", "결과")
    started_on = DateField(
        meaning="event",
        label="서비스 시작(예정)일",
        required=False,
        help_text="서비스를 시작했거나 예정이면 적으십시오.",
    )
    frequency = forms.CharField(label="제공 주기", max_length=50, required=False, help_text="예: 주 1회")
    content = forms.CharField(label="내용", max_length=1000, widget=text_area(4))
    next_plan = forms.CharField(
        label="향후 계획",
        max_length=500,
        widget=text_area(2),
        required=False,
        help_text="타 기관 연계이면 기관 이름을 적으십시오.",
    )
    ask_back = forms.CharField(label="요청 사항", max_length=500, widget=text_area(2), required=False)
    replied_by = forms.CharField(label="작성자", max_length=50, required=False)

    def shape(self) -> None:
        self.fields["replied_by"].initial = "" if self.for_other or self.actor.user_id is None else self.actor.name


class ChasePart(forms.Form):
    """What was said by a receiver that does not answer, and when to look again."""

    note = forms.CharField(label="연락한 내용", max_length=300, widget=text_area(2))
    again_on = DateField(meaning="plan", label="다시 확인할 날")


class ChaseForm(ChasePart, ActForm):
    """About one receiver."""


class CloseSearchForm(ActForm):
    note = forms.CharField(label="찾지 않는 사유", max_length=300, widget=text_area(2))


class TellForm(LateEntry, ActForm):
    """What came of telling an agency that no message reaches, or of asking it anew."""

    outcome = forms.ChoiceField(
        label="어떻게 되었습니까",
        choices=[
            (following.TOLD, "알림"),
            (following.UNREACHED, "닿지 않음(할 일로 남습니다)"),
            (following.NEEDLESS, "알릴 필요 없음"),
        ],
        widget=forms.RadioSelect,
    )
    told_to = forms.CharField(label="누구에게 알렸습니까", max_length=50, required=False, help_text="예: 담당 간호사")
    note = forms.CharField(label="내용 또는 사유", max_length=300, widget=text_area(2))

    def shape(self) -> None:
        is_anew = following.ANEW in following.owed(self.row)
        self.fields["note"].help_text = "예: 12. 7.부터 다시 방문하기로 함" if is_anew else "예: 방문을 멈추기로 함"
        self.fields["told_to"].required = not self.is_bound or self.data.get("outcome") == following.TOLD
        for name in ("told_to", "happened_at", "late_reason"):
            self.fields[name].widget.attrs["data-show-when"] = f"outcome={following.TOLD}"


class CorrectReplyForm(ReplyForm):
    """The last reply once more, as it should have been."""

    reason = forms.CharField(label="바로잡는 사유", max_length=200, widget=text_area(2))

    def shape(self) -> None:
        super().shape()
        last = self.row.replies.filter(reply_kind="FINAL").order_by("-replied_at", "-pk").first()
        for name in ("result", "started_on", "frequency", "content", "next_plan", "ask_back"):
            self.fields[name].initial = getattr(last, name, None)


class PlanForm(ActForm):
    """An appointment of the receiver with the person."""

    planned_at = DateTimeField(meaning="plan", label="예정 일시")
    way = forms.ChoiceField(label="방법", choices=Appointment.Way.choices, widget=forms.RadioSelect, initial="HOME")
    place = forms.CharField(label="장소", max_length=100, required=False, help_text="예: 자택, 복지관 2층 상담실")
    is_at_night = forms.BooleanField(label="밤이나 새벽이 맞습니다", required=False)
    note = forms.CharField(label="메모", max_length=300, widget=text_area(2), required=False)

    def shape(self) -> None:
        """The hour is asked about only once it was typed."""
        try:
            planned = self.fields["planned_at"].clean(self.data.get("planned_at"))
        except ValidationError:
            planned = None
        if planned is None or not is_at_night(planned):
            self.fields["is_at_night"].widget = forms.HiddenInput()


class MoveForm(PlanForm):
    """The same meeting at another moment."""


class VisitForm(ActForm):
    MAY_LACK = frozenset({"happened_at"})  # as planned
    ASIDE = ("late_reason",)

    happened_at = DateTimeField(meaning="event", label="만난 일시")
    late_reason = late_reason()
    note = forms.CharField(label="메모", max_length=300, widget=text_area(2), required=False)
    starts_service = forms.BooleanField(
        label="이 날 서비스를 시작했습니다", required=False, initial=True, help_text="서비스 시작일로 함께 적습니다."
    )

    def shape(self) -> None:
        if self.row.status != "ACCEPTED":
            del self.fields["starts_service"]


class NoShowForm(ActForm):
    note = forms.CharField(label="만나지 못한 까닭", max_length=300, widget=text_area(2))


class CallOffForm(ActForm):
    note = forms.CharField(label="취소 사유", max_length=300, widget=text_area(2))


APPOINTMENT_FORMS: dict[str, type[ActForm]] = {
    "plan": PlanForm,
    "move": MoveForm,
    "visit": VisitForm,
    "no_show": NoShowForm,
    "call_off": CallOffForm,
}


class ProxyPart(RowForm):
    """How the receiver's step reached us (대행 입력)."""

    ASIDE: tuple[str, ...] = ()
    PROXY = ("way", "told_by", "happened_at")

    way = forms.ChoiceField(label="받은 방법", choices=[("", "고르십시오"), *TOLD])
    told_by = forms.CharField(label="말한 사람", max_length=50)
    happened_at = DateTimeField(meaning="event", label="일시", initial=this_minute)
    late_reason = late_reason()


class ToldPart(forms.Form):
    """How the news of an appointment reached us; the moment of the news is not that of the meeting."""

    way_told = forms.ChoiceField(label="받은 방법", choices=[("", "고르십시오"), *TOLD])
    told_by = forms.CharField(label="말한 사람", max_length=50)
    told_at = DateTimeField(meaning="event", label="들은 일시")


def appointment_form(
    name: str, linkage: Linkage, appointment: Appointment | None, actor: Actor, *, is_proxy: bool, data: Any = None
) -> ActForm:
    """The form of an act on an appointment; the sender's team also says how the news came, and when."""
    shape = APPOINTMENT_FORMS[name]
    initial: dict[str, Any] = {}
    if appointment is not None:
        initial = {
            "way": appointment.way,
            "place": appointment.place,
            "planned_at": timezone.localtime(appointment.planned_at),
        }
        initial["happened_at"] = min(timezone.localtime(appointment.planned_at), timezone.localtime())
    if is_proxy:
        shape = type(f"Proxy{shape.__name__}", (ToldPart, shape), {})
        initial["told_at"] = timezone.localtime().replace(second=0, microsecond=0)
    return shape(data, row=linkage, actor=actor, auto_id=f"id_{name}_%s", initial=initial)


class ChaseManyForm(ChasePart, PortalForm):
    """The same note about several receivers."""


class DestroyForm(PortalForm):
    """Confirmation that what was provided is no longer used and was destroyed."""

    happened_at = DateTimeField(meaning="event", label="파기일시", initial=this_minute)
    late_reason = late_reason()


class ProxyDestroyForm(ProxyPart, DestroyForm):
    """The same, told by an institution that has no account."""

    MAY_LACK = frozenset({"way", "told_by"})  # the receiver itself is not asked who told it

    happened_at = DateTimeField(meaning="event", label="파기일시", initial=this_minute)


def destroy_form(row: Linkage, actor: Actor) -> type[DestroyForm]:
    """What somebody is asked who confirms it: the sender enters it for the receiver."""
    return ProxyDestroyForm if actor.institution_id == row.sender_id else DestroyForm


class ExportForm(PortalForm):
    """Why a list is taken out of the portal."""

    reason = forms.CharField(label="내려받는 목적", max_length=200)
