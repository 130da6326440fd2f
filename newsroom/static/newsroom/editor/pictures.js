/* A picture of the library in the text, with its words for this story. */
import { crel, gettext, Node } from "django-prose-editor/editor"

import { dataAttribute, insertBlock, requiredAttribute, text } from "./blocks.js"
import { ask, fetchResults } from "./dialog.js"

/** What the library says of the pictures in the text: one request for all that appear together. */
const library = { known: new Map(), waiting: new Map() }
function fromLibrary(url, id) {
  if (library.known.has(id)) return library.known.get(id)
  let resolve
  const answer = new Promise((done) => {
    resolve = done
  })
  library.known.set(id, answer)
  if (!library.waiting.size)
    setTimeout(async () => {
      const asked = new Map(library.waiting)
      library.waiting.clear()
      const found = await fetchResults(url, { id: [...asked.keys()].join(",") }).catch(() => [])
      for (const [key, done] of asked) done(found.find((item) => String(item.id) === key) || null)
    })
  library.waiting.set(id, resolve)
  return answer
}

const pictureFields = (attrs = {}, item = {}) => [
  {
    name: "alt",
    label: gettext("Alternative text, if the library's does not fit here"),
    value: attrs.alt || "",
    placeholder: item.alt,
    placeholderFrom: "alt",
  },
  {
    name: "decorative",
    label: gettext("Decorative here: screen readers pass over it"),
    type: "checkbox",
    value: attrs.alt === "",
  },
  {
    name: "credit",
    label: gettext("Credit, if the library's does not fit here"),
    value: attrs.credit || "",
    placeholder: item.credit,
    placeholderFrom: "credit",
  },
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
  addAttributes: () => ({
    media: requiredAttribute("media"),
    alt: dataAttribute("alt"),
    credit: dataAttribute("credit"),
  }),
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
      const figure = crel("figure", { className: "news-figure" }, [
        crel("div", { contentEditable: "false" }, [image]),
        caption,
        foot,
      ])
      const paint = async () => {
        const { media, alt, credit } = current.attrs
        const item = await fromLibrary(url, media)
        figure.classList.toggle("missing", !item)
        if (item) image.src = item.src || item.thumb
        image.alt = alt ?? item?.alt ?? ""
        const said =
          alt === "" || (alt === null && item?.decorative)
            ? gettext("decorative")
            : alt || item?.alt || gettext("missing")
        words.textContent = item
          ? `${gettext("Alternative text")}: ${said} · ` +
            `${gettext("Credit")}: ${credit || item.credit || gettext("missing")}`
          : gettext("This picture is not in the library any more; saving removes it.")
      }
      edit.addEventListener("click", async () => {
        const item = await fromLibrary(url, current.attrs.media)
        const answer = await ask({
          title: gettext("Picture"),
          submit: gettext("Change"),
          fields: pictureFields(current.attrs, item || {}),
        })
        if (answer)
          editor
            .chain()
            .command(({ tr }) => {
              tr.setNodeMarkup(getPos(), null, { ...current.attrs, ...pictureAttributes(answer) })
              return true
            })
            .run()
        editor.commands.focus()
      })
      remove.addEventListener("click", () => {
        const from = getPos()
        editor
          .chain()
          .focus()
          .deleteRange({ from, to: from + current.nodeSize })
          .run()
      })
      paint()
      return {
        dom: figure,
        contentDOM: caption,
        update(next) {
          if (next.type !== current.type) return false
          current = next
          paint()
          return true
        },
        stopEvent: (event) => foot.contains(event.target),
        ignoreMutation: (mutation) => !caption.contains(mutation.target),
      }
    }
  },
  addCommands() {
    return {
      insertMedia:
        () =>
        ({ editor }) => {
          ask({
            title: gettext("Picture from the library"),
            search: {
              url: this.options.searchUrl,
              label: gettext("Search by title, caption or credit"),
              pictures: true,
            },
            fields: [{ name: "caption", label: gettext("Caption"), valueFrom: "caption" }, ...pictureFields()],
          }).then((answer) => {
            if (!answer) return editor.commands.focus()
            const attrs = { media: String(answer.chosen.id), ...pictureAttributes(answer) }
            insertBlock(editor, {
              type: "mediaFigure",
              attrs,
              content: [{ type: "figCaption", content: text(answer.caption.trim()) }],
            })
          })
          return true
        },
    }
  },
  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "mediaFigure",
      groups: "news",
      button: buttons.material("image", gettext("Picture from the library")),
      command: (editor) => editor.commands.insertMedia(),
      active: (editor) => editor.isActive("mediaFigure"),
    })
  },
})
