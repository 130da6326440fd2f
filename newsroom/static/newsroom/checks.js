/* The writing aids beside a story, and the officials found in it (suggestions.js), asked again as it is written.
 * Without this file the panel shows what was found when the story was saved, and its links lead to the fields. */
const panel = document.querySelector("[data-checks]")
const form = document.querySelector("#article_form")
const WAIT = 700 // ms after the last key; the preview waits about as long

/** The form's token as it is now: after a new login in another tab the one in the page is no longer taken. */
export function freshToken() {
  const cookie = document.cookie.match(/(?:^|; )(?:__Secure-)?csrftoken=([^;]+)/)
  const field = form?.querySelector("[name=csrfmiddlewaretoken]")
  if (cookie && field) field.value = cookie[1]
}

if (form && panel?.dataset.checks) {
  const count = document.querySelector("[data-checks-count]"),
    status = document.querySelector("[data-checks-status]")
  const ngettext = window.ngettext || ((one, many, n) => (n === 1 ? one : many))
  const gettext = window.gettext || ((text) => text)
  let timer,
    last = "",
    asked = 0

  const say = (n) => {
    if (count.textContent === String(n) && count.hidden === !n) return
    count.textContent = n
    count.hidden = !n
    status.textContent = n
      ? ngettext("%s thing to look at", "%s things to look at", n).replace("%s", n)
      : gettext("Nothing to put right.")
  }
  const paint = (html) => {
    const [found, named] = new DOMParser().parseFromString(html, "text/html").body.children
    if (!found?.dataset.count) return
    if (named) document.dispatchEvent(new CustomEvent("newsroom:suggestions", { detail: named }))
    const was =
      panel.contains(document.activeElement) && [...panel.querySelectorAll("a")].indexOf(document.activeElement)
    panel.replaceChildren(found)
    if (was !== false && was >= 0) (panel.querySelectorAll("a")[was] || panel.querySelector("a"))?.focus()
    say(Number(found.dataset.count))
  }
  const ask = async () => {
    freshToken()
    const data = new FormData(form)
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name)
    const body = new URLSearchParams(data)
    const now = body.toString(),
      mine = ++asked
    if (now === last) return
    last = now
    let answer
    try {
      answer = await fetch(panel.dataset.checks, { method: "POST", body, headers: { Accept: "text/html" } })
    } catch {
      last = ""
      return
    }
    if (mine !== asked) return
    document.dispatchEvent(
      new CustomEvent("newsroom:session", { detail: { out: answer.redirected || answer.status === 403 } }),
    )
    if (answer.ok && !answer.redirected) paint(await answer.text())
    else last = ""
  }
  const later = () => {
    clearTimeout(timer)
    timer = setTimeout(ask, WAIT)
  }
  form.addEventListener("input", later)
  form.addEventListener("change", later)
  document.addEventListener("formset:removed", later)
  document.addEventListener("newsroom:look", () => {
    last = ""
    ask()
  })
  window.django?.jQuery?.(document).on("select2:select select2:unselect", later)
  if ("checksNow" in panel.dataset) ask() // the form holds another text than the desk copy
}
form?.addEventListener("submit", freshToken)

/* A finding's link goes to the very place: words in the text, a picture, a field. */
panel?.addEventListener("click", (event) => {
  const link = event.target.closest("[data-go]")
  if (!link) return
  const { go, quote, nth, picture } = link.dataset
  if (go === "body" && document.querySelector(".ProseMirror[contenteditable]")?.editor) {
    event.preventDefault()
    document.dispatchEvent(new CustomEvent("newsroom:go", { detail: { quote, nth: Number(nth), picture } }))
    return
  }
  const target = document.getElementById(link.hash.slice(1))
  if (!target) return
  event.preventDefault()
  target.closest("details:not([open])")?.setAttribute("open", "")
  if (go === "officials") {
    target.click()
    target.focus()
    return
  }
  const box = target.classList.contains("select2-hidden-accessible")
    ? target.nextElementSibling.querySelector(".select2-search__field, .select2-selection")
    : target
  box.scrollIntoView({ block: "center" })
  box.focus({ preventScroll: true })
  const at =
    quote && "value" in box
      ? box.value
          .split(quote)
          .slice(0, Number(nth) + 1)
          .join(quote).length
      : -1
  if (at >= 0 && box.value.startsWith(quote, at)) box.setSelectionRange?.(at, at + quote.length)
})
