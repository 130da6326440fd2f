"""Queries that Django writes once a process: to write one often takes longer than to ask it.

    @prepared
    def born_after(*, day, names):
        return Person.objects.filter(born__gt=day, name__in=names)

    born_after(day=day, names=["Ban", "Annan"])  # a list of persons, one query

The function says how a query is made; it is called with stand-ins for the values, twice for each form of the
query. Where both times another value stands in the written statement, a value of the caller belongs.
What the function reads besides its arguments must not change what it makes: neither the clock nor the day.
Most queries that do are refused; a test writes every query of the site once more a year later.
"""

import copy
import datetime
import functools
import itertools
from collections import defaultdict
from dataclasses import dataclass

from django.core.exceptions import EmptyResultSet
from django.db import connections

LONGEST = 512  # values of a list; a query with a longer one is written each time
# Years and numbers with which stand-ins begin, early and late: so a query that compares a value with another
# before it is written, such as a day with today, is not the same twice. Numbers go into 32 bits.
YEARS = (1001, 7001)
NUMBERS = (1_000_000, 1_900_000_000)

ALL = []  # every Prepared there is, for the tests


def prepared(make):
    """A function that returns a queryset becomes one that returns its rows, a list. One query and prefetches.

    Positional arguments are part of the form of the query. Keyword arguments are values: numbers, text, days,
    moments, or lists of numbers or of text. None and booleans are part of the form as well.
    """
    return Prepared(make)


def give(rows, relation, found):
    """Give each of these rows the rows of a relation to it, in the order found, as a prefetch does. No query.

    found   all rows of the relation, which have a foreign key to these
    """
    if not rows:
        return
    key = rows[0]._meta.get_field(relation).field
    of = defaultdict(list)
    for one in found:
        of[getattr(one, key.attname)].append(one)
    for row in rows:
        for one in of[row.pk]:
            key.set_cached_value(one, row)
        known = key.model._default_manager.none()
        known._result_cache, known._prefetch_done = of[row.pk], True
        row.__dict__.setdefault("_prefetched_objects_cache", {})[relation] = known


class Prepared:
    """A query that is written once for each of its forms; `prepared` makes it. Threads share it."""

    def __init__(self, make):
        self.make, self.written = make, {}
        functools.update_wrapper(self, make)
        ALL.append(self)

    def __call__(self, *form, **values):
        values = {name: _padded(value) if _is_list(value) else value for name, value in values.items()}
        key = form, *((name, _form_of(value)) for name, value in values.items())
        found = self.written.get(key)
        if found is None:
            if any(_is_list(value) and len(value) > LONGEST for value in values.values()):
                return list(self.make(*form, **values))
            found = self.written.setdefault(key, _Form(self.make, form, values))
        return found.rows(values)

    def first(self, *form, **values):
        """The first row, or None. The query says itself how many it asks for."""
        return next(iter(self(*form, **values)), None)


@dataclass(frozen=True)
class _Statement:
    """A query as written for one kind of database.

    compiler    Django's, which has written it and knows what its columns are
    places      the values of the statement; a _Place where a value of the caller belongs
    converters  what turns columns into Python, as the compiler tells it
    """

    compiler: object
    sql: str
    places: list
    converters: dict


@dataclass(frozen=True)
class _Place:
    """Where a value belongs: of which name, which of a list (or None), and what a database wants it as."""

    name: str
    n: int | None
    adapt: object

    def of(self, values):
        value = values[self.name]
        return self.adapt(value if self.n is None else value[self.n])


class _Form:
    """One form of a query: the same statement whatever the values."""

    def __init__(self, make, form, values):
        self.name, self.asked = make.__qualname__, form
        # One list for both: {name: stand-in}.
        self.stand_ins = [_stand_ins(values, first) for first in (0, 1)]
        self.querysets = [make(*form, **given) for given in self.stand_ins]
        self.statements = {}
        if self.querysets[0]._known_related_objects:
            raise ValueError(f"{self.name} keeps a record. Filter by its key, not through its manager.")

    def rows(self, values):
        """The rows, as the queryset itself would give them."""
        made = self.querysets[0]
        connection = connections[made.db]
        vendor = connection.vendor
        if vendor not in self.statements:
            self.statements[vendor] = self._write(connection)
        statement = self.statements[vendor]
        return list(_answering(made, statement, connection, values)) if statement else []

    def written_for(self, connection):
        """(the statement, its values with a name where one of the caller belongs), for tests; or None."""
        statement = self._write(connection)
        return statement and (
            statement.sql,
            [(one.name, one.n) if isinstance(one, _Place) else one for one in statement.places],
        )

    def _write(self, connection):
        """The _Statement, or None if by an empty list no row can be found."""
        try:
            written = [_written(made, connection) for made in self.querysets]
        except EmptyResultSet:
            if any(value == [] for value in self.stand_ins[0].values()):
                return None
            raise
        (compiler, sql, ours), (_other, other_sql, theirs) = written
        if sql != other_sql or len(ours) != len(theirs):
            raise ValueError(f"{self.name} makes another statement for other values.")
        adapts = (_as_it_is, _as_iso, functools.partial(_as_moment, connection.ops))
        candidates = [
            (_Place(name, n, adapt), *(adapt(one) for one in pair))
            for name, n, pair in self._pairs()
            for adapt in adapts
        ]
        places = [_place(pair, candidates, self.name) for pair in zip(ours, theirs, strict=True)]
        unused = {name for name, _n, _pair in self._pairs()} - {
            place.name for place in places if isinstance(place, _Place)
        }
        if unused:
            raise ValueError(f"{self.name} does not use {', '.join(sorted(unused))}.")
        columns = [column for column, *_rest in compiler.select[: compiler.col_count]]
        return _Statement(compiler, sql, places, compiler.get_converters(columns))

    def _pairs(self):
        """(name, which of a list or None, the two stand-ins) of each value that is no part of the form."""
        ours, theirs = self.stand_ins
        for name, value in ours.items():
            if _is_list(value):
                for n, pair in enumerate(zip(value, theirs[name], strict=True)):
                    yield name, n, pair
            elif not _is_form(value):
                yield name, None, (value, theirs[name])


def _answering(made, statement, connection, values):
    """A queryset like `made` whose statement is written already, with these values in their places."""
    params = tuple(place.of(values) if isinstance(place, _Place) else place for place in statement.places)
    compiler = copy.copy(statement.compiler)
    compiler.connection, compiler.using = connection, connection.alias
    compiler.as_sql = lambda *args, **kwargs: (statement.sql, params)
    compiler.get_converters = lambda columns: statement.converters
    query = copy.copy(made.query)
    query.get_compiler = lambda *args, **kwargs: compiler
    answering = type(made)(made.model, query, connection.alias)
    for name in ("_iterable_class", "_fields", "_prefetch_related_lookups", "_fetch_mode"):
        setattr(answering, name, getattr(made, name))
    return answering


def _written(made, connection):
    """(Django's compiler, the statement, its values)"""
    compiler = made.query.clone().get_compiler(connection.alias)
    return compiler, *compiler.as_sql()


def _place(pair, candidates, name):
    """The value of a place in the statement if it is fixed, else the _Place of a value of the caller."""
    ours, theirs = pair
    if type(ours) is type(theirs) and ours == theirs:
        return ours
    for place, first, second in candidates:
        if ours == first and theirs == second:
            # psycopg is told the width of a number by its class.
            return place if type(ours) is type(first) else _Place(place.name, place.n, type(ours))
    raise ValueError(f"{name}: {ours!r} in its statement is neither fixed nor a value that it was given.")


def _as_it_is(value):
    return value


def _as_iso(value):
    return value.isoformat() if isinstance(value, datetime.date) else value


def _as_moment(ops, value):
    return ops.adapt_datetimefield_value(value) if isinstance(value, datetime.datetime) else value


# --- Values ---------------------------------------------------------------------------------------
def _is_list(value):
    return isinstance(value, (list, tuple, set, frozenset))


def _is_form(value):
    """Whether a value is part of the form of a query: no other value may stand in its place."""
    return value is None or isinstance(value, bool)


def _padded(values):
    """The list, made as long as the next power of two with its last value: few lengths, few statements."""
    values = list(values)
    size = 1 << (len(values) - 1).bit_length() if values else 0
    return values + values[-1:] * (size - len(values))


def _form_of(value):
    if _is_list(value):
        return len(value), type(value[0]) if value else None
    return value if _is_form(value) else type(value)


def _stand_ins(values, side):
    """{name: value of the same kind that stands in nothing else}. `side` is 0 for early ones, 1 for late."""
    numbers = itertools.count()
    found = {}
    for name, value in values.items():
        if _is_list(value):
            found[name] = [_stand_in(one, next(numbers), side) for one in value]
        else:
            found[name] = value if _is_form(value) else _stand_in(value, next(numbers), side)
    return found


def _stand_in(value, n, side):
    match value:
        case int():
            return NUMBERS[side] + n
        case str():
            return f"{'!~'[side]} value {n} of a statement"
        case datetime.datetime():
            return datetime.datetime(YEARS[side] + n, 2, 3, 4, 5, 6, 789, tzinfo=datetime.UTC)
        case datetime.date():
            return datetime.date(YEARS[side] + n, 2, 3)
    raise TypeError(f"{value!r} is no value of a statement.")
