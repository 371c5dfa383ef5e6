"""Endpoints that give files beside data."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from rest_framework.request import Request

from core.api.endpoints import Endpoint

PDF: dict[Any, Any] = {(200, "application/pdf"): OpenApiTypes.BINARY}


class FileEndpoint(Endpoint):
    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """A caller that asks for application/pdf is right; refusals still come as JSON."""
        return super().perform_content_negotiation(request, force=True)
