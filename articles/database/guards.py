"""Guards: database triggers that refuse to change what was published, signed or looked at.

They are in the database because every form, script and queryset writes there. Each `migrate` installs them
for the tables named here. On PostgreSQL they are also active while migrations run: a migration that has to
rewrite guarded rows does so inside `newsroom.lib.schema.without_triggers`.
"""

from newsroom.lib import schema
from newsroom.lib.schema import SchemaPiece

# The columns that may change, by table. All other columns are fixed.
MAY_CHANGE = {
    "articles_edition": ["live_until", "expires_at", "cancelled_at", "sealed", "search_vector"],
    "articles_revision": [],
    "articles_withdrawal": ["lifted_at", "lifted_by_id", "lift_reason"],
    "articles_linkchange": ["open"],
    "articles_auditentry": [],
    "articles_desknote": ["done_at"],
    "people_verification": [],
}
NEVER_DELETED = [
    "articles_edition",
    "articles_withdrawal",
    "articles_linkchange",
    "articles_auditentry",
    "articles_audithead",
    "people_merge",
    "people_verification",
]
LINKS = ["articles_editionofficial", "articles_editionquotation"]  # change while a LinkChange allows it
RELATIONS = [
    "articles_editiontopic",
    "articles_editionauthor",
    "articles_editionpicture",
    *LINKS,
]
ALLOWED = (
    "EXISTS (SELECT 1 FROM articles_linkchange c WHERE c.open"
    " AND c.edition_id = {row}.edition_id AND c.person_id = {row}.person_id)"
)


def pieces(connection, tables):
    """The SchemaPieces that guard those of our tables that are among `tables`, on SQLite or PostgreSQL."""
    made = _postgresql() if connection.vendor == "postgresql" else _sqlite(connection, tables)
    some = not tables.isdisjoint([*MAY_CHANGE, *NEVER_DELETED, *RELATIONS])
    return [piece for piece in made if piece.table in tables or (some and not piece.table)]


def missing(connection):
    """The guards that are missing in this database or differ."""
    return schema.missing(connection, pieces(connection, set(connection.introspection.table_names())))


# While two topics are merged, or their merge is undone, rows may change from one to the other only.
MERGE = (
    "EXISTS (SELECT 1 FROM people_merge m WHERE m.open AND m.model = 'articles.topic'"
    " AND {row}.topic_id IN (m.kept_id, m.gone_id))"
)


def _relation_rules(table):
    """(verb, row, condition under which the change is refused) for one relation table."""
    link = table in LINKS
    topic = table == "articles_editiontopic"
    for verb, row in (("insert", "NEW"), ("update", "OLD"), ("delete", "OLD")):
        closed = f"NOT {ALLOWED.format(row=row)}" if link else "1 = 1"
        closed = f"NOT {MERGE.format(row=row)}" if topic else closed
        if verb == "insert":
            sealed = f"EXISTS (SELECT 1 FROM articles_edition e WHERE e.id = {row}.edition_id AND e.sealed)"
            yield verb, row, f"{sealed} AND {closed}"
        elif verb == "update" and link:
            moved = "NEW.edition_id <> OLD.edition_id OR NEW.person_id <> OLD.person_id"
            yield verb, row, f"{closed} OR {moved}"
        elif verb == "update" and topic:
            elsewhere = f"NEW.edition_id <> OLD.edition_id OR NOT {MERGE.format(row='NEW')}"
            yield verb, row, f"{closed} OR {elsewhere}"
        else:
            yield verb, row, closed


TAKEN = (
    "EXISTS (SELECT 1 FROM articles_edition e WHERE e.month = NEW.month AND e.slug = NEW.slug"
    " AND e.cancelled_at IS NULL AND e.article_id <> NEW.article_id)"
)


# Each entry follows the last one. Without the last line SQLite's INSERT OR REPLACE could replace an entry.
FOLLOWS = (
    "NEW.number <> 1 + COALESCE((SELECT MAX(a.number) FROM articles_auditentry a), 0)"
    " OR NEW.previous <> COALESCE("
    "(SELECT a.hash FROM articles_auditentry a WHERE a.number = NEW.number - 1), '')"
    " OR EXISTS (SELECT 1 FROM articles_auditentry a WHERE a.id = NEW.id)"
)
# (trigger, table, verb, condition under which the change is refused, message)
RULES = [
    (
        "articles_edition_address_is_free",
        "articles_edition",
        "INSERT",
        TAKEN,
        "another story has this address",
    ),
    (
        "articles_auditentry_follows",
        "articles_auditentry",
        "INSERT",
        FOLLOWS,
        "an audit entry follows the last one",
    ),
    (
        "articles_edition_stays_sealed",
        "articles_edition",
        "UPDATE",
        "OLD.sealed AND NOT NEW.sealed",
        "a sealed edition stays sealed",
    ),
    (
        "articles_linkchange_stays_closed",
        "articles_linkchange",
        "UPDATE",
        "NEW.open AND NOT OLD.open",
        "a link change that is closed stays closed",
    ),
    (
        "articles_audithead_goes_on",
        "articles_audithead",
        "UPDATE",
        "NEW.id <> OLD.id OR NEW.number <> OLD.number + 1",
        "the head of the audit log moves on by one",
    ),
]


FOLLOW = "editions_follow_each_other"
ERROR = "'integrity_constraint_violation'"
FIXED = "the relations of a published edition are not changed"


# --- PostgreSQL --------------------------------------------------------------------------------
def _postgresql():
    yield _function("articles_refuse", "RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = " + ERROR + ";")
    yield _function(
        "articles_stays",
        "IF to_jsonb(NEW) - string_to_array(TG_ARGV[0], ',')"
        " IS DISTINCT FROM to_jsonb(OLD) - string_to_array(TG_ARGV[0], ',')"
        " THEN RAISE EXCEPTION 'rows of % are not changed', TG_TABLE_NAME"
        f" USING ERRCODE = {ERROR}; END IF; RETURN NEW;",
    )
    for table, columns in MAY_CHANGE.items():
        yield _trigger(f"{table}_stays", table, "UPDATE", f"articles_stays('{','.join(columns)}')")
    for table in NEVER_DELETED:
        refuse = f"articles_refuse('rows of {table} are kept')"
        yield _trigger(f"{table}_is_kept", table, "DELETE", refuse)
    for table in [*NEVER_DELETED, *RELATIONS]:
        refuse = f"articles_refuse('rows of {table} are kept')"
        yield _trigger(f"{table}_is_not_emptied", table, "TRUNCATE", refuse, each="STATEMENT")
    for table in RELATIONS:
        for verb, _row, refused in _relation_rules(table):
            yield from _rule(f"{table}_{verb}", table, verb.upper(), refused, FIXED)
    for rule in RULES:
        yield from _rule(*rule)
    yield SchemaPiece(
        "constraint",
        "articles_edition",
        FOLLOW,
        f"ALTER TABLE articles_edition ADD CONSTRAINT {FOLLOW} EXCLUDE USING gist"
        " (int8range(article_id, article_id, '[]'::text) WITH &&, tstzrange(live_from, live_until) WITH &&)"
        " WHERE (cancelled_at IS NULL)",
    )


def _function(name, body):
    sql = f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN {body} END$$"
    return SchemaPiece("function", "", name, sql)


def _trigger(name, table, verb, call, each="ROW"):
    sql = f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH {each} EXECUTE FUNCTION {call}"
    return SchemaPiece("trigger", table, name, sql)


def _rule(name, table, verb, refused, message):
    row = "OLD" if verb == "DELETE" else "NEW"
    yield _function(
        name,
        f"IF {refused} THEN RAISE EXCEPTION '{message}' USING ERRCODE = {ERROR}; END IF; RETURN {row};",
    )
    yield _trigger(name, table, verb, f"{name}()")


# --- SQLite ------------------------------------------------------------------------------------
def _sqlite(connection, tables):
    for table in MAY_CHANGE:
        if table in tables:
            changed = " OR ".join(f'OLD."{name}" IS NOT NEW."{name}"' for name in _kept(connection, table))
            yield _refusal(f"{table}_stays", table, "UPDATE", changed, f"rows of {table} are not changed")
    for table in NEVER_DELETED:
        yield _refusal(f"{table}_is_kept", table, "DELETE", "1", f"rows of {table} are kept")
    for table in RELATIONS:
        for verb, _row, refused in _relation_rules(table):
            yield _refusal(f"{table}_{verb}", table, verb.upper(), refused, FIXED)
    for rule in RULES:
        yield _refusal(*rule)
    for verb, another in (("insert", ""), ("update", " AND e.id <> OLD.id")):
        overlap = (
            "NEW.cancelled_at IS NULL AND EXISTS (SELECT 1 FROM articles_edition e"
            f" WHERE e.article_id = NEW.article_id{another} AND e.cancelled_at IS NULL"
            " AND e.live_from < COALESCE(NEW.live_until, '9999')"
            " AND NEW.live_from < COALESCE(e.live_until, '9999'))"
        )
        words = "two editions of a story are never live at once"
        yield _refusal(f"articles_{FOLLOW}_{verb}", "articles_edition", verb.upper(), overlap, words)


def _kept(connection, table):
    """The present columns of a table that never change. Django's own look-up reads collations too, slowly."""
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA table_xinfo({table})")
        columns = [name for _place, name, *_rest in cursor.fetchall()]
    return [name for name in columns if name not in MAY_CHANGE[table]]


def _refusal(name, table, verb, condition, message):
    sql = (
        f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW WHEN {condition}"
        f" BEGIN SELECT RAISE(ABORT, '{message}'); END"
    )
    return SchemaPiece("trigger", table, name, sql)
