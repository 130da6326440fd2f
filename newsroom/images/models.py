"""What the picture library holds: pictures with their words, rights and focal point."""

import secrets

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from imagefield.fields import ImageField, PPOIField

from newsroom.images import renditions

FOCAL_POINT = RegexValidator(
    r"^(0(\.\d{1,4})?|1(\.0{1,4})?)x(0(\.\d{1,4})?|1(\.0{1,4})?)\Z",
    _("Give the focal point as two shares of the picture, across and down: 0.5x0.3."),
)


def picture_path(image, filename):
    """Return a name made by us: nothing of the uploader's name or content can be read from an address."""
    token = secrets.token_hex(10)
    return f"pictures/{token[:2]}/{token}.{filename.rpartition('.')[2]}"


class ImageQuerySet(models.QuerySet):
    pass


class Image(models.Model):
    """A picture: one master file that never changes, its words and its rights."""

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
    focal_point = PPOIField(
        _("focal point"),
        validators=[FOCAL_POINT],
        help_text=_("What must stay in the picture when it is cropped: share across and share down."),
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

    def clean(self):
        """Refuse a picture without words or credit, each beside its field."""
        errors = {}
        if not self.alt and not self.decorative:
            errors["alt"] = _("Describe the picture, or tick “decorative”.")
        if not self.credit:
            errors["credit"] = _("Say who gets the credit.")
        if errors:
            raise ValidationError(errors)
