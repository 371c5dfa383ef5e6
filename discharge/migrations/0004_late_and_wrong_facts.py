from zoneinfo import ZoneInfo

from django.db import migrations, models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import TruncDate


def take_over_days(apps, schema_editor):
    """The day on which a contact was written down is that of its attempt."""
    FollowUp = apps.get_model("discharge", "FollowUp")
    ContactAttempt = apps.get_model("discharge", "ContactAttempt")
    attempts = ContactAttempt.objects.filter(follow_up=OuterRef("pk"), contacted_at=OuterRef("contacted_at"))
    days = attempts.annotate(day=TruncDate("recorded_at", tzinfo=ZoneInfo("Asia/Seoul"))).order_by("pk").values("day")
    FollowUp.objects.filter(status="DONE").update(entered_on=Subquery(days[:1]))


class Migration(migrations.Migration):

    dependencies = [
        ('discharge', '0003_figures_of_a_period'),
    ]

    operations = [
        migrations.AddField(
            model_name='dischargecase',
            name='closed_from',
            field=models.CharField(blank=True, choices=[('SCREENED', '선별'), ('INELIGIBLE', '제외'), ('CONSENT_PENDING', '동의 대기'), ('CONSENT_REFUSED', '비동의'), ('ASSESSING', '평가 중'), ('PLANNING', '계획 수립 중'), ('PLAN_REVIEW', '계획 검토'), ('PLANNED', '계획 확정'), ('FOLLOW_UP', '사후관리'), ('CLOSED', '종결'), ('VOID', '등록 취소')], default='', max_length=20, verbose_name='자동 종결 전 상태'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='followup',
            name='entered_on',
            field=models.DateField(blank=True, null=True, verbose_name='적은 날'),
        ),
        migrations.RunPython(take_over_days, migrations.RunPython.noop),
    ]
