"""What the dates of an appointment, a person and an organization allow: what is impossible, what is doubtful.

By bounds, like everything else: impossible and doubtful is only what is so whatever the unknown parts are.
"""

from django.utils.translation import gettext as _

from newsroom.lib.partial_date import EARLIEST, has_first_day, has_last_day, hi, is_known, lo, words

YOUNGEST, OLDEST = 18, 100  # years of age in a post
LONGEST = 40  # years in one post


def is_to_come(value, today):
    """Whether a partial date lies after today (ISO text), whatever its unknown parts are."""
    return lo(value) > today


def impossible(row):
    """Return {field: sentence} of what cannot be: taken up before birth, after death or an end above."""
    person, organization = row.person, row.post.organization
    if not is_known(row.start):
        return {}
    values = {"person": person, "organization": organization}
    if hi(row.start) < lo(person.birth):
        text = _("%(person)s was not born yet: born %(when)s.")
        return {"start": text % (values | {"when": words(person.birth)})}
    if lo(row.start) > hi(person.death):
        text = _("%(person)s had died: %(when)s.")
        return {"start": text % (values | {"when": words(person.death)})}
    if lo(row.start) > hi(organization.ended):
        text = _("%(organization)s had ended: %(when)s.")
        return {"start": text % (values | {"when": words(organization.ended)})}
    if organization.parent_id and (ends := row.ends_above.split()) and lo(row.start) > hi(ends[0]):
        text = _("An organization above %(organization)s had ended: %(when)s.")
        return {"start": text % (values | {"when": words(ends[0])})}
    if is_known(row.end) and lo(row.end) > hi(person.death):
        text = _("%(person)s died earlier: %(when)s.")
        return {"end": text % (values | {"when": words(person.death)})}
    return {}


def doubtful(row, today):
    """Return [sentence] of what is hardly right today (a day as ISO text): ages, and years in one post."""
    if not has_first_day(row.start) and not has_last_day(row.start):
        return []
    person, found = row.person, []
    last = _last_day(row, today)
    if has_first_day(person.birth) and hi(row.start) < _later(lo(person.birth), YOUNGEST):
        text = _("%(person)s, born %(when)s, was younger than %(n)d when taking up the post.")
        found.append(text % {"person": person, "when": words(person.birth), "n": YOUNGEST})
    if has_last_day(person.birth) and _later(hi(person.birth), OLDEST) < max(last, lo(row.start)):
        text = _("%(person)s, born %(when)s, was older than %(n)d in the post.")
        found.append(text % {"person": person, "when": words(person.birth), "n": OLDEST})
    if has_last_day(row.start) and _later(hi(row.start), LONGEST) < last:
        text = _("%(person)s held the post for more than %(n)d years: since %(when)s.")
        found.append(text % {"person": person, "when": words(row.start), "n": LONGEST})
    return found


def _last_day(row, today):
    """The last day in the post that counts, at the latest today. Other records are read where they matter."""
    last = min(today, lo(row.end)) if has_first_day(row.end) else today
    is_long = has_last_day(row.start) and _later(hi(row.start), LONGEST) < last
    is_old = has_last_day(row.person.birth) and _later(hi(row.person.birth), OLDEST) < last
    return min(row.ends_lo, today) if is_long or is_old else last


def asked(row, today):
    """Return [sentence] of what form and sheet ask about: what is doubtful, and an end that has not come."""
    found = doubtful(row, today)
    if is_to_come(row.end, today):
        text = _("The end lies in the future: %(when)s. Record it as the end of the term until it has come.")
        found.append(text % {"when": words(row.end)})
    return found


def _later(day, years):
    """The same day some years later, as ISO text that compares."""
    return f"{int(day[:4]) + years:04}{day[4:]}" if day != EARLIEST else day
