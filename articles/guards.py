"""Database triggers that keep the record: what was published is not changed, by no road.

They stand in the database because forms, scripts and querysets all end there. A migration that rebuilds one
of these tables on SQLite must call `install` again at its end (SQLite drops a table's triggers with it);
tests/articles/test_immutability.py fails when one is missing.
"""

# What may still change, by table. Everything else is fixed once written.
MAY_CHANGE = {
    "articles_edition": ["live_until", "cancelled_at", "sealed", "search_vector"],
    "articles_revision": [],
    "articles_withdrawal": ["lifted_at", "lifted_by_id", "lift_reason"],
    "articles_linkchange": ["open"],
}
NEVER_DELETED = ["articles_edition", "articles_withdrawal", "articles_linkchange"]
RELATIONS = ["articles_editiontopic", "articles_editionofficial", "articles_editionauthor"]
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
    return [*pairs, ("articles_edition_address_is_free", "articles_edition")]


def statements(connection):
    """The SQL that creates the triggers, for this connection's database."""
    if connection.vendor == "postgresql":
        return [*_postgresql()]
    return [*_sqlite(connection)]


def removals(connection):
    if connection.vendor == "postgresql":
        drops = [f"DROP TRIGGER IF EXISTS {name} ON {table}" for name, table in names()]
        return [*drops, "ALTER TABLE articles_edition DROP CONSTRAINT IF EXISTS editions_follow_each_other"]
    overlap = [f"DROP TRIGGER IF EXISTS editions_follow_each_other_{verb}" for verb in ("insert", "update")]
    return [f"DROP TRIGGER IF EXISTS {name}" for name, _table in names()] + overlap


def _relation_rules(table):
    """(verb, row, condition under which the change is refused) for one relation table."""
    official = table == "articles_editionofficial"
    for verb, row in (("insert", "NEW"), ("update", "OLD"), ("delete", "OLD")):
        closed = f"NOT {DOOR.format(row=row)}" if official else "1 = 1"
        if verb == "insert":
            sealed = f"EXISTS (SELECT 1 FROM articles_edition e WHERE e.id = {row}.edition_id AND e.sealed)"
            yield verb, row, f"{sealed} AND {closed}"
        elif verb == "update" and official:
            moved = "NEW.edition_id <> OLD.edition_id OR NEW.person_id <> OLD.person_id"
            yield verb, row, f"{closed} OR {moved}"
        else:
            yield verb, row, closed


TAKEN = (
    "EXISTS (SELECT 1 FROM articles_edition e WHERE e.month = NEW.month AND e.slug = NEW.slug"
    " AND e.cancelled_at IS NULL AND e.article_id <> NEW.article_id)"
)


# --- PostgreSQL --------------------------------------------------------------------------------
def _postgresql():
    yield """
    CREATE OR REPLACE FUNCTION articles_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
    END $$"""
    yield """
    CREATE OR REPLACE FUNCTION articles_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE loose text[] := string_to_array(TG_ARGV[0], ',');
    BEGIN
      IF to_jsonb(NEW) - loose IS DISTINCT FROM to_jsonb(OLD) - loose THEN
        RAISE EXCEPTION 'what stands in % is not changed', TG_TABLE_NAME
          USING ERRCODE = 'integrity_constraint_violation';
      END IF;
      RETURN NEW;
    END $$"""
    for table, columns in MAY_CHANGE.items():
        yield (
            f"CREATE TRIGGER {table}_stays BEFORE UPDATE ON {table} FOR EACH ROW"
            f" EXECUTE FUNCTION articles_stays('{','.join(columns)}')"
        )
    for table in NEVER_DELETED:
        yield (
            f"CREATE TRIGGER {table}_is_kept BEFORE DELETE ON {table} FOR EACH ROW"
            f" EXECUTE FUNCTION articles_refuse('rows of {table} are kept')"
        )
    for table in RELATIONS:
        for verb, _row, refused in _relation_rules(table):
            yield from _postgresql_relation(table, verb, refused)
    yield f"""
    CREATE OR REPLACE FUNCTION articles_edition_address() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF {TAKEN} THEN
        RAISE EXCEPTION 'another story has this address' USING ERRCODE = 'integrity_constraint_violation';
      END IF;
      RETURN NEW;
    END $$"""
    yield (
        "CREATE TRIGGER articles_edition_address_is_free BEFORE INSERT ON articles_edition FOR EACH ROW"
        " EXECUTE FUNCTION articles_edition_address()"
    )
    yield (
        "ALTER TABLE articles_edition ADD CONSTRAINT editions_follow_each_other EXCLUDE USING gist ("
        "int8range(article_id, article_id, '[]') WITH &&, tstzrange(live_from, live_until) WITH &&)"
        " WHERE (cancelled_at IS NULL)"
    )


def _postgresql_relation(table, verb, refused):
    yield f"""
    CREATE OR REPLACE FUNCTION {table}_{verb}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF {refused} THEN
        RAISE EXCEPTION 'the relations of a published edition are not changed'
          USING ERRCODE = 'integrity_constraint_violation';
      END IF;
      RETURN {"OLD" if verb == "delete" else "NEW"};
    END $$"""
    yield (
        f"CREATE TRIGGER {table}_{verb} BEFORE {verb.upper()} ON {table} FOR EACH ROW"
        f" EXECUTE FUNCTION {table}_{verb}()"
    )


# --- SQLite ------------------------------------------------------------------------------------
def _sqlite(connection):
    def refuse(name, when, condition, message):
        return (
            f"CREATE TRIGGER {name} BEFORE {when} FOR EACH ROW WHEN {condition}"
            f" BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )

    with connection.cursor() as cursor:
        for table, loose in MAY_CHANGE.items():
            columns = [c.name for c in connection.introspection.get_table_description(cursor, table)]
            changed = " OR ".join(f'OLD."{c}" IS NOT NEW."{c}"' for c in columns if c not in loose)
            yield refuse(
                f"{table}_stays", f"UPDATE ON {table}", changed, f"what stands in {table} is not changed"
            )
    for table in NEVER_DELETED:
        yield refuse(f"{table}_is_kept", f"DELETE ON {table}", "1", f"rows of {table} are kept")
    for table in RELATIONS:
        for verb, _row, refused in _relation_rules(table):
            yield refuse(
                f"{table}_{verb}",
                f"{verb.upper()} ON {table}",
                refused,
                "the relations of a published edition are not changed",
            )
    yield refuse(
        "articles_edition_address_is_free",
        "INSERT ON articles_edition",
        TAKEN,
        "another story has this address",
    )
    for verb, another in (("insert", ""), ("update", " AND e.id <> OLD.id")):
        overlap = (
            "NEW.cancelled_at IS NULL AND EXISTS (SELECT 1 FROM articles_edition e"
            f" WHERE e.article_id = NEW.article_id{another} AND e.cancelled_at IS NULL"
            " AND e.live_from < COALESCE(NEW.live_until, '9999')"
            " AND NEW.live_from < COALESCE(e.live_until, '9999'))"
        )
        yield refuse(
            f"editions_follow_each_other_{verb}",
            f"{verb.upper()} ON articles_edition",
            overlap,
            "two editions of a story are never live at once",
        )
