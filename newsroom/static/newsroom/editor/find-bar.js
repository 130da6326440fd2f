/* The bar over the text that finds and replaces. */
import { crel, gettext } from "django-prose-editor/editor"

import { KEY, show } from "./find-places.js"

export class Bar {
  constructor(editor, storage) {
    this.editor = editor
    this.storage = storage
    const id = `news-find-${editor.view.dom.id || Math.random().toString(36).slice(2)}`
    const field = (name, label) => {
      const input = crel("input", {
        id: `${id}-${name}`,
        type: "text",
        autocomplete: "off",
        spellcheck: false,
        dir: "auto",
      })
      return [
        input,
        crel("span", { className: "news-find-field" }, [
          crel("label", { htmlFor: input.id, textContent: label }),
          input,
        ]),
      ]
    }
    const box = (name, label) => {
      const input = crel("input", { id: `${id}-${name}`, type: "checkbox" })
      input.addEventListener("change", () => this.look())
      return [input, crel("label", { htmlFor: input.id, className: "news-find-option" }, [input, ` ${label}`])]
    }
    const button = (label, act, hint = "") => {
      const element = crel("button", { type: "button", textContent: label, title: hint })
      element.addEventListener("click", act)
      return element
    }
    const [words, wordsField] = field("words", gettext("Find"))
    const [other, otherField] = field("other", gettext("Replace with"))
    const [exact, exactField] = box("exact", gettext("Match case"))
    const [whole, wholeField] = box("whole", gettext("Whole words"))
    Object.assign(this, { words, other, exact, whole })
    this.status = crel("span", { role: "status", className: "news-find-status" })
    this.element = crel(
      "div",
      { role: "search", className: "news-find", "aria-label": gettext("Find and replace"), hidden: true },
      [
        wordsField,
        button(gettext("Previous"), () => this.step(-1), "Shift+Enter"),
        button(gettext("Next"), () => this.step(1), "Enter"),
        this.status,
        exactField,
        wholeField,
        otherField,
        button(gettext("Replace"), () => this.replace()),
        button(gettext("Replace all"), () => this.replaceAll()),
        button(gettext("Close"), () => this.close(), "Esc"),
      ],
    )
    words.addEventListener("input", () => this.look())
    // Nothing in here belongs to the story's form.
    for (const name of ["input", "change"]) this.element.addEventListener(name, (event) => event.stopPropagation())
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        event.preventDefault()
        event.stopPropagation()
        this.close()
      }
      if (event.key !== "Enter" || event.target.tagName !== "INPUT") return
      event.preventDefault()
      if (event.target === other) this.replace()
      else this.step(event.shiftKey ? -1 : 1)
    })
  }

  open() {
    const { from, to } = this.editor.state.selection
    const chosen = this.editor.state.doc.textBetween(from, to, "\n")
    if (chosen && !chosen.includes("\n")) this.words.value = chosen
    this.element.hidden = false
    this.look()
    this.words.focus()
    this.words.select()
  }

  close() {
    this.element.hidden = true
    this.refresh()
    this.editor.view.focus()
  }

  /** The words changed: look from the cursor on. */
  look() {
    this.storage.at = -1
    this.refresh()
    const { from } = this.editor.state.selection
    const next = this.storage.places.findIndex((place) => place.from >= from)
    if (this.storage.places.length) this.go(Math.max(next, 0))
  }

  refresh() {
    const { storage } = this
    storage.query = this.element.hidden
      ? null
      : { words: this.words.value, exact: this.exact.checked, whole: this.whole.checked }
    this.editor.view.dispatch(this.editor.state.tr.setMeta(KEY, true).setMeta("addToHistory", false))
    this.say()
  }

  go(index) {
    this.storage.at = index
    this.refresh()
    show(this.editor, this.storage.places[index])
  }

  step(by) {
    const { places, at } = this.storage
    if (places.length) this.go((at + by + places.length) % places.length)
  }

  replace() {
    const { places, at } = this.storage
    if (!places.length) return
    const index = Math.max(at, 0)
    this.write([places[index]])
    if (this.storage.places.length) this.go(index % this.storage.places.length)
  }

  replaceAll() {
    const count = this.storage.places.length
    if (!count) return
    this.write(this.storage.places)
    this.storage.at = -1
    this.refresh()
    const ngettext = window.ngettext || ((one, many, n) => (n === 1 ? one : many))
    this.status.textContent = ngettext("%s place replaced", "%s places replaced", count).replace("%s", count)
  }

  /** One step for undo, the last place first, so that the others stay where they are. */
  write(places) {
    const { tr } = this.editor.state
    for (const { from, to } of [...places].reverse())
      this.other.value ? tr.insertText(this.other.value, from, to) : tr.delete(from, to)
    this.editor.view.dispatch(tr)
  }

  say() {
    const { places, at } = this.storage
    this.status.textContent = !this.words.value
      ? ""
      : !places.length
        ? gettext("Not found")
        : gettext("%1 of %2")
            .replace("%1", Math.max(at, 0) + 1)
            .replace("%2", places.length)
  }
}
