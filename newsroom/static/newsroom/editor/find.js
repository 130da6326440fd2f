/* Find and replace in the body, and the way from a finding of the checks to its place in the text. */
import { Extension, Plugin, pm } from "django-prose-editor/editor"

import { Bar } from "./find-bar.js"
import { findAll, KEY, show } from "./find-places.js"

const { Decoration, DecorationSet } = pm.view
const { NodeSelection } = pm.state

function goTo(editor, { quote, nth, picture }) {
  if (picture) {
    const places = []
    editor.state.doc.descendants((node, pos) => {
      if (node.type.name === "mediaFigure" && String(node.attrs.media) === picture) places.push(pos)
    })
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

export const FindReplace = Extension.create({
  name: "findReplace",
  priority: 200, // its Escape comes before that of the full screen
  addStorage: () => ({ query: null, places: [], at: -1, bar: null }),
  onCreate() {
    const { editor, storage } = this,
      host = editor.view.dom.parentElement
    storage.bar = new Bar(editor, storage)
    editor.view.dom.before(storage.bar.element)
    storage.keys = (event) => {
      if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "f") {
        event.preventDefault()
        storage.bar.open()
      }
      // From the toolbar, too; inside the text the package hears it.
      if (
        event.key === "Escape" &&
        !event.defaultPrevented &&
        editor.storage.fullscreen?.fullscreen &&
        !editor.view.dom.contains(event.target)
      ) {
        event.preventDefault()
        editor.commands.toggleFullscreen()
      }
    }
    host.addEventListener("keydown", storage.keys)
    if (host.querySelector("textarea")?.name === "body") {
      storage.go = (event) => goTo(editor, event.detail)
      document.addEventListener("newsroom:go", storage.go)
    }
  },
  onUpdate() {
    if (!this.storage.bar?.element.hidden) this.storage.bar.say()
  },
  onDestroy() {
    this.storage.bar?.element.remove()
    if (this.storage.go) document.removeEventListener("newsroom:go", this.storage.go)
  },
  addCommands() {
    return {
      openFind: () => () => {
        setTimeout(() => this.storage.bar.open())
        return true
      },
    }
  },
  addKeyboardShortcuts() {
    return {
      Escape: () => {
        if (!this.storage.bar || this.storage.bar.element.hidden) return false
        this.storage.bar.close()
        return true
      },
    }
  },
  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "find",
      groups: "utility",
      priority: 120,
      button: buttons.material("find_in_page", gettext("Find and replace (Ctrl+F)")),
      command: (editor) => editor.commands.openFind(),
    })
  },
  addProseMirrorPlugins() {
    const { storage } = this
    const drawn = (doc) =>
      DecorationSet.create(
        doc,
        storage.places.map(({ from, to }, index) =>
          Decoration.inline(from, to, { class: index === storage.at ? "news-found now" : "news-found" }),
        ),
      )
    return [
      new Plugin({
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
      }),
    ]
  },
})
