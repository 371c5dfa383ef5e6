import core.fields
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('network', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ServiceOffer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('service', core.fields.CodeField('linkage_service', max_length=40, verbose_name='연계서비스')),
                ('target', models.CharField(blank=True, max_length=500, verbose_name='이용 대상·기준')),
                ('age_from', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='나이(부터)')),
                ('age_to', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='나이(까지)')),
                ('need_areas', core.fields.CodesField('need_area', blank=True, default=list, verbose_name='관련 욕구')),
                ('cost', models.CharField(blank=True, max_length=100, verbose_name='비용')),
                ('how_to_apply', models.CharField(blank=True, max_length=300, verbose_name='신청 방법')),
                ('hours', models.CharField(blank=True, max_length=100, verbose_name='이용 시간')),
                ('contact', models.CharField(blank=True, max_length=60, verbose_name='담당 부서')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='담당 부서 전화')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='안내')),
                ('is_active', models.BooleanField(default=True, verbose_name='제공 중')),
                ('verified_on', models.DateField(blank=True, null=True, verbose_name='확인일')),
                ('capacity', core.fields.CodeField('capacity_state', blank=True, max_length=40, verbose_name='수용 상태')),
                ('capacity_at', models.DateTimeField(blank=True, null=True, verbose_name='수용 상태를 적은 일시')),
                ('capacity_note', models.CharField(blank=True, max_length=100, verbose_name='수용 상태 안내')),
                ('expected_on', models.DateField(blank=True, null=True, verbose_name='대기 끝 예정일')),
                ('version', models.PositiveIntegerField(default=1)),
                ('areas', models.ManyToManyField(blank=True, related_name='+', to='network.municipality', verbose_name='제공 지역')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='offers', to='network.institution')),
                ('verified_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '제공 서비스',
                'indexes': [
                    models.Index(fields=['service', 'institution'], name='offer_by_service'),
                    models.Index(condition=models.Q(('is_active', True)), fields=['verified_on'], name='offer_by_verification'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('institution', 'service'), name='offer_once'),
                    models.CheckConstraint(condition=models.Q(('age_from__isnull', True), ('age_to__isnull', True), ('age_to__gte', models.F('age_from')), _connector='OR'), name='offer_ages_in_order'),
                    models.CheckConstraint(condition=models.Q(('capacity', ''), ('capacity_at__isnull', False), _connector='XOR'), name='offer_capacity_has_age'),
                ],
            },
        ),
        migrations.CreateModel(
            name='CapacityQuestion',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(max_length=20, unique=True, verbose_name='문의번호')),
                ('age_band', models.CharField(choices=[('0-18', '18세 이하'), ('19-39', '19~39세'), ('40-64', '40~64세'), ('65-74', '65~74세'), ('75-84', '75~84세'), ('85-', '85세 이상')], max_length=10, verbose_name='나이대')),
                ('need_area', core.fields.CodeField('need_area', blank=True, max_length=40, verbose_name='욕구')),
                ('urgency', core.fields.CodeField('urgency', default='NORMAL', max_length=40, verbose_name='긴급도')),
                ('need', models.CharField(max_length=200, verbose_name='필요한 것')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='물은 일시')),
                ('due_at', models.DateTimeField(verbose_name='답할 기한')),
                ('answer', core.fields.CodeField('capacity_state', blank=True, max_length=40, verbose_name='답')),
                ('expected_on', models.DateField(blank=True, null=True, verbose_name='대기 끝 예정일')),
                ('answer_note', models.CharField(blank=True, max_length=200, verbose_name='답의 안내')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='답한 일시')),
                ('told_by', models.CharField(blank=True, max_length=50, verbose_name='말한 사람')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='거둔 일시')),
                ('version', models.PositiveIntegerField(default=1)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='물은 사람')),
                ('asker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.institution', verbose_name='물은 기관')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.municipality', verbose_name='시·군·구')),
                ('offer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='directory.serviceoffer')),
            ],
            options={
                'verbose_name': '수용 문의',
                'indexes': [
                    models.Index(fields=['asker', '-asked_at', '-id'], name='capacity_asked'),
                    models.Index(condition=models.Q(('answered_at__isnull', True), ('withdrawn_at__isnull', True)), fields=['due_at'], name='capacity_open'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('answer', ''), ('answered_at__isnull', False), _connector='XOR'), name='capacity_answer_has_time'),
                    models.CheckConstraint(condition=models.Q(('answered_at__isnull', True), ('withdrawn_at__isnull', True), _connector='OR'), name='capacity_ends_once'),
                ],
            },
        ),
    ]
