"""Who held what on a day as a file of comma-separated values: the whole of what the page shows by page."""

import csv
import io

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from newsroom.lib.cells import shield
from people.facts import cited
from people.models import Organization, State
from people.public.on_a_day import OnADayForm, table
from people.tenures import tenure_of

COLUMNS = ("on", "organization", "post", "person", "state", "since", "sources")
# Since when somebody who has not begun is known: the date of that stage.
STAGES = {State.DESIGNATE: "announced", State.INTENDED: "intended"}


@require_safe
def on_a_day(request):
    """Who held what on ``?on=`` (today if not asked) and ``?and=``, a row a holder; 400 where it is no day.

    Dates and what looks like a formula begin with an apostrophe, so that a spreadsheet changes nothing.
    """
    asked = request.GET if "on" in request.GET else {"on": timezone.localdate().isoformat()}
    form = OnADayForm(asked, Organization.objects.all())
    if not form.is_valid():
        said = [f"{form.add_prefix(name)}: {' '.join(errors)}" for name, errors in form.errors.items()]
        return HttpResponse("\n".join(said), content_type="text/plain; charset=utf-8", status=400)
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    writer.writerows([shield(cell) for cell in row] for row in _rows(table(form.days, form.within())))
    response = HttpResponse(file.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    name = "-".join([_("who-held-what"), *(day.isoformat() for day in form.days)])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _rows(groups):
    """Yield the cells of each holder on each day, as texts."""
    for cell in (cell for _organization, rows in groups for row in rows for cell in row.cells):
        for title in cell.titles:
            row = title.appointment
            since = tenure_of(row).first.start
            yield (
                cell.day.isoformat(),
                str(row.post.organization),
                title.post_name,
                str(row.person),
                title.state.value,
                getattr(row, STAGES[title.state]) if title.state in STAGES else since,
                "; ".join(" ".join(dict.fromkeys(filter(None, source))) for source in cited(row)),
            )
