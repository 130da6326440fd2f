/* An @ in a note offers colleagues. */
const gettext = window.gettext || ((text) => text)
const ngettext = window.ngettext || ((one, many, n) => (n === 1 ? one : many))

export function offerColleagues(text, url) {
  const list = Object.assign(document.createElement("ul"), {
    id: "notes_colleagues",
    className: "npick-list",
    hidden: true,
  })
  list.setAttribute("role", "listbox")
  list.setAttribute("aria-label", gettext("Colleagues"))
  const said = Object.assign(document.createElement("span"), { className: "visually-hidden" })
  said.setAttribute("role", "status")
  text.after(list)
  text.before(said) // out of the flow at the start: at the end of the line it would widen the page
  text.setAttribute("aria-autocomplete", "list")
  text.setAttribute("aria-controls", list.id)
  let rows = [],
    at = 0,
    asked = 0,
    timer

  const typed = () => /(?:^|[^\p{L}\p{N}_.+@-])@([\p{L}\p{N}_.+-]*)$/u.exec(text.value.slice(0, text.selectionStart))
  const close = () => {
    asked++
    clearTimeout(timer)
    rows = []
    list.hidden = true
    text.removeAttribute("aria-activedescendant")
    said.textContent = ""
  }
  const mark = (to) => {
    at = (to + rows.length) % rows.length
    ;[...list.children].forEach((item, n) => item.setAttribute("aria-selected", n === at))
    text.setAttribute("aria-activedescendant", list.children[at].id)
    list.children[at].scrollIntoView({ block: "nearest" })
  }
  const take = (row) => {
    const found = typed()
    if (found) text.setRangeText(`@${row.id} `, text.selectionStart - found[1].length - 1, text.selectionStart, "end")
    close()
    text.focus()
  }
  const ask = async () => {
    const found = typed(),
      mine = ++asked
    if (!found) return close()
    let answer
    try {
      answer = await (await fetch(`${url}?term=${encodeURIComponent(found[1])}`)).json()
    } catch {
      return close()
    }
    if (mine !== asked) return
    if (!typed()) return close()
    rows = answer.results
    if (!rows.length) return close()
    list.replaceChildren(
      ...rows.map((row, n) => {
        const item = Object.assign(document.createElement("li"), { id: `notes_colleague_${n}` })
        item.setAttribute("role", "option")
        const small = Object.assign(document.createElement("small"), { textContent: `@${row.id}`, dir: "ltr" })
        item.append(Object.assign(document.createElement("bdi"), { textContent: row.text }), " ", small)
        item.addEventListener("pointerdown", (event) => {
          event.preventDefault()
          take(row)
        })
        return item
      }),
    )
    list.hidden = false
    said.textContent = ngettext(
      "%s colleague: Enter takes it.",
      "%s colleagues: arrows choose, Enter takes one.",
      rows.length,
    ).replace("%s", rows.length)
    mark(0)
  }
  text.addEventListener("input", () => {
    clearTimeout(timer)
    if (typed()) timer = setTimeout(ask, 120)
    else close()
  })
  for (const name of ["blur", "notes:send"]) text.addEventListener(name, close)
  text.addEventListener("keydown", (event) => {
    if (list.hidden || !rows.length || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === "ArrowDown") mark(at + 1)
    else if (event.key === "ArrowUp") mark(at - 1)
    else if (event.key === "Enter" || (event.key === "Tab" && !event.shiftKey)) take(rows[at])
    else if (event.key === "Escape") close()
    else return
    event.preventDefault()
    event.stopPropagation()
  })
}
