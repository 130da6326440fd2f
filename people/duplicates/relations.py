"""What moves in a merge: every row that points at the record that goes, found by its foreign key."""

from django.db import models

from people.duplicates import registry


def relations(model):
    """Return the foreign keys that point at a model, without those of histories, which stay unchanged."""
    return [
        relation.field
        for relation in model._meta.get_fields(include_hidden=True)
        if (relation.one_to_many or relation.one_to_one)
        and relation.auto_created
        and not hasattr(relation.related_model, "history_object")
        and not registry.is_left_alone(relation.related_model)
    ]


def move_relations(run, kept, gone):
    """Let everything that points at `gone` point at `kept`: two records of one model."""
    for foreign in relations(type(kept)):
        move = registry.mover_of(foreign) or move_rows
        move(run, foreign, kept, gone)


def absorb(run, kept, gone):
    """Let `kept` take what points at `gone`, and remove `gone`."""
    move_relations(run, kept, gone)
    run.remove(type(gone), [gone])


def move_rows(run, foreign, kept, gone):
    """Give rows another key. Those that `kept` has already are removed; none comes to point at itself."""
    model = foreign.model
    rows = list(model._base_manager.filter(**{foreign.name: gone.pk}))
    doubles = doubled(foreign, rows, kept)
    for row in rows:
        if row.pk in doubles:
            absorb(run, doubles[row.pk], row)
    own = [row for row in rows if type(row) is type(kept) and row.pk == kept.pk]
    moved = [row for row in rows if row.pk not in doubles and row not in own]
    run.change_all(model, moved, **{foreign.attname: kept.pk})
    for row in own:
        run.change(row, **{foreign.attname: None})
        setattr(kept, foreign.attname, None)


def doubled(foreign, rows, kept):
    """Return {pk of a row: the same row of `kept`}, by the unique constraints with this key."""
    if not rows:
        return {}
    found = {}
    theirs = list(foreign.model._base_manager.filter(**{foreign.name: kept.pk}))
    for names in _unique_with(foreign):
        attnames = [foreign.model._meta.get_field(name).attname for name in names if name != foreign.name]
        there = {tuple(getattr(row, name) for name in attnames): row for row in theirs}
        for row in rows:
            if (same := there.get(tuple(getattr(row, name) for name in attnames))) is not None:
                found[row.pk] = same
    return found


def _unique_with(foreign):
    if foreign.unique:
        yield [foreign.name]
    yield from (names for names in foreign.model._meta.unique_together if foreign.name in names)
    for constraint in foreign.model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and foreign.name in constraint.fields:
            yield constraint.fields
