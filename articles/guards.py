"""Database triggers that keep the record: what was published is not changed, by no road.

They stand in the database because forms, scripts and querysets all end there. A migration that rebuilds one
of these tables on SQLite must call `install` again at its end (SQLite drops a table's triggers with it);
so does one that brings a table named here (`install` passes over those that are not there yet);
tests/articles/test_immutability.py fails when one is missing.
"""

# What may still change, by table. Everything else is fixed once written.
MAY_CHANGE = {
    "articles_edition": ["live_until", "expires_at", "cancelled_at", "sealed", "search_vector"],
    "articles_revision": [],
    "articles_withdrawal": ["lifted_at", "lifted_by_id", "lift_reason"],
    "articles_linkchange": ["open"],
    "articles_auditentry": [],
    "articles_desknote": ["done_at"],
}
NEVER_DELETED = [
    "articles_edition",
    "articles_withdrawal",
    "articles_linkchange",
    "articles_auditentry",
    "articles_audithead",
    "people_merge",
]
BY_THE_DOOR = ["articles_editionofficial", "articles_editionquotation"]  # what a person is linked by
RELATIONS = [
    "articles_editiontopic",
    "articles_editionauthor",
    "articles_editionpicture",
    *BY_THE_DOOR,
]
DOOR = (
    "EXISTS (SELECT 1 FROM articles_linkchange c WHERE c.open"
    " AND c.edition_id = {row}.edition_id AND c.person_id = {row}.person_id)"
)


def install(schema_editor):
    """Create every trigger anew on this database (SQLite or PostgreSQL). Safe to call again."""
    remove(schema_editor)
    for statement in statements(schema_editor.connection):
        schema_editor.execute(statement, params=None)


def remove(schema_editor):
    """Drop every trigger that `install` creates."""
    for statement in removals(schema_editor.connection):
        schema_editor.execute(statement, params=None)


def names():
    """The (trigger, table) pairs that a complete database has."""
    pairs = [(f"{table}_stays", table) for table in MAY_CHANGE]
    pairs += [(f"{table}_is_kept", table) for table in NEVER_DELETED]
    for table in RELATIONS:
        pairs += [(f"{table}_{verb}", table) for verb in ("insert", "update", "delete")]
    return pairs + [(name, table) for name, table, *_rule in RULES]


def statements(connection):
    """The SQL that creates the triggers of the tables that there are, for this connection's database."""
    present = set(connection.introspection.table_names())
    made = _postgresql(present) if connection.vendor == "postgresql" else _sqlite(connection, present)
    return [statement for table, statement in made if table is None or table in present]


def removals(connection):
    if connection.vendor == "postgresql":
        emptied = ("articles_auditentry_is_not_emptied", "articles_auditentry")
        drops = [f"DROP TRIGGER IF EXISTS {name} ON {table}" for name, table in [*names(), emptied]]
        return [*drops, "ALTER TABLE articles_edition DROP CONSTRAINT IF EXISTS editions_follow_each_other"]
    overlap = [f"DROP TRIGGER IF EXISTS editions_follow_each_other_{verb}" for verb in ("insert", "update")]
    return [f"DROP TRIGGER IF EXISTS {name}" for name, _table in names()] + overlap


# While two topics are merged, or their merge undone, rows may go from one to the other and nowhere else.
MERGE = (
    "EXISTS (SELECT 1 FROM people_merge m WHERE m.open AND m.model = 'articles.topic'"
    " AND {row}.topic_id IN (m.kept_id, m.gone_id))"
)


def _relation_rules(table, present):
    """(verb, row, condition under which the change is refused) for one relation table."""
    official = table in BY_THE_DOOR
    topic = table == "articles_editiontopic" and "people_merge" in present
    for verb, row in (("insert", "NEW"), ("update", "OLD"), ("delete", "OLD")):
        closed = f"NOT {DOOR.format(row=row)}" if official else "1 = 1"
        closed = f"NOT {MERGE.format(row=row)}" if topic else closed
        if verb == "insert":
            sealed = f"EXISTS (SELECT 1 FROM articles_edition e WHERE e.id = {row}.edition_id AND e.sealed)"
            yield verb, row, f"{sealed} AND {closed}"
        elif verb == "update" and official:
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


# Each entry follows the last one. SQLite's INSERT OR REPLACE would delete a row past the other triggers.
FOLLOWS = (
    "NEW.number <> 1 + COALESCE((SELECT MAX(a.number) FROM articles_auditentry a), 0)"
    " OR NEW.previous <> COALESCE("
    "(SELECT a.hash FROM articles_auditentry a WHERE a.number = NEW.number - 1), '')"
    " OR EXISTS (SELECT 1 FROM articles_auditentry a WHERE a.id = NEW.id)"
)
# (trigger, table, verb, condition under which the change is refused, what is said)
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
        "articles_linkchange_stays_shut",
        "articles_linkchange",
        "UPDATE",
        "NEW.open AND NOT OLD.open",
        "a door once shut stays shut",
    ),
    (
        "articles_audithead_goes_on",
        "articles_audithead",
        "UPDATE",
        "NEW.id <> OLD.id OR NEW.number <> OLD.number + 1",
        "the head of the audit log goes on one by one",
    ),
]


# --- PostgreSQL --------------------------------------------------------------------------------
def _postgresql(present):
    """(table or None, statement)."""
    yield (
        None,
        """
    CREATE OR REPLACE FUNCTION articles_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
    END $$""",
    )
    yield (
        None,
        """
    CREATE OR REPLACE FUNCTION articles_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE loose text[] := string_to_array(TG_ARGV[0], ',');
    BEGIN
      IF to_jsonb(NEW) - loose IS DISTINCT FROM to_jsonb(OLD) - loose THEN
        RAISE EXCEPTION 'what stands in % is not changed', TG_TABLE_NAME
          USING ERRCODE = 'integrity_constraint_violation';
      END IF;
      RETURN NEW;
    END $$""",
    )
    for table, columns in MAY_CHANGE.items():
        yield (
            table,
            f"CREATE TRIGGER {table}_stays BEFORE UPDATE ON {table} FOR EACH ROW"
            f" EXECUTE FUNCTION articles_stays('{','.join(columns)}')",
        )
    for table in NEVER_DELETED:
        yield (
            table,
            f"CREATE TRIGGER {table}_is_kept BEFORE DELETE ON {table} FOR EACH ROW"
            f" EXECUTE FUNCTION articles_refuse('rows of {table} are kept')",
        )
    yield (
        "articles_auditentry",
        "CREATE TRIGGER articles_auditentry_is_not_emptied BEFORE TRUNCATE ON articles_auditentry"
        " FOR EACH STATEMENT EXECUTE FUNCTION articles_refuse('rows of articles_auditentry are kept')",
    )
    for table in RELATIONS:
        for verb, _row, refused in _relation_rules(table, present):
            message = "the relations of a published edition are not changed"
            yield from _postgresql_rule(f"{table}_{verb}", table, verb.upper(), refused, message)
    for rule in RULES:
        yield from _postgresql_rule(*rule)
    yield (
        "articles_edition",
        "ALTER TABLE articles_edition ADD CONSTRAINT editions_follow_each_other EXCLUDE USING gist ("
        "int8range(article_id, article_id, '[]') WITH &&, tstzrange(live_from, live_until) WITH &&)"
        " WHERE (cancelled_at IS NULL)",
    )


def _postgresql_rule(name, table, verb, refused, message):
    yield (
        table,
        f"""
    CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF {refused} THEN
        RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation';
      END IF;
      RETURN {"OLD" if verb == "DELETE" else "NEW"};
    END $$""",
    )
    yield (
        table,
        f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    )


# --- SQLite ------------------------------------------------------------------------------------
def _sqlite(connection, present):
    """(table, statement)."""

    def refuse(name, table, verb, condition, message):
        return (
            table,
            f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW WHEN {condition}"
            f" BEGIN SELECT RAISE(ABORT, '{message}'); END",
        )

    with connection.cursor() as cursor:
        for table in MAY_CHANGE.keys() & present:
            columns = [c.name for c in connection.introspection.get_table_description(cursor, table)]
            loose = MAY_CHANGE[table]
            changed = " OR ".join(f'OLD."{c}" IS NOT NEW."{c}"' for c in columns if c not in loose)
            yield refuse(f"{table}_stays", table, "UPDATE", changed, f"what stands in {table} is not changed")
    for table in NEVER_DELETED:
        yield refuse(f"{table}_is_kept", table, "DELETE", "1", f"rows of {table} are kept")
    for table in RELATIONS:
        for verb, _row, refused in _relation_rules(table, present):
            message = "the relations of a published edition are not changed"
            yield refuse(f"{table}_{verb}", table, verb.upper(), refused, message)
    for rule in RULES:
        yield refuse(*rule)
    for verb, another in (("insert", ""), ("update", " AND e.id <> OLD.id")):
        overlap = (
            "NEW.cancelled_at IS NULL AND EXISTS (SELECT 1 FROM articles_edition e"
            f" WHERE e.article_id = NEW.article_id{another} AND e.cancelled_at IS NULL"
            " AND e.live_from < COALESCE(NEW.live_until, '9999')"
            " AND NEW.live_from < COALESCE(e.live_until, '9999'))"
        )
        yield refuse(
            f"editions_follow_each_other_{verb}",
            "articles_edition",
            verb.upper(),
            overlap,
            "two editions of a story are never live at once",
        )
