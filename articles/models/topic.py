"""What stories are filed under and who wrote them: topics with their other names, and authors."""

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _
from taggit.models import TagBase

from newsroom.lib.addresses import address_of
from newsroom.lib.incoming import LineField
from newsroom.lib.names import FoldedField, fold


class TopicQuerySet(models.QuerySet):
    def named(self, text):
        """Topics whose name or alias equals `text`, folded: case, accents and hyphens do not matter."""
        folded = fold(text)
        aliases = TopicAlias.objects.filter(folded=folded).values("topic_id")
        return self.filter(models.Q(folded=folded) | models.Q(pk__in=aliases))

    def in_navigation(self):
        return self.filter(in_navigation=True)


class Topic(TagBase):
    """A subject. Its name may change; the former name becomes an alias that redirects."""

    description = models.TextField(
        _("description"), blank=True, help_text=_("One or two sentences at the head of the topic's page.")
    )
    in_navigation = models.BooleanField(
        _("in the navigation"), default=False, help_text=_("Shown among the topics on the front page.")
    )
    folded = FoldedField(of="name", db_index=True)

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["name"]
        permissions = [("merge_topics", _("Can merge two topics, and undo it"))]

    def get_absolute_url(self):
        return address_of("articles:topic", self.slug)

    @classmethod
    def made(cls, name):
        """Make the topic of this name; if somebody made it at the same moment, return that one."""
        try:
            with transaction.atomic():
                return cls.objects.create(name=name)
        except IntegrityError:
            return cls.objects.get(name=name)

    def keep_former_name(self, name, slug):
        """Keep a former name of this topic, so that its old address redirects. Four queries at most."""
        self.aliases.filter(slug=self.slug).delete()  # the present address is no former one
        if slug != self.slug and not Topic.objects.filter(slug=slug).exists():
            TopicAlias.objects.update_or_create(slug=slug, defaults={"topic": self, "name": name})


class TopicAlias(models.Model):
    """Another name of a topic: an abbreviation, a synonym, a former name. Its address redirects."""

    topic = models.ForeignKey(Topic, models.CASCADE, verbose_name=_("topic"), related_name="aliases")
    name = LineField(_("name"), max_length=100)
    slug = models.SlugField(_("address"), max_length=100, unique=True, allow_unicode=True)
    folded = FoldedField(of="name", db_index=True)

    class Meta:
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        ordering = ["name"]

    def __str__(self):
        return self.name


class Author(models.Model):
    """Somebody who is named in a byline."""

    name = LineField(_("name"), max_length=150, help_text=_("As it is printed: Ilse Marrow."))
    slug = models.SlugField(_("address"), max_length=150, unique=True, allow_unicode=True)
    folded = FoldedField(of="name", max_length=150)
    bio = models.TextField(_("about"), blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("staff account"), null=True, blank=True
    )

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ["name"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return address_of("articles:author", self.slug)

    def keep_former_address(self, slug):
        """Keep a former address of this author, so that it redirects. Three queries at most."""
        self.former_addresses.filter(slug=self.slug).delete()  # the present address is no former one
        if slug != self.slug:
            FormerAddress.objects.update_or_create(slug=slug, defaults={"author": self})


class FormerAddress(models.Model):
    """An address that an author had before; it redirects for as long as nobody else has it."""

    author = models.ForeignKey(Author, models.CASCADE, related_name="former_addresses")
    slug = models.SlugField(_("address"), max_length=150, unique=True, allow_unicode=True)

    class Meta:
        verbose_name = _("former address of an author")
        verbose_name_plural = _("former addresses of authors")
        default_permissions = ()

    def __str__(self):
        return self.slug
