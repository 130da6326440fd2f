/* One dialog for all that the editor asks: fields, and in front of them a search if wanted. */
import { crel, gettext } from "django-prose-editor/editor"

let dialogs = 0

export async function fetchResults(url, parameters) {
  const address = new URL(url, location)
  for (const [name, value] of Object.entries(parameters)) if (value) address.searchParams.set(name, value)
  const response = await fetch(address, { headers: { Accept: "application/json" } })
  if (!response.ok || response.redirected) throw new Error(response.statusText)
  return (await response.json()).results
}

/** A combobox over a listbox (ARIA 1.2). Calls onChoose(item); `element` goes into a form. */
function searchBox(id, { url, label, initial = "", pictures = false, parameters = () => ({}) }, onChoose) {
  const list = crel("ul", {
    id: `${id}-list`,
    className: `npick-list${pictures ? " npick-grid" : ""}`,
    role: "listbox",
    "aria-label": label,
  })
  const input = crel("input", {
    id: `${id}-search`,
    type: "text",
    value: initial,
    autocomplete: "off",
    role: "combobox",
    "aria-expanded": "true",
    "aria-controls": list.id,
    "aria-autocomplete": "list",
  })
  const status = crel("p", { className: "npick-status", role: "status" })
  let items = [],
    active = -1,
    asked = 0,
    timer

  const mark = (index) => {
    active = index
    ;[...list.children].forEach((option, i) => option.setAttribute("aria-selected", i === index))
    const option = list.children[index]
    if (option) {
      input.setAttribute("aria-activedescendant", option.id)
      option.scrollIntoView({ block: "nearest" })
    } else input.removeAttribute("aria-activedescendant")
  }
  const choose = (index) => {
    mark(index)
    onChoose(items[index])
  }
  const option = (item, index) => {
    const parts = [
      crel("span", { textContent: item.text }),
      ...(item.sub ? [crel("small", { textContent: item.sub })] : []),
    ]
    if (item.thumb) parts.unshift(crel("img", { src: item.thumb, alt: "", loading: "lazy" }))
    const li = crel("li", { id: `${id}-${index}`, role: "option", "aria-selected": "false" }, parts)
    li.addEventListener("click", () => choose(index))
    return li
  }
  const load = async () => {
    const mine = ++asked
    let found
    try {
      found = await fetchResults(url, { q: input.value.trim(), ...parameters() })
    } catch {
      found = null
    }
    if (mine !== asked) return
    items = found || []
    list.replaceChildren(...items.map(option))
    status.textContent =
      found === null
        ? gettext("The search does not answer. If you were logged out, log in again in another tab.")
        : items.length
          ? ""
          : gettext("Nothing found.")
    mark(items.length ? 0 : -1)
  }
  // The list still shows the answers to older words: Enter must not take one.
  input.addEventListener("input", () => {
    asked++
    mark(-1)
    clearTimeout(timer)
    timer = setTimeout(load, 150)
  })
  input.addEventListener("keydown", (event) => {
    const to = { ArrowDown: Math.min(active + 1, items.length - 1), ArrowUp: Math.max(active - 1, 0) }[event.key]
    if (to !== undefined) {
      event.preventDefault()
      mark(to)
    }
    if (event.key === "Enter") {
      event.preventDefault()
      if (active >= 0) choose(active)
    }
  })
  return {
    element: crel("div", { className: "prose-editor-dialog-field" }, [
      crel("label", { htmlFor: input.id, textContent: label }),
      input,
      list,
      status,
    ]),
    load,
    input,
    status,
  }
}

function fieldBox(id, field) {
  const { name, label, type = "text", value = "", options, placeholder = "" } = field
  const input = options
    ? crel(
        "select",
        { id, name },
        options.map(([code, text]) => crel("option", { value: code, textContent: text, selected: code === value })),
      )
    : crel("input", {
        id,
        name,
        type,
        autocomplete: "off",
        ...(type === "checkbox" ? { checked: !!value } : { value, placeholder }),
      })
  if (type === "number") {
    input.min = 1
    input.max = 100
  }
  const text = crel("label", { htmlFor: id, textContent: label })
  const error = crel("p", { id: `${id}-error`, className: "npick-error", role: "alert" })
  input.setAttribute("aria-describedby", error.id)
  const element = crel(
    "div",
    { className: "prose-editor-dialog-field" },
    type === "checkbox" ? [input, text, error] : [text, input, error],
  )
  return { name, field, input, error, element, value: () => (type === "checkbox" ? input.checked : input.value) }
}

/** Ask in a modal dialog. Fields: {name, label, type, value, options, placeholder, check(value) -> error}.
 * Resolves to {chosen, ...values} or null. It is a child of the body: a form inside the admin's form would be invalid. */
export function ask({ title, fields = [], search = null, chosen = null, submit = gettext("Insert") }) {
  return new Promise((resolve) => {
    const id = `npick-${++dialogs}`
    const boxes = fields.map((field) => fieldBox(`${id}-${field.name}`, field))
    let answer = null
    const choose = (item) => {
      chosen = item
      if (!boxes.length) return form.requestSubmit()
      box.input.value = item.text
      box.status.textContent = gettext("Chosen: %s").replace("%s", item.text)
      for (const { input, field } of boxes) {
        if (field.placeholderFrom) input.placeholder = item[field.placeholderFrom] || ""
        if (field.valueFrom && !input.value) input.value = item[field.valueFrom] || ""
      }
      boxes[0].input.focus()
    }
    const box = search && searchBox(id, search, choose)
    const ok = crel("button", { type: "submit", textContent: submit })
    const cancel = crel("button", { type: "button", textContent: gettext("Cancel") })
    const form = crel("form", { noValidate: true }, [
      crel("h3", { id: `${id}-title`, className: "prose-editor-dialog-title", textContent: title }),
      ...(box ? [box.element] : []),
      ...boxes.map(({ element }) => element),
      crel("div", { className: "prose-editor-dialog-buttons" }, [ok, cancel]),
    ])
    const dialog = crel("dialog", { className: "prose-editor-dialog npick", "aria-labelledby": `${id}-title` }, [
      form,
    ])
    form.addEventListener("submit", (event) => {
      event.preventDefault()
      if (box && !chosen) {
        box.status.textContent = gettext("Choose one of the list first.")
        box.input.focus()
        return
      }
      let wrong = null
      for (const { field, input, error, value } of boxes) {
        error.textContent = field.check?.(value()) || ""
        input.setAttribute("aria-invalid", !!error.textContent)
        if (error.textContent) wrong ||= input
      }
      if (wrong) {
        wrong.focus()
        return
      }
      answer = { chosen, ...Object.fromEntries(boxes.map(({ name, value }) => [name, value()])) }
      dialog.close()
    })
    cancel.addEventListener("click", () => dialog.close())
    dialog.addEventListener("close", () => {
      dialog.remove()
      resolve(answer)
    })
    document.body.append(dialog)
    dialog.showModal()
    if (box) {
      box.input.select()
      box.load()
    }
  })
}
