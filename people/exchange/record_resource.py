"""What all tables of the record share: how a row finds its record, is read, checked and saved."""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.fields import Field
from import_export.resources import ModelResource

from newsroom.lib.incoming import sound_text
from newsroom.lib.keys import key_in
from newsroom.lib.partial_date import PartialDateField
from people.exchange import widgets
from people.exchange.files import LINE, legible
from people.exchange.known_records import KnownRecords
from people.exchange.namesake_questions import NamesakeQuestions
from people.models import Appointment

REASON = 100  # characters of a history row's reason


def widget_for(field):
    """Return the widget by which a model field is read and written in a table."""
    if isinstance(field, models.ForeignKey):
        linked = field.related_model
        return widgets.AppointmentName() if linked is Appointment else widgets.Address(linked)
    if isinstance(field, PartialDateField):
        return widgets.DateText()
    if isinstance(field, models.BooleanField):
        return widgets.YesNo()
    if isinstance(field, models.PositiveSmallIntegerField):
        return widgets.Number()
    if field.choices:
        return widgets.Choice([value for value, _label in field.choices] + [""] * field.blank)
    return widgets.TextCell(strip=not isinstance(field, models.TextField))


class RecordResource(ModelResource):
    """A table of one kind of record. A missing column changes nothing, a blank cell empties its field.

    In a run ``faults_of_key`` holds what is wrong with the key of the row at hand.
    """

    needed = ()  # columns that a new row must have
    owner = ""  # the column with the record to which a row belongs; "" for records that stand by themselves
    identified_by = gettext_lazy("the address")  # for the help of the page

    class Meta:
        import_id_fields = ()
        skip_unchanged = True
        skip_html_diff = True
        clean_model_instances = True
        store_instance = True

    def __init__(self, reason="", user=None, known=None, namesakes=None, is_ours=False, **kwargs):
        super().__init__(**kwargs)
        self.is_ours = is_ours  # whether the rows are those of a whole record of ours
        self.reason, self.user = reason[:REASON], user
        self.known = known or KnownRecords()
        self.namesakes = namesakes or NamesakeQuestions()
        for column in self.fields.values():
            column.widget.known = self.known
        self.seen = {}  # id of a record → line of its row
        self.faults_of_key = {}
        self.notes = []  # sentences for the report

    @classmethod
    def columns(cls):
        return list(cls._meta.fields)

    @classmethod
    def field_from_django_field(cls, field_name, django_field, readonly):
        """One column of the table. ``id`` says which record, and is never written."""
        if django_field.primary_key:
            return Field(attribute=field_name, column_name=field_name, readonly=True)
        return Field(attribute=field_name, column_name=field_name, widget=widget_for(django_field))

    def before_import_row(self, row, **kwargs):
        """A cell that is None means that its row has no such column."""
        for name in [name for name, cell in row.items() if cell is None]:
            del row[name]

    # --- Which record a row is about ------------------------------------------------------------
    def get_or_init_instance(self, instance_loader, row):
        self.faults_of_key = {}
        try:
            found = self.find(row)
            if found is not None:
                self.check_once(found, row)
        except ValidationError as error:
            self.faults_of_key, found = error.message_dict, None
        if found is None:
            return self.init_instance(row), True
        return self.locked(found), False

    def find(self, row):
        """Return the record that this row is about, or None for a new one. ValidationError by column."""
        raise NotImplementedError

    def locked(self, found):
        """The record as it is now, locked until the run ends."""
        return self.get_queryset().select_for_update(of=("self",), no_key=True).get(pk=found.pk)

    def read_ahead(self, dataset):
        """Read at once what the rows of this table name."""
        for name in set(dataset.headers) & set(self.fields):
            widget, model = self.fields[name].widget, self._meta.model
            if name == "slug":
                self.known.read_addresses(model, filter(None, dataset[name]))
            elif isinstance(widget, widgets.Address):
                self.known.read_addresses(widget.model, filter(None, dataset[name]))
            elif isinstance(widget, widgets.AppointmentName):
                self.known.read_appointments({cell.partition("/")[0] for cell in dataset[name] if cell})

    def check_once(self, found, row):
        first = self.seen.setdefault(found.pk, row[LINE])
        if first != row[LINE]:
            raise ValidationError(
                {self.columns()[0]: _("Line %(line)d speaks of the same record.") % {"line": first}}
            )

    def cell(self, row, name):
        """The value of a cell; None where it cannot be read (its own column reports why)."""
        try:
            return self.fields[name].widget.clean(row.get(name, ""), row=row)
        except ValueError:
            return None

    def numbered(self, row, *owners):
        """Return the record of the row's ``id``, which must have the owners that the row names."""
        number = row.get("id", "").strip()
        if not number:
            return None
        found = self.get_queryset().filter(pk=key_in(number)).first()
        if found is None:
            raise ValidationError(
                {"id": _("No record has the number %(id)s. Leave it blank for a new one.") % {"id": number}}
            )
        for name in owners:
            owner = self.cell(row, name)
            if name in row and owner != getattr(found, name):
                other = {"id": number, "owner": getattr(found, name)}
                raise ValidationError(
                    {name: _("Record %(id)s is one of %(owner)s. Is the file from another place?") % other}
                )
        return found

    # --- Reading a row ---------------------------------------------------------------------------
    def import_instance(self, instance, row, **kwargs):
        errors = dict(self.faults_of_key)
        try:
            super().import_instance(instance, row, **kwargs)
        except ValidationError as error:
            errors = error.message_dict | errors
        if instance._state.adding and not self.faults_of_key:
            missing = [name for name in self.needed if not row.get(name, "").strip()]
            errors = {name: [_("This is needed.")] for name in missing} | errors
        if errors:
            raise ValidationError(errors)

    def import_field(self, field, instance, row, is_m2m=False, **kwargs):
        """Set a field from its cell, unless the cell says what is recorded already."""
        if field.readonly or field.column_name not in row:
            return
        cell, adding = row[field.column_name], instance._state.adding
        if not adding and _alike(cell, field.export(instance)):
            return
        if not cell.strip() and not self.says_something_blank(field.column_name, adding):
            return
        field.save(instance, row, is_m2m, **kwargs)

    def says_something_blank(self, name, adding):
        """Whether a blank cell empties the field. It does not where the field must have a value."""
        field = self._meta.model._meta.get_field(name)
        if field.null and field.has_default():
            return True  # any number of seats, where one is the rule
        must = isinstance(field, models.BooleanField | models.SlugField | models.IntegerField)
        return not adding and (field.null or not (must or (field.choices and not field.blank)))

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        """Check as `full_clean` does, but for whether linked records exist: they were just read.

        A row whose record is not clear is not checked by the rules of a new record.
        """
        if self.faults_of_key:
            raise ValidationError(import_validation_errors)
        errors, links = dict(import_validation_errors or {}), self._links()
        for check in (
            lambda without: instance.clean_fields(without | links),
            lambda without: instance.clean(),
            instance.validate_unique,
            instance.validate_constraints,
        ):
            try:
                check(errors.keys() - {NON_FIELD_ERRORS})
            except ValidationError as error:
                errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def skip_row(self, instance, original, row, import_validation_errors=None):
        if import_validation_errors or original._state.adding:
            return False
        return all(
            field.get_value(instance) == field.get_value(original) for field in self.get_import_fields()
        )

    # --- Saving ----------------------------------------------------------------------------------
    def before_save_instance(self, instance, row, **kwargs):
        instance._change_reason = self.reason
        if self.user is not None:
            instance._history_user = self.user

    def after_save_instance(self, instance, row, **kwargs):
        self.seen.setdefault(instance.pk, row[LINE])
        self.known.remember(instance)

    def after_import(self, dataset, result, **kwargs):
        """Primary keys never come from a file, so no sequence needs to be set."""

    # --- Order: a row may name another row of the same table ---------------------------------------
    def names_of_row(self, row):
        """The names by which other rows name this one."""
        return {row.get("slug", "").strip()}

    def named_in_row(self, row):
        """The rows of the same table that this row names; they must come before it."""
        return ()

    # --- Out -------------------------------------------------------------------------------------
    def get_queryset(self):
        links = [name for name in self.columns() if name in self._links()]
        records = super().get_queryset()
        return records.select_related(*links) if links else records

    def _links(self):
        return {field.name for field in self._meta.model._meta.fields if field.is_relation}


class AddressedResource(RecordResource):
    """Records with an address: found by it, then by the Wikidata item, then by `find_by_words`."""

    identified_by = gettext_lazy("the address (slug), else the Wikidata item")

    def find(self, row):
        by_slug = self.known.at(self._meta.model, row.get("slug", "").strip())
        item = row.get("wikidata", "").strip()
        by_item = item and self.get_queryset().filter(wikidata=item).first()
        if by_slug and by_item and by_slug != by_item:
            raise ValidationError({"wikidata": _("This is the item of %(other)s.") % {"other": by_item}})
        if found := by_slug or by_item:
            return found
        return None if row.get("slug", "").strip() else self.find_by_words(row)

    def find_by_words(self, row):
        return None

    def import_field(self, field, instance, row, is_m2m=False, **kwargs):
        """A former address finds its record but does not become the present one again."""
        if field.column_name == "slug" and not instance._state.adding:
            slug = row.get("slug", "").strip()
            if instance.former_slugs.filter(slug=slug).exists():
                return
        super().import_field(field, instance, row, is_m2m, **kwargs)

    def before_save_instance(self, instance, row, **kwargs):
        super().before_save_instance(instance, row, **kwargs)
        self.former = ""
        if not instance._state.adding:
            kept = self._meta.model._base_manager.filter(pk=instance.pk)
            self.former = kept.values_list("slug", flat=True).get()

    def after_save_instance(self, instance, row, **kwargs):
        super().after_save_instance(instance, row, **kwargs)
        if self.former:
            instance.remember_slug(self.former)


def _alike(cell, recorded):
    """Whether a cell says what is recorded: a file keeps line breaks and characters nobody sees otherwise."""
    return sound_text(legible(cell)) == sound_text(legible(recorded))
