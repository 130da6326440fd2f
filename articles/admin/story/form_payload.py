"""The story in a posted form as a payload, and a payload as what such a form would post."""

from django.forms import all_valid

from articles import payload
from articles.admin.story.form_visit import FormVisit
from articles.models import Topic

ROWS = {"bylines": "author", "officials": "person"}


def payload_of(form, formsets):
    """The payload of a valid form and its valid formsets, as `Article.payload()` would write it.

    A topic that does not exist yet is in the list by its name, not by an id.
    """
    rows = {formset.key: [row.instance for row in formset.in_order()] for formset in formsets}
    return payload.payload_of(
        form.instance,
        topics=[topic.pk or topic.name for topic in form.cleaned_data["topics"]],
        authors=[row.author_id for row in rows.get("author", [])],
        officials=rows.get("person", []),
    )


def read(model_admin, request, article):
    """The payload that was posted for `article`, cleaned; None where the form has faults. Nothing is saved.

    Changes the instance, so give it one that nobody else uses.
    """
    form_class = model_admin.get_form(request, article, change=True)
    visit = FormVisit(request.user, saves=False)
    form = form_class(request.POST, request.FILES, instance=article, visit=visit)
    formsets, _inlines = model_admin._create_formsets(request, article, change=True)
    valid = [form.is_valid(), all_valid(formsets)]
    return payload_of(form, formsets) if all(valid) else None


def as_posted(words, post, article):
    """`post` with the story of a payload in it: a QueryDict without buttons and answers. Three queries.

    What a payload does not hold (the desk note, moments) stays as it was posted. Rows that the database has
    and the payload has not are marked for deletion.
    """
    data = without_answers(post)
    for field in payload.COLUMNS:
        value = words[field.name]
        data[field.attribute] = "" if value is None else str(value)
    names = Topic.objects.in_bulk([topic for topic in words["topics"] if not isinstance(topic, str)])
    data.setlist("topics", [names[t].name if t in names else str(t) for t in words["topics"]])
    bylines = [{"author": author} for author in words["authors"]]
    for prefix, rows in {"bylines": bylines, "officials": words["officials"]}.items():
        _put_rows(data, prefix, rows, getattr(article, prefix))
    return data


def without_answers(post):
    """The posted fields of the form, without buttons and without answers to conflicts."""
    data = post.copy()
    for key in [key for key in data if key.startswith(("_", "merge-")) or key == "csrfmiddlewaretoken"]:
        del data[key]
    return data


def _put_rows(data, prefix, rows, stored):
    key = ROWS[prefix]
    for name in [name for name in data if name.startswith(f"{prefix}-")]:
        del data[name]
    mine = {row[key] for row in rows}
    gone = [
        {"id": row.pk, key: getattr(row, f"{key}_id"), "role": getattr(row, "role", ""), "DELETE": "on"}
        for row in stored.all()
        if getattr(row, f"{key}_id") not in mine
    ]
    for index, row in enumerate([*({"id": "", **row, "order": n} for n, row in enumerate(rows)), *gone]):
        for name, value in row.items():
            data[f"{prefix}-{index}-{name}"] = "" if value is None else str(value)
    data[f"{prefix}-TOTAL_FORMS"] = str(len(rows) + len(gone))
    data[f"{prefix}-INITIAL_FORMS"] = "0"  # the formset finds the rows in the database by whom they name
    data[f"{prefix}-MIN_NUM_FORMS"], data[f"{prefix}-MAX_NUM_FORMS"] = "0", "1000"
