"""Public addresses of persons, posts and organizations: made from a name, unique, kept when they change."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from newsroom.lib.names import slug_of


class AddressField(models.SlugField):
    """A slug, made from the record's name when it is saved without one. In migrations a plain SlugField."""

    def pre_save(self, model_instance, add):
        slug = super().pre_save(model_instance, add)
        if not slug:
            slug = model_instance.free_slug()
            setattr(model_instance, self.attname, slug)
        return slug

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.SlugField", args, kwargs


class AddressedQuerySet(models.QuerySet):
    def at(self, slug):
        """Return the record at this slug, present or former (then ``record.slug != slug``: redirect).

        Raises DoesNotExist. One query for a present slug, two for a former one.
        """
        return self.filter(slug=slug).first() or self.get(former_slugs__slug=slug)


class Addressed(models.Model):
    """A record with a public address of its own."""

    slug = AddressField(
        _("address"),
        max_length=100,
        unique=True,
        blank=True,
        help_text=_("Made from the name if left blank. An address once published keeps working."),
    )

    class Meta:
        abstract = True

    def free_slug(self):
        """Return a slug that no other record has or had. One query for each slug tried."""
        return slug_of(self.address_text, self._meta.model_name, self._slug_is_anothers)

    def _slug_is_anothers(self, slug):
        others = type(self)._base_manager.exclude(pk=self.pk)
        return others.filter(Q(slug=slug) | Q(former_slugs__slug=slug)).exists()

    def clean(self):
        super().clean()
        former = type(self)._base_manager.exclude(pk=self.pk).filter(former_slugs__slug=self.slug)
        if self.slug and (other := former.first()):
            raise ValidationError(
                {"slug": gettext("This address still leads readers to %(other)s.") % {"other": other}}
            )

    def remember_slug(self, slug):
        """Let ``slug``, the address until now, redirect here. Call it in the transaction of the change."""
        with transaction.atomic():
            self.former_slugs.filter(slug=self.slug).delete()  # moving back must not make a loop
            if slug and slug != self.slug:
                self.former_slugs.get_or_create(slug=slug)


class FormerSlug(models.Model):
    """An address that a person, a post or an organization had before; it redirects for ever."""

    slug = models.SlugField(max_length=100)
    person = models.ForeignKey("Person", models.CASCADE, null=True, blank=True, related_name="former_slugs")
    post = models.ForeignKey("Post", models.CASCADE, null=True, blank=True, related_name="former_slugs")
    organization = models.ForeignKey(
        "Organization", models.CASCADE, null=True, blank=True, related_name="former_slugs"
    )
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, post__isnull=True, organization__isnull=True)
                | Q(person__isnull=True, post__isnull=False, organization__isnull=True)
                | Q(person__isnull=True, post__isnull=True, organization__isnull=False),
                name="a_former_slug_leads_to_one_record",
                violation_error_message=_("A former address leads to one person, post or organization."),
            ),
            *(
                models.UniqueConstraint(
                    fields=["slug"],
                    condition=Q(**{f"{kind}__isnull": False}),
                    name=f"a_former_slug_is_one_{kind}",
                    violation_error_message=_("This former address already leads somewhere else."),
                )
                for kind in ("person", "post", "organization")
            ),
        ]

    def __str__(self):
        return self.slug
