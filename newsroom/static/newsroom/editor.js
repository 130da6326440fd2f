/* The body editor's own extensions. What they write is the grammar of newsroom/lib/html.py, to the letter:
 * the server keeps exactly that, and a browser test holds the two together. Names exported here replace the
 * package's of the same name. No build step: Tiptap comes through the import map of django-prose-editor. */
import {
  Blockquote as BaseBlockquote, crel, Extension, gettext, Link as BaseLink, ListItem as BaseListItem, Mark,
  Node, OrderedList as BaseOrderedList, Plugin, pm, Table as BaseTable, TableCell as BaseTableCell,
  TableHeader as BaseTableHeader, TrailingNode as BaseTrailingNode,
} from "django-prose-editor/editor"

export { Fullscreen } from "django-prose-editor/editor"

const SIMPLE = "(paragraph | bulletList | orderedList)" // what may stand in an item, a quotation, a cell
const WORDS_A_MINUTE = 238 // silent reading of English prose: Brysbaert 2019
const RIGHT_TO_LEFT = new Set(["ar", "arc", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"])

/* ---------- Addresses: the same rules as safe_link() and embed_address() on the server ---------- */

export function safeLink(text) {
  const href = text.replace(/[\t\r\n]/g, "").trim().replaceAll(" ", "%20")
  if (href.length > 2000 || /[\s\u0000-\u0020\u007f-\u009f\\<>"`]/.test(href)) return null
  if (/^https?:\/\//i.test(href)) {
    const url = URL.parse ? URL.parse(href) : (() => { try { return new URL(href) } catch { return null } })()
    return url && url.hostname && !url.username && !url.password && !/^https?:\/\/[^/?#]*@/i.test(href) ? href : null
  }
  if (/^mailto:[^@\s]+@[^@\s]+$/i.test(href)) return href
  return /^\/(?!\/)/.test(href) ? href : null
}

/** What somebody types into the link dialog: a bare domain gets its scheme, a bare e-mail address too. */
function typedLink(text) {
  const typed = text.trim()
  if (/^[^\s/:@]+@[^\s/:@]+\.\w+$/.test(typed)) return safeLink(`mailto:${typed}`)
  if (/^[\w-]+(\.[\w-]+)+(?=[/?#:]|$)/.test(typed)) return safeLink(`https://${typed}`)
  return safeLink(typed)
}

export function embedAddress(text) {
  let url
  try { url = new URL(text.trim()) } catch { return null }
  if (!/^https?:$/.test(url.protocol)) return null
  const host = url.hostname.replace(/^www\./, "").replace(/^m\./, "")
  if (["youtube.com", "youtube-nocookie.com", "youtu.be"].includes(host)) {
    const path = url.pathname.match(/^\/(?:(?:embed|shorts|live|v)\/)?([\w-]{11})\/?$/)
    const id = url.pathname === "/watch" ? url.searchParams.get("v") || "" : path ? path[1] : ""
    const start = (url.searchParams.get("t") ?? url.searchParams.get("start") ?? "").match(/^(\d{1,5})s?$/)
    return /^[\w-]{11}$/.test(id) ? `https://www.youtube.com/watch?v=${id}${start ? `&t=${start[1]}` : ""}` : null
  }
  if (["vimeo.com", "player.vimeo.com"].includes(host)) {
    const path = url.pathname.match(/^\/(?:video\/)?(\d{1,12})(?:\/([0-9a-f]{6,16}))?\/?$/)
    return path ? `https://vimeo.com/${path[1]}${path[2] ? `/${path[2]}` : ""}` : null
  }
  return null
}

/* ---------- One dialog for all: fields, and in front of them a search if wanted ---------- */

let dialogs = 0

async function fetchResults(url, parameters) {
  const address = new URL(url, location)
  for (const [name, value] of Object.entries(parameters)) if (value) address.searchParams.set(name, value)
  const response = await fetch(address, { headers: { Accept: "application/json" } })
  if (!response.ok || response.redirected) throw new Error(response.statusText)
  return (await response.json()).results
}

/** A combobox over a listbox (ARIA 1.2). Calls onChoose(item); `element` goes into a form. */
function searchBox(id, { url, label, initial = "", pictures = false, parameters = () => ({}) }, onChoose) {
  const list = crel("ul", { id: `${id}-list`, className: `npick-list${pictures ? " npick-grid" : ""}`, role: "listbox", "aria-label": label })
  const input = crel("input", {
    id: `${id}-search`, type: "text", value: initial, autocomplete: "off", role: "combobox", "aria-expanded": "true",
    "aria-controls": list.id, "aria-autocomplete": "list",
  })
  const status = crel("p", { className: "npick-status", role: "status" })
  let items = [], active = -1, asked = 0, timer

  const mark = (index) => {
    active = index
    ;[...list.children].forEach((option, i) => option.setAttribute("aria-selected", i === index))
    const option = list.children[index]
    if (option) { input.setAttribute("aria-activedescendant", option.id); option.scrollIntoView({ block: "nearest" }) }
    else input.removeAttribute("aria-activedescendant")
  }
  const choose = (index) => { mark(index); onChoose(items[index]) }
  const option = (item, index) => {
    const parts = [crel("span", { textContent: item.text }), ...(item.sub ? [crel("small", { textContent: item.sub })] : [])]
    if (item.thumb) parts.unshift(crel("img", { src: item.thumb, alt: "", loading: "lazy" }))
    const li = crel("li", { id: `${id}-${index}`, role: "option", "aria-selected": "false" }, parts)
    li.addEventListener("click", () => choose(index))
    return li
  }
  const load = async () => {
    const mine = ++asked
    let found
    try { found = await fetchResults(url, { q: input.value.trim(), ...parameters() }) }
    catch { found = null }
    if (mine !== asked) return
    items = found || []
    list.replaceChildren(...items.map(option))
    status.textContent = found === null
      ? gettext("The search does not answer. If you were logged out, log in again in another tab.")
      : items.length ? "" : gettext("Nothing found.")
    mark(items.length ? 0 : -1)
  }
  // What stands in the list is not yet what is asked for: Enter must not take it.
  input.addEventListener("input", () => { asked++; mark(-1); clearTimeout(timer); timer = setTimeout(load, 150) })
  input.addEventListener("keydown", (event) => {
    const to = { ArrowDown: Math.min(active + 1, items.length - 1), ArrowUp: Math.max(active - 1, 0) }[event.key]
    if (to !== undefined) { event.preventDefault(); mark(to) }
    if (event.key === "Enter") { event.preventDefault(); if (active >= 0) choose(active) }
  })
  return { element: crel("div", { className: "prose-editor-dialog-field" }, [crel("label", { htmlFor: input.id, textContent: label }), input, list, status]), load, input, status }
}

function fieldBox(id, field) {
  const { name, label, type = "text", value = "", options, placeholder = "" } = field
  const input = options
    ? crel("select", { id, name }, options.map(([code, text]) => crel("option", { value: code, textContent: text, selected: code === value })))
    : crel("input", { id, name, type, autocomplete: "off", ...(type === "checkbox" ? { checked: !!value } : { value, placeholder }) })
  if (type === "number") { input.min = 1; input.max = 100 }
  const text = crel("label", { htmlFor: id, textContent: label })
  const error = crel("p", { id: `${id}-error`, className: "npick-error", role: "alert" })
  input.setAttribute("aria-describedby", error.id)
  const element = crel("div", { className: "prose-editor-dialog-field" }, type === "checkbox" ? [input, text, error] : [text, input, error])
  return { name, field, input, error, element, value: () => (type === "checkbox" ? input.checked : input.value) }
}

/** Ask in a modal dialog. Fields: {name, label, type, value, options, placeholder, check(value) -> error}.
 * Resolves to {chosen, ...values} or null. Stands in the body: a form inside the admin's form would be invalid. */
function ask({ title, fields = [], search = null, chosen = null, submit = gettext("Insert") }) {
  return new Promise((resolve) => {
    const id = `npick-${++dialogs}`
    const boxes = fields.map((field) => fieldBox(`${id}-${field.name}`, field))
    let answer = null
    const choose = (item) => {
      chosen = item
      if (!boxes.length) return form.requestSubmit()
      box.input.value = item.text
      box.status.textContent = gettext("Chosen: %s").replace("%s", item.text)
      for (const { input, field } of boxes) {
        if (field.placeholderFrom) input.placeholder = item[field.placeholderFrom] || ""
        if (field.valueFrom && !input.value) input.value = item[field.valueFrom] || ""
      }
      boxes[0].input.focus()
    }
    const box = search && searchBox(id, search, choose)
    const ok = crel("button", { type: "submit", textContent: submit })
    const cancel = crel("button", { type: "button", textContent: gettext("Cancel") })
    const form = crel("form", { noValidate: true }, [
      crel("h3", { id: `${id}-title`, className: "prose-editor-dialog-title", textContent: title }),
      ...(box ? [box.element] : []), ...boxes.map(({ element }) => element),
      crel("div", { className: "prose-editor-dialog-buttons" }, [ok, cancel]),
    ])
    const dialog = crel("dialog", { className: "prose-editor-dialog npick", "aria-labelledby": `${id}-title` }, [form])
    form.addEventListener("submit", (event) => {
      event.preventDefault()
      if (box && !chosen) { box.status.textContent = gettext("Choose one of the list first."); box.input.focus(); return }
      let wrong = null
      for (const { field, input, error, value } of boxes) {
        error.textContent = field.check?.(value()) || ""
        input.setAttribute("aria-invalid", !!error.textContent)
        if (error.textContent) wrong ||= input
      }
      if (wrong) { wrong.focus(); return }
      answer = { chosen, ...Object.fromEntries(boxes.map(({ name, value }) => [name, value()])) }
      dialog.close()
    })
    cancel.addEventListener("click", () => dialog.close())
    dialog.addEventListener("close", () => { dialog.remove(); resolve(answer) })
    document.body.append(dialog)
    dialog.showModal()
    if (box) { box.input.select(); box.load() }
  })
}

/* ---------- Small helpers on the document ---------- */

/** Put a block beside the one the cursor is in (or in its place, if that is an empty paragraph), never inside
 * a list or a table, and the cursor into `inside` (an offset) or the paragraph after it. */
function insertBlock(editor, json, inside = null) {
  const { $from, $to } = editor.state.selection
  const empty = $from.depth === 1 && $from.parent.type.name === "paragraph" && !$from.parent.content.size
  const at = $from.depth === 0 ? { from: $to.pos, to: $to.pos } : empty
    ? { from: $from.before(1), to: $from.after(1) } : { from: $to.after(1), to: $to.after(1) }
  editor.chain().focus().insertContentAt(at, json, { updateSelection: false }).command(({ tr, state }) => {
    const node = tr.doc.nodeAt(at.from)
    const after = at.from + node.nodeSize
    if (tr.doc.nodeAt(after)?.type.name !== "paragraph") tr.insert(after, state.schema.nodes.paragraph.create())
    tr.setSelection(state.selection.constructor.near(tr.doc.resolve(inside === null ? after + 1 : at.from + inside)))
    return true
  }).scrollIntoView().run()
}

const text = (string) => (string ? [{ type: "text", text: string }] : [])

/** A data- attribute that is absent when null; "" is a value. */
const dataAttribute = (name) => ({
  default: null,
  parseHTML: (element) => element.getAttribute(`data-${name}`),
  renderHTML: (attributes) => (attributes[name] === null ? {} : { [`data-${name}`]: attributes[name] }),
})

/** The same where the node makes no sense without it: ProseMirror then never makes up such a node. */
const requiredAttribute = (name) => ({ ...dataAttribute(name), default: undefined, isRequired: true })

/* ---------- Official: a mark in the text; the title beside it comes from the records ---------- */

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
      pickOfficial: () => ({ editor }) => {
        const { from, to, empty } = editor.state.selection
        ask({
          title: gettext("Link to an official"),
          search: {
            url: this.options.searchUrl, label: gettext("Name, in any spelling"),
            initial: empty ? "" : editor.state.doc.textBetween(from, to, " "),
            parameters: () => ({ on: document.getElementById("id_date")?.value }),
          },
        }).then((answer) => {
          if (!answer) return editor.commands.focus()
          const mark = { type: "official", attrs: { official: String(answer.chosen.id) } }
          if (!empty) return editor.chain().focus().setMark(mark.type, mark.attrs).setTextSelection(to).run()
          editor.chain().focus().insertContent([{ type: "text", text: answer.chosen.text, marks: [mark] }]).unsetMark("official").run()
        })
        return true
      },
      removeOfficial: () => ({ chain }) => chain().focus().unsetMark("official", { extendEmptyMarkRange: true }).run(),
    }
  },
  addKeyboardShortcuts() { return { "Mod-Shift-o": () => this.editor.commands.pickOfficial() } },
  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "official", groups: "link", priority: 120, button: buttons.material("person_add", gettext("Link to an official (Ctrl+Shift+O)")),
      command: (editor) => editor.commands.pickOfficial(), active: (editor) => editor.isActive("official"),
    })
    menu.defineItem({
      name: "official:remove", groups: "link", priority: 119, button: buttons.material("person_remove", gettext("Remove the link to the official")),
      command: (editor) => editor.commands.removeOfficial(), hidden: (editor) => !editor.isActive("official"),
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
      for (const item of await fetchResults(this.options.url, { id: ids.join(","), on: day }).catch(() => [])) storage.titles.set(String(item.id), `${item.text}: ${item.sub}`)
      if (editor.isDestroyed) return
      editor.view.dispatch(editor.state.tr.setMeta(TITLES, true).setMeta("addToHistory", false))
      storage.say()
    }
    storage.say = () => {
      const id = editor.isActive("official") ? String(editor.getAttributes("official").official) : null
      storage.line.textContent = (id && storage.titles.get(id)) || ""
    }
    storage.later = () => { clearTimeout(storage.timer); storage.timer = setTimeout(storage.load, 400) }
    document.getElementById("id_date")?.addEventListener("change", storage.later)
    storage.load()
  },
  onUpdate() { this.storage.later() },
  onSelectionUpdate() { this.storage.say?.() },
  onDestroy() { clearTimeout(this.storage.timer); this.storage.line?.remove() },
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
    return [new Plugin({
      key: TITLES,
      state: { init: (_, { doc }) => drawn(doc), apply: (tr, set) => (tr.docChanged || tr.getMeta(TITLES) ? drawn(tr.doc) : set) },
      props: { decorations: (state) => TITLES.getState(state) },
    })]
  },
})

/* ---------- Link: an address and nothing else ---------- */

export const Link = BaseLink.extend({
  addOptions() { return { ...this.parent?.(), defaultProtocol: "https", isAllowedUri: (url) => !!safeLink(url || "") } },
  addAttributes: () => ({ href: { default: null, parseHTML: (element) => element.getAttribute("href") } }),
  renderHTML: ({ HTMLAttributes }) => ["a", HTMLAttributes, 0],
  addCommands() {
    return {
      ...this.parent?.(),
      addLink: () => ({ editor }) => {
        const active = editor.isActive("link")
        if (editor.state.selection.empty && !active) return false
        ask({
          title: active ? gettext("Change the link") : gettext("Link"),
          submit: active ? gettext("Change") : gettext("Insert"),
          fields: [{
            name: "href", label: gettext("Address"), value: editor.getAttributes("link").href || "",
            check: (value) => typedLink(value) ? "" : gettext("Give a web address, an e-mail address, or a path of this site that begins with /."),
          }],
        }).then((answer) => {
          const chain = editor.chain().focus()
          if (answer && active) chain.extendMarkRange("link")
          if (answer) chain.setMark("link", { href: typedLink(answer.href) })
          chain.run()
        })
        return true
      },
    }
  },
})

/* ---------- Figures ---------- */

export const FigCaption = Node.create({
  name: "figCaption",
  content: "inline*",
  isolating: true,
  defining: true,
  parseHTML: () => [{ tag: "figcaption", context: "mediaFigure/|pullQuote/|embed/" }],
  renderHTML: ({ HTMLAttributes }) => ["figcaption", HTMLAttributes, 0],
  // Drawn by us for the hint only; what is written is renderHTML's.
  addNodeView() {
    const hints = { mediaFigure: gettext("Caption"), pullQuote: gettext("Who said it"), embed: gettext("What it shows") }
    return ({ HTMLAttributes, view, getPos }) => {
      const dom = crel("figcaption", { "data-placeholder": hints[view.state.doc.resolve(getPos()).parent.type.name] || "" })
      for (const [name, value] of Object.entries(HTMLAttributes)) dom.setAttribute(name, value)
      return { dom, contentDOM: dom }
    }
  },
  addKeyboardShortcuts() {
    return {
      // A caption is one paragraph: Enter leaves it.
      Enter: ({ editor }) => {
        const { $from } = editor.state.selection
        if ($from.parent.type.name !== "figCaption") return false
        const after = $from.after($from.depth - 1)
        if (editor.state.doc.nodeAt(after)?.type.name === "paragraph") return editor.commands.setTextSelection(after + 1)
        return editor.chain().insertContentAt(after, { type: "paragraph" }).setTextSelection(after + 1).run()
      },
    }
  },
})

/** What the library says of the pictures that stand in the text: asked once for all that appear together. */
const library = { known: new Map(), waiting: new Map() }
function fromLibrary(url, id) {
  if (library.known.has(id)) return library.known.get(id)
  let resolve
  const answer = new Promise((done) => { resolve = done })
  library.known.set(id, answer)
  if (!library.waiting.size) setTimeout(async () => {
    const asked = new Map(library.waiting)
    library.waiting.clear()
    const found = await fetchResults(url, { id: [...asked.keys()].join(",") }).catch(() => [])
    for (const [key, done] of asked) done(found.find((item) => String(item.id) === key) || null)
  })
  library.waiting.set(id, resolve)
  return answer
}

const pictureFields = (attrs = {}, item = {}) => [
  { name: "alt", label: gettext("Alternative text, if the library's does not fit here"), value: attrs.alt || "", placeholder: item.alt, placeholderFrom: "alt" },
  { name: "decorative", label: gettext("Decorative here: screen readers pass over it"), type: "checkbox", value: attrs.alt === "" },
  { name: "credit", label: gettext("Credit, if the library's does not fit here"), value: attrs.credit || "", placeholder: item.credit, placeholderFrom: "credit" },
]
const pictureAttributes = (answer) => ({
  alt: answer.decorative ? "" : answer.alt.trim() || null,
  credit: answer.credit.trim() || null,
})

export const MediaFigure = Node.create({
  name: "mediaFigure",
  group: "block",
  content: "figCaption",
  draggable: true,
  isolating: true,
  addOptions: () => ({ searchUrl: null }),
  addAttributes: () => ({ media: requiredAttribute("media"), alt: dataAttribute("alt"), credit: dataAttribute("credit") }),
  parseHTML: () => [{ tag: "figure[data-media]", priority: 100 }],
  renderHTML: ({ HTMLAttributes }) => ["figure", HTMLAttributes, 0],
  addNodeView() {
    const url = this.options.searchUrl
    return ({ node, editor, getPos }) => {
      let current = node
      const image = crel("img", { alt: "" })
      const words = crel("small")
      const edit = crel("button", { type: "button", className: "news-figure-edit", textContent: gettext("Change") })
      const remove = crel("button", { type: "button", className: "news-figure-edit", textContent: gettext("Remove") })
      const caption = crel("div")
      const foot = crel("div", { contentEditable: "false", className: "news-figure-foot" }, [words, edit, remove])
      const figure = crel("figure", { className: "news-figure" }, [crel("div", { contentEditable: "false" }, [image]), caption, foot])
      const paint = async () => {
        const { media, alt, credit } = current.attrs
        const item = await fromLibrary(url, media)
        figure.classList.toggle("missing", !item)
        if (item) image.src = item.src || item.thumb
        image.alt = alt ?? item?.alt ?? ""
        const said = alt === "" || (alt === null && item?.decorative) ? gettext("decorative") : alt || item?.alt || gettext("missing")
        words.textContent = item
          ? `${gettext("Alternative text")}: ${said} · ${gettext("Credit")}: ${credit || item.credit || gettext("missing")}`
          : gettext("This picture is not in the library any more; saving removes it.")
      }
      edit.addEventListener("click", async () => {
        const item = await fromLibrary(url, current.attrs.media)
        const answer = await ask({ title: gettext("Picture"), submit: gettext("Change"), fields: pictureFields(current.attrs, item || {}) })
        if (answer) editor.chain().command(({ tr }) => { tr.setNodeMarkup(getPos(), null, { ...current.attrs, ...pictureAttributes(answer) }); return true }).run()
        editor.commands.focus()
      })
      remove.addEventListener("click", () => {
        const from = getPos()
        editor.chain().focus().deleteRange({ from, to: from + current.nodeSize }).run()
      })
      paint()
      return {
        dom: figure, contentDOM: caption,
        update(next) { if (next.type !== current.type) return false; current = next; paint(); return true },
        stopEvent: (event) => foot.contains(event.target),
        ignoreMutation: (mutation) => !caption.contains(mutation.target),
      }
    }
  },
  addCommands() {
    return {
      insertMedia: () => ({ editor }) => {
        ask({
          title: gettext("Picture from the library"),
          search: { url: this.options.searchUrl, label: gettext("Search by title, caption or credit"), pictures: true },
          fields: [{ name: "caption", label: gettext("Caption"), valueFrom: "caption" }, ...pictureFields()],
        }).then((answer) => {
          if (!answer) return editor.commands.focus()
          const attrs = { media: String(answer.chosen.id), ...pictureAttributes(answer) }
          insertBlock(editor, { type: "mediaFigure", attrs, content: [{ type: "figCaption", content: text(answer.caption.trim()) }] })
        })
        return true
      },
    }
  },
  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "mediaFigure", groups: "news", button: buttons.material("image", gettext("Picture from the library")),
      command: (editor) => editor.commands.insertMedia(), active: (editor) => editor.isActive("mediaFigure"),
    })
  },
})

export const PullQuoteText = Node.create({
  name: "pullQuoteText",
  content: "paragraph+",
  parseHTML: () => [{ tag: "figure.pullquote > blockquote", priority: 200 }],
  renderHTML: ({ HTMLAttributes }) => ["blockquote", HTMLAttributes, 0],
})

export const PullQuote = Node.create({
  name: "pullQuote",
  group: "block",
  content: "pullQuoteText figCaption",
  isolating: true,
  defining: true,
  parseHTML: () => [{ tag: "figure.pullquote", priority: 200 }],
  renderHTML: () => ["figure", { class: "pullquote" }, 0],
  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "pullQuote", groups: "news", button: buttons.material("record_voice_over", gettext("Pull quote")), active: (editor) => editor.isActive("pullQuote"),
      command: (editor) => {
        const { from, to } = editor.state.selection
        const quote = editor.state.doc.textBetween(from, to, " ").trim()
        const json = { type: "pullQuote", content: [{ type: "pullQuoteText", content: [{ type: "paragraph", content: text(quote) }] }, { type: "figCaption" }] }
        insertBlock(editor, json, quote ? quote.length + 6 : 3) // into the attribution, or into the empty quote
      },
    })
  },
})

export const Embed = Node.create({
  name: "embed",
  group: "block",
  content: "figCaption",
  draggable: true,
  isolating: true,
  addAttributes: () => ({ embed: requiredAttribute("embed") }),
  parseHTML: () => [{ tag: "figure[data-embed]", priority: 150 }],
  renderHTML: ({ HTMLAttributes }) => ["figure", HTMLAttributes, 0],
  addNodeView() {
    return ({ node }) => {
      const contentDOM = crel("div")
      const address = crel("div", { contentEditable: "false", textContent: `▶ ${node.attrs.embed}` })
      const dom = crel("figure", { className: "news-embed" }, [address, contentDOM])
      return { dom, contentDOM, ignoreMutation: (mutation) => !contentDOM.contains(mutation.target) }
    }
  },
  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "embed", groups: "news", button: buttons.material("smart_display", gettext("Film from YouTube or Vimeo")), active: (editor) => editor.isActive("embed"),
      command: async (editor) => {
        const answer = await ask({
          title: gettext("Film"),
          fields: [
            { name: "embed", label: gettext("Address at YouTube or Vimeo"), check: (value) => embedAddress(value) ? "" : gettext("This is not the address of a film at YouTube or Vimeo.") },
            { name: "caption", label: gettext("What it shows"), check: (value) => value.trim() ? "" : gettext("Say what readers will see.") },
          ],
        })
        if (!answer) return editor.commands.focus()
        insertBlock(editor, { type: "embed", attrs: { embed: embedAddress(answer.embed) }, content: [{ type: "figCaption", content: text(answer.caption.trim()) }] })
      },
    })
  },
})

/* ---------- The package's nodes, narrowed to the grammar ---------- */

/** The paragraph after a last figure stands there from the start: added later, it would count as a change. */
export const TrailingNode = BaseTrailingNode.extend({
  onBeforeCreate() {
    const { options } = this.editor
    if (options.content && !/<\/p>\s*$/.test(options.content)) options.content += "<p></p>"
  },
})

export const ListItem = BaseListItem.extend({ content: `paragraph ${SIMPLE}*` })

/** A quotation, and who said it: it is then listed on the speaker's page. */
export const Blockquote = BaseBlockquote.extend({
  content: `${SIMPLE}+`,
  addOptions() { return { ...this.parent?.(), searchUrl: null } },
  addAttributes: () => ({ official: dataAttribute("official") }),
  renderHTML: ({ HTMLAttributes }) => ["blockquote", HTMLAttributes, 0],
  addCommands() {
    return {
      ...this.parent?.(),
      pickSpeaker: () => ({ editor }) => {
        if (!editor.isActive("blockquote")) return false
        ask({
          title: gettext("Who said it"),
          search: {
            url: this.options.searchUrl, label: gettext("Name, in any spelling"), initial: "",
            parameters: () => ({ on: document.getElementById("id_date")?.value }),
          },
        }).then((answer) => {
          const chain = editor.chain().focus()
          if (answer) chain.updateAttributes("blockquote", { official: String(answer.chosen.id) })
          chain.run()
        })
        return true
      },
    }
  },
  addMenuItems(menu) {
    this.parent?.(menu)
    menu.menu.defineItem({
      name: "speaker", groups: "news", button: menu.buttons.material("person", gettext("Who said this quotation")),
      command: (editor) => editor.commands.pickSpeaker(), hidden: (editor) => !editor.isActive("blockquote"),
      active: (editor) => !!editor.getAttributes("blockquote").official,
    })
    menu.menu.defineItem({
      name: "speaker:remove", groups: "news", button: menu.buttons.material("person_remove", gettext("Take the speaker off this quotation")),
      command: (editor) => editor.chain().focus().updateAttributes("blockquote", { official: null }).run(),
      hidden: (editor) => !editor.getAttributes("blockquote").official,
    })
  },
})

export const OrderedList = BaseOrderedList.extend({
  addAttributes: () => ({
    start: {
      default: 1,
      parseHTML: (element) => Number.parseInt(element.getAttribute("start") || "1", 10) || 1,
      renderHTML: ({ start }) => (start > 1 ? { start } : {}),
    },
  }),
  renderHTML: ({ HTMLAttributes }) => ["ol", HTMLAttributes, 0],
  addNodeView: null,
})

const cellAttributes = () => ({
  colspan: { default: 1, parseHTML: (element) => element.colSpan, renderHTML: ({ colspan }) => (colspan > 1 ? { colspan } : {}) },
  rowspan: { default: 1, parseHTML: (element) => element.rowSpan, renderHTML: ({ rowspan }) => (rowspan > 1 ? { rowspan } : {}) },
  colwidth: { default: null, rendered: false, parseHTML: () => null }, // prosemirror-tables reads it
})
export const TableCell = BaseTableCell.extend({ content: `${SIMPLE}+`, addAttributes: cellAttributes })
export const TableHeader = BaseTableHeader.extend({ content: `${SIMPLE}+`, addAttributes: cellAttributes })

export const Table = BaseTable.extend({
  addAttributes: () => ({
    caption: { ...dataAttribute("caption"), parseHTML: (element) => element.getAttribute("data-caption") || element.querySelector("caption")?.textContent.trim() || null },
  }),
  addCommands() {
    const caption = (value = "") => ({ name: "caption", label: gettext("What the table shows"), value })
    return {
      ...this.parent?.(),
      insertTableWithOptions: () => ({ editor }) => {
        ask({
          title: gettext("Table"),
          fields: [
            caption(),
            { name: "rows", label: gettext("Rows"), type: "number", value: "3", check: (value) => value >= 1 && value <= 100 ? "" : gettext("1 to 100") },
            { name: "cols", label: gettext("Columns"), type: "number", value: "3", check: (value) => value >= 1 && value <= 20 ? "" : gettext("1 to 20") },
            { name: "header", label: gettext("The first row names the columns"), type: "checkbox", value: true },
          ],
        }).then((answer) => {
          if (!answer) return editor.commands.focus()
          const cell = (type) => ({ type, content: [{ type: "paragraph" }] })
          const row = (type) => ({ type: "tableRow", content: Array.from({ length: Number(answer.cols) }, () => cell(type)) })
          const rows = Array.from({ length: Number(answer.rows) }, (_, i) => row(answer.header && i === 0 ? "tableHeader" : "tableCell"))
          insertBlock(editor, { type: "table", attrs: { caption: answer.caption.trim() || null }, content: rows }, 4)
        })
        return true
      },
      captionTable: () => ({ editor }) => {
        ask({ title: gettext("Table"), submit: gettext("Change"), fields: [caption(editor.getAttributes("table").caption || "")] }).then((answer) => {
          if (answer) editor.chain().updateAttributes("table", { caption: answer.caption.trim() || null }).run()
          editor.commands.focus()
        })
        return true
      },
    }
  },
  addMenuItems(storage) {
    this.parent?.(storage)
    storage.menu.defineItem({
      name: "table:caption", groups: "table", button: storage.buttons.material("short_text", gettext("What the table shows")),
      command: (editor) => editor.commands.captionTable(), hidden: (editor) => !editor.isActive("table"),
    })
  },
})

/* ---------- Language: of a word (a mark) or of a whole block (an attribute); WCAG 3.1.2 ---------- */

const localeAttributes = {
  lang: { default: null, parseHTML: (element) => element.getAttribute("lang") || null, renderHTML: ({ lang }) => (lang ? { lang } : {}) },
  dir: {
    default: null,
    parseHTML: (element) => (["ltr", "rtl", "auto"].includes(element.getAttribute("dir")) ? element.getAttribute("dir") : null),
    renderHTML: ({ dir }) => (dir ? { dir } : {}),
  },
}
const TEXT_BLOCKS = ["paragraph", "heading", "figCaption"]

export const Language = Mark.create({
  name: "language",
  addOptions: () => ({ codes: ["ar", "en", "es", "fr", "ko", "pt", "ru", "zh"] }),
  addAttributes: () => localeAttributes,
  addGlobalAttributes: () => [{
    types: [...TEXT_BLOCKS, "bulletList", "orderedList", "listItem", "blockquote", "horizontalRule", "table", "tableCell", "tableHeader", "pullQuoteText"],
    attributes: localeAttributes,
  }],
  // An <em lang="fr"> is two marks; consuming: false lets the other rule have its turn.
  parseHTML: () => ["span", "a", "strong", "b", "em", "i", "cite"].flatMap((tag) => ["lang", "dir"].map((name) => ({ tag: `${tag}[${name}]`, consuming: false, priority: 60 }))),
  renderHTML: ({ HTMLAttributes }) => ["span", HTMLAttributes, 0],
  addCommands() {
    return {
      pickLanguage: () => ({ editor }) => {
        const { selection } = editor.state
        const block = TEXT_BLOCKS.find((name) => editor.isActive(name))
        const part = !selection.empty && selection.$from.sameParent(selection.$to)
        const now = (part ? editor.getAttributes("language").lang : editor.getAttributes(block).lang) || ""
        const names = new Intl.DisplayNames([document.documentElement.lang || "en"], { type: "language" })
        const known = this.options.codes.map((code) => [code, names.of(code)]).sort((a, b) => a[1].localeCompare(b[1]))
        ask({
          title: part ? gettext("Language of these words") : gettext("Language of this paragraph"),
          submit: gettext("Set"),
          fields: [
            { name: "lang", label: gettext("Language"), value: this.options.codes.includes(now) ? now : "", options: [["", gettext("that of the story")], ...known] },
            {
              name: "other", label: gettext("Or its code (sw, fa, pt-BR)"), value: this.options.codes.includes(now) ? "" : now,
              check: (value) => !value || /^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}$/.test(value) ? "" : gettext("This is not the code of a language."),
            },
          ],
        }).then((answer) => {
          if (!answer) return editor.commands.focus()
          const lang = answer.other || answer.lang || null
          const attrs = { lang, dir: lang && RIGHT_TO_LEFT.has(lang.split("-")[0]) ? "rtl" : lang ? "ltr" : null }
          const chain = editor.chain().focus()
          if (part) (lang ? chain.setMark("language", attrs) : chain.unsetMark("language"))
          else if (block) chain.updateAttributes(block, attrs)
          chain.run()
        })
        return true
      },
    }
  },
  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "language", groups: "language", button: buttons.material("translate", gettext("Language of these words or this paragraph")),
      command: (editor) => editor.commands.pickLanguage(), active: (editor) => editor.isActive("language"),
    })
  },
})

/* ---------- Length, and a name for the surface ---------- */

const ngettext = window.ngettext || ((one, many, count) => (count === 1 ? one : many))
const counted = (one, many, count) => ngettext(one, many, count).replace("%s", count.toLocaleString(document.documentElement.lang || "en"))

export const WordCount = Extension.create({
  name: "wordCount",
  addStorage: () => ({ line: null }),
  onCreate() {
    const surface = this.editor.view.dom, host = surface.parentElement, area = host.querySelector("textarea")
    const label = area && document.querySelector(`label[for="${CSS.escape(area.id)}"]`)
    surface.setAttribute("role", "textbox")
    surface.setAttribute("aria-multiline", "true")
    surface.setAttribute("dir", "auto")
    if (label) {
      label.id ||= `${area.id}-label`
      surface.setAttribute("aria-labelledby", label.id)
      label.addEventListener("click", () => surface.focus())
    } else surface.setAttribute("aria-label", gettext("Text"))
    for (const name of ["aria-describedby", "aria-invalid"]) if (area?.hasAttribute(name)) surface.setAttribute(name, area.getAttribute(name))
    this.storage.line = crel("p", { className: "news-wordcount" })
    host.append(this.storage.line)
    count(this)
  },
  onUpdate() { clearTimeout(this.storage.timer); this.storage.timer = setTimeout(() => count(this), 150) },
  onDestroy() { clearTimeout(this.storage.timer); this.storage.line?.remove() },
})

function count({ editor, storage }) {
  if (editor.isDestroyed) return
  const words = editor.state.doc.textBetween(0, editor.state.doc.content.size, "\n", " ")
  const many = (words.match(/[\p{L}\p{N}](?:[\p{L}\p{N}'’-])*/gu) || []).length
  storage.line.textContent = [
    counted("%s word", "%s words", many),
    counted("%s character", "%s characters", [...words.replaceAll("\n", "")].length),
    counted("%s minute to read", "%s minutes to read", Math.max(1, Math.round(many / WORDS_A_MINUTE))),
  ].join(" · ")
}

/* ---------- Pasting from Word and Google Docs ---------- */

/* A strict style-src makes every style= empty when ProseMirror parses the clipboard, so bold is lost and Google's
 * wrapper makes everything bold. Styles are read here as plain strings, and turned into elements before that. */
const MARKER = /^\s*(?:[·•§▪o–-]|\d{1,3}[.)]|[a-z][.)])\s*$/i
const NUMBER = /^\s*(?:\d{1,3}|[a-z])[.)]/i

const wrap = (element, tag) => { const inner = element.ownerDocument.createElement(tag); inner.append(...element.childNodes); element.append(inner) }
const rename = (element, tag) => { const other = element.ownerDocument.createElement(tag); other.append(...element.childNodes); element.replaceWith(other) }

/** Word writes a list as paragraphs that each carry their own bullet. */
function wordLists(doc) {
  for (const paragraph of doc.querySelectorAll("p[data-s*='mso-list'], p[class*='MsoListParagraph']")) {
    const ordered = NUMBER.test(paragraph.textContent)
    const marker = [...paragraph.querySelectorAll("span")].find((span) => MARKER.test(span.textContent))
    marker?.remove()
    let list = paragraph.previousElementSibling
    if (!list?.hasAttribute("data-word") || (list.tagName === "OL") !== ordered) {
      list = doc.createElement(ordered ? "ol" : "ul")
      list.setAttribute("data-word", "")
      paragraph.before(list)
    }
    const item = doc.createElement("li"), inner = doc.createElement("p")
    inner.append(...paragraph.childNodes)
    item.append(inner)
    list.append(item)
    paragraph.remove()
  }
}

function unwrapRedirects(doc) {
  for (const link of doc.querySelectorAll("a[href^='https://www.google.com/url?']")) {
    const to = new URL(link.getAttribute("href")).searchParams.get("q")
    if (to) link.setAttribute("href", to)
  }
}

export function cleanPaste(html) {
  const source = html
    .replace(/<style[\s\S]*?<\/style>|<script[\s\S]*?<\/script>|<!--[\s\S]*?-->|<!\[(?:if|endif)[^>]*>|<\/?o:p>/gi, "")
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle\s*=/gi, " data-s=").replace(/\son\w+\s*=/gi, " data-x="))
  const doc = new DOMParser().parseFromString(source, "text/html")
  for (const bold of doc.querySelectorAll("b[data-s*='font-weight:normal'], b[id^='docs-internal']")) bold.replaceWith(...bold.childNodes)
  wordLists(doc)
  for (const element of doc.querySelectorAll("[data-s]")) {
    const style = element.getAttribute("data-s").replace(/\s/g, "").toLowerCase()
    element.removeAttribute("data-s")
    if (/^(H\d|B|STRONG|TABLE|TR|TD|TH|UL|OL)$/.test(element.tagName)) continue
    if (/font-weight:(bold|[6-9]00)/.test(style)) wrap(element, "strong")
    if (/font-style:italic/.test(style) && !/^(I|EM)$/.test(element.tagName)) wrap(element, "em")
  }
  for (const heading of doc.querySelectorAll("h1")) rename(heading, "h2")
  for (const heading of doc.querySelectorAll("h4, h5, h6")) rename(heading, "h3")
  unwrapRedirects(doc)
  if (!doc.querySelector("[data-pm-slice]")) { // not from an editor like this one: Word calls every word en-US
    for (const element of doc.querySelectorAll("[lang]")) element.removeAttribute("lang")
    for (const element of doc.querySelectorAll("[dir='ltr'], [dir='LTR']")) element.removeAttribute("dir")
  }
  return doc.body.innerHTML
}

export const PasteClean = Extension.create({
  name: "pasteClean",
  addProseMirrorPlugins: () => [new Plugin({ props: { transformPastedHTML: cleanPaste } })],
})
