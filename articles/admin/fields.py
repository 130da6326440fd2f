"""Form fields of the desk: topics by name or alias, moments with their zone, look-ups that say more."""

import datetime
import zoneinfo

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.widgets import AdminSplitDateTime, AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Topic
from newsroom.lib.incoming import line
from newsroom.lib.keys import keys_in
from newsroom.lib.names import fold

# Where our stories come from, beside the newsroom's own zone and UTC.
ZONES = [
    "America/New_York",
    "America/Los_Angeles",
    "Europe/London",
    "Europe/Zurich",
    "Africa/Lagos",
    "Africa/Nairobi",
    "Asia/Beirut",
    "Asia/Kolkata",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Australia/Sydney",
]


# --- Topics ----------------------------------------------------------------------------------------
class TopicSelect(forms.SelectMultiple):
    """Select2 over names of topics. `may_add` offers an unknown name as a new one; the server decides."""

    may_add = False

    @property
    def media(self):
        return AutocompleteSelectMultiple(None, admin.site).media

    def build_attrs(self, base_attrs, extra_attrs=None):
        return {
            **super().build_attrs(base_attrs, extra_attrs),
            "class": "admin-autocomplete",
            "data-ajax--url": reverse("admin:articles_article_topics"),
            "data-ajax--cache": "true",
            "data-tags": "true" if self.may_add else "false",
            "data-theme": "admin-autocomplete",
            "data-placeholder": _("Add a topic"),
            # what Django's autocomplete.js sends along; our view does not need it
            "data-app-label": "articles",
            "data-model-name": "article",
            "data-field-name": "topics",
        }

    def format_value(self, value):
        return [getattr(topic, "name", topic) for topic in value or []]

    def optgroups(self, name, value, attrs=None):
        options = [self.create_option(name, word, word, True, index) for index, word in enumerate(value)]
        return [(None, options, 0)]


class TopicsField(forms.Field):
    """Names in, a list of Topics out. An alias finds its topic; a name nobody knows is an unsaved Topic.

    Two queries. Whether a new topic may be made is the form's question, since it knows who asks.
    """

    widget = TopicSelect

    def clean(self, value):
        names = [line(name.replace("\0", " ")) for name in super().clean(value) or []]
        known = self._known(names)
        topics = [known.get(name) or known.get(fold(name)) or self._new(name) for name in names if name]
        return list({topic.pk or fold(topic.name): topic for topic in topics}.values())

    def _known(self, names):
        """{name or folded name or folded alias: Topic}; the exact name wins over the others."""
        folded = [fold(name) for name in names]
        wanted = Q(name__in=names) | Q(folded__in=folded) | Q(aliases__folded__in=folded)
        topics = Topic.objects.filter(wanted).distinct().prefetch_related("aliases") if names else []
        known = {alias.folded: topic for topic in topics for alias in topic.aliases.all()}
        known |= {topic.folded: topic for topic in topics}
        return known | {topic.name: topic for topic in topics}

    def _new(self, name):
        longest = Topic._meta.get_field("name").max_length
        if not fold(name):
            raise ValidationError(_("“%s” must be a name, with a letter or a figure.") % name[:60])
        if len(name) > longest:
            raise ValidationError(
                _("“%(name)s” cannot be the name of a topic. Use a few words, at most %(n)s characters.")
                % {"name": name[:60], "n": longest}
            )
        return Topic(name=name)

    def has_changed(self, initial, data):
        before = {getattr(topic, "name", topic) for topic in initial or []}
        return before != set(data or [])


# --- Look-ups --------------------------------------------------------------------------------------
class LookupSelect(AutocompleteSelect):
    """Django's autocomplete over a view of ours, which says more than a name.

    `known`, {id as text: name}, spares the query for a chosen option that is at hand.
    """

    def __init__(self, field, url_name, **kwargs):
        super().__init__(field, admin.site, **kwargs)
        self.look_up = url_name
        self.known = {}

    def optgroups(self, name, value, attrs=None):
        if len(value) != 1 or value[0] not in self.known:
            return super().optgroups(name, keys_in(value), attrs)
        chosen = self.create_option(name, value[0], self.known[value[0]], True, 0)
        return [(None, [self.create_option(name, "", "", False, 0), chosen], 0)]

    def get_url(self):
        return reverse(self.look_up)

    def build_attrs(self, base_attrs, extra_attrs=None):
        return {**super().build_attrs(base_attrs, extra_attrs), "data-ajax--cache": "false"}


FIRST_YEAR, LAST_YEAR = 1900, 2199  # of a moment at the desk


# --- Moments ---------------------------------------------------------------------------------------
def zone_choices():
    """The newsroom's zone first, then UTC, then the others."""
    own = settings.TIME_ZONE
    others = [(zone, zone.replace("_", " ")) for zone in ZONES if zone != own]
    return [
        (own, _("%(zone)s (the newsroom)") % {"zone": own.replace("_", " ")}),
        ("UTC", "UTC"),
        *others,
    ]


def moment(day, clock, zone):
    """The aware datetime that a day and a clock name in a zone (a ZoneInfo).

    ValidationError, in an editor's words, for a time that the clocks skip or show twice that day.
    """
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError(
            _("Give a year from %(first)s to %(last)s.") % {"first": FIRST_YEAR, "last": LAST_YEAR}
        )
    naive = datetime.datetime.combine(day, clock)
    first, second = (naive.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first
    words = {
        "time": clock.strftime("%H:%M"),
        "day": formats.date_format(day, "j F Y"),
        "zone": zone.key.replace("_", " "),
    }
    if first.astimezone(datetime.UTC).astimezone(zone).replace(tzinfo=None) != naive:
        raise ValidationError(
            _(
                "%(time)s does not exist on %(day)s in %(zone)s: the clocks skip it that night. "
                "Choose an earlier or a later time."
            )
            % words,
            code="skipped",
        )
    raise ValidationError(
        _(
            "%(time)s comes twice on %(day)s in %(zone)s: the clocks go back. "
            "Choose another time, or say it in UTC."
        )
        % words,
        code="twice",
    )


class DeskMomentField(forms.SplitDateTimeField):
    """Date and time in the newsroom's zone, which its help text should name.

    A value that nobody changed is kept, also a time that comes twice that day.
    """

    widget = AdminSplitDateTime
    stored = None

    def get_bound_field(self, form, field_name):
        self.stored = form.get_initial_for_field(self, field_name)
        return super().get_bound_field(form, field_name)

    def compress(self, data_list):
        if not data_list or not any(data_list):
            return None
        day, clock = data_list
        if day in self.empty_values:
            raise ValidationError(_("Give the day, too."), code="no-day")
        if clock in self.empty_values:
            raise ValidationError(_("Give the time, too."), code="no-time")
        if self._stands_there(datetime.datetime.combine(day, clock)):
            return self.stored.replace(microsecond=0)
        return moment(day, clock, settings.NEWSROOM_ZONE)

    def _stands_there(self, naive):
        if not isinstance(self.stored, datetime.datetime):
            return False
        return self.stored.astimezone(settings.NEWSROOM_ZONE).replace(tzinfo=None, microsecond=0) == naive


class MomentForm(forms.Form):
    """A day, a time and a zone, cleaned to `at`, an aware datetime. Refusals are shown beside the time."""

    day = forms.DateField(
        label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    time = forms.TimeField(
        label=gettext_lazy("Time"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    zone = forms.ChoiceField(label=gettext_lazy("Zone"), choices=zone_choices)

    def clean(self):
        data = super().clean()
        if {"day", "time", "zone"} <= data.keys():
            try:
                data["at"] = moment(data["day"], data["time"], zoneinfo.ZoneInfo(data["zone"]))
            except ValidationError as error:
                self.add_error("time", error)
        return data
