"""The tables of the record: which columns they have, and how a row finds its record.

A row finds its record by a key that means the same in every newsroom: the address (slug), then the Wikidata
item, then the words of the row. Never by the name of a person alone.
"""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from simple_history.utils import bulk_create_with_history

from newsroom.lib.partial_date import words
from people.exchange import widgets
from people.exchange.files import LINE
from people.exchange.record_resource import AddressedResource, RecordResource
from people.models import (
    Appointment,
    AppointmentKind,
    Citation,
    CompleteSuccession,
    Organization,
    OrganizationName,
    OrganizationSuccession,
    Person,
    PersonName,
    Post,
    PostOrganization,
    PostTitle,
    ProvenFact,
)
from people.models.plausibility import doubtful, is_to_come
from people.namesakes import keep_apart, namesakes, others_called, who_it_is


class OrganizationResource(AddressedResource):
    needed = ("name",)
    identified_by = gettext_lazy("the address (slug), else the Wikidata item, else the exact name")

    class Meta(RecordResource.Meta):
        model = Organization
        fields = (
            "slug",
            "name",
            "short_name",
            "parent",
            "started",
            "ended",
            "wikidata",
        )

    def find_by_words(self, row):
        found = list(self.get_queryset().filter(name=row.get("name", "").strip())[:2])
        if len(found) > 1:
            raise ValidationError({"name": _("Several organizations have this name. Give the address.")})
        return found[0] if found and not _tells_apart(row, found[0]) else None

    def named_in_row(self, row):
        return {row.get("parent", "").strip()}

    def before_save_instance(self, instance, row, **kwargs):
        super().before_save_instance(instance, row, **kwargs)
        is_asked = instance._state.adding and not self.is_ours
        for other in others_called(instance, [instance.name]) if is_asked else ():
            values = {"name": instance, "other": who_it_is(other)}
            self.notes.append(
                _("“%(name)s” is new beside %(other)s, which has almost the same name.") % values
            )


class FurtherNameResource(RecordResource):
    """Further names of persons or organizations. Where others have the same, the report says so."""

    def before_save_instance(self, instance, row, **kwargs):
        super().before_save_instance(instance, row, **kwargs)
        self.is_new = instance._state.adding

    def after_save_instance(self, instance, row, **kwargs):
        super().after_save_instance(instance, row, **kwargs)
        record = getattr(instance, self.owner)
        for other in others_called(record, [instance.text]) if self.is_new and not self.is_ours else ():
            values = {"name": instance.text, "record": record, "other": who_it_is(other)}
            self.notes.append(_("“%(name)s”, a name of %(record)s, is also one of %(other)s.") % values)


class OrganizationNameResource(FurtherNameResource):
    owner = "organization"
    needed = ("organization", "text")
    identified_by = gettext_lazy("its number (id), else the organization and the name")

    class Meta(RecordResource.Meta):
        model = OrganizationName
        fields = (
            "id",
            "organization",
            "text",
            "lang",
            "start",
            "end",
        )

    def find(self, row):
        if found := self.numbered(row, self.owner):
            return found
        organization, text = self.cell(row, "organization"), row.get("text", "").strip()
        return self.get_queryset().filter(organization=organization, text=text).first()


class OrganizationSuccessionResource(RecordResource):
    owner = "before"
    needed = ("before", "after")
    identified_by = gettext_lazy("its number (id), else both organizations")

    class Meta(RecordResource.Meta):
        model = OrganizationSuccession
        fields = (
            "id",
            "before",
            "kind",
            "after",
            "on",
        )

    def find(self, row):
        if found := self.numbered(row, self.owner):
            return found
        key = {name: self.cell(row, name) for name in self.needed}
        return self.get_queryset().filter(**key).first()


class PostResource(AddressedResource):
    needed = ("title", "organization")
    identified_by = gettext_lazy(
        "the address (slug), else the Wikidata item, else the title and the organization"
    )

    class Meta(RecordResource.Meta):
        model = Post
        fields = (
            "slug",
            "title",
            "organization",
            "seats",
            "rank",
            "is_numbered",
            "created",
            "abolished",
            "replaces",
            "wikidata",
            "appointment_rule",
            "mandate",
        )

    def find_by_words(self, row):
        organization = self.cell(row, "organization")
        if organization is None:
            return None
        return (
            self.get_queryset().filter(organization=organization, title=row.get("title", "").strip()).first()
        )

    def named_in_row(self, row):
        return {row.get("replaces", "").strip()}


class PersonResource(AddressedResource):
    identified_by = gettext_lazy("the address (slug), else the Wikidata item; never the name alone")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.brought = {}  # id of a new person → line of its row

    class Meta(RecordResource.Meta):
        model = Person
        fields = (
            "slug",
            "given_name",
            "family_name",
            "name_order",
            "honorific",
            "honorific_suffix",
            "display_name",
            "sort_name",
            "nationalities",
            "birth",
            "death",
            "wikidata",
            "summary",
            "biography",
            "is_public",
        )

    def find_by_words(self, row):
        """Nobody is found by name alone. If somebody of this name is on record, ask who is meant."""
        parts = ("given_name", "family_name", "name_order", "display_name", "wikidata")
        said = {name: row[name].strip() for name in parts if row.get(name, "").strip()}
        others = namesakes(Person(**said))
        if not others:
            return None
        lines = {other.pk: self.brought[other.pk] for other in others if other.pk in self.brought}
        try:
            found = self.namesakes.ask(row[LINE], Person(**said).full_name, others, lines)
        except ValidationError as error:
            if lines:
                raise ValidationError({"slug": self.same_as_lines(lines.values())}) from None
            answer = _("If so, write the address %(slugs)s here; if not, an address of its own.")
            values = {"slugs": ", ".join(other.slug for other in others)}
            raise ValidationError({"slug": f"{error.message} {answer % values}"}) from None
        return found

    def same_as_lines(self, lines):
        """What to do about a row that may be about a person whom earlier rows of the file bring."""
        values = {"lines": ", ".join(map(str, sorted(lines)))}
        text = _(
            "Somebody of this name is in another line of the file: %(lines)s. Write one person in one line; "
            "where they are two, give each an address (slug)."
        )
        return text % values

    def before_save_instance(self, instance, row, **kwargs):
        super().before_save_instance(instance, row, **kwargs)
        self.is_new = instance._state.adding
        self.others = namesakes(instance) if self.is_new else []

    def after_save_instance(self, instance, row, **kwargs):
        """A new person of a name on record came with the answer "another": the preview says so."""
        super().after_save_instance(instance, row, **kwargs)
        if self.is_new:
            self.brought[instance.pk] = row[LINE]
        if self.others:
            keep_apart(instance, self.others, self.user)
            values = {"name": instance, "who": "; ".join(who_it_is(other) for other in self.others)}
            self.notes.append(_("%(name)s is recorded as another person than %(who)s.") % values)


def _tells_apart(row, record):
    """Whether two different Wikidata items say that these are two."""
    item = row.get("wikidata", "").strip()
    return bool(item and record.wikidata and item != record.wikidata)


def _says(record, key):
    """Whether a record has these values."""
    return all(getattr(record, name) == value for name, value in key.items())


class NameResource(FurtherNameResource):
    owner = "person"
    needed = ("person", "text")
    identified_by = gettext_lazy("its number (id), else the person and the name")

    class Meta(RecordResource.Meta):
        model = PersonName
        fields = (
            "id",
            "person",
            "text",
            "kind",
            "lang",
            "start",
            "end",
            "match",
        )

    def find(self, row):
        if found := self.numbered(row, self.owner):
            return found
        person, text = self.cell(row, "person"), row.get("text", "").strip()
        return self.get_queryset().filter(person=person, text=text).first() if person else None


class TitleResource(RecordResource):
    owner = "post"
    needed = ("post", "text")
    identified_by = gettext_lazy("its number (id), else the post, the title and the date it begins")

    class Meta(RecordResource.Meta):
        model = PostTitle
        fields = (
            "id",
            "post",
            "text",
            "lang",
            "start",
            "end",
            "displayed",
            "match",
        )

    def find(self, row):
        if found := self.numbered(row, self.owner):
            return found
        post, start = self.cell(row, "post"), self.cell(row, "start")
        if post is None or start is None:
            return None
        found = list(self.get_queryset().filter(post=post, text=row.get("text", "").strip(), start=start))
        alike = [title for title in found if title.end == self.cell(row, "end") and title.pk not in self.seen]
        if len(found) > 1 and not alike:
            raise ValidationError({"id": _("Several such titles are on record. Give the number.")})
        return (alike or found or [None])[0]


class PostOrganizationResource(RecordResource):
    owner = "post"
    needed = ("post", "organization", "end")
    identified_by = gettext_lazy("its number (id), else the post, the organization and the date it begins")

    class Meta(RecordResource.Meta):
        model = PostOrganization
        fields = (
            "id",
            "post",
            "organization",
            "start",
            "end",
        )

    def find(self, row):
        if found := self.numbered(row, self.owner):
            return found
        key = {name: self.cell(row, name) for name in ("post", "organization", "start")}
        if None in key.values():
            return None
        found = [one for one in self.get_queryset().filter(**key) if one.pk not in self.seen]
        same = [one for one in found if one.end == self.cell(row, "end")]
        if len(found) > 1 and not same:
            raise ValidationError({"id": _("Several such rows are on record. Give the number.")})
        return (same or found or [None])[0]


class CompleteSuccessionResource(RecordResource):
    owner = "post"
    needed = ("post", "first", "last")
    identified_by = gettext_lazy("its number (id), else the post and both dates")

    class Meta(RecordResource.Meta):
        model = CompleteSuccession
        fields = (
            "id",
            "post",
            "first",
            "last",
            "symbol",
            "title",
            "url",
            "published",
            "quote",
            "note",
        )

    def find(self, row):
        if found := self.numbered(row, self.owner):
            return found
        key = {name: self.cell(row, name) for name in self.needed}
        return None if None in key.values() else self.get_queryset().filter(**key).first()

    def before_save_instance(self, instance, row, **kwargs):
        """Who takes it in vouches for it."""
        super().before_save_instance(instance, row, **kwargs)
        instance.vouched_by, instance.vouched_at = self.user, timezone.now()


class AppointmentResource(RecordResource):
    needed = ("person", "post")
    identified_by = gettext_lazy("its number (id), else person, post, kind and the first three dates")

    class Meta(RecordResource.Meta):
        model = Appointment
        fields = (
            "id",
            "person",
            "post",
            "kind",
            "intended",
            "announced",
            "start",
            "end",
            "term_ends",
            "end_reason",
            "appointed_by",
            "appointing_body",
            "mandate",
            "title_as_appointed",
            "note",
            "is_public",
            "public_without_source",
        )

    def find(self, row):
        if found := self.numbered(row, "person", "post"):
            return found
        key = {name: self.cell(row, name) for name in ("person", "post", "intended", "announced", "start")}
        key["kind"] = row.get("kind", "").strip().lower() or AppointmentKind.SUBSTANTIVE
        if None in key.values():
            return None
        of_person = self.known.appointments_of(key["person"].slug)
        return next((one for one in of_person if _says(one, key)), None)

    def import_instance(self, instance, row, **kwargs):
        """Only somebody with the permission may import an appointment that is shown without a source."""
        answered, end, errors = instance.public_without_source, instance.end, {}
        try:
            super().import_instance(instance, row, **kwargs)
        except ValidationError as error:
            errors = error.message_dict
        if instance.public_without_source != answered and not self.may_vouch():
            message = _("Only an editor shows readers an appointment without a source.")
            errors["public_without_source"] = [message]
        if errors:
            raise ValidationError(errors)
        if instance.end != end and is_to_come(instance.end, timezone.localdate().isoformat()):
            self.keep_end_to_come(instance)

    def keep_end_to_come(self, instance):
        """Take an end that lies in the future for the end of the term, since it proves nothing yet.

        A file of ours is taken as it is: there somebody was asked.
        """
        values = {"appointment": instance, "end": words(instance.end)}
        if self.is_ours:
            self.notes.append(_("%(appointment)s: the end lies in the future: %(end)s.") % values)
            return
        if instance.term_ends in ("", instance.end):
            text = _("%(appointment)s: the end lies in the future: %(end)s. Taken as the end of the term.")
            instance.term_ends = instance.end
        else:
            text = _(
                "%(appointment)s: the end lies in the future: %(end)s. Left out; the term is to end %(term)s."
            )
            values["term"] = words(instance.term_ends)
        instance.end, instance.end_reason = "", ""
        self.notes.append(text % (values | {"appointment": instance}))

    def after_save_instance(self, instance, row, **kwargs):
        """What the form would ask about is told; of a record of ours somebody was asked."""
        super().after_save_instance(instance, row, **kwargs)
        for doubt in () if self.is_ours else doubtful(instance, timezone.localdate().isoformat()):
            self.notes.append(_("%(appointment)s: %(doubt)s") % {"appointment": instance, "doubt": doubt})

    def may_vouch(self):
        return self.user is None or self.user.has_perm("people.vouch_appointment")

    def names_of_row(self, row):
        said = {name: row.get(name, "").strip() for name in self.columns()}
        intended, announced, start = (
            self.cell(row, name) or "" for name in ("intended", "announced", "start")
        )
        kind = said["kind"].lower() or AppointmentKind.SUBSTANTIVE
        return {
            widgets.joined(said["person"], said["post"], start or announced or intended),
            widgets.joined(said["person"], said["post"], kind, intended, announced, start),
        }

    def named_in_row(self, row):
        return {row.get("appointed_by", "").strip()}

    def get_queryset(self):
        links = ("person", "post", "appointing_body", "appointed_by__person", "appointed_by__post")
        return Appointment.objects.select_related(*links)

    def before_export(self, queryset, **kwargs):
        self.fields["appointed_by"].widget.names = widgets.names_of_all()


class CitationResource(RecordResource):
    owner = "appointment"
    needed = ("appointment",)
    identified_by = gettext_lazy("its number (id), else the appointment and every other column but the quote")

    class Meta(RecordResource.Meta):
        model = Citation
        use_bulk = True  # no row names a citation, so new ones are written together at the end
        fields = (
            "id",
            "appointment",
            "fact",
            "symbol",
            "title",
            "url",
            "published",
            "quote",
            "says",
        )

    def find(self, row):
        if found := self.numbered(row, self.owner):
            return found
        key = {name: self.cell(row, name) for name in ("symbol", "title", "url", "published")}
        appointment, fact = self.cell(row, "appointment"), row.get("fact", "").strip().lower()
        if appointment is None or None in key.values():
            return None
        key["fact"] = fact or ProvenFact.WHOLE
        of_appointment = self.known.citations_of(appointment)
        return next((one for one in of_appointment if _says(one, key) and one.pk not in self.seen), None)

    def after_save_instance(self, instance, row, **kwargs):
        if instance.pk:
            super().after_save_instance(instance, row, **kwargs)

    def bulk_create(self, *args, **kwargs):
        bulk_create_with_history(self.create_instances, Citation)
        self.create_instances.clear()

    def bulk_update(self, *args, **kwargs):
        for instance in self.update_instances:
            instance.save()
        self.update_instances.clear()

    def get_queryset(self):
        return Citation.objects.select_related("appointment__person", "appointment__post")

    def before_export(self, queryset, **kwargs):
        self.fields["appointment"].widget.names = widgets.names_of_all()


# In the order in which they may name each other.
RESOURCES = {
    "organizations": OrganizationResource,
    "organization_names": OrganizationNameResource,
    "organization_successions": OrganizationSuccessionResource,
    "posts": PostResource,
    "titles": TitleResource,
    "post_organizations": PostOrganizationResource,
    "complete_successions": CompleteSuccessionResource,
    "people": PersonResource,
    "names": NameResource,
    "appointments": AppointmentResource,
    "citations": CitationResource,
}
