"""How persons, posts and organizations are merged: what can be chosen, what is kept, what is refused."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from newsroom.lib.partial_date import UNKNOWN, hi, is_known, lies_within, lo, words
from people.duplicates import registry
from people.duplicates.faults import MergeFault, MergeQuestion
from people.duplicates.registry import MergeKind
from people.duplicates.relations import absorb, move_rows
from people.models import (
    Appointment,
    AppointmentKind,
    CompleteSuccession,
    Organization,
    OrganizationName,
    OrganizationSuccession,
    Person,
    PersonName,
    Post,
    PostOrganization,
    PostTitle,
    RecordSettings,
    Verification,
)
from people.models.addresses import FormerSlug

DATES = ("intended", "announced", "start", "end")
FILLED = ("end_reason", "appointed_by_id", "appointing_body_id", "mandate", "title_as_appointed", "note")

registry.label(FormerSlug, gettext_lazy("addresses that go on working"))
registry.label(PersonName, gettext_lazy("names"))
registry.label(PostTitle, gettext_lazy("titles"))
registry.label(CompleteSuccession, gettext_lazy("complete successions"))
registry.label(OrganizationName, gettext_lazy("names"))
registry.label(OrganizationSuccession, gettext_lazy("what became of it"))
registry.stays(Verification)  # a look speaks of the record as it was seen, and no row of it ever changes
registry.label(PostOrganization, gettext_lazy("organizations it belonged to"))
registry.label(RecordSettings.home_organizations.through, gettext_lazy("home organizations"))


# --- What all three share ------------------------------------------------------------------------
def keep_address(run):
    """Let the address that was not chosen redirect. Former addresses have moved already."""
    present = run.kept.slug
    own = FormerSlug.objects.filter(**{run.model._meta.model_name: run.kept})
    run.remove(FormerSlug, list(own.filter(slug=present)))
    lost = {run.was["slug"], run.had["slug"]} - {present} - set(own.values_list("slug", flat=True))
    run.insert(
        FormerSlug, [FormerSlug(slug=slug, **{run.model._meta.model_name: run.kept}) for slug in sorted(lost)]
    )


def refuse_two_items(run):
    """Refuse two items of Wikidata: they mean two things, and a person must say which is wrong."""
    items = {run.was["wikidata"], run.had["wikidata"]} - {""}
    if len(items) > 1:
        text = _("Wikidata knows them as two: %(items)s. If one item is wrong, take it off its record first.")
        values = {"items": ", ".join(sorted(items))}
        run.faults.append(MergeFault(text % values, (run.kept, run.gone)))


# --- Persons -------------------------------------------------------------------------------------
@registry.kind
class PersonMerge(MergeKind):
    """The row of the person that goes is kept: the log of links of editions still names it."""

    model = Person
    keeps_row = True
    choices = (
        (
            "name",
            gettext_lazy("name"),
            ("given_name", "family_name", "name_order", "display_name", "sort_name"),
        ),
        ("honorific", gettext_lazy("honorific"), ("honorific",)),
        ("suffix", gettext_lazy("letters after the name"), ("honorific_suffix",)),
        ("nationalities", gettext_lazy("nationalities"), ("nationalities",)),
        ("birth", gettext_lazy("born"), ("birth",)),
        ("death", gettext_lazy("died"), ("death",)),
        ("wikidata", gettext_lazy("Wikidata item"), ("wikidata",)),
        ("portrait", gettext_lazy("portrait"), ("portrait_id",)),
        ("summary", gettext_lazy("summary"), ("summary",)),
        ("biography", gettext_lazy("biography"), ("biography",)),
        ("public", gettext_lazy("readers may see this page"), ("is_public",)),
        ("address", gettext_lazy("address"), ("slug",)),
    )

    def follows(self, gone):
        made = Appointment.objects.filter(appointed_by__person=gone).count()
        return [(_("appointments made by them"), made)] if made else []

    def prepare(self, run):
        refuse_two_items(run)
        for name in ("birth", "death"):
            dates = [run.had[name], run.was[name]]
            if all(dates) and UNKNOWN not in dates and apart(*dates):
                label = Person._meta.get_field(name).verbose_name
                values = {"what": label, "one": words(dates[0]), "other": words(dates[1])}
                run.notes.append(_("%(what)s %(one)s and %(other)s: are they one person?") % values)

    def finish(self, run):
        names = {str(run.gone): None, str(run.kept): None}
        values = run.chosen()
        run.change(run.gone, merged_into_id=run.kept.pk, slug=_free_slug(run.gone), wikidata="")
        run.change(run.kept, **values)
        there = {run.kept.full_name, *run.kept.names.values_list("text", flat=True)}
        run.insert(
            PersonName, [PersonName(person=run.kept, text=text) for text in names if text not in there]
        )
        keep_address(run)

    def check(self, run):
        faults = super().check(run)
        return faults + [fault for row in run.touched for fault in faults_of(row)]


def _free_slug(gone):
    slug = f"merged-{gone.pk}"
    while Person._base_manager.filter(slug=slug).exists():
        slug += "-x"
    return slug


def faults_of(appointment):
    """Faults of an appointment with its post and the other holders, as its form would say them."""
    row = Appointment.objects.with_facts().filter(pk=appointment.pk).first()
    if row is None:
        return []
    faults = row.faults_with(row.post)
    if not faults and row.kind == AppointmentKind.SUBSTANTIVE and row.start:
        faults = row.faults_with_holders(row.post)
    return [MergeFault(f"{row}: {text}", (row,)) for text in faults.values()]


# --- Appointments that move --------------------------------------------------------------------
@registry.mover(Appointment, "person")
@registry.mover(Appointment, "post")
def move_appointments(run, foreign, kept, gone):
    """Move appointments; one that both records have is folded into the kept one, or asked about."""
    theirs = list(Appointment.objects.filter(**{foreign.name: kept}).with_facts())
    for row in Appointment.objects.filter(**{foreign.name: gone}).with_facts().order_by("pk"):
        twin = next((other for other in theirs if may_be_one(foreign.name, other, row)), None)
        if twin and _folds(run, twin, row):
            theirs.remove(twin)
            fold_appointment(run, twin, row)
        else:
            run.change(row, **{foreign.attname: kept.pk})
            run.touched.append(row)


def may_be_one(name, one, other):
    """Whether two appointments may be one that was recorded twice; `name` is the key that differs."""
    other_key = "post_id" if name == "person" else "person_id"
    if getattr(one, other_key) != getattr(other, other_key) or one.kind != other.kind:
        return False
    return same_dates(one, other) or max(one.begins_lo, other.begins_lo) <= min(one.ends_hi, other.ends_hi)


def same_dates(one, other):
    """Whether both have the same first dates, which the database allows only once."""
    return all(getattr(one, name) == getattr(other, name) for name in DATES[:3])


def _folds(run, twin, row):
    """Whether to fold the two; a question where the dates do not decide it."""
    if same_dates(twin, row):
        return True
    key = f"fold-{twin.pk}-{row.pk}"
    agree = not any(apart(getattr(twin, name), getattr(row, name)) for name in DATES)
    answer = run.answers.get(key, "fold" if agree else "both")
    text = _("Recorded twice? %(one)s, %(span)s — and %(other)s.")
    values = {"one": twin.post, "span": twin.span_in_words, "other": row.span_in_words}
    options = [("fold", _("One appointment: fold them")), ("both", _("Two appointments: keep both"))]
    run.questions.append(MergeQuestion(key, text % values, options, answer))
    return answer == "fold"


def apart(one, other):
    """Whether two partial dates certainly differ; a missing or unknown one differs from none."""
    if UNKNOWN in (one, other) or not (one and other):
        return False
    return hi(one) < lo(other) or hi(other) < lo(one)


def fold_appointment(run, kept, gone):
    """Make one appointment of two: sources and links of both, blanks filled, the more precise dates.

    Where dates contradict each other, those of the kept one stay."""
    values = {name: _closer(getattr(kept, name), getattr(gone, name)) for name in DATES}
    values |= {name: getattr(kept, name) or getattr(gone, name) for name in FILLED}
    if values["appointed_by_id"] in (kept.pk, gone.pk):
        values["appointed_by_id"] = None
    if values["appointed_by_id"]:
        values["appointing_body_id"] = None
    absorb(run, kept, gone)
    run.change(kept, **values)
    run.touched.append(kept)


def _closer(one, other):
    if not is_known(one) and other:
        return other
    return other if is_known(other) and lies_within(other, one) else one


# --- Posts -----------------------------------------------------------------------------------------
@registry.kind
class PostMerge(MergeKind):
    model = Post
    choices = (
        ("title", gettext_lazy("title"), ("title",)),
        ("organization", gettext_lazy("organization"), ("organization_id",)),
        ("seats", gettext_lazy("seats"), ("seats",)),
        ("rank", gettext_lazy("rank"), ("rank",)),
        ("created", gettext_lazy("created"), ("created",)),
        ("abolished", gettext_lazy("abolished"), ("abolished",)),
        ("mandate", gettext_lazy("mandate"), ("mandate",)),
        ("rule", gettext_lazy("how it is filled"), ("appointment_rule",)),
        ("replaces", gettext_lazy("replaces"), ("replaces_id",)),
        ("wikidata", gettext_lazy("Wikidata item"), ("wikidata",)),
        ("numbered", gettext_lazy("holders are numbered"), ("is_numbered",)),
        ("address", gettext_lazy("address"), ("slug",)),
    )

    def defaults(self, kept, gone):
        return super().defaults(kept, gone) | {"seats": registry.KEPT}  # blank seats mean: any number

    def prepare(self, run):
        refuse_two_items(run)
        if run.had["replaces_id"] == run.gone.pk or run.was["replaces_id"] == run.kept.pk:
            run.notes.append(_("One of them is recorded as replacing the other; that goes."))

    def finish(self, run):
        names = dict.fromkeys([str(run.gone), str(run.kept)])
        values = run.chosen()
        if values.get("replaces_id") in (run.kept.pk, run.gone.pk):
            values["replaces_id"] = None
        run.change(run.kept, **values)
        there = {run.kept.title, *run.kept.titles.values_list("text", flat=True)}
        run.insert(PostTitle, [PostTitle(post=run.kept, text=text) for text in names if text not in there])
        keep_address(run)

    def check(self, run):
        crowded = seats_taken(run.kept)
        return crowded or super().check(run)


def seats_taken(post):
    """A MergeFault that names who shares the seats of a post, or []."""
    post.refresh_from_db()
    seated = sorted(post.appointments.seated().with_facts(), key=lambda row: row.certain_span)
    for row in seated:
        begin, end = row.certain_span
        at_once = [o for o in seated if o.certain_span[0] <= begin < o.certain_span[1]] if begin < end else []
        if post.seats and len(at_once) > post.seats:
            holders = "; ".join(f"{o.person}, {o.span_in_words}" for o in at_once)
            text = ngettext(
                "The post would have %(n)d seat and be held at once by %(holders)s. Mend a date, record one "
                "as acting, or choose more seats.",
                "The post would have %(n)d seats and be held at once by %(holders)s. Mend a date, record one "
                "as acting, or choose more seats.",
                post.seats,
            )
            return [MergeFault(text % {"n": post.seats, "holders": holders}, tuple(at_once))]
    return []


# --- Organizations ---------------------------------------------------------------------------------
@registry.kind
class OrganizationMerge(MergeKind):
    model = Organization
    choices = (
        ("name", gettext_lazy("name"), ("name",)),
        ("short_name", gettext_lazy("short name"), ("short_name",)),
        ("parent", gettext_lazy("part of"), ("parent_id",)),
        ("started", gettext_lazy("started"), ("started",)),
        ("ended", gettext_lazy("ended"), ("ended",)),
        ("wikidata", gettext_lazy("Wikidata item"), ("wikidata",)),
        ("address", gettext_lazy("address"), ("slug",)),
    )

    def prepare(self, run):
        refuse_two_items(run)

    def finish(self, run):
        names = [run.was["name"], run.had["name"], run.was["short_name"], run.had["short_name"]]
        values = run.chosen()
        if values.get("parent_id") in (run.kept.pk, run.gone.pk):
            values["parent_id"] = None
        run.change(run.kept, **values)
        there = {run.kept.name, run.kept.short_name, *run.kept.names.values_list("text", flat=True), ""}
        new = [text for text in dict.fromkeys(names) if text not in there]
        run.insert(OrganizationName, [OrganizationName(organization=run.kept, text=text) for text in new])
        keep_address(run)

    def check(self, run):
        faults = super().check(run)
        if run.had["ended"] != run.kept.ended or run.was["ended"] != run.kept.ended:
            posts = run.kept.posts.exclude(seats=None)
            faults += [fault for post in posts for fault in seats_taken(post)]
        return faults


@registry.mover(OrganizationSuccession, "before")
@registry.mover(OrganizationSuccession, "after")
def move_successions(run, foreign, kept, gone):
    """Move successions; one between the two says nothing any more."""
    both = [kept.pk, gone.pk]
    run.remove(
        OrganizationSuccession, list(OrganizationSuccession.objects.filter(before__in=both, after__in=both))
    )
    move_rows(run, foreign, kept, gone)


@registry.mover(Post, "organization")
def move_posts(run, foreign, kept, gone):
    """Move posts. Two of one title must be merged first, by somebody who checks their holders."""
    there = {post.title: post for post in kept.posts.all()}
    posts = list(gone.posts.select_related("organization"))
    for post in posts:
        if same := there.get(post.title):
            text = _("Both have a post “%(post)s”. Merge these two posts first.") % {"post": post}
            run.faults.append(MergeFault(text, (same, post)))
    if not run.faults:
        run.change_all(Post, posts, organization_id=kept.pk)
