"""Organizations, their posts, and the dated names of posts."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from newsroom.lib.addresses import address_of
from newsroom.lib.constraints import FieldCheck
from newsroom.lib.incoming import LineField
from newsroom.lib.names import FoldedField, search_words, word_matches
from newsroom.lib.partial_date import UNKNOWN, PartialDateField, hi, in_order, lo, well_formed, words
from people.models.addresses import Addressed, AddressedQuerySet
from people.models.person import LanguageField, WikidataField, wikidata_once

MOST = 1000  # seats of a post, places in the order of posts
# UNION keeps a row once, so that a circle of organizations has an end.
LINE = """
    WITH RECURSIVE below (id) AS (
        SELECT id FROM people_organization WHERE parent_id = %s
        UNION
        SELECT part.id FROM people_organization part JOIN below ON part.parent_id = below.id
    ), above (id) AS (
        SELECT parent_id FROM people_organization WHERE id = %s
        UNION
        SELECT part.parent_id FROM people_organization part JOIN above ON part.id = above.id
    )
    SELECT id FROM below UNION SELECT id FROM above
"""


class OrganizationQuerySet(AddressedQuerySet):
    def in_line_with(self, organization):
        """Filter to what is above an organization (its id) and to its parts, at every depth."""
        return self.filter(pk__in=RawSQL(LINE, [organization, organization]))  # noqa: S611 - fixed text

    def matching(self, text):
        """Filter to organizations with every word of text in a name they have or had, folded."""
        found = self
        for word in search_words(text):
            names = OrganizationName.objects.filter(word_matches("folded", word), organization=OuterRef("pk"))
            found = found.filter(word_matches("folded", word) | Exists(names))
        return found


class Organization(Addressed):
    """A body that has posts, or that appoints to them."""

    name = LineField(_("name"), max_length=300)
    short_name = LineField(_("short name"), max_length=60, blank=True, help_text=_("For example UNICEF."))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("part of")
    )
    started = PartialDateField(_("started"))
    ended = PartialDateField(_("ended"), help_text=_("Ends every post of it that is still held on that day."))
    wikidata = WikidataField()
    folded = FoldedField(of="every_name")
    name_then = ""  # the name in use on the day for which it was loaded (people/dated_names.py)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        ordering = ["folded", "pk"]
        constraints = [
            *wikidata_once("organization"),
            *well_formed("started", "ended"),
            in_order("started", "ended", _("Ended before it started. Check the year first.")),
        ]

    def __str__(self):
        return self.name_then or self.name

    @property
    def brief(self):
        """The name for narrow places: of another day as it was then, else the short one."""
        return self.name_then or self.short_name or self.name

    def get_absolute_url(self):
        return address_of("people:organization", self.slug)

    @property
    def every_name(self):
        return f"{self.name} {self.short_name}"

    @property
    def ends_above(self):
        """The ends on record of itself and of all that it is part of. A query for each of those above."""
        ends, above, seen = [self.ended], self.parent_id, {self.pk}
        while above is not None and above not in seen:
            seen.add(above)
            ended, above = Organization.objects.filter(pk=above).values_list("ended", "parent_id").get()
            ends.append(ended)
        return " ".join(filter(None, ends))

    @property
    def address_text(self):
        return self.name

    def clean(self):
        super().clean()
        if self.pk and self.parent_id and self._is_within_itself():
            message = gettext("%(parent)s is itself part of %(name)s.") % {
                "parent": self.parent,
                "name": self,
            }
            raise ValidationError({"parent": message})

    def _is_within_itself(self):
        above, seen = self.parent_id, set()
        while above is not None and above not in seen:
            if above == self.pk:
                return True
            seen.add(above)
            above = Organization.objects.filter(pk=above).values_list("parent_id", flat=True).first()
        return False


class OrganizationName(models.Model):
    """Another name of an organization: former, in another language, or of a record merged into it.

    One with dates is the name that pages of those days show.
    """

    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="names", verbose_name=_("organization")
    )
    text = LineField(_("name"), max_length=300)
    folded = FoldedField(of="text")
    start = PartialDateField(_("used from"))
    end = PartialDateField(_("used until"), help_text=_("Stories of those days show a name with dates."))
    lang = LanguageField(
        default="",
        help_text=_("The language that calls it so, for example fr. Blank: any language."),
    )

    class Meta:
        verbose_name = _("name")
        verbose_name_plural = _("other names")
        ordering = ["text"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "text"],
                name="an_organization_has_each_name_once",
                violation_error_message=_("This organization already has this name."),
            ),
            *well_formed("start", "end"),
            in_order("start", "end", _("The name ended before it began. Check the year first.")),
        ]

    def __str__(self):
        return self.text


class PostQuerySet(AddressedQuerySet):
    def locked(self, pk):
        """Lock one post until the transaction ends: its seats are counted and taken by one at a time."""
        with transaction.atomic(savepoint=False):
            return self.select_for_update(no_key=True).filter(pk=pk).first()

    def matching(self, text):
        """Filter to posts with every word of text in a title they have or had, or in their organization."""
        posts = self
        for word in search_words(text):
            titles = PostTitle.objects.filter(word_matches("folded", word), post=OuterRef("pk"))
            posts = posts.filter(
                word_matches("folded", word) | word_matches("organization__folded", word) | Exists(titles)
            )
        return posts


class Post(Addressed):
    """A position that exists without its holder. A rename is a PostTitle; a successor post is a new one."""

    title = LineField(_("title"), max_length=300, help_text=_("The present name of the post."))
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="posts", verbose_name=_("organization")
    )
    seats = models.PositiveSmallIntegerField(
        _("seats"),
        null=True,
        blank=True,
        default=1,
        validators=[MaxValueValidator(MOST)],
        help_text=_("How many hold it at once. Blank: any number."),
    )
    rank = models.PositiveSmallIntegerField(
        _("rank"),
        default=100,
        validators=[MaxValueValidator(MOST)],
        help_text=_("Orders the titles of one person who holds two posts: 1 goes first."),
    )
    created = PartialDateField(_("created"))
    abolished = PartialDateField(
        _("abolished"), help_text=_("Ends every appointment still open on that day.")
    )
    mandate = models.TextField(_("mandate"), blank=True)
    appointment_rule = models.TextField(
        _("how it is filled"),
        blank=True,
        help_text=_("For example: by the Secretary-General, approved by the General Assembly."),
    )
    replaces = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("replaces"),
        help_text=_("An older post, if this one is really new. A change of name is not: add a title below."),
    )
    wikidata = WikidataField()
    is_numbered = models.BooleanField(
        _("holders are numbered"),
        default=False,
        help_text=_("As “8th Secretary-General”. Acting holders are not."),
    )
    folded = FoldedField(of="title")

    objects = PostQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["folded"])

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["folded", "pk"]
        indexes = [models.Index(fields=["abolished_lo"], name="people_abolished")]  # the newest first
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "title"],
                name="an_organization_has_each_post_once",
                violation_error_message=_("This organization already has a post of this title."),
            ),
            FieldCheck(
                beside="seats",
                condition=Q(seats__isnull=True) | Q(seats__gte=1),
                holds=lambda post: post.seats is None or post.seats >= 1,
                name="a_post_has_a_seat",
                violation_error_message=_("A post has at least one seat. Leave it blank for any number."),
            ),
            FieldCheck(
                beside="replaces",
                condition=Q(replaces__isnull=True) | ~Q(replaces=models.F("id")),
                holds=lambda post: post.replaces_id is None or post.replaces_id != post.pk,
                name="a_post_does_not_replace_itself",
                violation_error_message=_("A post cannot replace itself."),
            ),
            *wikidata_once("post"),
            *well_formed("created", "abolished"),
            in_order("created", "abolished", _("Abolished before it was created. Check the year first.")),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return address_of("people:post", self.slug)

    @property
    def address_text(self):
        return self.title

    def clean(self):
        super().clean()
        if self.pk:
            self._check_seats()
            self._check_life()
            if self.replaces_id != self.pk:  # a constraint reports that
                self._check_line()

    def _check_line(self):
        """Refuse a circle of posts that replace each other. One query for each post before this one."""
        before, seen = self.replaces_id, set()
        while before is not None and before not in seen:
            if before == self.pk:
                message = gettext("%(other)s came after this post, so it cannot have been replaced by it.")
                raise ValidationError({"replaces": message % {"other": self.replaces}})
            seen.add(before)
            before = Post.objects.filter(pk=before).values_list("replaces_id", flat=True).first()

    def _check_seats(self):
        Post.objects.locked(self.pk)  # no holder arrives between this check and the save
        if self.seats and self.appointments.seated().most_at_once() > self.seats:
            message = gettext(
                "More people held this post at once. Check their dates, or leave the seats as they were."
            )
            raise ValidationError({"seats": message})

    def _check_life(self):
        for appointment in self.appointments.exclude(start="").select_related("person"):
            if appointment.faults_with(self):
                field = "created" if hi(appointment.start) < lo(self.created) else "abolished"
                message = gettext("%(holder)s held the post outside these dates: %(span)s.")
                names = {"holder": appointment.person, "span": appointment.span_in_words}
                raise ValidationError({field: message % names})

    def title_on(self, day):
        """Return the post's displayed name on a day (a date): a PostTitle in force, else the present title.

        One query, none when ``titles`` is prefetched.
        """
        in_force = [title for title in self.titles.all() if title.displayed and title.covers(day)]
        return max(in_force, key=PostTitle.precedence).text if in_force else self.title

    def is_renamed_about(self, day):
        """Whether a rename whose day is not known may lie on either side of a day (a date)."""
        return any(title.displayed and title.is_renamed_about(day) for title in self.titles.all())

    def seated(self):
        """Return the public appointments that took a seat, in the order they began. One query."""
        return list(self.appointments.public().seated().with_facts().order_by("start_lo", "start_hi", "pk"))

    def numbers(self, seated=None):
        """Return {appointment id: 8} for "8th Secretary-General". Tenures count, not terms; acting ones not.

        Empty unless ``is_numbered``. One query, none when what `seated` returns is passed.
        """
        if not self.is_numbered:
            return {}
        numbers, number, term_of = {}, 0, {}
        for appointment in self.seated() if seated is None else seated:
            before = term_of.get(appointment.person_id)
            if before and appointment.continues(before):
                numbers[appointment.pk] = numbers[before.pk]
            else:
                numbers[appointment.pk] = number = number + 1
            term_of[appointment.person_id] = appointment
        return numbers

    def first_holder(self, seated=None):
        """Return the first holder's appointment if dates prove it: all known, nobody possibly earlier.

        None when the creation of the post or the start of a holder is not known. One query, none when what
        `seated` returns is passed.
        """
        held = self.seated() if seated is None else seated
        if not held or not self.created or "XXXX" in (self.created, *(row.start for row in held)):
            return None
        first, *others = held
        return first if all(hi(first.start) <= lo(other.start) for other in others) else None


class PostTitle(models.Model):
    """A name of a post: before or after a rename, in another language, or a variant that stories use."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="titles", verbose_name=_("post"))
    text = LineField(_("title"), max_length=300)
    folded = FoldedField(of="text")
    start = PartialDateField(_("from"))
    end = PartialDateField(_("until"))
    displayed = models.BooleanField(
        _("shown as the title"),
        default=False,
        help_text=_("Between its dates. Off: only found, never shown."),
    )
    match = models.BooleanField(_("suggest links for it"), default=True)
    lang = LanguageField(
        default="",
        help_text=_(
            "For a title in another language, for example fr: stories in that language are searched for it. "
            "Blank: the language of the record."
        ),
    )

    class Meta:
        verbose_name = _("title")
        verbose_name_plural = _("titles it has or had")
        ordering = ["start_lo", "text"]
        constraints = [
            *well_formed("start", "end"),
            in_order("start", "end", _("The title ended before it began. Check the year first.")),
        ]

    def __str__(self):
        if not (self.start or self.end):
            return self.text
        if self.start and self.end:
            return f"{self.text} ({words(self.start)} – {words(self.end)})"
        when = gettext("since %(when)s") if self.start else gettext("until %(when)s")
        return f"{self.text} ({when % {'when': words(self.start or self.end)}})"

    def covers(self, day):
        """Whether the title may have been in force on a day (a date)."""
        return lo(self.start) <= day.isoformat() <= hi(self.end)

    def is_renamed_about(self, day):
        """Whether it may or may not have been in force yet, or still, on a day (a date)."""
        day = day.isoformat()
        begins = self.start not in ("", UNKNOWN) and lo(self.start) <= day < hi(self.start)
        return begins or (self.end not in ("", UNKNOWN) and lo(self.end) < day <= hi(self.end))

    def precedence(self):
        """The sort key of titles in force at once: the one that began last wins."""
        return (lo(self.start), self.pk)
