"""Reports of meetings become papers of the one machine of all apps; ids, numbers and kept files stay."""

from django.db import migrations
from django.db.models import F, Value
from django.db.models.functions import Concat

SAME = (
    *("id", "edition", "correction_note", "status", "version", "created_by_id", "created_at", "number", "approved_at"),
    *("issued_at", "return_note", "content", "digest", "paper_id"),
)
DUTIES = {
    "councils.approve": "documents.approve",
    "councils.write_document": "documents.write",
    "councils.issue": "documents.issue",
    "councils.rewrite": "documents.rewrite",
}


def move(apps, schema_editor):
    Old, OldApproval = apps.get_model("councils", "CouncilDocument"), apps.get_model("councils", "Approval")
    Document, Approval = apps.get_model("documents", "Document"), apps.get_model("documents", "Approval")
    for row in Old.objects.select_related("meeting__council").order_by("edition"):
        Document.objects.create(
            kind="council_report",
            subject_id=row.meeting_id,
            host_id=row.meeting.council.host_id,
            programme="NETWORK",
            title=f"{row.meeting.title} 회의 결과 보고"[:200],
            corrects_id=row.corrects_id,
            submitted_at=row.created_at,
            **{name: getattr(row, name) for name in SAME},
        )
    rows = OldApproval.objects.order_by("pk").values("document_id", "order", "title", "person_id", "mark", "signed_at", "comment")
    Approval.objects.bulk_create([Approval(**row) for row in rows])
    duties = apps.get_model("core", "Duty").objects.filter(object_kind="councils.councildocument")
    for old, new in DUTIES.items():
        duties.filter(kind=old).update(kind=new)
    duties.filter(kind="documents.approve").update(url=Concat(Value("/documents/"), F("object_id"), Value("/")))
    duties.update(object_kind="documents.document")


class Migration(migrations.Migration):
    dependencies = [
        ("councils", "0001_initial"),
        ("documents", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(move, migrations.RunPython.noop),
        migrations.DeleteModel(name="Approval"),
        migrations.DeleteModel(name="CouncilDocument"),
    ]
