/* Colleagues on a story: notes sent without leaving it, an @ that offers colleagues, notes read when they are seen,
 * and who else has the story open. Without this file a note is sent from the same fields in a tab of its own. */
const gettext = window.gettext || ((text) => text)
const small = document.querySelector("#talk_form"), talk = document.querySelector("[data-talk]")
const ngettext = window.ngettext || ((one, many, n) => (n === 1 ? one : many))
const cookie = () => document.cookie.match(/(?:^|; )(?:__Secure-)?csrftoken=([^;]+)/)?.[1]

/** Post some fields; the answer, or undefined where none came or the session is over. */
async function post(url, fields, form = small) {
  const body = new URLSearchParams(fields)
  body.set("csrfmiddlewaretoken", cookie() || form?.elements.csrfmiddlewaretoken?.value || "")
  let answer
  try { answer = await fetch(url, { method: "POST", body, headers: { "X-Fragment": "1" } }) } catch { return undefined }
  const out = answer.redirected || answer.status === 403
  document.dispatchEvent(new CustomEvent("newsroom:session", { detail: { out } }))
  return answer.ok && !out ? answer : undefined
}

/* ---------- Notes ---------- */

if (small && talk) {
  const text = talk.querySelector("textarea"), fresh = talk.querySelector("[data-talk-new]"), status = talk.querySelector("[data-talk-status]")
  const count = document.querySelector("[data-notes-count]")
  let sending = false

  // The story's form stands around this panel: what is typed here is not a change of the story.
  for (const name of ["input", "change"]) talk.addEventListener(name, (event) => event.stopPropagation())
  addEventListener("beforeunload", (event) => { if (text?.value.trim() && !sending) event.preventDefault() })

  const say = (words) => { if (status) status.textContent = words }
  const fault = (list) => {
    fresh?.querySelector(".errorlist")?.remove()
    for (const box of fresh?.querySelectorAll(".form-row, .flex-container") || []) box.classList.toggle("errors", Boolean(list))
    if (list) text.before(list)
    text?.toggleAttribute("aria-invalid", Boolean(list))
    if (list) text.setAttribute("aria-invalid", "true")
    text?.setAttribute("aria-describedby", list ? `${list.id} talk_text_helptext` : "talk_text_helptext")
  }
  const paint = (html) => {
    const found = new DOMParser().parseFromString(html, "text/html").querySelector("[data-talk]")
    if (!found) return undefined
    talk.querySelector("[data-thread]").replaceWith(found.querySelector("[data-thread]"))
    if (count) { count.textContent = found.dataset.open; count.hidden = found.dataset.open === "0" }
    see()
    return found
  }
  const send = async () => {
    if (sending) return
    sending = true
    text.dispatchEvent(new Event("talk:send"))
    say(gettext("Sending…"))
    const answer = await post(small.action, { text: text.value })
    sending = false
    const found = answer && paint(await answer.text())
    if (!found) return say(gettext("Not sent. Your note is still here: try again."))
    const list = found.querySelector(".errorlist")
    fault(list)
    say(list ? "" : gettext("The note stands."))
    if (!list) { text.value = ""; text.style.height = "" }
    text.focus()
  }
  small.addEventListener("submit", async (event) => {
    event.preventDefault()
    const button = event.submitter
    if (!button || "talkSend" in button.dataset) return send()
    const answer = await post(button.formAction, button.name ? { [button.name]: button.value } : marks())
    if (button.closest("[data-to-read]")) { if (answer) have_read() } else if (answer) { paint(await answer.text()); talk.querySelector(`#note-${button.value}`)?.focus() } else say(gettext("That was not taken: try again."))
  })
  text?.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); send() }
  })

  /* ---------- Read when seen ---------- */

  const box = () => talk.querySelector("[data-to-read]")
  const marks = () => [...box().querySelectorAll("[name=mark]")].map((field) => ["mark", field.value])
  const have_read = () => { box()?.remove() }
  let asked = false
  const see = async () => {
    if (!box() || asked || document.hidden || !talk.checkVisibility()) return
    asked = true
    if (await post(box().dataset.toRead, marks())) have_read()
    asked = false
  }
  document.addEventListener("visibilitychange", see)
  new IntersectionObserver(see).observe(talk)

  if (text) offerColleagues(text, talk.dataset.staff)
}

/* Answers to preview links are read on their page. */
const answers = document.querySelector("form[data-read]")
if (answers) {
  const seen = async () => {
    if (document.hidden || answers.dataset.read) return
    answers.dataset.read = "1"
    const answer = await post(answers.action, [...new FormData(answers)], answers)
    if (answer) answers.querySelector("button").remove()
  }
  document.addEventListener("visibilitychange", seen)
  seen()
}

/* ---------- @ offers colleagues ---------- */

function offerColleagues(text, url) {
  const list = Object.assign(document.createElement("ul"), { id: "talk_colleagues", className: "npick-list", hidden: true })
  list.setAttribute("role", "listbox")
  list.setAttribute("aria-label", gettext("Colleagues"))
  const said = Object.assign(document.createElement("span"), { className: "visually-hidden" })
  said.setAttribute("role", "status")
  text.after(list)
  text.before(said) // out of the flow at the start: at the end of the line it would widen the page
  text.setAttribute("aria-autocomplete", "list")
  text.setAttribute("aria-controls", list.id)
  let rows = [], at = 0, asked = 0, timer

  const typed = () => /(?:^|[^\p{L}\p{N}_.+@-])@([\p{L}\p{N}_.+-]*)$/u.exec(text.value.slice(0, text.selectionStart))
  const close = () => { asked++; clearTimeout(timer); rows = []; list.hidden = true; text.removeAttribute("aria-activedescendant"); said.textContent = "" }
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
    const found = typed(), mine = ++asked
    if (!found) return close()
    let answer
    try { answer = await (await fetch(`${url}?term=${encodeURIComponent(found[1])}`)).json() } catch { return close() }
    if (mine !== asked) return
    if (!typed()) return close()
    rows = answer.results
    if (!rows.length) return close()
    list.replaceChildren(...rows.map((row, n) => {
      const item = Object.assign(document.createElement("li"), { id: `talk_colleague_${n}` })
      item.setAttribute("role", "option")
      const small = Object.assign(document.createElement("small"), { textContent: `@${row.id}`, dir: "ltr" })
      item.append(Object.assign(document.createElement("bdi"), { textContent: row.text }), " ", small)
      item.addEventListener("pointerdown", (event) => { event.preventDefault(); take(row) })
      return item
    }))
    list.hidden = false
    said.textContent = ngettext("%s colleague: Enter takes it.", "%s colleagues: arrows choose, Enter takes one.", rows.length).replace("%s", rows.length)
    mark(0)
  }
  text.addEventListener("input", () => { clearTimeout(timer); if (typed()) timer = setTimeout(ask, 120); else close() })
  for (const name of ["blur", "talk:send"]) text.addEventListener(name, close)
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

/* ---------- Who else has it open ---------- */

const here = document.querySelector("[data-here]")
if (here) {
  const EVERY = 30000 // ms between two beats; the server forgets after four
  const lines = here.querySelector("[data-here-lines]"), said = here.querySelector("[data-here-said]")
  const tab = [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("")
  let gone = ""
  try { gone = sessionStorage.getItem("desk.here") || ""; sessionStorage.setItem("desk.here", tab) } catch {} // this tab before it was loaded again
  const form = document.querySelector("#article_form")

  const beat = async () => {
    const answer = await post(here.dataset.here, { tab, gone }, form)
    gone = ""
    const others = answer ? (await answer.json()).others : []
    lines.replaceChildren(...others.map(({ line }) => Object.assign(document.createElement("li"), { textContent: line })))
    const now = others.map((other) => other.said).join(" ")
    if (said.textContent !== now) said.textContent = now
  }
  beat()
  setInterval(beat, EVERY)
  addEventListener("pageshow", (event) => event.persisted && beat())
  document.addEventListener("visibilitychange", () => document.hidden || beat())
  addEventListener("pagehide", () => {
    navigator.sendBeacon(here.dataset.here, new URLSearchParams({ tab, leaving: "1", csrfmiddlewaretoken: cookie() || "" }))
  })
}
