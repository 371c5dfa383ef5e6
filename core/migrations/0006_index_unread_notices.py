"""What a person has not read is counted on every page: an index of just that."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0005_throttle_count")]

    operations = [
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                fields=["recipient"],
                condition=models.Q(channel="IN_APP", state="SENT", read_at__isnull=True),
                name="message_unread",
            ),
        ),
    ]
