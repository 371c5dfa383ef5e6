"""Routes of libraries that need no policy of ours, each with the reason."""

from django.conf import settings

_SIGN_IN = "로그인 절차이며 업무 자료를 보이지 않습니다."
_SELF = "로그인한 사람 자신의 인증 수단만 다룹니다."

FOREIGN = {
    "account_login": _SIGN_IN,
    "account_logout": _SIGN_IN,
    "account_inactive": _SIGN_IN,
    "account_reauthenticate": _SELF,
    "account_change_password": _SELF,
    "account_set_password": _SELF,
    "mfa_authenticate": _SIGN_IN,
    "mfa_reauthenticate": _SELF,
    "mfa_index": _SELF,
    "mfa_activate_totp": _SELF,
    "mfa_deactivate_totp": _SELF,
    "mfa_generate_recovery_codes": _SELF,
    "mfa_view_recovery_codes": _SELF,
    "mfa_download_recovery_codes": _SELF,
}

if settings.DEBUG_TOOLBAR:
    _PANELS = (
        "render_panel",
        "sql_select",
        "sql_explain",
        "sql_profile",
        "template_source",
        "history_sidebar",
        "history_refresh",
    )
    FOREIGN |= {f"djdt:{name}": "개발 서버에서만 있습니다." for name in _PANELS}
