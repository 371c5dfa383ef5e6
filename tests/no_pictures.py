"""Pages of papers without their pictures, where a test makes no real PDF."""

from __future__ import annotations

import pytest


def install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every paper has one page, and its picture is a sign."""
    monkeypatch.setattr("network.documents.panels.page_count", lambda document: 1)
    monkeypatch.setattr("network.documents.views.picture", lambda document, number: b"\x89PNG")
