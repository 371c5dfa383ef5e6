"""Signing in."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView


class SignIn(LoginView):
    """allauth's sign-in page, which also says why the last session ended."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(ended=self.request.session.pop("ended", ""), **kwargs)
