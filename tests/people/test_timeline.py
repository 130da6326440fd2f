"""The geometry of timelines: what is certain is a bar, what is not is a fade. Without a database."""

import datetime
import itertools
import re

import pytest
from django.template.loader import render_to_string

from newsroom.lib.days import day_of, year_of
from people.models import Appointment, CompleteSuccession, Organization, Person, Post
from people.spans import holder_gaps, life_of, span, stretches, years
from people.tenures import Tenure
from people.timeline.career import career
from people.timeline.drawing import NARROW, Axis, Label, places, pushed_down
from people.timeline.succession import succession

TODAY = datetime.date(2026, 11, 24)
_pk = itertools.count(1)


def make_post(title="Special Adviser", **kw):
    post = Post(pk=next(_pk), title=title, organization=Organization(pk=1, name="United Nations"), **kw)
    post._prefetched_objects_cache = {"titles": []}
    return post


def make_row(name="Edward Luck", post=None, **kw):
    """An appointment that no database has seen; ``name`` may be a Person."""
    if isinstance(name, str):
        given, _, family = name.rpartition(" ")
        name = Person(pk=next(_pk), given_name=given, family_name=family)
    row = Appointment(pk=next(_pk), person=name, post=post or make_post(), **kw)
    row.ends_above, row.next_start, row.lapses_after = "", "", 24  # as `with_facts` brings them
    return row


def drawn(*rows, today=TODAY, gaps=()):
    return succession("Special Adviser", list(rows), gaps, today)


def gaps_of(rows, *vouched, **kw):
    return holder_gaps(rows, life_of(rows[0].post, rows, TODAY), *vouched, **kw)


def bars(drawing, state):
    return [rect for rect in drawing.rects if rect.state == state]


def fades(drawing, side):
    return [rect for rect in drawing.rects if rect.fill.startswith(side)]


# --- Days and axes -------------------------------------------------------------------------------
def test_a_day_that_no_calendar_has_is_the_last_of_its_month():
    assert day_of("2007-02-31") == datetime.date(2007, 2, 28)
    assert day_of("2008-02-31") == datetime.date(2008, 2, 29)
    assert day_of("9999-12-31") == datetime.date(9999, 12, 31)


def test_a_year_begins_at_its_number_and_leap_years_are_as_wide_as_others():
    assert year_of(datetime.date(2008, 1, 1)) == 2008
    assert 2008.99 < year_of(datetime.date(2008, 12, 31)) < 2009


def test_an_axis_reaches_today_only_if_that_does_not_shrink_the_bars():
    now = year_of(TODAY)
    assert Axis.around([2007.0, 2017.0], now).last == 2027
    lie = Axis.around([1946.1, 1952.9], now)
    assert (lie.first, lie.last, lie.today) == (1946, 1953, None)


def test_the_year_nearest_to_today_gives_way():
    ticks = Axis(2006, 2027, 2026.9).ticks()
    assert [tick.year for tick in ticks] == [2006, 2008, 2010, 2012, 2014, 2016, 2018, 2020, 2022, 2024]
    assert sum(not tick.minor for tick in ticks) <= 5


@pytest.mark.parametrize("years", [2, 5, 11, 40, 82, 300])
def test_an_axis_names_at_most_eleven_years_and_a_phone_shows_five(years):
    ticks = Axis(1945, 1945 + years).ticks()
    assert 1 <= len(ticks) <= 11
    assert 1 <= sum(not tick.minor for tick in ticks) <= 6


# --- Bars and fades ------------------------------------------------------------------------------
def test_days_end_square_and_the_last_day_is_part_of_the_bar():
    one = make_row("Kofi Annan", start="1997-01-01", end="2006-12-31")
    two = make_row("Ban Ki-moon", one.post, start="2007-01-01", end="2016-12-31")
    first, second = bars(drawn(one, two).wide, "left")
    assert first.x + first.width == pytest.approx(second.x)
    assert not fades(drawn(one, two).wide, "in") + fades(drawn(one, two).wide, "out")


def test_a_month_fades_over_pixels_beside_what_is_certain():
    drawing = drawn(make_row(start="2009-04", end="2010-08")).wide
    (bar,) = bars(drawing, "left")
    (begin,), (end,) = fades(drawing, "in"), fades(drawing, "out")
    axis = Axis(2009, 2011)
    assert bar.x == pytest.approx(axis.x(year_of(datetime.date(2009, 5, 1))))
    assert bar.x + bar.width == pytest.approx(axis.x(year_of(datetime.date(2010, 8, 1))))
    assert (begin.x, begin.width, begin.shift) == (bar.x, 8, -8)
    assert end.width == 8


def test_a_year_fades_over_the_whole_year():
    drawing = drawn(make_row(start="2007-04-01", end="2012")).wide
    (end,) = fades(drawing, "out")
    axis = Axis(2007, 2013)
    assert end.x == pytest.approx(axis.x(2012))
    assert end.x + end.width == pytest.approx(100)


def test_a_span_with_nothing_certain_is_only_a_fade():
    drawing = drawn(make_row(start="2012", end="2012")).wide
    assert not bars(drawing, "left")
    assert fades(drawing, "in")
    assert fades(drawing, "out")


def test_a_start_that_nobody_knows_is_a_stub_that_claims_no_time():
    drawing = drawn(make_row(start="XXXX", end="2025-03-01")).wide
    (stub,) = bars(drawing, "unknown")
    assert (stub.width, stub.shift) == (24, -24)
    assert stub.x == pytest.approx(Axis(2025, 2027).x(year_of(datetime.date(2025, 3, 2))))


def test_an_end_that_nobody_knows_is_a_stub_after_the_start():
    drawing = drawn(make_row(start="2010-01-01", end="XXXX")).wide
    assert [(stub.width, stub.shift) for stub in bars(drawing, "unknown")] == [(24, 0)]


def test_nothing_to_draw_is_no_timeline():
    assert drawn(make_row(start="XXXX")) is None or bars(drawn(make_row(start="XXXX")).wide, "unknown")
    assert drawn() is None
    assert career("Nobody", [], TODAY) is None


def test_an_open_record_runs_to_today_in_the_colour_of_the_present():
    drawing = drawn(make_row(start="2017-01-01")).wide
    (bar,) = bars(drawing, "in-post")
    assert bar.x + bar.width == pytest.approx(Axis(2017, 2027).x(year_of(datetime.date(2026, 11, 25))))


def test_a_scheduled_end_is_not_drawn_beyond_today():
    (bar,) = bars(drawn(make_row(start="2017-01-01", end="2026-12-31")).wide, "in-post")
    assert bar.x + bar.width == pytest.approx(Axis(2017, 2027).x(year_of(datetime.date(2026, 11, 25))))


def test_a_death_ends_the_bar():
    person = Person(pk=1, given_name="Dag", family_name="Hammarskjöld", death="1961-09-18")
    (held,) = stretches(Tenure((make_row(person, start="1953-04-10"),)), TODAY)
    assert held.last == (year_of(datetime.date(1961, 9, 19)),) * 2


# --- Stages --------------------------------------------------------------------------------------
def test_intended_is_hatched_until_the_post_is_taken_up():
    luck = make_row(intended="2007-08-31", announced="2008-02-21", start="2008-02-21", end="2012-06")
    drawing = drawn(luck).wide
    (intended,), (held,) = bars(drawing, "intended"), bars(drawing, "left")
    assert intended.fill == "hatch"
    assert intended.x + intended.width == pytest.approx(held.x)


def test_designate_stands_before_the_bar():
    ban = make_row("Ban Ki-moon", announced="2006-10-13", start="2007-01-01", end="2016-12-31")
    drawing = career(ban.person, [ban], TODAY).wide
    (designate,), (held,) = bars(drawing, "designate"), bars(drawing, "left")
    assert designate.x + designate.width == pytest.approx(held.x)


def test_in_a_succession_a_past_designate_does_not_cover_the_holder():
    annan = make_row("Kofi Annan", start="1997-01-01", end="2006-12-31")
    ban = make_row("Ban Ki-moon", annan.post, announced="2006-10-13", start="2007-01-01", end="2016-12-31")
    assert not bars(drawn(annan, ban).wide, "designate")


def test_a_designate_of_today_is_seen_below_the_holder():
    annan = make_row("Kofi Annan", start="1997-01-01")
    ban = make_row("Ban Ki-moon", annan.post, announced="2006-10-13", start="2007-01-01")
    drawing = drawn(annan, ban, today=datetime.date(2006, 11, 1)).wide
    (designate,), (held,) = bars(drawing, "designate"), bars(drawing, "in-post")
    assert (designate.y, designate.height) == (held.y + held.height / 2, held.height / 2)


def test_a_lapsed_intention_ends_where_it_was_given_up():
    (intended,) = stretches(Tenure((make_row(intended="2017-02-08", end="2017-02-10"),)), TODAY)
    assert (intended.state, intended.last[1]) == ("intended", year_of(datetime.date(2017, 2, 11)))


def test_acting_keeps_its_outline_after_it_ended():
    row = make_row(kind="acting", start="1945-10-24", end="1946-02-01")
    assert [stretch.state for stretch in stretches(Tenure((row,)), TODAY)] == ["acting"]


# --- Vacancies -----------------------------------------------------------------------------------
def test_a_vacancy_is_from_the_day_after_the_last_possible_end_to_the_day_before_the_first_possible_start():
    one = make_row("Juan Méndez", start="2004", end="2007-03-31")
    two = make_row("Francis Deng", one.post, announced="2007-05-29", start="2007-08", end="2012-07")
    (gap,) = gaps_of([two, one])
    assert (gap.first, gap.last, gap.days) == (datetime.date(2007, 4, 1), datetime.date(2007, 7, 31), 122)


@pytest.mark.parametrize(
    ("end", "start"),
    [
        ("2006-12-31", "2007-01-01"),  # handed over
        ("2012", "2012-07"),  # may have been handed over
        ("2012-06", "2012-06"),
        ("XXXX", "2012-06"),  # nobody knows when it ended
        ("2012-06", "XXXX"),
    ],
)
def test_where_the_dates_prove_nothing_there_is_no_vacancy(end, start):
    one = make_row("Jan Eliasson", start="2001-01-01", end=end)
    assert not gaps_of([one, make_row("Amina Mohammed", one.post, start=start)])


def test_a_resignation_known_to_the_month_proves_no_vacancy():
    """Lie resigned in November 1952 and stayed until his successor came in April 1953."""
    lie = make_row("Trygve Lie", start="1946-02-02", end="1952-11", end_reason="resigned")
    assert not gaps_of([lie, make_row("Dag Hammarskjöld", lie.post, start="1953-04-10")])
    lie.end = "1952-11-10"
    assert gaps_of([lie, make_row("Dag Hammarskjöld", lie.post, start="1953-04-10")])


def test_acting_holders_fill_a_gap_and_designates_do_not():
    one = make_row("Lee Jong-wook", start="2003-07-21", end="2006-05-22")
    two = make_row("Margaret Chan", one.post, announced="2006-11-09", start="2007-01-04")
    acting = make_row("Anders Nordström", one.post, kind="acting", start="2006-05-23", end="2007-01-03")
    assert gaps_of([one, two])
    assert not gaps_of([one, acting, two])


def test_who_readers_do_not_see_fills_a_gap_and_bounds_none():
    one = make_row("Lee Jong-wook", start="2003-07-21", end="2006-05-22")
    two = make_row("Margaret Chan", one.post, start="2007-01-04")
    hidden = make_row("Anders Nordström", one.post, kind="acting", start="2006-06-23", end="2006-12-03")
    assert not gaps_of([one, hidden, two], shown=lambda row: row != hidden)


def test_a_long_holder_covers_the_gap_between_two_others():
    one = make_row("A One", start="2000-01-01", end="2010-12-31", post=make_post(seats=2))
    two = make_row("B Two", one.post, start="2001-01-01", end="2002-12-31")
    assert not gaps_of([one, two, make_row("C Three", one.post, start="2005-01-01")])


def test_a_post_with_any_number_of_seats_is_never_vacant():
    one = make_row("A One", start="2000-01-01", end="2001-12-31", post=make_post(seats=None))
    assert not gaps_of([one, make_row("B Two", one.post, start="2005-01-01")])


def test_one_day_that_two_holders_share_is_drawn_as_one_strip_and_a_year_as_two_lanes():
    one = make_row("A One", start="2000-01-01", end="2005-04-10")
    strip = drawn(one, make_row("B Two", one.post, start="2005-04-10"))
    lanes = drawn(one, make_row("B Two", one.post, start="2004-04-10"))
    assert len({rect.y for rect in bars(strip.wide, "left") + bars(strip.wide, "in-post")}) == 1
    assert len({rect.y for rect in bars(lanes.wide, "left") + bars(lanes.wide, "in-post")}) == 2


# --- Labels --------------------------------------------------------------------------------------
def test_holders_who_may_have_begun_at_any_time_until_today_are_drawn_without_a_bar():
    post = make_post()
    dates = ("2007/..", "2007/..", "2006/2008")
    rows = [
        make_row(f"Holder Number{n}", post, kind="in_charge", start=start) for n, start in enumerate(dates)
    ]
    drawing = drawn(*rows, today=datetime.date(2007, 5, 29))
    assert {text.words for text in drawing.wide.texts} >= {"Number0", "Number1", "Number2"}


def test_labels_of_a_crowded_strip_do_not_collide():
    labels = [Label(x=n * 17, width=90) for n in range(40)]
    placed = list(places(labels, width=690).values())
    assert len(placed) >= 20
    for one, other in itertools.combinations(placed, 2):
        if (one.side, one.tier) == (other.side, other.tier):
            assert one.right <= other.left or other.right <= one.left
        elif one.side == other.side:
            near, far = sorted((one, other), key=lambda place: place.tier)
            assert not near.left < far.x < near.right, "a leader crosses words"


def test_labels_alternate_below_and_above():
    placed = places([Label(x=n * 120, width=60) for n in range(4)], width=690)
    assert [placed[n].side for n in range(4)] == ["above", "below", "above", "below"]


def test_a_label_at_the_right_edge_is_anchored_at_its_end():
    placed = places([Label(x=650, width=100)], width=690)
    assert placed[0].at_end
    assert placed[0].right == 650


def test_a_holder_of_less_than_two_years_takes_a_further_tier_above():
    jebb = make_row("Gladwyn Jebb", kind="acting", start="1945-10-24", end="1946-02-01")
    lie = make_row("Trygve Lie", jebb.post, start="1946-02-02", end="1952-11")
    texts = {text.words: text.y for text in drawn(jebb, lie).wide.texts}
    strip = min(rect.y for rect in drawn(jebb, lie).wide.rects)
    assert texts["Jebb"] < strip - 36
    assert texts["Lie"] > strip


def test_spells_in_a_row_have_one_label():
    thant = Person(pk=3, given_name="Thant", name_order="mononym", display_name="U Thant")
    acting = make_row(thant, kind="acting", start="1961-11-03", end="1962-11-29")
    rows = [acting, make_row(thant, acting.post, start="1962-11-30", end="1971-12-31")]
    words = [text.words for text in drawn(*rows).wide.texts]
    assert words.count("Thant") == 1
    assert "acting 1961–62; 1962–71" in words


def test_labels_that_stand_under_each_other_are_pushed_down():
    assert pushed_down([(10, 38), (12, 38), (200, 38)]) == [10, 48, 200]


@pytest.mark.parametrize(
    "title", ["Chef de Cabinet", "Under-Secretary-General for Humanitarian Affairs " * 3, "長" * 50]
)
def test_words_of_a_lane_stay_inside_a_phone(title):
    rows = [
        make_row(post=make_post(title), start=start) for start in ("1990-01-01", "2010-01-01", "2026-01-01")
    ]
    drawing = career(rows[0].person, rows, TODAY).wide
    for text in drawing.texts:
        if text.only != "minor":
            x, width = text.x / 100 * NARROW, sum(13 if ord(c) > 0x2E80 else 7.4 for c in text.words)
            assert (x - width if text.at_end else x) >= -1
            assert (x if text.at_end else x + width) <= NARROW + 1


# --- Forms ---------------------------------------------------------------------------------------
def test_several_posts_are_lanes_one_a_post():
    rows = [
        make_row("António Guterres", make_post("High Commissioner"), start="2005-06-15", end="2015-12-31"),
        make_row("António Guterres", make_post("Secretary-General"), start="2017-01-01"),
    ]
    drawing = career(rows[0].person, rows, TODAY)
    assert drawing.tall is None
    assert len({rect.y for rect in drawing.wide.rects}) == 2


def test_holders_who_share_days_are_lanes():
    post = make_post(seats=2)
    rows = [make_row("A One", post, start="2001-01-01"), make_row("B Two", post, start="2003-01-01")]
    assert drawn(*rows).tall is None
    assert len({rect.y for rect in bars(drawn(*rows).wide, "in-post")}) == 2


def test_a_strip_stands_up_on_narrow_screens_and_no_bar_is_thinner_than_a_hair():
    one = make_row("Dag Hammarskjöld", start="1953-04-10", end="1961-09-18")
    two = make_row("U Thant", one.post, start="1961-11-03", end="1961-11-03")
    gaps = gaps_of([one, two])
    tall = drawn(one, two, gaps=gaps).tall
    assert min(rect.height for rect in tall.rects) == 2.5
    assert not [rect for rect in tall.rects if not rect.state]


@pytest.mark.parametrize(("first", "last", "scale"), [(1945, 2027, 9), (2006, 2027, 17)])
def test_the_tall_form_takes_nine_pixels_a_year_for_eighty_years_and_seventeen_for_twenty(first, last, scale):
    tall = drawn(make_row(start=f"{first}-01-01"), today=datetime.date(last - 1, 12, 31)).tall
    (bar,) = bars(tall, "in-post")
    assert bar.height / (last - first) == pytest.approx(scale, abs=0.1)


def test_forty_appointments_hold():
    post = make_post()
    rows = [
        make_row(f"Holder Number{n}", post, start=f"{1980 + n}-01-01", end=f"{1980 + n}-12-31")
        for n in range(40)
    ]
    both = drawn(*rows)
    assert len(bars(both.wide, "left")) == 40
    tops = [text.y for text in both.tall.texts if text.css == "who"]
    assert all(after - before >= 38 for before, after in itertools.pairwise(tops))
    person = Person(pk=9, given_name="A", family_name="Busy")
    many = [make_row(person, make_post(f"Post {n}"), start=f"{1980 + n}-01-01") for n in range(40)]
    assert len(bars(career(person, many, TODAY).wide, "in-post")) == 40


# --- What is printed -----------------------------------------------------------------------------
def test_the_drawing_is_a_picture_with_a_sentence_and_has_no_style():
    one = make_row("Kofi <b>Annan", start="1997", end="2006-12-31")
    two = make_row("Ban Ki-moon", one.post, announced="2006-10-13", start="2007-02-01")
    vouched = CompleteSuccession(post=one.post, first="2007-01-01", last="2007-01-10", title="Yearbook")
    both = succession("Special Adviser", [one, two], gaps_of([one, two], [vouched]), TODAY)
    html = render_to_string("people/_timeline.html", {"timeline": both})
    assert html.count('role="img"') == 2
    assert "Succession of Special Adviser, 1997 to today." in html
    assert "style=" not in html
    assert "<b>" not in html
    assert set(re.findall(r'fill="([^"]*)"', html)) == {"url(#hatch-vacant)", "url(#in-past)"}


def test_lengths_are_printed_with_a_point_in_every_language(settings):
    settings.LANGUAGE_CODE = "de"
    settings.USE_THOUSAND_SEPARATOR = True
    row = make_row(start="1997-03-05", end="2006-12-31")
    html = render_to_string("people/_timeline.html", {"timeline": drawn(row)})
    assert not re.findall(r'(?:x|y|width|height)="[^"]*,[^"]*"', html)
    assert ">1997<" in html


@pytest.mark.parametrize(
    ("facts", "in_words", "in_years"),
    [
        ({"start": "1953-04-10", "end": "1961-09-18"}, "10 April 1953 to 18 September 1961", "1953–61"),
        ({"start": "1997-01-01", "end": "2006-12-31"}, "1 January 1997 to 31 December 2006", "1997–2006"),
        ({"start": "2017-01-01"}, "since 1 January 2017", "since 2017"),
        ({"start": "2007-05", "end": "XXXX"}, "May 2007 to a date not known", "2007–?"),
        ({"start": "XXXX", "end": "2025"}, "until 2025", "?–2025"),
        ({"intended": "2007-08-31"}, "intended 31 August 2007", "intended 2007"),
        ({"announced": "2007-05"}, "announced May 2007", "announced 2007"),
        (
            {"kind": "acting", "start": "2020", "end": "2020-11"},
            "acting, 2020 to November 2020",
            "acting 2020",
        ),
    ],
)
def test_spans_in_words_keep_the_precision_known(facts, in_words, in_years):
    row = make_row(**facts)
    assert span(Tenure((row,)), TODAY) == in_words
    assert years(Tenure((row,)), TODAY) == in_years
