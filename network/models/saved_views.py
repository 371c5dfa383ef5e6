"""내 보기: the conditions of a list that a person looks at again and again."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from network.querysets import SavedViewQuerySet


class SavedView(models.Model):
    """The conditions and the order of a list under a name of one person. It is about nobody: words that were looked for
    are not kept.

    `path`: the address of the list, `list_label`: what its page calls it; `query`: what stands behind the question mark.
    """

    acts: list[dict[str, Any]]  # what its owner may do with it; set by the page
    relations: frozenset[str]  # how the actor stands to this row; set by the access mapping's `find`

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    path = models.CharField("목록의 주소", max_length=200)
    list_label = models.CharField("목록", max_length=60)
    name = models.CharField("이름", max_length=40)
    query = models.CharField("조건", max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = "내 보기"
        constraints = [models.UniqueConstraint(fields=["owner", "path", "name"], name="savedview_name_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def url(self) -> str:
        return f"{self.path}?{self.query}" if self.query else self.path
