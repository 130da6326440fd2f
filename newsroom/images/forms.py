"""The forms of a picture: for a new one, for many at once, and for changes."""

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from newsroom.images import embedded, ingest
from newsroom.images.models import Image

ACCEPT = "image/jpeg,image/png,image/webp,image/avif,image/heic,image/heif,image/gif,image/tiff"


def limits():
    """What may be uploaded, in a sentence."""
    return format_lazy(
        _(
            "JPEG, PNG, WebP, AVIF, HEIC, GIF or TIFF, at most {size} MB and {pixels} megapixels. "
            "What the camera noted, such as the place, is removed."
        ),
        size=ingest.MAX_BYTES // 1_000_000,
        pixels=ingest.MAX_PIXELS // 1_000_000,
    )


class FocalPointInput(forms.TextInput):
    """The point as text; images/picture.js lets one place it on the picture, by pointer or arrow keys."""

    image = None  # set by the form

    class Media:
        css = {"all": ["images/picture.css"]}
        js = [forms.Script("images/picture.js", defer=True)]

    def render(self, name, value, attrs=None, renderer=None):
        field = super().render(name, value, attrs, renderer)
        if self.image is None:
            return field
        return format_html(
            '<div class="focal-point" data-focal-point data-mark="{}">'
            '<div class="focal-point-picture"><img src="{}" width="{}" height="{}" alt=""></div>{}</div>',
            _("Focal point: {x} % across, {y} % down. Move it with the arrow keys."),
            self.image.rendition("w800"),
            *self.image.rendition_size("w800"),
            field,
        )


class PictureForm(forms.ModelForm):
    """The words and rights of a picture that is there; its file never changes, since editions show it."""

    class Meta:
        model = Image
        fields = []  # the admin's fieldsets say which
        widgets = {
            "focal_point": FocalPointInput,
            "alt": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        if "focal_point" in self.fields:
            self.fields["focal_point"].widget.image = self.instance

    def _post_clean(self):
        self.instance.waiting = False  # from here on it must have its words
        super()._post_clean()


class UploadForm(PictureForm):
    """A new picture. What the file says of itself is offered where the editor left a field empty."""

    image = forms.FileField(
        label=_("Picture"), widget=forms.FileInput(attrs={"accept": ACCEPT}), help_text=limits()
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.offered = []  # names of the fields that were filled from the file

    def clean_image(self):
        try:
            self.instance.accept(self.cleaned_data["image"])
        except ValidationError as error:
            raise _with_link(error) from error
        self._offer()
        return self.instance.image

    def _offer(self):
        # The picture is the first field of the form, so the fields after it are read and checked as if typed.
        self.data = self.data.copy()
        for name in embedded.FIELDS:
            value, key = getattr(self.instance, name), self.add_prefix(name)
            if value and not self.data.get(key):
                self.data[key] = value
                self.offered.append(name)

    def _post_clean(self):
        super()._post_clean()
        if self.errors and "image" not in self.errors:
            self.add_error("image", _("The picture is good, but it is not saved yet: choose the file again."))


# --- Many at once ---------------------------------------------------------------------------------
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
FIRST = ["title", "credit", "alt", "decorative", "caption"]
# What the pictures of one batch often have in common.
ALIKE = ["credit", "byline", "rights_holder", "copyright", "usage_terms", "rights_from", "rights_until"]
REST = [*ALIKE[1:4], "taken", *ALIKE[4:], "archive_use"]


class WaitingForm(forms.ModelForm):
    """The words and rights of a picture that waits for them. If valid, the picture enters the library."""

    drop = forms.BooleanField(label=_("Throw this picture away"), required=False)

    class Meta:
        model = Image
        fields = [*FIRST, *REST]
        widgets = {
            "alt": forms.Textarea(attrs={"rows": 2}),
            "caption": forms.Textarea(attrs={"rows": 2}),
            "usage_terms": forms.Textarea(attrs={"rows": 2}),
            **dict.fromkeys(["taken", "rights_from", "rights_until"], DAY),
        }

    @staticmethod
    def prefix_of(pk):
        return f"p{pk}"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)

        for name in ("title", "credit"):
            self.fields[name].help_text = ""  # twenty times on one screen it is noise

    @property
    def is_dropped(self):
        return self.is_bound and bool(self["drop"].data)

    @property
    def first_fields(self):
        return [self[name] for name in FIRST]

    @property
    def further_fields(self):
        return [self[name] for name in REST]

    @property
    def further_errors(self):
        return any(name in self.errors for name in REST) if self.is_bound else False

    def _post_clean(self):
        self.instance.waiting = False  # from here on it must have its words
        super()._post_clean()

    def save(self):
        """Write what was typed, and nothing else: a focal point may have been set meanwhile."""
        self.instance.save(update_fields=[*self._meta.fields, "waiting"])
        return self.instance


class AlikeForm(forms.ModelForm):
    """What holds for all pictures of the screen: it fills what is empty, and changes nothing that is not."""

    prefix = "all"

    class Meta:
        model = Image
        fields = ALIKE
        widgets = {
            "usage_terms": forms.Textarea(attrs={"rows": 1}),
            **dict.fromkeys(["rights_from", "rights_until"], DAY),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.instance.waiting = True  # no picture: nothing is required

    @property
    def further_fields(self):
        return [self[name] for name in ALIKE[1:]]

    @property
    def further_data(self):
        """Whether anything was typed into the fields that are folded away."""
        return any(field.data for field in self.further_fields)

    def filled(self, data, pk):
        """`data` with the empty fields of picture `pk` filled from this form."""
        data, prefix = data.copy(), WaitingForm.prefix_of(pk)
        for name in ALIKE:
            key = f"{prefix}-{name}"
            if not data.get(key, "").strip():
                data[key] = data.get(self.add_prefix(name), "")
        return data


def _with_link(error):
    """Return the error; where it names the picture that is already there, with a link to it."""
    if error.code != "duplicate":
        return error
    url = reverse("admin:images_image_change", args=[error.params["known"]])
    message = format_html('{} <a href="{}">{}</a>', error.messages[0], url, _("Open it"))
    return ValidationError(message, code=error.code)
