"""상용구: what a person writes again and again into one field."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone

from network.querysets import PhraseQuerySet

FIELD = r"[A-Za-z]{1,60}\.[a-z_]{1,60}"


class Phrase(models.Model):
    """A text of one person for one field of a form. It is about nobody.

    `field`: form and field, `SocialForm.text`; `field_label`: what the page calls the field.
    """

    acts: list[dict[str, Any]]  # what its writer may do with it; set by the page
    relations: frozenset[str]  # how the actor stands to this row; set by the access mapping's `find`

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    field = models.CharField(max_length=121, validators=[RegexValidator(f"^{FIELD}$")])
    field_label = models.CharField("쓰는 곳", max_length=60)
    name = models.CharField("이름", max_length=40)
    text = models.TextField("글", max_length=2000)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)

    objects = PhraseQuerySet.as_manager()

    class Meta:
        verbose_name = "상용구"
        constraints = [models.UniqueConstraint(fields=["owner", "field", "name"], name="phrase_name_once")]

    def __str__(self) -> str:
        return self.name
