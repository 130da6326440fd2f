"""What the picture library holds: pictures with their words, rights and focal point."""

import secrets
from functools import partial
from pathlib import PurePosixPath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from imagefield.fields import ImageField

from newsroom.images import ingest, renditions

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
            image.take_in(file)
        except ValidationError as error:
            raise ValidationError({"image": error}) from error
        image.full_clean()
        image.store()
        return image

    def twin_of(self, upload):
        """Return the picture made from the very same file as this `ingest.Upload`, or None. One query."""
        return self.filter(content_hash=upload.content_hash).first()

    def discard(self):
        """Delete these pictures and, once that is committed, their files. ProtectedError if one is in use."""
        files = [image.image for image in self]
        self.delete()
        for file in files:
            transaction.on_commit(partial(file.delete, save=False), robust=True)

    def made(self, path):
        """Return the picture whose rendition stands, or will stand, at this path of the storage."""
        token = PurePosixPath(path).stem.rpartition("-")[0]
        if not path.startswith("__processed__/") or not token:
            return self.none()
        return self.filter(image__startswith=f"pictures/{token[:2]}/{token}.")


class Image(models.Model):
    """A picture: one master file that never changes, its words and its rights."""

    # What an address or a size is made of: a query with only() names them all, or asks again for each row.
    ADDRESS_FIELDS = ("image", "width", "height", "focal_point")

    title = models.CharField(
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
    alt = models.CharField(
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
    credit = models.CharField(
        _("credit"),
        max_length=200,
        blank=True,
        help_text=_("As it is printed: “UN Photo/Eskinder Debebe”."),
    )
    byline = models.CharField(_("photographer"), max_length=200, blank=True)
    copyright = models.CharField(_("copyright"), max_length=300, blank=True)
    taken = models.DateField(_("taken on"), null=True, blank=True)
    source_note = models.TextField(
        _("source note"),
        blank=True,
        help_text=_("Where it came from and what we may do with it. For the desk only."),
    )
    content_hash = models.CharField(
        max_length=64, unique=True, editable=False, help_text="SHA-256 of the file as uploaded, in hex."
    )
    renditions_ready = models.BooleanField(_("renditions ready"), default=False, editable=False)
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

    objects = ImageQuerySet.as_manager()

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(alt="") | models.Q(decorative=True),
                name="a_picture_has_alt_text_or_is_decorative",
                violation_error_message=_("Describe the picture, or tick “decorative”."),
            ),
            models.CheckConstraint(
                condition=~models.Q(credit=""),
                name="a_picture_names_its_credit",
                violation_error_message=_("Say who gets the credit."),
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def alt_text(self):
        """What the `alt` attribute says: empty for a decorative picture."""
        return "" if self.decorative else self.alt

    def rendition(self, name):
        """Return the address of a rendition (a key of `renditions.FORMATS`); it never changes for a width.

        Until the file is made, the address leads to the master. No query, no look into the storage.
        """
        return getattr(self.image, name)

    def rendition_size(self, name):
        """Return the (width, height) of a rendition in pixels."""
        return renditions.size_of(name, (self.width, self.height))

    def sources(self, crop=""):
        """Return what an <img> needs: a dict of src, srcset, width, height; `crop` is "16x9", "4x3" or "1x1".

        Width and height are those of the largest source: a browser keeps their proportion free.
        """
        names = renditions.family(crop)
        sizes = {self.rendition_size(name): name for name in reversed(names)}  # a small picture has fewer
        width, height = max(sizes)
        srcset = ", ".join(f"{self.rendition(sizes[size])} {size[0]}w" for size in sorted(sizes))
        src = self.rendition(names[len(names) // 2])
        return {"src": src, "srcset": srcset, "width": width, "height": height}

    def take_in(self, file):
        """Take this file for its picture and fill what is still empty; ValidationError if it is refused."""
        upload = ingest.examine(file)
        if twin := type(self).objects.twin_of(upload):
            raise twin.refusal()
        self.image = upload.master
        self.content_hash = upload.content_hash
        for name, text in upload.found.items():
            if not getattr(self, name):
                setattr(self, name, text[: self._meta.get_field(name).max_length])

    def refusal(self):
        """Return the error that refuses a second upload of this picture."""
        message = _("This picture is already in the library: “%(title)s”.")
        return ValidationError(message, code="duplicate", params={"title": self.title, "twin": self.pk})

    def store(self):
        """Save, and make the renditions once that is committed. If the row is refused, its file goes too."""
        new_file = not self.image._committed
        self.renditions_ready = False  # until they are known to be there
        try:
            with transaction.atomic():
                self.save()
        except Exception:
            if new_file and self.image._committed:
                self.image.storage.delete(self.image.name)
            raise
        transaction.on_commit(partial(make_renditions, self.pk), robust=True)

    def clean(self):
        """Refuse a picture without words or credit, each beside its field."""
        errors = {}
        if not self.alt and not self.decorative:
            errors["alt"] = _("Describe the picture, or tick “decorative”.")
        if not self.credit:
            errors["credit"] = _("Say who gets the credit.")
        if errors:
            raise ValidationError(errors)


def make_renditions(pk):
    """Make every rendition of a picture that is not there yet. The one door to that work: a task, one day."""
    image = Image.objects.filter(pk=pk).first()
    if image is None:
        return
    for name in renditions.FORMATS:
        image.image.process(name)
    # Whoever moved the focal point meanwhile has renditions of their own coming.
    Image.objects.filter(pk=pk, focal_point=image.focal_point).update(renditions_ready=True)
