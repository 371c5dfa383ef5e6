"""What a person sets about their own account."""

from __future__ import annotations

from django import forms

from core.forms import PortalForm


class AccountForm(PortalForm):
    """What a person may set about their own account."""

    position = forms.CharField(
        label="직위", max_length=10, required=False,
        help_text="결재란과 공문의 기안자·결재권자에 이 직위로 적힙니다. 예: 팀장, 실장, 원장",
    )  # fmt: skip
    wants_email = forms.BooleanField(
        label="전자우편 알림", required=False, help_text="할 일이 생기거나 기한이 지나면 전자우편으로도 알립니다."
    )
    uses_keys = forms.BooleanField(
        label="단축키 사용", required=False, help_text="한 글자로 찾기, 줄 옮기기 등을 합니다."
    )
    high_contrast = forms.BooleanField(
        label="고대비 화면", required=False, help_text="글자와 배경의 밝기 차이를 크게 합니다."
    )
