/* Keeps the unsaved story in this browser, and offers it again after a crash or a lost session. Never puts it
 * back by itself. A copy is called newsroom.draft:<user>:<story>:<revision>:<token>; the token travels with the
 * form, and the server names it in a cookie once the story is saved (articles/admin/story/local_copy.py): only then is the
 * copy gone. desk.js removes all copies when somebody logs out. */
import { differing, fields, form, store } from "./drafts.js"

const place = document.querySelector("[data-autosave]")
const PREFIX = "newsroom.draft:"
const EVERY = 1500 // ms between two copies while somebody writes
const KEPT = 14 * 24 * 3600 * 1000 // ms after which a copy is forgotten
const EXCERPT = 300 // characters of a field in the offer
const gettext = window.gettext || ((text) => text)
const $ = window.django?.jQuery
const make = (tag, properties = {}, children = []) => {
  const element = Object.assign(document.createElement(tag), properties)
  element.append(...children)
  return element
}

/* ---------- Keeping ---------- */

if (form && place) {
  const mine = `${PREFIX}${place.dataset.autosave}:`
  const saved = document.cookie.match(/(?:^|; )desk_saved=([0-9a-f]{32})/)?.[1]
  const token =
    place.dataset.token ||
    [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("")
  const initial = place.dataset.token ? {} : fields() // what was posted and not taken is not saved either
  const revision = form.elements.revision
  let timer,
    stopped = false

  form.append(make("input", { type: "hidden", name: "draft", value: token }))
  const key = () => `${mine}${revision?.value || 0}:${token}`
  const keep = () => {
    clearTimeout(timer)
    timer = undefined
    if (stopped) return
    const now = fields()
    if (!differing(now, initial).length) return store.remove(key())
    place.dataset.kept = store.put(key(), { at: Date.now(), fields: now, base: revision?.value || "" })
  }
  const later = () => {
    timer ??= setTimeout(keep, EVERY)
  }
  form.addEventListener("input", later)
  form.addEventListener("change", later)
  document.addEventListener("formset:added", later)
  document.addEventListener("formset:removed", later)
  $?.(document).on("select2:select select2:unselect", later)
  form.addEventListener("submit", keep)
  addEventListener("pagehide", () => timer && keep())
  document.addEventListener("visibilitychange", () => document.hidden && timer && keep())
  document.querySelector("#logout-form")?.addEventListener("submit", () => {
    stopped = true
  })
  addEventListener("storage", (event) => {
    if (event.key === "newsroom.logout") stopped = true
  }) // in another tab
  if (place.dataset.token) keep()

  /* ---------- Offering ---------- */

  const drafts = store
    .all(mine)
    .filter((draft) => {
      const gone =
        draft.key.endsWith(`:${saved}`) ||
        !draft.fields ||
        Date.now() - draft.at > KEPT ||
        (!place.dataset.token && !differing(draft.fields, initial).length)
      if (gone) store.remove(draft.key)
      return !gone && !draft.key.endsWith(`:${token}`)
    })
    .sort((one, other) => other.at - one.at)

  const offer = () => {
    place.replaceChildren()
    const draft = drafts[0]
    if (!draft) return
    const when = new Date(draft.at).toLocaleString(document.documentElement.lang || "en", {
      dateStyle: "medium",
      timeStyle: "short",
    })
    const now = fields()
    const button = (text, act, className) => {
      const element = make("button", { type: "button", textContent: text, className })
      element.addEventListener("click", act)
      return element
    }
    const parts = [
      make("h2", {
        id: "draft-head",
        textContent: gettext("Unsaved text of %s, kept in this browser").replace("%s", when),
      }),
      make("p", { textContent: gettext("It was not saved, and it differs from what you see here:") }),
      make("dl", {}, said(draft.fields, now)),
    ]
    if (draft.base !== (revision?.value || ""))
      parts.push(
        make("p", {
          textContent: gettext(
            "It was written on revision %1; the story is at revision %2 now. When you save, both are put together or compared.",
          )
            .replace("%1", draft.base)
            .replace("%2", revision.value),
        }),
      )
    parts.push(
      make("p", {}, [
        button(gettext("Restore it into the form"), () => restore(draft), "button"),
        " ",
        button(
          gettext("Discard it"),
          () => {
            store.remove(draft.key)
            drafts.shift()
            offer()
            if (!drafts.length) form.querySelector("textarea")?.focus()
          },
          "button quiet-button",
        ),
      ]),
    )
    const section = make("section", { className: "theirs draft-offer" }, parts)
    section.setAttribute("aria-labelledby", "draft-head")
    place.append(section)
  }

  const said = (draft, now) => {
    const rows = new Map()
    for (const name of differing(draft, now)) {
      if (/^initial-|-(id|order|article)$|^revision$/.test(name)) continue
      const group = /^(officials|bylines)-\d+-/.exec(name)
      const label = group
        ? group[1] === "officials"
          ? gettext("Officials")
          : gettext("By")
        : document.querySelector(`label[for="id_${name}"]`)?.textContent.replace(/:$/, "") || name
      const { values = [], texts = [] } = draft[name] || {}
      const words = (texts.filter(Boolean).length ? texts : values).join(", ")
      const plain =
        name === "body"
          ? new DOMParser().parseFromString(words.replace(/<\/(p|h\d|li|figcaption)>/g, " "), "text/html").body
              .textContent
          : words
      rows.set(
        label,
        [rows.get(label), plain.length > EXCERPT ? `${plain.slice(0, EXCERPT)}…` : plain].filter(Boolean).join(", "),
      )
    }
    return [...rows].map(([label, words]) =>
      make("div", {}, [
        make("dt", { textContent: label }),
        make("dd", { className: "said", dir: "auto", textContent: words || "–" }),
      ]),
    )
  }

  /* ---------- Restoring ---------- */

  const rowCount = (rows, prefix) =>
    Math.max(-1, ...Object.keys(rows).map((name) => Number(name.match(`^${prefix}-(\\d+)-`)?.[1] ?? -1))) + 1

  const restore = (draft) => {
    for (const prefix of ["officials", "bylines"]) {
      const add = document.querySelector(`#${prefix}-group .add-row a`)
      for (let n = rowCount(fields(), prefix); add && n < rowCount(draft.fields, prefix); n++) add.click()
    }
    for (const [name, row] of Object.entries(draft.fields)) {
      const found = form.elements[name]
      for (const element of !found ? [] : found instanceof RadioNodeList ? [...found] : [found]) put(element, row)
    }
    if (revision) revision.value = draft.base
    store.remove(draft.key)
    drafts.shift()
    keep()
    offer()
    form.dispatchEvent(new Event("change", { bubbles: true }))
    const note = make("p", { className: "draft-note", textContent: gettext("Restored. Nothing is saved yet.") })
    note.setAttribute("role", "status")
    place.append(note)
    form.querySelector("textarea")?.focus()
  }

  const put = (element, { values, texts }) => {
    if (element.tagName === "SELECT") {
      values.forEach((one, n) => {
        if (![...element.options].some((option) => option.value === one))
          element.add(new Option(texts[n] || one, one))
      })
      for (const option of element.options) option.selected = values.includes(option.value)
      $ ? $(element).trigger("change") : element.dispatchEvent(new Event("change", { bubbles: true }))
    } else if (/^(checkbox|radio)$/.test(element.type)) element.checked = values.includes(element.value)
    else {
      const text = values[0] ?? ""
      if (element.value === text) return
      const editor = element.closest(".prose-editor")?.querySelector(".ProseMirror[contenteditable]")?.editor
      element.value = text
      if (editor) editor.commands.setContent(text, { emitUpdate: true })
      element.dispatchEvent(new Event("input", { bubbles: true }))
    }
  }

  offer()

  /* ---------- A lost session ---------- */

  let lost
  document.addEventListener("newsroom:session", ({ detail }) => {
    if (!detail.out) {
      lost?.remove()
      lost = undefined
      return
    }
    keep()
    if (lost) return
    const link = make("a", {
      href: place.dataset.login,
      target: "_blank",
      rel: "noopener",
      textContent: gettext("Log in in a new tab"),
    })
    lost = make("p", { className: "errornote draft-lost" }, [
      gettext("You are logged out. Your text is kept in this browser."),
      " ",
      link,
      gettext(", then go on here."),
    ])
    lost.setAttribute("role", "alert")
    place.before(lost)
  })
}
