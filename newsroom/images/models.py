"""What the picture library holds: pictures with their words, rights and focal point."""

import secrets
from functools import lru_cache, partial
from pathlib import PurePosixPath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import IntegrityError, models, transaction
from django.tasks import task
from django.utils import formats
from django.utils.translation import gettext_lazy as _
from imagefield.fields import ImageField

from newsroom.images import ingest, renditions
from newsroom.lib.incoming import LineField

KEPT_PATHS = 8192  # of renditions that a process remembers; some 2 MB
FOCAL_POINT = RegexValidator(
    r"^(0(\.\d{1,4})?|1(\.0{1,4})?)x(0(\.\d{1,4})?|1(\.0{1,4})?)\Z",
    _("Give the focal point as two shares of the picture, across and down: 0.5x0.3."),
)


def picture_path(image, filename):
    """Return a name made by us: nothing of the uploader's name or content can be read from an address."""
    token = secrets.token_hex(10)
    return f"pictures/{token[:2]}/{token}.{filename.rpartition('.')[2]}"


class ImageQuerySet(models.QuerySet):
    def ingest(self, file, **fields):
        """Return a new picture of the library, made from an open binary file and what is known about it.

        Empty `fields` are filled from what the file says of itself (IPTC). Renditions follow the commit.
        Raises ValidationError by field; then nothing is left in the database or the storage.
        """
        image = self.model(**fields)
        try:
            image.accept(file)
        except ValidationError as error:
            raise ValidationError({"image": error}) from error
        image.full_clean()
        image.store()
        return image

    def described(self):
        """What stories may use: pictures that have their words. Others wait for them."""
        return self.filter(waiting=False)

    def not_to_be_shown_on(self, day):
        """Those whose rights do not cover this day (a date in the newsroom's zone)."""
        return self.filter(models.Q(rights_until__lt=day) | models.Q(rights_from__gt=day))

    def receive(self, file, by):
        """Return a new picture, one of many that `by` sends: it waits for its words.

        As `ingest()`; the same file twice, also at the same moment, is refused with the code "duplicate".
        """
        image = self.model(uploaded_by=by, waiting=True)
        image.accept(file)
        image.full_clean(validate_unique=False)
        try:
            image.store()
        except IntegrityError:
            known = self.filter(content_hash=image.content_hash).first()
            if known is None:
                raise
            raise known.refusal() from None
        return image

    def waiting_for(self, user):
        """The waiting pictures whose words `user` may say: their own; with the right to change, all."""
        waiting = self.filter(waiting=True)
        return waiting if user.has_perm("images.change_image") else waiting.filter(uploaded_by=user)

    def same_file(self, upload):
        """Return the picture made from the very same file as this `ingest.Upload`, or None. One query."""
        return self.filter(content_hash=upload.content_hash).first()

    def discard(self):
        """Delete these pictures and, once that is committed, their files. ProtectedError if one is in use."""
        files = [image.image for image in self]
        self.delete()
        for file in files:
            transaction.on_commit(partial(file.delete, save=False), robust=True)

    def made(self, path):
        """Return the picture whose rendition is, or will be, at this path of the storage."""
        token = PurePosixPath(path).stem.rpartition("-")[0]
        if not path.startswith("__processed__/") or not token:
            return self.none()
        return self.filter(image__startswith=f"pictures/{token[:2]}/{token}.")


class Image(models.Model):
    """A picture: one master file that never changes, its words and its rights."""

    # What an address or a size is made of: a query with only() names them all, or asks again for each row.
    ADDRESS_FIELDS = ("image", "width", "height", "focal_point")

    title = LineField(
        _("title"),
        max_length=200,
        blank=True,
        help_text=_("How the desk finds it; left empty, the file's name."),
    )
    image = ImageField(
        _("picture"),
        upload_to=picture_path,
        width_field="width",
        height_field="height",
        ppoi_field="focal_point",
        formats=renditions.FORMATS,
        max_length=200,
    )
    width = models.PositiveIntegerField(_("width"), editable=False)
    height = models.PositiveIntegerField(_("height"), editable=False)
    focal_point = models.CharField(
        _("focal point"),
        max_length=20,
        default="0.5x0.5",
        validators=[FOCAL_POINT],
        help_text=_("What must stay in the picture when it is cropped: put the mark on it."),
    )
    alt = LineField(
        _("alternative text"),
        max_length=500,
        blank=True,
        help_text=_("What the picture shows, for who cannot see it. One sentence; no “picture of”."),
    )
    decorative = models.BooleanField(
        _("decorative"),
        default=False,
        help_text=_("It tells a reader nothing: screen readers pass over it."),
    )
    caption = models.TextField(
        _("caption"), blank=True, help_text=_("Who, where, when. A story may print its own caption instead.")
    )
    credit = LineField(
        _("credit"),
        max_length=200,
        blank=True,
        help_text=_("As it is printed: “UN Photo/Eskinder Debebe”."),
    )
    # The names of IPTC Photo Metadata stand behind the field's own words: creator, copyright owner, copyright
    # notice, date created, rights usage terms.
    byline = LineField(_("photographer"), max_length=200, blank=True)
    rights_holder = LineField(
        _("rights holder"),
        max_length=300,
        blank=True,
        help_text=_("Whom to ask, where it is not the credit."),
    )
    copyright = LineField(_("copyright"), max_length=300, blank=True)
    taken = models.DateField(_("taken on"), null=True, blank=True)
    usage_terms = models.TextField(
        _("usage terms"),
        blank=True,
        help_text=_("What we may do with it, in the licence’s words: “Editorial use only, not in print.”"),
    )
    rights_from = models.DateField(
        _("may be shown from"), null=True, blank=True, help_text=_("First day, included. Blank: at once.")
    )
    rights_until = models.DateField(
        _("may be shown until"), null=True, blank=True, help_text=_("Last day, included. Blank: for good.")
    )
    archive_use = models.BooleanField(
        _("published stories may keep it"),
        default=False,
        help_text=_("After the last day no new story may show it; those that are out need not change."),
    )
    source_note = models.TextField(
        _("source note"), blank=True, help_text=_("Where it came from. For the desk only.")
    )
    content_hash = models.CharField(
        max_length=64, unique=True, editable=False, help_text="SHA-256 of the file as uploaded, in hex."
    )
    renditions_ready = models.BooleanField(_("renditions ready"), default=False, editable=False)
    has_leftovers = models.BooleanField(
        default=False, editable=False, help_text="Crops of a former focal point wait to be cleared away."
    )
    waiting = models.BooleanField(
        _("waits for its words"),
        default=False,
        editable=False,
        help_text="Came in with many others; nobody has said yet what it shows and who gets the credit.",
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("uploaded by"),
    )
    created_at = models.DateTimeField(_("added"), auto_now_add=True)

    remark = ""  # what the file that was just accepted holds besides, in a sentence

    objects = ImageQuerySet.as_manager()

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(alt="") | models.Q(decorative=True) | models.Q(waiting=True),
                name="a_picture_has_alt_text_or_is_decorative",
                violation_error_message=_("Describe the picture, or tick “decorative”."),
            ),
            models.CheckConstraint(
                condition=~models.Q(credit="") | models.Q(waiting=True),
                name="a_picture_names_its_credit",
                violation_error_message=_("Say who gets the credit."),
            ),
            models.CheckConstraint(
                condition=models.Q(rights_from__lte=models.F("rights_until"))
                | models.Q(rights_from=None)
                | models.Q(rights_until=None),
                name="rights_begin_before_they_end",
                violation_error_message=_("The first day must come before the last."),
            ),
        ]
        indexes = [
            # the daily look at rights, the list of what waits: both few among many
            models.Index(
                fields=["rights_until"],
                name="picture_rights_end",
                condition=models.Q(rights_until__isnull=False),
            ),
            models.Index(
                fields=["rights_from"],
                name="picture_rights_begin",
                condition=models.Q(rights_from__isnull=False),
            ),
            models.Index(fields=["uploaded_by"], name="picture_waits", condition=models.Q(waiting=True)),
        ]

    def __str__(self):
        return self.title

    @property
    def alt_text(self):
        """What the `alt` attribute says: empty for a decorative picture."""
        return "" if self.decorative else self.alt

    @property
    def size(self):
        """(width, height) of the master in pixels."""
        return self.width, self.height

    def may_be_shown_on(self, day):
        """Whether our rights cover this day (a date in the newsroom's zone)."""
        begun = self.rights_from is None or self.rights_from <= day
        return begun and (self.rights_until is None or day <= self.rights_until)

    @property
    def rights_in_words(self):
        """The window as a sentence says it: "from 1 May 2027", "until 3 May 2027"; "" without one."""
        first, last = (
            day and formats.date_format(day, "j F Y") for day in (self.rights_from, self.rights_until)
        )
        if first and last:
            return _("from %(first)s to %(last)s") % {"first": first, "last": last}
        if first:
            return _("from %(first)s") % {"first": first}
        return _("until %(last)s") % {"last": last} if last else ""

    def rendition(self, name):
        """Return the address of a rendition (a key of `renditions.FORMATS`); it never changes for a width.

        Until the file is made, the address leads to the master. No query, no look into the storage.
        """
        return self.image.storage.url(_path_of(self.image.name, self.focal_point, name))

    def rendition_size(self, name):
        """Return the (width, height) of a rendition in pixels."""
        return renditions.size_of(name, self.size)

    def sources(self, crop=""):
        """Return what a <picture> needs: src, srcset (both WebP), avif, width, height; `crop` as in CROPS.

        Width and height are those of the largest source: a browser keeps their proportion free.
        """
        names = renditions.family(crop)
        sizes = {self.rendition_size(name): name for name in reversed(names)}  # a small picture has fewer
        width, height = max(sizes)
        src = self.rendition(names[len(names) // 2])
        return {
            "src": src,
            "srcset": self._srcset(sizes, "webp"),
            "avif": self._srcset(sizes, "avif"),
            "width": width,
            "height": height,
        }

    def _srcset(self, sizes, ending):
        """`sizes` are {(width, height): name of a rendition}."""
        named = ((size[0], renditions.encoded(sizes[size], ending)) for size in sorted(sizes))
        return ", ".join(f"{self.rendition(name)} {width}w" for width, name in named)

    def accept(self, file):
        """Take this file for its picture and fill what is still empty; ValidationError if it is refused."""
        upload = ingest.examine(file)
        if known := type(self).objects.same_file(upload):
            raise known.refusal()
        self.image = upload.master
        self.content_hash = upload.content_hash
        self.remark = upload.remark
        for name, text in upload.found.items():
            if not getattr(self, name):
                setattr(self, name, text[: self._meta.get_field(name).max_length])

    def refusal(self):
        """Return the error that refuses a second upload of this picture."""
        message = _("This picture is already in the library: “%(title)s”.")
        if self.waiting:
            message = _("This picture came in before and waits for its words: “%(title)s”.")
        return ValidationError(message, code="duplicate", params={"title": self.title, "known": self.pk})

    def store(self):
        """Save, and make the renditions once that is committed. If the row is refused, its file goes too."""
        new_file = not self.image._committed
        self.renditions_ready = False  # until they are there
        try:
            with transaction.atomic():
                self.save()
        except Exception:
            if new_file and self.image._committed:
                self.image.storage.delete(self.image.name)
            raise
        transaction.on_commit(partial(make_renditions.enqueue, self.pk), robust=True)

    def make_renditions(self):
        """Make the renditions that are missing, delete old ones, and note that they are there."""
        renditions.make(self.image, self.size)
        leftovers = renditions.sweep(self.image) > 0
        # If the focal point was moved meanwhile, its renditions are made by another task.
        same = Image.objects.filter(pk=self.pk, focal_point=self.focal_point)
        same.update(renditions_ready=True, has_leftovers=leftovers)

    def clean(self):
        """Refuse a picture without words or credit, each beside its field; unless it waits for them."""
        if self.waiting:
            return
        errors = {}
        if not self.alt and not self.decorative:
            errors["alt"] = _("Describe the picture, or tick “decorative”.")
        if not self.credit:
            errors["credit"] = _("Say who gets the credit.")
        if errors:
            raise ValidationError(errors)


@lru_cache(maxsize=KEPT_PATHS)
def _path_of(master, focal_point, name):
    """The path of a rendition in the storage: a hash of nothing else, and a page has a hundred."""
    # With a size that is known nothing opens the file.
    image = Image(image=master, focal_point=focal_point, width=1, height=1).image
    return image._process_context(renditions.FORMATS[name]).name


@task()
def make_renditions(pk):
    """Make every rendition of a picture that is not there yet, and delete those of former focal points.

    Safe to run twice, also at once, and for a picture that was deleted.
    """
    if image := Image.objects.filter(pk=pk).first():
        image.make_renditions()
