"""A browser without a screen: reads the form of a page as a browser would post it."""

from bs4 import BeautifulSoup


def soup(response):
    """The page as a tree, read once; nobody changes it."""
    if not hasattr(response, "tree"):
        response.tree = BeautifulSoup(response.content, "lxml")
    return response.tree


def text_of(response):
    """The words of a page, single-spaced."""
    return " ".join(soup(response).get_text(" ").split())


def posted(response, form_id, **changes):
    """What pressing Save on this page would post, with `changes` made first; None takes a field away."""
    data = {}
    for field in soup(response).find(id=form_id).find_all(["input", "textarea", "select"]):
        name = field.get("name")
        if field.get("form", form_id) != form_id:
            continue
        if not name or field.get("type") in ("submit", "button", "file") or field.has_attr("disabled"):
            continue
        if field.get("type") in ("checkbox", "radio") and not field.has_attr("checked"):
            continue
        data.setdefault(name, []).extend(_values(field))
    data.pop("csrfmiddlewaretoken", None)
    for name, value in changes.items():
        data[name] = value if isinstance(value, list) else [value]
    return {name: values for name, values in data.items() if values != [None]}


def _values(field):
    if field.name == "textarea":
        return [field.get_text().removeprefix("\n")]
    if field.name == "input":
        return [field.get("value", "on" if field.get("type") == "checkbox" else "")]
    chosen = [option.get("value", "") for option in field.find_all("option") if option.has_attr("selected")]
    if chosen or field.has_attr("multiple"):
        return chosen
    options = field.find_all("option")
    return [options[0].get("value", "")] if options else []


def errors_beside(response, name):
    """The errors that stand beside a field, as text."""
    found = soup(response).find(id=f"id_{name}_error")
    return " ".join(found.get_text(" ").split()) if found else ""


def buttons(response):
    """The names of the buttons and links of the action row, the primary one first."""
    row = soup(response).find(class_="submit-row")
    return [button["name"] for button in row.find_all("button") if button.has_attr("name")]


def messages_of(response):
    return " ".join(item.get_text(" ", strip=True) for item in soup(response).select(".messagelist li"))
