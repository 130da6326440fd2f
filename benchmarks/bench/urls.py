"""The bench's addresses: the product's, a bare view, and an ideal page of one SELECT and 30 values."""

from functools import cache

from django.http import HttpResponse
from django.template import engines
from django.urls import path

from articles.models.edition import Edition
from newsroom.urls import urlpatterns as product

BARE, IDEAL = "/bench/bare/", "/bench/ideal/"
VALUES = ("id", "headline", "standfirst", "place", "language", "genre", "number", "kind", "slug", "month")
ITEMS = "".join(f"<li>{{{{ row.{name} }}}}</li>" for name in VALUES * 3)
TEMPLATE = f"<!doctype html><title>Ideal</title><ul>{ITEMS}</ul>"


def bare(request):
    return HttpResponse("ok")


def ideal(request, number):
    row = Edition.objects.using("ideal").values(*VALUES).get(pk=number)
    return HttpResponse(_template().render({"row": row}, request))


@cache
def _template():
    return engines["django"].from_string(TEMPLATE)


urlpatterns = [path(BARE[1:], bare), path(f"{IDEAL[1:]}<int:number>/", ideal), *product]
