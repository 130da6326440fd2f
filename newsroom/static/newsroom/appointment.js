/* The form of an appointment: its dates as one sentence while one types, then what the server says of the unsaved
 * values: state on any day, what it would refuse, overlaps, gaps, stories. Without it the page shows the same on load. */
const box = document.querySelector("[data-look-url]"),
  form = box?.closest("form")
const WAIT = 500 // ms after the last key
const DATES = ["intended", "announced", "start", "end"]
const part = (name, root = document) => root.querySelector(`[data-look="${name}"]`)
const gettext = window.gettext || ((text) => text)

/* --- The sentence, at once ------------------------------------------------------------------------------- */
const said = (name, phrases, started) => {
  const { precision, says, first } = document.querySelector(`#id_${name}_helptext [data-reads]`)?.dataset || {}
  if (!precision || precision === "none") return ""
  if (precision === "bad") return null
  const alone = name === "announced" && !document.getElementById("id_intended")?.value.trim()
  const texts =
    name === "end" && !started
      ? phrases.lapsed
      : alone
        ? phrases["announced-first"]
        : (first > phrases.today && phrases[`${name}-coming`]) || phrases[name]
  return texts[["day", "whole", "unknown", "vague"].indexOf(precision)].replace("%s", says)
}
const tell = () => {
  const out = document.querySelector("[data-sentence]")
  if (!out) return
  const phrases = JSON.parse(out.dataset.phrases),
    started = document.getElementById("id_start")?.value.trim()
  const clauses = DATES.map((name) => said(name, phrases, started))
  if (clauses.includes(null)) return // an incomplete date is shown under its own field
  const sentence = clauses.filter(Boolean).join("; "),
    person = document.querySelector("#id_person option:checked")?.value && out.querySelector("b")
  out.replaceChildren(...(sentence ? [...(person ? [person, " "] : []), `${sentence}.`] : []))
}

/* --- What the server says of it -------------------------------------------------------------------------- */
let timer,
  last = "",
  asked = 0
const paint = (html) => {
  const answer = new DOMParser().parseFromString(html, "text/html")
  for (const name of ["reads", "checks", "holder", "line"]) {
    const old = part(name),
      now = part(name, answer)
    if (!old || !now || (old.contains(document.activeElement) && now.textContent.trim())) continue
    if (old.innerHTML !== now.innerHTML) old.replaceChildren(...now.childNodes)
  }
  const notes = answer.querySelectorAll(".refused, .overlap, .gap").length
  const status = document.querySelector("[data-look-status]"),
    words = [
      answer.querySelector(".look-reads .state-line")?.textContent.trim().replace(/\s+/g, " "),
      ...(notes
        ? [
            [...answer.querySelectorAll(".overlap, .gap")]
              .map((p) => p.textContent.trim().replace(/\s+/g, " "))
              .join(" "),
          ]
        : []),
    ]
      .filter(Boolean)
      .join(". ")
  if (status && status.textContent !== words) status.textContent = words
}
// As it is now: after a new login in another tab the one in the page is no longer taken.
const token = () =>
  document.cookie.match(/(?:^|; )(?:__Secure-)?csrftoken=([^;]+)/)?.[1] ||
  form.querySelector("[name=csrfmiddlewaretoken]").value
const ask = async () => {
  const body = new URLSearchParams(
    [...new FormData(form)].filter(([name, value]) => !(value instanceof File) && name !== "csrfmiddlewaretoken"),
  )
  const now = body.toString(),
    mine = ++asked
  if (now === last) return
  last = now
  try {
    const answer = await fetch(box.dataset.lookUrl, {
      method: "POST",
      body,
      headers: { Accept: "text/html", "X-CSRFToken": token() },
    })
    if (mine !== asked) return
    if (answer.ok && !answer.redirected) paint(await answer.text())
    else last = ""
  } catch {
    last = ""
  }
}
const later = () => {
  clearTimeout(timer)
  timer = setTimeout(ask, WAIT)
}
if (form) {
  form.addEventListener("input", () => {
    tell()
    later()
  })
  form.addEventListener("change", later)
  document.addEventListener("formset:removed", later)
  window.django?.jQuery?.(document).on("select2:select select2:unselect change", later)
  const day = document.getElementById("id_look_on")
  // Asking about a day is no change of the record: the form stays untouched.
  for (const kind of ["input", "change"])
    day?.addEventListener(kind, (event) => {
      event.stopPropagation()
      later()
    })
  day?.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault()
      clearTimeout(timer)
      ask()
    }
  })
}

/* --- A source from beside its date ------------------------------------------------------------------------ */
for (const button of document.querySelectorAll("[data-cite]")) {
  if (!document.getElementById("citations-group")) continue
  button.hidden = false
  button.addEventListener("click", () => {
    document.querySelector("#citations-group .add-row a, #citations-group .add-row button")?.click()
    const rows = document.querySelectorAll("#citations-group .inline-related:not(.empty-form)"),
      row = rows[rows.length - 1]
    const fact = row?.querySelector("select[name$=-fact]"),
      symbol = row?.querySelector("input[name$=-symbol]")
    if (!fact) return
    fact.value = button.dataset.cite
    fact.dispatchEvent(new Event("change", { bubbles: true }))
    row.scrollIntoView({ block: "center" })
    symbol?.focus({ preventScroll: true })
  })
}

/* --- Somebody or something not on record yet --------------------------------------------------------------- */
/* The words that found nothing go along to the new record's form, which opens in a window of its own. */
const sought = {}
document.addEventListener(
  "input",
  (event) => {
    const field =
      event.target.closest?.(".select2-search__field") &&
      document.querySelector(".select2-container--open")?.previousElementSibling
    if (field?.id) sought[field.id] = event.target.value.trim()
  },
  true,
)
document.addEventListener(
  "click",
  (event) => {
    const add = event.target.closest(".related-widget-wrapper-link.add-related"),
      words = add && sought[add.id.replace(/^add_/, "")]
    if (!words) return
    const url = new URL(add.href)
    url.searchParams.set("called", words)
    add.href = url.href
  },
  true,
)
window.django?.jQuery?.(document).on("select2:open", (event) => {
  const field = event.target,
    add = document.getElementById(`add_${field.id}`)
  if (!add || !form?.contains(field)) return
  const results = document.querySelector(".select2-results__options")
  new MutationObserver(() => {
    const none = results.querySelector(".select2-results__message")
    if (!none || none.dataset.explained || /…$/.test(none.textContent)) return
    none.dataset.explained = "1"
    none.append(". ", gettext("Close this and press + to record it; it takes what you wrote."))
  }).observe(results, { childList: true, subtree: true })
})
