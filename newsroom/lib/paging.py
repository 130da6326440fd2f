"""Pages of long lists in the admin: first the keys are sorted, then the rows of one page are read.

A large result is not counted to its end: the keys of a thousand rows after the page are enough for the links
to pages. The count then says “more than”.
"""

from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.core.paginator import Page, Paginator
from django.utils.formats import number_format
from django.utils.functional import cached_property

AHEAD = 1000  # rows that are counted beyond those before the page
DEEPEST = 200  # the last page of a filtered list that can be opened


class KeyPaginator(Paginator):
    """Django's, for rows with costly annotations: they are computed for one page only.

    `rows` is the queryset that a page is read from, without filters and search; `number` is the page that
    will be shown. The whole table is counted exactly, a filtered list as far as `most` rows.
    """

    def __init__(self, *args, rows=None, number=1, **kwargs):
        super().__init__(*args, **kwargs)
        self.rows = rows
        self.most = AHEAD + (min(max(number, 1), DEEPEST) - 1) * self.per_page

    @cached_property
    def keys(self):
        """The keys of the first rows in order, one more than `most` where there are more. One query."""
        return list(self.object_list.values_list("pk", flat=True)[: self.most + 1])

    @property
    def is_filtered(self):
        return bool(self.object_list.query.where)

    @cached_property
    def count(self):
        return min(len(self.keys), self.most) if self.is_filtered else super().count

    @property
    def has_more(self):
        """Whether there are more rows than `count` says."""
        return self.is_filtered and len(self.keys) > self.most

    @property
    def counted(self):
        """`count` as people write it: 1,000."""
        return number_format(self.count, force_grouping=True)

    def page(self, number):
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        last = first + self.per_page
        keys = self.keys[first:last] if self.is_filtered else self.object_list.values("pk")[first:last]
        order = self.object_list.query.order_by
        return Page(self.rows.filter(pk__in=keys).order_by(*order), number, self)


class KeyList(ChangeList):
    """A list whose paginator is a KeyPaginator; a result of one page is read by its keys too."""

    def get_results(self, request):
        super().get_results(request)
        if not self.multi_page:
            self.result_list = self.paginator.page(1).object_list


def page_number(request):
    """The number of the page in the address of a list; 1 if it is not a number."""
    try:
        return int(request.GET.get(PAGE_VAR, 1))
    except ValueError:
        return 1
