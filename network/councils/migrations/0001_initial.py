import core.fields
import core.search
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0001_initial'),
        ('network', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Council',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60, verbose_name='협의체명')),
                ('meeting_type', core.fields.CodeField('meeting_type', max_length=40, verbose_name='구분')),
                ('level', models.CharField(choices=[('REGIONAL', '권역책임의료기관'), ('LOCAL', '지역책임의료기관')], default='LOCAL', max_length=10, verbose_name='수준')),
                ('field', core.fields.CodeField('council_field', max_length=40, verbose_name='분야')),
                ('purpose', models.CharField(blank=True, max_length=300, verbose_name='목적')),
                ('term_from', models.DateField(blank=True, null=True, verbose_name='임기 시작일')),
                ('term_until', models.DateField(blank=True, null=True, verbose_name='임기 종료일')),
                ('quorum_rule', models.CharField(choices=[('MAJORITY', '재적 위원 과반수'), ('TWO_THIRDS', '재적 위원 3분의 2'), ('NUMBER', '정한 인원'), ('NONE', '정족수 없음')], default='MAJORITY', max_length=10, verbose_name='정족수')),
                ('quorum_number', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='정한 인원')),
                ('meetings_per_year', models.PositiveSmallIntegerField(default=4, verbose_name='한 해 회의 횟수')),
                ('is_active', models.BooleanField(default=True, verbose_name='운영 중')),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('host', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hosted_councils', to='network.institution')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='branches', to='councils.council', verbose_name='상위 협의체')),
            ],
            options={
                'verbose_name': '협의체',
                'indexes': [
                    models.Index(fields=['host', 'name', 'id'], name='council_by_host'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('host', 'name'), name='council_once'),
                    models.CheckConstraint(condition=models.Q(models.Q(('quorum_rule', 'NUMBER'), _negated=True), ('quorum_number__gte', 1), _connector='OR'), name='council_quorum_has_number'),
                    models.CheckConstraint(condition=models.Q(('term_until__isnull', True), ('term_from__isnull', True), ('term_until__gte', models.F('term_from')), _connector='OR'), name='council_term_in_order'),
                ],
            },
        ),
        migrations.CreateModel(
            name='CouncilDocument',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('edition', models.PositiveSmallIntegerField(default=1)),
                ('correction_note', models.CharField(blank=True, max_length=500, verbose_name='정정 내용')),
                ('status', models.CharField(choices=[('DRAFT', '작성 중'), ('IN_APPROVAL', '결재 중'), ('RETURNED', '반려'), ('APPROVED', '결재 완료'), ('ISSUED', '시행'), ('SUPERSEDED', '정정'), ('WITHDRAWN', '시행 취소')], default='DRAFT', max_length=15)),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('number', models.CharField(blank=True, max_length=60, verbose_name='문서번호')),
                ('approved_at', models.DateTimeField(blank=True, null=True, verbose_name='결재일시')),
                ('issued_at', models.DateTimeField(blank=True, null=True, verbose_name='시행일시')),
                ('return_note', models.CharField(blank=True, max_length=500, verbose_name='반려 의견')),
                ('content', models.JSONField(blank=True, help_text='결재한 때의 내용', null=True)),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('corrects', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrected_by', to='councils.councildocument', verbose_name='정정 대상')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('paper', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.printeddocument')),
            ],
            options={
                'verbose_name': '결재 문서',
            },
        ),
        migrations.CreateModel(
            name='Approval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=10, verbose_name='직위')),
                ('mark', core.fields.CodeField('approval_mark', blank=True, max_length=40)),
                ('signed_at', models.DateTimeField(blank=True, null=True)),
                ('comment', models.CharField(blank=True, max_length=500, verbose_name='의견')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='결재자')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='approvals', to='councils.councildocument')),
            ],
            options={
                'verbose_name': '결재',
                'ordering': ['order'],
                'constraints': [
                    models.UniqueConstraint(fields=('document', 'order'), name='approval_order_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='CouncilMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.CharField(max_length=40, verbose_name='직위')),
                ('name', models.CharField(max_length=50, verbose_name='성명')),
                ('role', core.fields.CodeField('council_role', default='MEMBER', max_length=40, verbose_name='역할')),
                ('is_ex_officio', models.BooleanField(default=True, help_text='직위에 따라 정해진 위원', verbose_name='당연직')),
                ('delegate_name', models.CharField(blank=True, max_length=50, verbose_name='지정 대리인')),
                ('delegate_position', models.CharField(blank=True, max_length=40, verbose_name='대리인 직위')),
                ('valid_from', models.DateField(verbose_name='위촉일')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='해촉일')),
                ('end_reason', models.CharField(blank=True, max_length=200, verbose_name='해촉 사유')),
                ('version', models.PositiveIntegerField(default=1)),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='councils.council')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.institution', verbose_name='소속 기관')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='계정')),
            ],
            options={
                'verbose_name': '위원',
                'indexes': [
                    models.Index(fields=['council', 'valid_from'], name='councilmember_by_council'),
                    models.Index(fields=['institution', 'council'], name='councilmember_by_place'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('council', 'institution', 'position', 'name', 'valid_from'), name='councilmember_once'),
                    models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='councilmember_dates_in_order'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('meeting_type', core.fields.CodeField('meeting_type', max_length=40, verbose_name='구분')),
                ('kind', core.fields.CodeField('meeting_kind', default='REGULAR', max_length=40, verbose_name='회의 성격')),
                ('mode', core.fields.CodeField('meeting_mode', max_length=40, verbose_name='방식')),
                ('year', models.PositiveSmallIntegerField(verbose_name='연도')),
                ('ordinal', models.PositiveSmallIntegerField(verbose_name='회차')),
                ('title', models.CharField(max_length=100, verbose_name='회의명')),
                ('starts_at', models.DateTimeField(verbose_name='시작')),
                ('ends_at', models.DateTimeField(verbose_name='종료')),
                ('place', models.CharField(blank=True, max_length=100, verbose_name='장소')),
                ('link', models.URLField(blank=True, verbose_name='접속 주소')),
                ('answer_until', models.DateField(blank=True, null=True, verbose_name='회신 기한')),
                ('status', models.CharField(choices=[('PLANNED', '계획'), ('NOTIFIED', '개최 알림 발송'), ('HELD', '개최'), ('MINUTES_DRAFT', '결과보고 작성'), ('IN_APPROVAL', '결재 중'), ('APPROVED', '결재 완료'), ('DISTRIBUTED', '배포'), ('POSTPONED', '연기'), ('CANCELLED', '취소')], default='PLANNED', max_length=20)),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('notified_at', models.DateTimeField(blank=True, null=True, verbose_name='개최 알림일')),
                ('notice_paper', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.printeddocument')),
                ('held_at', models.DateTimeField(blank=True, null=True, verbose_name='개최일시')),
                ('distributed_at', models.DateTimeField(blank=True, null=True, verbose_name='배포일시')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='시행 취소일시')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='연기·취소 사유')),
                ('next_meeting_at', models.DateTimeField(blank=True, null=True, verbose_name='차기 회의')),
                ('plan_note', models.TextField(blank=True, max_length=1000, verbose_name='향후 계획')),
                ('attendee_note', models.TextField(blank=True, help_text='비우면 명단에서 만든다. 여럿이 모이는 합동 회의에 쓴다.', max_length=2000, verbose_name='참석자 요약')),
                ('extra_papers', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, size=None, verbose_name='그 밖의 붙임')),
                ('is_public', models.BooleanField(default=False, verbose_name='공개')),
                ('sign_in_key', models.CharField(blank=True, help_text='출석 확인 주소의 비밀값. 비면 닫혀 있음', max_length=40)),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='councils.council', verbose_name='협의체')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '회의',
                'indexes': [
                    models.Index(fields=['council', '-starts_at', '-id'], name='meeting_by_council'),
                    models.Index(fields=['-starts_at', '-id'], name='meeting_by_time'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('council', 'year', 'ordinal'), name='meeting_ordinal_once'),
                    models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='meeting_times_in_order'),
                ],
            },
        ),
        migrations.AddField(
            model_name='councildocument',
            name='meeting',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='councils.meeting'),
        ),
        migrations.CreateModel(
            name='AgendaItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField(verbose_name='순서')),
                ('kind', core.fields.CodeField('agenda_kind', max_length=40, verbose_name='구분')),
                ('title', models.CharField(max_length=100, verbose_name='안건명')),
                ('presenter', models.CharField(blank=True, max_length=50, verbose_name='발표')),
                ('minutes', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='시간(분)')),
                ('paper', models.TextField(blank=True, max_length=5000, verbose_name='주요 내용')),
                ('is_standing', models.BooleanField(default=False)),
                ('discussion', models.TextField(blank=True, max_length=5000, verbose_name='논의 내용')),
                ('decision', models.TextField(blank=True, max_length=1000, verbose_name='결정 사항')),
                ('way', models.CharField(blank=True, choices=[('CONSENSUS', '합의'), ('VOTE', '표결')], max_length=10, verbose_name='결정 방법')),
                ('votes_for', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='찬성')),
                ('votes_against', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='반대')),
                ('votes_abstained', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='기권')),
                ('version', models.PositiveIntegerField(default=1)),
                ('noted_at', models.DateTimeField(blank=True, null=True)),
                ('corrected_at', models.DateTimeField(blank=True, null=True, verbose_name='정정일시')),
                ('noted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='councils.meeting')),
            ],
            options={
                'verbose_name': '안건',
                'ordering': ['order'],
                'constraints': [
                    models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('meeting', 'order'), name='agendaitem_order_once'),
                    models.UniqueConstraint(condition=models.Q(('is_standing', True)), fields=('meeting',), name='agendaitem_one_standing'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ActionItem',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('text', models.CharField(max_length=200, verbose_name='조치 내용')),
                ('person', models.CharField(blank=True, max_length=50, verbose_name='담당자')),
                ('due_on', models.DateField(verbose_name='기한')),
                ('status', models.CharField(choices=[('OPEN', '미착수'), ('DOING', '추진 중'), ('DONE', '완료'), ('DELAYED', '지연'), ('DROPPED', '중단')], default='OPEN', max_length=10)),
                ('result', models.TextField(blank=True, max_length=1000, verbose_name='결과')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='중단 사유')),
                ('done_on', models.DateField(blank=True, null=True, verbose_name='완료일')),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.institution', verbose_name='담당 기관')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='councils.agendaitem', verbose_name='안건')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='councils.meeting')),
            ],
            options={
                'verbose_name': '조치사항',
                'indexes': [
                    models.Index(fields=['due_on', 'id'], name='actionitem_by_due'),
                    models.Index(fields=['owner', 'due_on'], name='actionitem_by_owner'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Attendee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('institution_name', models.CharField(max_length=60)),
                ('position', models.CharField(max_length=40, verbose_name='직위')),
                ('name', models.CharField(max_length=50, verbose_name='성명')),
                ('role', core.fields.CodeField('council_role', default='MEMBER', max_length=40, verbose_name='역할')),
                ('answer', models.CharField(blank=True, choices=[('COMES', '참석'), ('DECLINES', '불참'), ('SENDS', '대리')], max_length=10, verbose_name='회신')),
                ('proxy_name', models.CharField(blank=True, max_length=50, verbose_name='대리인 성명')),
                ('proxy_position', models.CharField(blank=True, max_length=40, verbose_name='대리인 직위')),
                ('opinion', models.TextField(blank=True, max_length=1000, verbose_name='의견')),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('told_by', models.CharField(blank=True, max_length=50, verbose_name='알린 사람')),
                ('attendance', core.fields.CodeField('council_attendance', blank=True, max_length=40, verbose_name='참석 결과')),
                ('is_remote', models.BooleanField(default=False, verbose_name='비대면')),
                ('signed_in_at', models.DateTimeField(blank=True, null=True, verbose_name='출석 확인')),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.institution', verbose_name='소속 기관')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attendees', to='councils.meeting')),
                ('member', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='participations', to='councils.councilmember')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '참석자',
                'indexes': [
                    models.Index(fields=['user', 'meeting'], name='attendee_by_user'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('meeting', 'member'), name='attendee_once'),
                    models.CheckConstraint(condition=models.Q(models.Q(('attendance', 'PROXY'), _negated=True), models.Q(('proxy_name', ''), _negated=True), _connector='OR'), name='attendee_proxy_has_name'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('PROBLEM', '문제 제기'), ('COOPERATION', '협조요청'), ('DIFFICULTY', '애로사항')], max_length=15, verbose_name='구분')),
                ('title', models.CharField(max_length=100, verbose_name='제목')),
                ('text', models.TextField(max_length=2000, verbose_name='내용')),
                ('figures', models.TextField(blank=True, max_length=1000, verbose_name='근거 수치')),
                ('request', models.TextField(blank=True, max_length=1000, verbose_name='요청 사항')),
                ('outcome', models.CharField(choices=[('WAITING', '검토 중'), ('TAKEN', '안건 채택'), ('ANSWERED', '답변'), ('NOT_TAKEN', '채택하지 않음')], default='WAITING', max_length=10)),
                ('answer', models.TextField(blank=True, max_length=1000, verbose_name='답변')),
                ('proposed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='councils.council')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.institution', verbose_name='제안 기관')),
                ('meeting', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='councils.meeting', verbose_name='회의')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '안건 제안',
                'indexes': [
                    models.Index(fields=['council', '-proposed_at', '-id'], name='proposal_by_council'),
                ],
            },
        ),
        migrations.AddField(
            model_name='agendaitem',
            name='proposal',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='items', to='councils.proposal'),
        ),
        migrations.CreateModel(
            name='ReportTable',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField(default=1)),
                ('kind', models.CharField(choices=[('A', '다음 해 계획과 올해 실적'), ('B', '같은 기간의 계획과 실적'), ('C', '예산'), ('Y', '예산의 전년 대비'), ('M', '월별 실적'), ('D', '연도별 지표'), ('E', '등급')], max_length=1, verbose_name='표 종류')),
                ('title', models.CharField(blank=True, max_length=60, verbose_name='표 제목')),
                ('as_of', models.DateField(blank=True, null=True, verbose_name='기준일')),
                ('year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='연도')),
                ('columns', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), blank=True, default=list, help_text='연도별 지표와 등급의 머리', size=None, verbose_name='칸')),
                ('rows', models.JSONField(default=list)),
                ('version', models.PositiveIntegerField(default=1)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tables', to='councils.agendaitem')),
            ],
            options={
                'verbose_name': '실적표',
                'ordering': ['order', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='AgendaNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('discussion', models.TextField(blank=True)),
                ('decision', models.TextField(blank=True)),
                ('votes', models.CharField(blank=True, max_length=60)),
                ('written_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='councils.agendaitem')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '회의 기록의 판',
                'constraints': [models.UniqueConstraint(fields=('item', 'version'), name='agendanote_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='councildocument',
            constraint=models.UniqueConstraint(fields=('meeting', 'edition'), name='councildocument_edition_once'),
        ),
        migrations.AddIndex(
            model_name='agendaitem',
            index=django.contrib.postgres.indexes.GinIndex(core.search.Bigrams(django.db.models.functions.text.Concat('title', models.Value(' '), 'paper', models.Value(' '), 'discussion', models.Value(' '), 'decision', output_field=models.TextField())), name='agendaitem_by_words'),
        ),
    ]
