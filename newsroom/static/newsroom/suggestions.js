/* Officials found in the words, beside the story: accepting fills a row of the form, which saving links; a dismissal is
 * kept at once. checks.js asks for them again as the story is written. Without this file they are only shown. Keys work
 * while focus is in the list (WCAG 2.1.4), and focus is never taken from the text. */
const panel = document.querySelector("[data-suggestions]")
const form = document.querySelector("#article_form")

if (panel?.dataset.suggestions && form) {
  const gettext = window.gettext || ((text) => text),
    interpolate = window.interpolate || ((text) => text)
  const ngettext = window.ngettext || ((one, many, n) => (n === 1 ? one : many))
  const count = document.querySelector("[data-suggestions-count]"),
    status = document.querySelector("[data-suggestions-status]")
  const done = document.querySelector("[data-suggestions-done]")
  const items = () => [...panel.querySelectorAll("[data-suggestion]")]
  const ROLES = { b: "subject", s: "speaker", m: "mentioned", p: "pictured" },
    DISMISS = { d: "passing", o: "other" }
  const choices = new Map() // what was chosen in a suggestion outlives its being found again
  const answered = new Set() // suggestions answered here; a response that comes later may still hold them

  const say = (text) => {
    status.textContent = text
  }
  const left = () => {
    const n = items().length
    count.textContent = n
    count.hidden = !n
    return n
  }
  const dress = () => {
    for (const item of items()) if (answered.has(item.dataset.suggestion)) item.remove()
    for (const hidden of panel.querySelectorAll("[data-keys], [data-acts]")) hidden.hidden = false
    for (const [name, value] of choices) {
      const box = panel.querySelector(`[name="${name}"][value="${value}"]`)
      if (box) box.checked = true
    }
  }
  const go = (item) => {
    item?.querySelector("[data-accept]")?.focus()
    item?.scrollIntoView({ block: "nearest" })
  }
  /** Take an answered suggestion away; focus, which was in it, goes to the next one. */
  const away = (item, text) => {
    const all = items(),
      at = all.indexOf(item),
      next = all[at + 1] || all[at - 1]
    answered.add(item.dataset.suggestion)
    item.remove()
    say(`${text}. ${interpolate(ngettext("%s suggestion left", "%s suggestions left", left()), [items().length])}`)
    if (next) go(next)
    else document.querySelector("#tab-officials").focus()
  }

  const accept = (item) => {
    const chosen = item.querySelector(".rivals input:checked") || item.querySelector("[data-accept]")
    const { name } = chosen.dataset,
      person = chosen.dataset.person || chosen.value
    if (!person) {
      say(gettext("Choose first which of them it is."))
      item.querySelector(".rivals input").focus()
      return
    }
    const group = document.querySelector(".officials")
    group.querySelector(".add-row a, .addlink").click()
    const row = [...group.querySelectorAll(".inline-related:not(.empty-form)")].at(-1)
    const select = row.querySelector("select[name$=-person]"),
      role = row.querySelector("select[name$=-role]")
    select.append(new Option(name, person, true, true))
    role.value = item.querySelector(".roles input:checked")?.value || "mentioned"
    window.django?.jQuery?.(select).trigger("change")
    select.dispatchEvent(new Event("change", { bubbles: true }))
    row.querySelector(".inline_label").textContent = name
    away(item, interpolate(gettext("%s: added, linked when you save"), [name]))
  }
  const send = async (fields) => {
    // The token as it is now: after a new login in another tab the one in the page is no longer taken.
    const cookie = document.cookie.match(/(?:^|; )(?:__Secure-)?csrftoken=([^;]+)/)
    const body = new URLSearchParams({
      csrfmiddlewaretoken: cookie?.[1] || form.querySelector("[name=csrfmiddlewaretoken]").value,
      ...fields,
    })
    try {
      const answer = await fetch(panel.dataset.suggestions, { method: "POST", body })
      return answer.ok && !answer.redirected ? (await answer.json()).said : null
    } catch {
      return null
    }
  }
  const dismiss = async (item, why) => {
    const fields = { key: item.dataset.suggestion, persons: item.dataset.persons }
    const said = await send({ ...fields, why })
    if (!said) {
      say(gettext("Not kept: the newsroom did not answer. Try again."))
      return
    }
    const note = document.createElement("li"),
      undo = document.createElement("button"),
      words = document.createElement("span")
    words.textContent = said
    words.dir = "auto"
    undo.type = "button"
    undo.className = "plain"
    undo.textContent = gettext("Undo")
    undo.setAttribute("aria-label", `${gettext("Undo")}: ${said}`)
    undo.addEventListener("click", async () => {
      const again = await send({ ...fields, undo: 1 })
      if (!again) {
        say(gettext("Not kept: the newsroom did not answer. Try again."))
        return
      }
      answered.delete(fields.key)
      note.remove()
      say(again)
      document.querySelector("#tab-officials").focus()
      document.dispatchEvent(new Event("newsroom:look"))
    })
    note.className = "answered"
    note.append(words, " ", undo)
    done.prepend(note)
    while (done.children.length > 5) done.lastChild.remove()
    away(item, said)
  }

  document.addEventListener("newsroom:suggestions", ({ detail: found }) => {
    const before = items()
        .map((item) => item.dataset.suggestion)
        .join(),
      active = panel.contains(document.activeElement) && document.activeElement
    const at = active && active.closest("[data-suggestion]")?.dataset.suggestion,
      number = at ? items().findIndex((item) => item.dataset.suggestion === at) : -1
    const sort =
      active && [...(active.closest("[data-suggestion]")?.querySelectorAll("button, input") || [])].indexOf(active)
    panel.replaceChildren(found)
    dress()
    if (at) {
      const same = items().find((item) => item.dataset.suggestion === at)
      if (same) same.querySelectorAll("button, input")[sort]?.focus({ preventScroll: true })
      else go(items()[Math.min(number, items().length - 1)])
    }
    const n = left()
    if (
      items()
        .map((item) => item.dataset.suggestion)
        .join() !== before
    )
      say(interpolate(ngettext("%s official found in the text", "%s officials found in the text", n), [n]))
  })
  panel.addEventListener("click", (event) => {
    const item = event.target.closest("[data-suggestion]")
    if (event.target.closest("[data-accept]")) accept(item)
    else if (event.target.closest("[data-dismiss]"))
      dismiss(item, event.target.closest("[data-dismiss]").dataset.dismiss)
  })
  for (const kind of ["input", "change"])
    panel.addEventListener(kind, (event) => {
      event.stopPropagation()
      choices.set(event.target.name, event.target.value)
    }) // no part of the story
  panel.addEventListener("focusin", (event) => {
    for (const item of items()) item.classList.toggle("at", item.contains(event.target))
  })
  panel.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const item = event.target.closest("[data-suggestion]"),
      all = items(),
      at = all.indexOf(item),
      key = event.key.toLowerCase()
    const moves = { j: 1, k: -1, ...(event.target.type !== "radio" && { arrowdown: 1, arrowup: -1 }) }
    const check = (box) => {
      if (box) {
        box.checked = true
        choices.set(box.name, box.value)
        go(item)
      }
    }
    if (!item) return
    if (moves[key]) go(all[Math.max(0, Math.min(at + moves[key], all.length - 1))])
    else if (key === "a") accept(item)
    else if (DISMISS[key]) dismiss(item, DISMISS[key])
    else if (ROLES[key]) check(item.querySelector(`.roles [value=${ROLES[key]}]`))
    else if (/^[1-9]$/.test(key)) check(item.querySelectorAll(".rivals input")[key - 1])
    else return
    event.preventDefault()
  })
  dress()
}
