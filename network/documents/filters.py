"""Filter of the list of papers in approval."""

from __future__ import annotations

import django_filters as filters

from core.filtering import PortalFilterSet
from core.states import choices
from network.documents.models import Document


class DocumentFilter(PortalFilterSet):
    """Find a paper by its title or number and its state."""

    q = filters.CharFilter(label="문서 제목", field_name="title", lookup_expr="contains")
    status = filters.ChoiceFilter(label="상태", choices=choices("DOCUMENT"), empty_label="모두")

    class Meta:
        model = Document
        fields: tuple[str, ...] = ()
