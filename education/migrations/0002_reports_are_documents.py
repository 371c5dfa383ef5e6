"""Approved reports of courses become papers of the one machine of all apps; numbers and kept files stay."""

import hashlib

from django.db import migrations
from django.utils import timezone

from core import codes
from core.crypto import to_json

GONE = ("approved_at", "approved_by", "content", "issued_at", "paper")


def course_of(request):
    """The name of a course, as its model tells it: the model of a migration has no properties."""
    return request.title or (request.topic.title if request.topic else codes.labels("education_field", request.field))


def move(apps, schema_editor):
    from education.papers.reports import report_blocks  # what was approved is laid out once more, as it would be today

    Report, Document = apps.get_model("education", "EducationReport"), apps.get_model("documents", "Document")
    Approval, PaperNumber = apps.get_model("documents", "Approval"), apps.get_model("core", "PaperNumber")
    for row in Report.objects.filter(approved_at__isnull=False).select_related("request__topic"):
        content = {"facts": row.content, "blocks": report_blocks(row.content)}
        numbers = PaperNumber.objects.filter(kind="education_report", object_id=str(row.request_id))
        made = Document.objects.create(
            kind="education_report",
            subject_id=row.request_id,
            host_id=row.request.host_id,
            programme="EDUCATION",
            title=f"{course_of(row.request)} 교육 결과보고서"[:200],
            status="ISSUED" if row.issued_at else "APPROVED",
            created_by_id=row.written_by_id,
            created_at=row.written_at,
            submitted_at=row.written_at,
            number=numbers.values_list("number", flat=True).first() or "",
            approved_at=row.approved_at,
            issued_at=row.issued_at,
            content=content,
            digest=hashlib.sha256(to_json(content).encode()).hexdigest(),
            paper_id=row.paper_id,
        )
        line = (("담당", row.written_by_id, row.written_at), ("원장", row.approved_by_id, row.approved_at))
        for order, (title, person, moment) in enumerate(line, 1):
            Approval.objects.create(
                document=made, order=order, title=title, person_id=person, mark="NORMAL", signed_at=moment
            )
    asked = apps.get_model("core", "Duty").objects.filter(kind="education.approve_report", done_at__isnull=True)
    asked.update(done_at=timezone.now(), outcome="MOVED")


class Migration(migrations.Migration):
    dependencies = [
        ("education", "0001_initial"),
        ("documents", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(move, migrations.RunPython.noop),
        *(migrations.RemoveField(model_name="educationreport", name=name) for name in GONE),
    ]
