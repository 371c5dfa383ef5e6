"""The initial consonants of a name, so that ㄱㄱㅅ finds 김가상 by an index."""

from django.db import migrations

# A syllable's place in Unicode says which of the nineteen consonants it begins with; other signs stand for themselves.
INITIALS = """
CREATE FUNCTION ieum_initials(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(string_agg(
        CASE WHEN ascii(sign) BETWEEN 44032 AND 55203
             THEN substr('ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ', (ascii(sign) - 44032) / 588 + 1, 1)
             ELSE lower(sign) END, '' ORDER BY place), '')
    FROM regexp_split_to_table(regexp_replace($1, '\\s', '', 'g'), '') WITH ORDINALITY AS signs (sign, place)
$$
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [migrations.RunSQL(INITIALS, "DROP FUNCTION ieum_initials(text)")]
