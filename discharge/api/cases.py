"""Endpoints: cases."""

from __future__ import annotations

routes: tuple[tuple[str, type, str], ...] = ()
