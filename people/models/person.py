"""Persons and the forms of their names."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from newsroom.lib.addresses import address_of
from newsroom.lib.constraints import FieldCheck, UniqueIfFilled
from newsroom.lib.incoming import LineField
from newsroom.lib.names import FoldedField, any_order, fold, search_words, word_matches
from newsroom.lib.partial_date import PartialDateField, hi, in_order, lo, well_formed
from people.models.addresses import Addressed, AddressedQuerySet
from people.models.plausibility import impossible

LANGUAGE_TAG = r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\Z"
WIKIDATA = r"^Q[1-9][0-9]*\Z"


class WikidataField(models.CharField):
    """An item of Wikidata, as Q1253. In migrations a plain CharField."""

    default_validators = [RegexValidator(WIKIDATA, _("Write an item of Wikidata, for example Q1253."))]

    def __init__(self, *args, **kwargs):
        defaults = {"max_length": 20, "blank": True, "default": "", "help_text": _("For example Q1253.")}
        super().__init__(*args, **{"verbose_name": _("Wikidata item"), **defaults, **kwargs})

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


class LanguageField(models.CharField):
    """A language tag (BCP 47) or nothing. In migrations a plain CharField."""

    def __init__(self, *args, **kwargs):
        form = RegexValidator(LANGUAGE_TAG, _("Write a language tag, for example ko."))
        defaults = {"max_length": 35, "blank": True, "validators": [form]}
        super().__init__(*args, **{"verbose_name": _("language"), **defaults, **kwargs})

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


def wikidata_once(kind):
    """Return the constraints of a WikidataField: its form, and one record for one item."""
    return [
        FieldCheck(
            beside="wikidata",
            condition=Q(wikidata="") | Q(wikidata__globs=["Q[1-9]*"]) & ~Q(wikidata__globs=["Q*[^0-9]*"]),
            holds=lambda record: not record.wikidata or re.search(WIKIDATA, record.wikidata) is not None,
            name=f"a_wikidata_item_of_{kind}_begins_with_q",
            violation_error_message=_("Write an item of Wikidata, for example Q1253."),
        ),
        UniqueIfFilled(
            fields=["wikidata"],
            condition=~Q(wikidata=""),
            name=f"one_wikidata_item_is_one_{kind}",
            violation_error_message=_("Another record has this Wikidata item."),
        ),
    ]


class NameOrder(models.TextChoices):
    GIVEN_FIRST = "given-first", _("Given name first: Kofi Annan")
    FAMILY_FIRST = "family-first", _("Family name first: Ban Ki-moon")
    MONONYM = "mononym", _("No family name: Tedros Adhanom Ghebreyesus")


class NameKind(models.TextChoices):
    VARIANT = "variant", _("Variant")
    NATIVE = "native", _("In their own script")
    FORMER = "former", _("Former name")
    SHORT = "short", _("Short form")
    MISSPELLING = "misspelling", _("Misspelling")


class PersonQuerySet(AddressedQuerySet):
    def public(self):
        return self.filter(is_public=True)

    def matching(self, text):
        """Filter to persons with every word of text in their names: any variant, folded, in any order."""
        persons = self
        for word in search_words(text):
            # Two lists of names, each read once from its index and no row of a person besides.
            own = Person._base_manager.filter(word_matches("folded", word)).order_by().values("pk")
            variants = PersonName.objects.filter(word_matches("folded", word)).order_by().values("person")
            persons = persons.filter(pk__in=own.union(variants))
        return persons


class PersonManager(models.Manager.from_queryset(PersonQuerySet)):
    """Leaves out persons who were merged into another: only `_base_manager` finds those rows."""

    def get_queryset(self):
        return super().get_queryset().filter(merged_into=None)


class Person(Addressed):
    """Somebody who holds, held or was meant for a post. No title here: titles are facts with dates."""

    given_name = LineField(_("given name"), max_length=150, blank=True)
    family_name = LineField(
        _("family name"),
        max_length=150,
        blank=True,
        help_text=_("Particles stay with it: Pérez de Cuéllar, Le Roy."),
    )
    name_order = models.CharField(
        _("order of names"), max_length=20, choices=NameOrder, default=NameOrder.GIVEN_FIRST
    )
    honorific = LineField(
        _("honorific"),
        max_length=40,
        blank=True,
        help_text=_("As second references print it: Mr., Ms., Dr., Professor."),
    )
    honorific_suffix = LineField(_("letters after the name"), max_length=60, blank=True)
    display_name = LineField(
        _("displayed as"),
        max_length=300,
        blank=True,
        help_text=_("Only where the rule fails: U Thant. Blank: built from the parts."),
    )
    sort_name = LineField(
        _("sorted as"),
        max_length=300,
        blank=True,
        help_text=_("Blank: family name first, as “Ban, Ki-moon”."),
    )
    nationalities = LineField(
        _("nationalities"), max_length=200, blank=True, help_text=_("Countries, separated by commas.")
    )
    birth = PartialDateField(_("born"))
    death = PartialDateField(_("died"), help_text=_("Ends every post still open on that day."))
    wikidata = WikidataField()
    portrait = models.ForeignKey(
        "images.Image",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="portraits",
        verbose_name=_("portrait"),
    )
    summary = models.TextField(_("summary"), blank=True, help_text=_("One or two sentences under the name."))
    biography = models.TextField(_("biography"), blank=True)
    is_public = models.BooleanField(
        _("readers may see this page"),
        default=True,
        help_text=_("Off: no page, no search result, no title beside a story."),
    )
    folded = FoldedField(of="every_part")
    sorted_as = FoldedField(of="sort_key")
    name_key = FoldedField(of="name_in_any_order", db_index=True)  # likely duplicates: the same words
    initial_key = FoldedField(of="name_with_initial", db_index=True)  # and the same name with an initial
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="merged"
    )

    name_then = ""  # the form in use on the day for which it was loaded (people/dated_names.py)

    objects = PersonManager()
    history = HistoricalRecords(excluded_fields=["folded", "sorted_as", "name_key", "initial_key"])

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["sorted_as", "pk"]
        indexes = [
            models.Index(fields=["folded"], name="people_by_name"),  # a search reads all names
            models.Index(fields=["sorted_as", "id"], name="people_index_page"),  # the A to Z of officials
            models.Index(fields=["death_lo"], name="people_died"),  # whom a death took out of a post last
        ]
        constraints = [
            FieldCheck(
                beside="family_name",
                condition=Q(name_order=NameOrder.MONONYM, family_name="")
                | (~Q(name_order=NameOrder.MONONYM) & ~Q(family_name="")),
                holds=lambda person: (person.name_order == NameOrder.MONONYM) == (not person.family_name),
                name="only_a_mononym_has_no_family_name",
                violation_error_message=_(
                    "A family name is needed, unless the order of names says that there is none: then none."
                ),
            ),
            FieldCheck(
                beside="given_name",
                condition=~Q(name_order=NameOrder.MONONYM) | ~Q(given_name=""),
                holds=lambda person: person.name_order != NameOrder.MONONYM or bool(person.given_name),
                name="a_mononym_is_a_given_name",
                violation_error_message=_("Write the name here when there is no family name."),
            ),
            *wikidata_once("person"),
            *well_formed("birth", "death"),
            in_order("birth", "death", _("Died before being born. Check the year first.")),
        ]

    def __str__(self):
        return self.name_then or self.full_name

    def clean(self):
        super().clean()
        if self.pk:
            self._check_life()
            self._check_death()

    def _check_life(self):
        """Refuse a life outside which a post was certainly taken up or left: beside birth or death."""
        for appointment in self.appointments.exclude(start="").select_related("post__organization"):
            appointment.person = self
            if impossible(appointment):
                field = "birth" if hi(appointment.start) < lo(self.birth) else "death"
                if field == "death" and lo(appointment.start) > timezone.localdate().isoformat():
                    continue  # it was to come, and they did not live to take it up
                message = gettext("As %(post)s on record: %(span)s.")
                names = {"post": appointment.post, "span": appointment.span_in_words}
                raise ValidationError({field: message % names})

    def _check_death(self):
        """A later death, or none, may keep a seat that a successor took: an error beside the death."""
        for appointment in self.appointments.seated().filter(end="").select_related("post__organization"):
            if faults := appointment.faults_with_holders(appointment.post):
                raise ValidationError({"death": faults["start"]})

    def get_absolute_url(self):
        if self.merged_into_id:  # one query; editions may name a merged person
            return self.merged_into.get_absolute_url()
        return address_of("people:person", self.slug)

    @property
    def full_name(self):
        """The name as printed: ``"Ban Ki-moon"``, never with a comma."""
        return self.display_name or " ".join(filter(None, self._parts()))

    def _parts(self):
        if self.name_order == NameOrder.FAMILY_FIRST:
            return [self.family_name, self.given_name]
        return [self.given_name, self.family_name]

    @property
    def sort_key(self):
        """The name as lists sort it: ``"Ban, Ki-moon"``."""
        return self.sort_name or ", ".join(filter(None, [self.family_name, self.given_name]))

    @property
    def second_reference(self):
        """The name after its first mention: ``"Mr. Ban"``, ``"Dr. Tedros"``, ``"U Thant"``."""
        name = self.family_name or self.given_name.split(" ")[0]
        return f"{self.honorific} {name}".strip()

    @property
    def initials(self):
        """One or two letters for a person without a portrait: ``"BK"``."""
        return "".join(part[0] for part in self._parts() if part).upper()

    @property
    def every_part(self):
        """The words by which a search finds the person, besides those of PersonName."""
        return " ".join(dict.fromkeys(f"{self.full_name} {self.given_name} {self.family_name}".split()))

    @property
    def name_in_any_order(self):
        return any_order(self.full_name)

    @property
    def name_with_initial(self):
        """``"ban k"``: family name and the first letter of the given one; a mononym is itself."""
        return f"{self.family_name} {fold(self.given_name)[:1]}" if self.family_name else self.given_name

    address_text = full_name

    @property
    def countries(self):
        """The nationalities as a list."""
        return [name.strip() for name in self.nationalities.split(",") if name.strip()]


class PersonName(models.Model):
    """Another form of a person's name: in their script, former, short, or as others misspell it.

    A variant or a former name with dates is the name that pages of those days show.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="names", verbose_name=_("person"))
    text = LineField(_("name"), max_length=300)
    folded = FoldedField(of="text", db_index=True)  # for search and suggestions
    name_key = FoldedField(of="in_any_order", db_index=True)  # likely duplicates
    kind = models.CharField(_("kind"), max_length=20, choices=NameKind, default=NameKind.VARIANT)
    lang = LanguageField(help_text=_("A language tag, for names in another script: ko, ar, zh-Hans."))
    start = PartialDateField(_("used from"))
    end = PartialDateField(
        _("used until"), help_text=_("Stories of those days show a variant or a former name with dates.")
    )
    match = models.BooleanField(_("suggest links for it"), default=True)

    class Meta:
        verbose_name = _("name")
        verbose_name_plural = _("other names")
        ordering = ["kind", "text"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "text"],
                name="a_person_has_each_name_once",
                violation_error_message=_("This person already has this name."),
            ),
            *well_formed("start", "end"),
            in_order("start", "end", _("The name ended before it began. Check the year first.")),
        ]

    def __str__(self):
        return self.text

    @property
    def in_any_order(self):
        return any_order(self.text)
