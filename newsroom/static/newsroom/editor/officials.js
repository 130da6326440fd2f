/* An official: a mark in the text; the title beside it comes from the records. */
import { crel, Extension, gettext, Mark, Plugin, pm } from "django-prose-editor/editor"

import { requiredAttribute } from "./blocks.js"
import { ask, fetchResults } from "./dialog.js"

export const Official = Mark.create({
  name: "official",
  priority: 1100, // before Link, and so the outermost mark
  inclusive: false,
  excludes: "official link",
  addOptions: () => ({ searchUrl: null }),
  addAttributes: () => ({ official: requiredAttribute("official") }),
  parseHTML: () => [{ tag: "a[data-official]" }],
  renderHTML: ({ HTMLAttributes }) => ["a", HTMLAttributes, 0],
  addCommands() {
    return {
      pickOfficial:
        () =>
        ({ editor }) => {
          const { from, to, empty } = editor.state.selection
          ask({
            title: gettext("Link to an official"),
            search: {
              url: this.options.searchUrl,
              label: gettext("Name, in any spelling"),
              initial: empty ? "" : editor.state.doc.textBetween(from, to, " "),
              parameters: () => ({ on: document.getElementById("id_date")?.value }),
            },
          }).then((answer) => {
            if (!answer) return editor.commands.focus()
            const mark = { type: "official", attrs: { official: String(answer.chosen.id) } }
            if (!empty) return editor.chain().focus().setMark(mark.type, mark.attrs).setTextSelection(to).run()
            editor
              .chain()
              .focus()
              .insertContent([{ type: "text", text: answer.chosen.text, marks: [mark] }])
              .unsetMark("official")
              .run()
          })
          return true
        },
      removeOfficial:
        () =>
        ({ chain }) =>
          chain().focus().unsetMark("official", { extendEmptyMarkRange: true }).run(),
    }
  },
  addKeyboardShortcuts() {
    return { "Mod-Shift-o": () => this.editor.commands.pickOfficial() }
  },
  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "official",
      groups: "link",
      priority: 120,
      button: buttons.material("person_add", gettext("Link to an official (Ctrl+Shift+O)")),
      command: (editor) => editor.commands.pickOfficial(),
      active: (editor) => editor.isActive("official"),
    })
    menu.defineItem({
      name: "official:remove",
      groups: "link",
      priority: 119,
      button: buttons.material("person_remove", gettext("Remove the link to the official")),
      command: (editor) => editor.commands.removeOfficial(),
      hidden: (editor) => !editor.isActive("official"),
    })
  },
})

/* The title of the story's day, as a tooltip on each official and under the text while the cursor is in one. */
const TITLES = new pm.state.PluginKey("officialTitles")

const officialIds = (doc) => {
  const ids = new Set()
  doc.descendants((node) => {
    for (const mark of node.marks) if (mark.type.name === "official") ids.add(String(mark.attrs.official))
    if (node.type.name === "blockquote" && node.attrs.official) ids.add(String(node.attrs.official))
  })
  return [...ids]
}

export const OfficialTitles = Extension.create({
  name: "officialTitles",
  addOptions: () => ({ url: null }),
  addStorage: () => ({ titles: new Map(), day: null, line: null }),
  onCreate() {
    const { editor, storage } = this
    storage.line = crel("p", { className: "news-official-line", "aria-live": "polite" })
    editor.view.dom.after(storage.line)
    storage.load = async () => {
      if (editor.isDestroyed) return
      const day = document.getElementById("id_date")?.value || ""
      if (day !== storage.day) storage.titles.clear()
      storage.day = day
      const ids = officialIds(editor.state.doc).filter((id) => !storage.titles.has(id))
      if (!ids.length) return
      for (const item of await fetchResults(this.options.url, { id: ids.join(","), on: day }).catch(() => []))
        storage.titles.set(String(item.id), `${item.text}: ${item.sub}`)
      if (editor.isDestroyed) return
      editor.view.dispatch(editor.state.tr.setMeta(TITLES, true).setMeta("addToHistory", false))
      storage.say()
    }
    storage.say = () => {
      const id = editor.isActive("official") ? String(editor.getAttributes("official").official) : null
      storage.line.textContent = (id && storage.titles.get(id)) || ""
    }
    storage.later = () => {
      clearTimeout(storage.timer)
      storage.timer = setTimeout(storage.load, 400)
    }
    document.getElementById("id_date")?.addEventListener("change", storage.later)
    storage.load()
  },
  onUpdate() {
    this.storage.later()
  },
  onSelectionUpdate() {
    this.storage.say?.()
  },
  onDestroy() {
    clearTimeout(this.storage.timer)
    this.storage.line?.remove()
  },
  addProseMirrorPlugins() {
    const { storage } = this
    const drawn = (doc) => {
      const found = []
      doc.descendants((node, pos) => {
        const mark = node.marks.find(({ type }) => type.name === "official")
        const title = mark && storage.titles.get(String(mark.attrs.official))
        if (title) found.push(pm.view.Decoration.inline(pos, pos + node.nodeSize, { title }))
        const speaker = node.type.name === "blockquote" && storage.titles.get(String(node.attrs.official))
        if (speaker) found.push(pm.view.Decoration.node(pos, pos + node.nodeSize, { "data-speaker": speaker }))
      })
      return pm.view.DecorationSet.create(doc, found)
    }
    return [
      new Plugin({
        key: TITLES,
        state: {
          init: (_, { doc }) => drawn(doc),
          apply: (tr, set) => (tr.docChanged || tr.getMeta(TITLES) ? drawn(tr.doc) : set),
        },
        props: { decorations: (state) => TITLES.getState(state) },
      }),
    ]
  },
})
