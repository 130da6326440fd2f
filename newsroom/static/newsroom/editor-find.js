/* Find and replace in the body, and the way from a finding of the checks to its place in the text.
 * An extension of the body editor like those in editor.js; what is looked for is never part of the text. */
import { crel, escapeForRegEx, Extension, gettext, Plugin, pm } from "django-prose-editor/editor"

const { Decoration, DecorationSet } = pm.view
const { NodeSelection, PluginKey, TextSelection } = pm.state
const KEY = new PluginKey("findReplace")
const MOST = 10000 // places that are marked; more of one letter help nobody

/** [{from, to}] of every place of the words in the document; a place never reaches over two paragraphs. */
export function findAll(doc, words, { exact = false, whole = false } = {}) {
  const found = []
  if (!words) return found
  const source = escapeForRegEx(words).replace(/[ \u00a0]/g, "[ \\u00a0]").replaceAll("\\-", "-")
  const pattern = new RegExp(whole ? `(?<![\\p{L}\\p{N}_])${source}(?![\\p{L}\\p{N}_])` : source, exact ? "gu" : "giu")
  doc.descendants((node, pos) => {
    if (!node.isTextblock) return true
    const text = node.textBetween(0, node.content.size, "\n", "\n") // one sign for each leaf, as positions count
    for (const match of text.matchAll(pattern)) if (found.length < MOST) found.push({ from: pos + 1 + match.index, to: pos + 1 + match.index + match[0].length })
    return false
  })
  return found
}

/** Select a place, in view of who reads. */
function show(editor, { from, to }) {
  editor.view.dispatch(editor.state.tr.setSelection(TextSelection.create(editor.state.doc, from, to)).scrollIntoView())
  const { node } = editor.view.domAtPos(from)
  ;(node.nodeType === 1 ? node : node.parentElement)?.scrollIntoView({ block: "center" })
}

function goTo(editor, { quote, nth, picture }) {
  if (picture) {
    const places = []
    editor.state.doc.descendants((node, pos) => { if (node.type.name === "mediaFigure" && String(node.attrs.media) === picture) places.push(pos) })
    const at = places[nth] ?? places[0]
    if (at === undefined) return editor.commands.focus()
    editor.view.dispatch(editor.state.tr.setSelection(NodeSelection.create(editor.state.doc, at)))
    editor.view.nodeDOM(at)?.scrollIntoView({ block: "center" })
  } else {
    const places = findAll(editor.state.doc, quote, { exact: true })
    const place = places[nth] || places[0]
    if (place) show(editor, place)
  }
  editor.view.focus()
}

class Bar {
  constructor(editor, storage) {
    this.editor = editor
    this.storage = storage
    const id = `news-find-${editor.view.dom.id || Math.random().toString(36).slice(2)}`
    const field = (name, label) => {
      const input = crel("input", { id: `${id}-${name}`, type: "text", autocomplete: "off", spellcheck: false, dir: "auto" })
      return [input, crel("span", { className: "news-find-field" }, [crel("label", { htmlFor: input.id, textContent: label }), input])]
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
    this.element = crel("div", { role: "search", className: "news-find", "aria-label": gettext("Find and replace"), hidden: true }, [
      wordsField,
      button(gettext("Previous"), () => this.step(-1), "Shift+Enter"),
      button(gettext("Next"), () => this.step(1), "Enter"),
      this.status, exactField, wholeField, otherField,
      button(gettext("Replace"), () => this.replace()),
      button(gettext("Replace all"), () => this.replaceAll()),
      button(gettext("Close"), () => this.close(), "Esc"),
    ])
    words.addEventListener("input", () => this.look())
    // Nothing in here belongs to the story's form.
    for (const name of ["input", "change"]) this.element.addEventListener(name, (event) => event.stopPropagation())
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); this.close() }
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
    storage.query = this.element.hidden ? null : { words: this.words.value, exact: this.exact.checked, whole: this.whole.checked }
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
    for (const { from, to } of [...places].reverse()) this.other.value ? tr.insertText(this.other.value, from, to) : tr.delete(from, to)
    this.editor.view.dispatch(tr)
  }

  say() {
    const { places, at } = this.storage
    this.status.textContent = !this.words.value ? "" : !places.length ? gettext("Not found")
      : gettext("%1 of %2").replace("%1", Math.max(at, 0) + 1).replace("%2", places.length)
  }
}

export const FindReplace = Extension.create({
  name: "findReplace",
  priority: 200, // its Escape comes before that of the full screen
  addStorage: () => ({ query: null, places: [], at: -1, bar: null }),
  onCreate() {
    const { editor, storage } = this, host = editor.view.dom.parentElement
    storage.bar = new Bar(editor, storage)
    editor.view.dom.before(storage.bar.element)
    storage.keys = (event) => {
      if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "f") { event.preventDefault(); storage.bar.open() }
      // From the toolbar, too; inside the text the package hears it.
      if (event.key === "Escape" && !event.defaultPrevented && editor.storage.fullscreen?.fullscreen && !editor.view.dom.contains(event.target)) { event.preventDefault(); editor.commands.toggleFullscreen() }
    }
    host.addEventListener("keydown", storage.keys)
    if (host.querySelector("textarea")?.name === "body") {
      storage.go = (event) => goTo(editor, event.detail)
      document.addEventListener("newsroom:go", storage.go)
    }
  },
  onUpdate() { if (!this.storage.bar?.element.hidden) this.storage.bar.say() },
  onDestroy() {
    this.storage.bar?.element.remove()
    if (this.storage.go) document.removeEventListener("newsroom:go", this.storage.go)
  },
  addCommands() { return { openFind: () => () => { setTimeout(() => this.storage.bar.open()); return true } } },
  addKeyboardShortcuts() {
    return { Escape: () => { if (!this.storage.bar || this.storage.bar.element.hidden) return false; this.storage.bar.close(); return true } }
  },
  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "find", groups: "utility", priority: 120, button: buttons.material("find_in_page", gettext("Find and replace (Ctrl+F)")),
      command: (editor) => editor.commands.openFind(),
    })
  },
  addProseMirrorPlugins() {
    const { storage } = this
    const drawn = (doc) => DecorationSet.create(doc, storage.places.map(({ from, to }, index) => Decoration.inline(from, to, { class: index === storage.at ? "news-found now" : "news-found" })))
    return [new Plugin({
      key: KEY,
      state: {
        init: () => DecorationSet.empty,
        apply(tr, set) {
          if (!tr.docChanged && !tr.getMeta(KEY)) return set
          storage.places = storage.query ? findAll(tr.doc, storage.query.words, storage.query) : []
          storage.at = Math.min(storage.at, storage.places.length - 1)
          return drawn(tr.doc)
        },
      },
      props: { decorations: (state) => KEY.getState(state) },
    })]
  },
})
