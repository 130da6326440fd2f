/* Colleagues on a story: notes sent without leaving it, an @ that offers colleagues, notes read when they are seen.
 * Without this file a note is sent from the same fields in a tab of its own. */
import { offerColleagues } from "./notes/colleagues.js"
import { post } from "./notes/post.js"

const gettext = window.gettext || ((text) => text)
const small = document.querySelector("#notes_form"),
  panel = document.querySelector("[data-notes]")

if (small && panel) {
  const text = panel.querySelector("textarea"),
    fresh = panel.querySelector("[data-notes-new]"),
    status = panel.querySelector("[data-notes-status]")
  const count = document.querySelector("[data-notes-count]")
  let sending = false

  // This panel is inside the story's form, but what is written here is no change of the story.
  for (const name of ["input", "change"]) panel.addEventListener(name, (event) => event.stopPropagation())
  addEventListener("beforeunload", (event) => {
    if (text?.value.trim() && !sending) event.preventDefault()
  })

  const say = (words) => {
    if (status) status.textContent = words
  }
  const fault = (list) => {
    fresh?.querySelector(".errorlist")?.remove()
    for (const box of fresh?.querySelectorAll(".form-row, .flex-container") || [])
      box.classList.toggle("errors", Boolean(list))
    if (list) text.before(list)
    text?.toggleAttribute("aria-invalid", Boolean(list))
    if (list) text.setAttribute("aria-invalid", "true")
    text?.setAttribute("aria-describedby", list ? `${list.id} notes_text_helptext` : "notes_text_helptext")
  }
  const paint = (html) => {
    const found = new DOMParser().parseFromString(html, "text/html").querySelector("[data-notes]")
    if (!found) return undefined
    panel.querySelector("[data-thread]").replaceWith(found.querySelector("[data-thread]"))
    if (count) {
      count.textContent = found.dataset.open
      count.hidden = found.dataset.open === "0"
    }
    see()
    return found
  }
  const send = async () => {
    if (sending) return
    sending = true
    text.dispatchEvent(new Event("notes:send"))
    say(gettext("Sending…"))
    const answer = await post(small.action, { text: text.value })
    sending = false
    const found = answer && paint(await answer.text())
    if (!found) return say(gettext("Not sent. Your note is still here: try again."))
    const list = found.querySelector(".errorlist")
    fault(list)
    say(list ? "" : gettext("The note is saved."))
    if (!list) {
      text.value = ""
      text.style.height = ""
    }
    text.focus()
  }
  small.addEventListener("submit", async (event) => {
    event.preventDefault()
    const button = event.submitter
    if (!button || "notesSend" in button.dataset) return send()
    const answer = await post(button.formAction, button.name ? { [button.name]: button.value } : marks())
    if (button.closest("[data-to-read]")) {
      if (answer) have_read()
    } else if (answer) {
      paint(await answer.text())
      panel.querySelector(`#note-${button.value}`)?.focus()
    } else say(gettext("That was not taken: try again."))
  })
  text?.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      send()
    }
  })

  /* ---------- Read when seen ---------- */

  const box = () => panel.querySelector("[data-to-read]")
  const marks = () => [...box().querySelectorAll("[name=mark]")].map((field) => ["mark", field.value])
  const have_read = () => {
    box()?.remove()
  }
  let asked = false
  const see = async () => {
    if (!box() || asked || document.hidden || !panel.checkVisibility()) return
    asked = true
    if (await post(box().dataset.toRead, marks())) have_read()
    asked = false
  }
  document.addEventListener("visibilitychange", see)
  new IntersectionObserver(see).observe(panel)

  if (text) offerColleagues(text, panel.dataset.staff)
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
