"""Counts the queries of a request that asks for it, and says the number in a header of the answer."""

from contextlib import ExitStack

from django.db import connections

ASK, SAID = "X-Bench-Count", "X-Bench-Queries"
ASKED = "HTTP_X_BENCH_COUNT"


def count_queries(get_response):
    def answer(request):
        if ASKED not in request.META:
            return get_response(request)
        count = 0

        def counted(execute, sql, params, many, context):
            nonlocal count
            count += 1
            return execute(sql, params, many, context)

        with ExitStack() as stack:
            for connection in connections.all():
                stack.enter_context(connection.execute_wrapper(counted))
            response = get_response(request)
            response[SAID] = str(count)
            return response

    return answer
