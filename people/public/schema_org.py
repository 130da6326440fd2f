"""Facts in the words of schema.org (30.0): an official's profile, with roles at the known precision."""

from newsroom.lib.addresses import absolute
from newsroom.lib.partial_date import is_known, iso
from people.models import State

HELD = (State.IN_POST, State.ACTING, State.FORMER, State.UNKNOWN)


def profile_page(person, names, facts, title):
    """Return the ProfilePage of a Person as a dict.

    names   OtherNames, ``facts`` the person's own Facts, ``title`` the Title of today or None
    """
    address = absolute(person.get_absolute_url())
    return {
        "@context": "https://schema.org",
        "@type": "ProfilePage",
        "@id": address,
        "url": address,
        "name": str(person),
        "mainEntity": person_of(person, names, facts, title),
    }


def person_of(person, names, facts, title):
    """Return the Person: names, dates at their known precision, roles held with start and end."""
    address = absolute(person.get_absolute_url())
    held = [fact for fact in facts if is_held(fact)]
    return {
        "@type": "Person",
        "@id": f"{address}#person",
        "url": address,
        "name": str(person),
        "givenName": person.given_name,
        "familyName": person.family_name,
        "honorificPrefix": person.honorific,
        "honorificSuffix": person.honorific_suffix,
        "alternateName": [name.text for name in names if not name.is_wrong],
        "description": person.summary,
        "birthDate": iso(person.birth),
        "deathDate": iso(person.death),
        "nationality": [{"@type": "Country", "name": country} for country in person.countries],
        "image": _image(person.portrait),
        "jobTitle": job_titles(title),
        "sameAs": wikidata(person),
        "hasOccupation": [_occupation(fact) for fact in held],
        "memberOf": [role for fact in held for role in _roles(fact)],
    }


def is_held(fact):
    """Whether it was taken up by then: a designation without an outcome is no post held."""
    return fact.state in HELD and bool(fact.appointment.start)


def job_titles(title):
    """Return what a person holds by a Title: one text, a list where there are several, or ""."""
    held = title.live if title else []
    return held if len(held) > 1 else "".join(held)


def post_page(post, name, listed):
    """Return the page of a Post: its Organization with every public holder, dated as far as is known.

    ``name``  of the post today, ``listed`` the Facts of its holders
    """
    address = absolute(post.get_absolute_url())
    organization = post.organization
    return {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "@id": address,
        "url": address,
        "name": name,
        "about": {"@type": "Occupation", "name": name, "description": post.mandate, "sameAs": wikidata(post)},
        "mainEntity": {
            "@type": "Organization",
            "@id": f"{absolute(organization.get_absolute_url())}#organization",
            "name": str(organization),
            "url": absolute(organization.get_absolute_url()),
            "member": members_of(organization, listed),
        },
    }


def members_of(organization, listed):
    """Return the OrganizationRoles that join an Organization to the holders of its posts, by Facts.

    Of a post that came from another organization only the time since then.
    """
    return [
        _member(fact, when)
        for fact in listed
        if is_held(fact)
        for house, when in _dated_stays(fact)
        if house.pk == organization.pk
    ]


def _member(fact, when):
    person = fact.appointment.person
    address = absolute(person.get_absolute_url())
    return {
        "@type": "OrganizationRole",
        "roleName": fact.title,
        **when,
        "member": {"@type": "Person", "@id": f"{address}#person", "name": str(person), "url": address},
    }


def organization_of(organization, listed=(), names=()):
    """Return the Organization as a dict, with what it is part of and the holders that its page shows."""
    address = absolute(organization.get_absolute_url())
    parent = organization.parent
    return {
        "@context": "https://schema.org",
        "@type": "Organization",
        "@id": f"{address}#organization",
        "url": address,
        "name": str(organization),
        "alternateName": [organization.short_name, *(name.text for name in names)]
        if names
        else organization.short_name,
        "foundingDate": iso(organization.started),
        "dissolutionDate": iso(organization.ended),
        "sameAs": wikidata(organization),
        "member": members_of(organization, listed),
        "parentOrganization": parent
        and {
            "@type": "Organization",
            "name": parent.name,
            "url": absolute(parent.get_absolute_url()),
        },
    }


def wikidata(record):
    """Return the address of a record's Wikidata item, "" without one."""
    return f"https://www.wikidata.org/entity/{record.wikidata}" if record.wikidata else ""


def _occupation(fact):
    """A Role that dates an Occupation (schema.org's role pattern: the property is said again inside)."""
    return {"@type": "Role", **_when(fact), "hasOccupation": {"@type": "Occupation", "name": fact.title}}


def _roles(fact):
    """An OrganizationRole for each organization to which the post belonged meanwhile."""
    for organization, when in _dated_stays(fact):
        yield {
            "@type": "OrganizationRole",
            "roleName": fact.title,
            **when,
            "memberOf": {
                "@type": "Organization",
                "name": str(organization),
                "url": absolute(organization.get_absolute_url()),
            },
        }


def _dated_stays(fact):
    """Yield (Organization, its dates as `_when` gives them) of a Fact; the last one ends as the Fact does."""
    *before, (organization, first, _last) = fact.stays
    for house, begun, ended in before:
        yield house, {"startDate": iso(begun), "endDate": iso(ended)}
    yield organization, _when(fact) | ({"startDate": iso(first)} if before else {})


def _when(fact):
    """The dates that machines read, and in words what they do not: no end would read as still in post."""
    is_vague = any(is_known(value) and not iso(value) for value in (fact.start, fact.ends))
    at_the_latest = bool(fact.ends) and fact.appointment.ends_at_the_latest
    is_vague = is_vague or at_the_latest
    note = fact.note if is_vague or fact.perhaps or fact.state == State.UNKNOWN else ""
    end = "" if at_the_latest else iso(fact.ends)
    return {"startDate": iso(fact.start), "endDate": end, "description": note}


def _image(image):
    if image is None:
        return None
    width, height = image.rendition_size("1x1")
    return {"@type": "ImageObject", "url": absolute(image.rendition("1x1")), "width": width, "height": height}
