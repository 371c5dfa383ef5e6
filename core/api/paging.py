"""Lists of the API page by key."""

from __future__ import annotations

from typing import Any

from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from core import paging


class KeysetPagination(BasePagination):
    """`?after=` carries the token of the page; answers `next` and `previous` tokens."""

    page: paging.Page

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        order = getattr(view, "order", ("-created_at", "-pk"))
        self.page = paging.paginate(queryset, order, request.query_params.get("after", ""))
        return self.page.rows

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"next": self.page.next, "previous": self.page.previous, "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        token = {"type": "string", "description": "다음(앞) 쪽의 표시. 없으면 빈 글입니다."}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": token, "previous": token, "results": schema},
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        words = "쪽의 표시. 앞 답의 next나 previous를 적습니다."
        return [{"name": "after", "in": "query", "required": False, "description": words, "schema": {"type": "string"}}]
