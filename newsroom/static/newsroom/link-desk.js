/* The link desk: keys, and acts without a new page. Keys work only while focus is inside the list (WCAG 2.1.4);
 * focus rests on real buttons, so Enter needs no code. Without this file each button sends the form. */
const form = document.querySelector("[data-links-form]")
const $ = (selector) => form.querySelector(selector)
const gettext = window.gettext || ((text) => text)
const items = () => [...form.querySelectorAll("[data-links] > li")]
const here = () => document.activeElement?.closest("[data-links] > li")
const loud = (text) => {
  const say = $("[data-say]")
  say.textContent = ""
  setTimeout(() => {
    say.textContent = text
  }, 50)
}
const KEYS = { a: "link", d: "passing", o: "other" },
  ROLES = { b: "subject", s: "speaker", m: "mentioned", p: "pictured" }
let busy = false

const go = (item) => {
  item?.querySelector("button[name=link]")?.focus()
  item?.scrollIntoView({ block: "nearest" })
}
const light = (number) => {
  for (const mark of form.querySelectorAll("mark[data-mark]"))
    mark.classList.toggle("lit", mark.dataset.mark === number)
}

/* What is found comes first; where nothing is, what one does next. */
const rest = (at) => {
  const all = items()
  if (all.length) go(all[Math.min(at, all.length - 1)])
  else ($("[data-empty] a") || document.querySelector("[data-next]"))?.focus()
}

const dress = () => {
  for (const hidden of form.querySelectorAll("[data-keys]")) hidden.hidden = false
  const strong = $("[data-tick-strong]")
  if (strong) strong.hidden = !form.querySelector("[data-strong]")
}

/** Send the form as `button` would, take the answer's page in its place, and put focus where work goes on. */
async function act(button) {
  if (busy) return
  busy = true
  const at = items().indexOf(button.closest("[data-links] > li")),
    fromList = at >= 0 || button.closest("[data-links-form] .many")
  const ticked = new Set([...form.querySelectorAll("[name=tick]:checked")].map((box) => box.value))
  const body = new URLSearchParams(new FormData(form))
  body.append(button.name, button.value)
  let page
  try {
    const answer = await fetch(location.href, { method: "POST", body, headers: { Accept: "text/html" } })
    if (!answer.ok || new URL(answer.url).pathname !== location.pathname) throw new Error()
    page = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-links-form]")
  } catch {}
  busy = false
  if (!page) {
    button.dataset.plain = "1"
    form.requestSubmit(button)
    return
  } // the page that comes says what is the matter
  const scroll = $(".links-text").scrollTop
  form.replaceChildren(...page.childNodes)
  $(".links-text").scrollTop = scroll
  for (const box of form.querySelectorAll("[name=tick]")) box.checked = ticked.has(box.value)
  dress()
  const message = $("[data-message]")?.textContent.trim(),
    done = $("[data-done] li span")?.textContent
  loud([message || done, `${items().length} ${gettext("left")}`].filter(Boolean).join(". "))
  if (fromList || button.name === "undo") rest(Math.max(0, at))
  else document.getElementById(`linked-role-${button.value}`)?.focus()
}

form.addEventListener("submit", (event) => {
  const button = event.submitter
  if (!button?.name || button.name === "_nothing" || button.dataset.plain) return
  event.preventDefault()
  act(button)
})
form.addEventListener("focusin", () => {
  const item = here()
  for (const other of items()) other.classList.toggle("at", other === item)
  light(item?.dataset.hit)
})
form.addEventListener("click", (event) => {
  if (event.target.closest("[data-tick-strong]")) {
    for (const box of form.querySelectorAll("[data-strong]")) box.checked = true
    $("[name=link_many]").focus()
  }
  const mark = event.target.closest("mark[data-mark]")
  if (mark) go(items()[Number(mark.dataset.mark)])
})
form.addEventListener("keydown", (event) => {
  if (
    event.ctrlKey ||
    event.metaKey ||
    event.altKey ||
    !event.target.closest(".links-list") ||
    event.target.tagName === "SELECT"
  )
    return
  const item = here(),
    all = items(),
    at = all.indexOf(item),
    key = event.key.toLowerCase()
  const arrows = event.target.type !== "radio"
  const press = (selector) => {
    const button = (item || form).querySelector(selector)
    if (button) act(button)
  }
  const check = (box) => {
    if (box) {
      box.checked = true
      go(item)
    }
  }
  const moves = { j: 1, k: -1, ...(arrows && { arrowdown: 1, arrowup: -1 }) }
  if (moves[key] && all.length) go(all[Math.max(0, Math.min(at + moves[key], all.length - 1))])
  else if (KEYS[key] && item) press(`[name=${KEYS[key]}]`)
  else if (ROLES[key] && item) check(item.querySelector(`.roles [value=${ROLES[key]}]`))
  else if (/^[1-9]$/.test(key) && item) check(item.querySelectorAll(".rivals input")[key - 1])
  else if (key === "x" && item) {
    const box = item.querySelector("[name=tick]")
    box.checked = !box.checked
  } else if (key === "u") {
    const undo = $("[data-done] button")
    if (undo) act(undo)
    else return
  } else if (key === "n") document.querySelector("[data-next]").click()
  else return
  event.preventDefault()
})

/* The list is what one comes here for. */
dress()
rest(0)
