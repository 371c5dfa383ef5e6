"""The audit trail is append-only, and its numbers are given in the order in which entries can become visible.

UPDATE and DELETE are refused by trigger. TRUNCATE stays with the owner of the table, so that a test database can
be emptied. On insert the row is numbered while a shared lock is held; the sealer takes the same lock alone, so
that no entry with a lower number can still turn up behind a seal.
"""

from django.db import migrations

LOCK = 0x1E0B5EA1

FORWARD = f"""
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

BACKWARD = """
DROP TRIGGER core_auditseal_append_only ON core_auditseal;
DROP TRIGGER core_auditentry_append_only ON core_auditentry;
DROP FUNCTION core_append_only();
DROP TRIGGER core_audit_number ON core_auditentry;
DROP FUNCTION core_audit_number();
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0002_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
