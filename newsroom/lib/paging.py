"""Pages of long lists in the admin: the order is found from keys alone, then one page of rows is read."""

from django.core.paginator import Page, Paginator


class KeyPaginator(Paginator):
    """Django's, for rows that cost something: what they are annotated with is asked for one page only.

    `rows` is the queryset that a page is read from, as it stands before filters and search.
    """

    def __init__(self, *args, rows=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.rows = rows

    def page(self, number):
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        keys = self.object_list.values("pk")[first : first + self.per_page]
        order = self.object_list.query.order_by
        return Page(self.rows.filter(pk__in=keys).order_by(*order), number, self)
