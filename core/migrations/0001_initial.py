import core.fields
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


LOCK = 0x1E0B5EA1  # core.audit.SEAL_LOCK

# The audit trail is append-only, and its numbers are given in the order in which entries can become visible. UPDATE and
# DELETE are refused by trigger; TRUNCATE stays with the owner of the table, so that a test database can be emptied. On
# insert the row is numbered while a shared lock is held; the sealer takes the same lock alone, so that no entry with a
# lower number can still turn up behind a seal.
APPEND_ONLY = f"""
CREATE FUNCTION core_audit_number() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared({LOCK});
    NEW.id := nextval(pg_get_serial_sequence('core_auditentry', 'id'));
    RETURN NEW;
END $$;
CREATE TRIGGER core_audit_number BEFORE INSERT ON core_auditentry
    FOR EACH ROW EXECUTE FUNCTION core_audit_number();

CREATE FUNCTION core_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER core_auditentry_append_only BEFORE UPDATE OR DELETE ON core_auditentry
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER core_auditseal_append_only BEFORE UPDATE OR DELETE ON core_auditseal
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
"""

# Not append-only any more, before the tables go.
CHANGEABLE = """
DROP TRIGGER core_auditseal_append_only ON core_auditseal;
DROP TRIGGER core_auditentry_append_only ON core_auditentry;
DROP FUNCTION core_append_only();
DROP TRIGGER core_audit_number ON core_auditentry;
DROP FUNCTION core_audit_number();
"""

# Pairs of letters of a stored text, so that Korean words inside long texts are found by an index. The same folding as
# core.search.fold: lower case, no blanks.
BIGRAMS = """
CREATE FUNCTION ieum_bigrams(text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT substr(folded, place, 2)), '{}')
    FROM (SELECT lower(regexp_replace($1, '\\s', '', 'g')) AS folded) text,
         generate_series(1, length(folded) - 1) AS place
$$
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('network', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditSeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_id', models.BigIntegerField()),
                ('last_id', models.BigIntegerField(unique=True)),
                ('count', models.PositiveIntegerField()),
                ('previous', models.CharField(blank=True, max_length=64)),
                ('digest', models.CharField(max_length=64)),
                ('sealed_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': '접속기록 봉인',
            },
        ),
        migrations.CreateModel(
            name='ContactProof',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('purpose', models.CharField(max_length=40)),
                ('channel', models.CharField(choices=[('SMS', '휴대전화 문자'), ('EMAIL', '전자우편')], max_length=5)),
                ('address', core.fields.EncryptedTextField()),
                ('asked_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField(db_index=True)),
                ('wrong_tries', models.PositiveSmallIntegerField(default=0)),
                ('passed_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': '연락처 확인',
            },
        ),
        migrations.CreateModel(
            name='Heartbeat',
            fields=[
                ('job', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
            ],
            options={
                'verbose_name': '작업 상태',
            },
        ),
        migrations.CreateModel(
            name='Holiday',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True)),
                ('name', models.CharField(max_length=50)),
                ('is_working', models.BooleanField(default=False, help_text='쉬는 날을 근무일로 바꿀 때')),
            ],
            options={
                'verbose_name': '휴일 조정',
            },
        ),
        migrations.CreateModel(
            name='Counter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('series', models.CharField(max_length=20)),
                ('year', models.PositiveSmallIntegerField()),
                ('last', models.PositiveIntegerField(default=0)),
            ],
            options={
                'verbose_name': '번호',
                'constraints': [models.UniqueConstraint(fields=('series', 'year'), name='counter_once')],
            },
        ),
        migrations.CreateModel(
            name='Duty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60)),
                ('object_kind', models.CharField(max_length=40)),
                ('object_id', models.CharField(max_length=40)),
                ('programme', models.CharField(max_length=20)),
                ('role', models.CharField(max_length=40)),
                ('number', models.CharField(max_length=20)),
                ('about', models.CharField(max_length=200)),
                ('url', models.CharField(max_length=200)),
                ('root_kind', models.CharField(blank=True, default='', help_text='이 일이 속한 사례의 종류', max_length=40)),
                ('root_id', models.CharField(blank=True, default='', max_length=40)),
                ('is_urgent', models.BooleanField(default=False)),
                ('is_clock', models.BooleanField(default=False, help_text='한 상태에 머무는 동안의 기한')),
                ('opened_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('escalates_to', models.CharField(blank=True, max_length=40)),
                ('escalate_at', models.DateTimeField(blank=True, null=True)),
                ('escalated_at', models.DateTimeField(blank=True, null=True)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, help_text='DONE, DROPPED, MOVED', max_length=20)),
                ('done_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.institution')),
                ('person', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '할 일',
                'indexes': [
                    models.Index(condition=models.Q(('done_at__isnull', True)), fields=['institution', 'due_at', 'id'], name='duty_open_by_place'),
                    models.Index(condition=models.Q(('done_at__isnull', True)), fields=['person', 'due_at', 'id'], name='duty_open_by_person'),
                    models.Index(condition=models.Q(('done_at__isnull', True), ('person__isnull', True)), fields=['institution', 'role', 'due_at'], name='duty_open_by_role'),
                    models.Index(condition=models.Q(('done_at__isnull', True), ('escalated_at__isnull', False)), fields=['institution', 'escalates_to', 'due_at'], name='duty_open_escalated'),
                    models.Index(condition=models.Q(('done_at__isnull', True), ('escalated_at__isnull', True)), fields=['escalate_at'], name='duty_to_escalate'),
                    models.Index(fields=['object_kind', 'object_id', 'done_at'], name='duty_by_object'),
                    models.Index(condition=models.Q(('done_at__isnull', True)), fields=['root_id', 'due_at', 'id'], name='duty_open_by_root'),
                ],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('done_at__isnull', True)), fields=('kind', 'object_kind', 'object_id'), name='duty_open_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='IdempotencyKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('route', models.CharField(max_length=80)),
                ('key', models.CharField(max_length=80)),
                ('body', models.CharField(help_text='보낸 내용의 해시', max_length=64)),
                ('object_id', models.CharField(blank=True, max_length=40)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '중복 방지 키',
                'constraints': [
                    models.UniqueConstraint(fields=('person', 'route', 'key'), name='once_per_key'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ImportDraft',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('file_name', models.CharField(max_length=200)),
                ('sha256', models.CharField(max_length=64)),
                ('content', core.fields.EncryptedJSONField()),
                ('created_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='network.institution')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '읽은 파일',
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=200, unique=True)),
                ('reference', models.UUIDField(default=uuid.uuid4, help_text='업체에 넘기는 우리 쪽 번호', unique=True)),
                ('channel', models.CharField(choices=[('IN_APP', '알림'), ('EMAIL', '전자우편'), ('SMS', '문자')], max_length=10)),
                ('template', models.CharField(max_length=60)),
                ('values', models.JSONField(default=dict)),
                ('url', models.CharField(blank=True, max_length=200)),
                ('address', core.fields.EncryptedTextField(blank=True, help_text='계정이 없는 곳으로 보낼 때의 주소나 번호', null=True)),
                ('state', models.CharField(choices=[('PLANNED', '예정'), ('CLAIMED', '처리 중'), ('SENDING', '보내는 중'), ('SENT', '보냄'), ('FAILED', '실패'), ('UNKNOWN', '결과 모름'), ('DROPPED', '보내지 않음')], default='PLANNED', max_length=10)),
                ('not_before', models.DateTimeField()),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('fault', models.CharField(blank=True, max_length=200)),
                ('duty', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='core.duty')),
                ('recipient', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '알림',
                'indexes': [
                    models.Index(condition=models.Q(('state__in', ['PLANNED', 'CLAIMED'])), fields=['not_before', 'id'], name='message_to_send'),
                    models.Index(condition=models.Q(('channel', 'IN_APP'), ('state', 'SENT')), fields=['recipient', '-sent_at', '-id'], name='message_inbox'),
                    models.Index(condition=models.Q(('channel', 'IN_APP'), ('read_at__isnull', True), ('state', 'SENT')), fields=['recipient'], name='message_unread'),
                    models.Index(condition=models.Q(('state__in', ['SENDING', 'UNKNOWN'])), fields=['lease_until'], name='message_to_ask_about'),
                ],
            },
        ),
        migrations.CreateModel(
            name='PaperNumber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('object_kind', models.CharField(max_length=40)),
                ('object_id', models.CharField(max_length=40)),
                ('edition', models.CharField(blank=True, max_length=80)),
                ('number', models.CharField(max_length=60, unique=True)),
            ],
            options={
                'verbose_name': '문서번호',
                'constraints': [models.UniqueConstraint(fields=('object_kind', 'object_id', 'kind', 'edition'), name='number_once_per_paper')],
            },
        ),
        migrations.CreateModel(
            name='PrintedDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(blank=True, max_length=60)),
                ('title', models.CharField(max_length=60)),
                ('kind', models.CharField(max_length=40)),
                ('object_kind', models.CharField(max_length=40)),
                ('object_id', models.CharField(max_length=40)),
                ('printed_at', models.DateTimeField()),
                ('sha256', models.CharField(max_length=64)),
                ('file', models.FileField(blank=True, help_text='확정본만 보관', upload_to='documents/%Y/%m/')),
                ('typed', models.FileField(blank=True, help_text='확정본의 HWPX', upload_to='documents/%Y/%m/')),
                ('typed_sha256', models.CharField(blank=True, max_length=64)),
                ('printed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '출력 문서',
                'indexes': [
                    models.Index(fields=['object_kind', 'object_id', '-id'], name='printed_by_object'),
                ],
            },
        ),
        migrations.CreateModel(
            name='StoredFile',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('object_kind', models.CharField(max_length=40)),
                ('object_id', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=120, verbose_name='파일 이름')),
                ('kind', models.CharField(help_text='내용으로 본 종류: pdf, jpg, hwpx 등', max_length=5)),
                ('size', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('file', models.FileField(blank=True, upload_to='files/%Y/%m/')),
                ('added_at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '올린 파일',
                'indexes': [
                    models.Index(condition=models.Q(('removed_at__isnull', True)), fields=['object_kind', 'object_id', 'added_at'], name='file_by_object'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ThrottleCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('bucket', models.CharField(max_length=80)),
                ('began_at', models.DateTimeField()),
                ('count', models.PositiveIntegerField(default=0)),
            ],
            options={
                'verbose_name': '시도 횟수',
                'indexes': [models.Index(fields=['began_at'], name='throttle_by_age')],
                'constraints': [models.UniqueConstraint(fields=('bucket', 'began_at'), name='throttle_once_per_window')],
            },
        ),
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('action', core.fields.CodeField('access_action', max_length=40)),
                ('verb', models.CharField(max_length=80)),
                ('roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None)),
                ('address', models.GenericIPAddressField(blank=True, null=True)),
                ('request_id', models.CharField(blank=True, max_length=32)),
                ('object_kind', models.CharField(blank=True, max_length=40)),
                ('object_id', models.CharField(blank=True, max_length=40)),
                ('persons', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ('changes', models.JSONField(default=dict)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('mac', models.CharField(max_length=64)),
                ('institution', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.institution')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '접속기록',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['persons'], name='audit_by_person'), models.Index(fields=['object_kind', 'object_id', '-id'], name='audit_by_object'), models.Index(fields=['user', '-id'], name='audit_by_user'), models.Index(fields=['institution', '-id'], name='audit_by_institution')],
            },
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('form', models.CharField(max_length=60)),
                ('object_id', models.CharField(blank=True, max_length=40)),
                ('fields', core.fields.EncryptedJSONField(default=dict)),
                ('updated_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '임시저장',
                'constraints': [models.UniqueConstraint(fields=('person', 'form', 'object_id'), name='draft_once')],
            },
        ),
        migrations.RunSQL(APPEND_ONLY, CHANGEABLE),
        migrations.RunSQL(BIGRAMS, "DROP FUNCTION ieum_bigrams(text)"),
    ]
