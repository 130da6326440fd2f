"""Reads the lists of stories that readers see."""


def headlines(page):
    return [int(part[:2]) for part in page.split("Headline ")[1:]]


def walk(client, path):
    """Every headline number, page after page, by the link to older stories."""
    seen, pages, query = [], 0, ""
    while query is not None:
        page = client.get(path + query).content.decode()
        seen += headlines(page)
        pages += 1
        _before, link, rest = page.partition('<a href="?before=')
        query = "?before=" + rest.partition('"')[0] if link else None
    return seen, pages
