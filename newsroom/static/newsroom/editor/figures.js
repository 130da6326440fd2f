/* Figures but pictures: pull quotes and films; and the caption that all of them have. */
import { crel, gettext, Node } from "django-prose-editor/editor"

import { embedAddress } from "./addresses.js"
import { insertBlock, requiredAttribute, text } from "./blocks.js"
import { ask } from "./dialog.js"

export const FigCaption = Node.create({
  name: "figCaption",
  content: "inline*",
  isolating: true,
  defining: true,
  parseHTML: () => [{ tag: "figcaption", context: "mediaFigure/|pullQuote/|embed/" }],
  renderHTML: ({ HTMLAttributes }) => ["figcaption", HTMLAttributes, 0],
  // Drawn by us for the hint only; what is written is renderHTML's.
  addNodeView() {
    const hints = {
      mediaFigure: gettext("Caption"),
      pullQuote: gettext("Who said it"),
      embed: gettext("What it shows"),
    }
    return ({ HTMLAttributes, view, getPos }) => {
      const dom = crel("figcaption", {
        "data-placeholder": hints[view.state.doc.resolve(getPos()).parent.type.name] || "",
      })
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
        if (editor.state.doc.nodeAt(after)?.type.name === "paragraph")
          return editor.commands.setTextSelection(after + 1)
        return editor
          .chain()
          .insertContentAt(after, { type: "paragraph" })
          .setTextSelection(after + 1)
          .run()
      },
    }
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
      name: "pullQuote",
      groups: "news",
      button: buttons.material("record_voice_over", gettext("Pull quote")),
      active: (editor) => editor.isActive("pullQuote"),
      command: (editor) => {
        const { from, to } = editor.state.selection
        const quote = editor.state.doc.textBetween(from, to, " ").trim()
        const json = {
          type: "pullQuote",
          content: [
            { type: "pullQuoteText", content: [{ type: "paragraph", content: text(quote) }] },
            { type: "figCaption" },
          ],
        }
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
      name: "embed",
      groups: "news",
      button: buttons.material("smart_display", gettext("Film from YouTube or Vimeo")),
      active: (editor) => editor.isActive("embed"),
      command: async (editor) => {
        const answer = await ask({
          title: gettext("Film"),
          fields: [
            {
              name: "embed",
              label: gettext("Address at YouTube or Vimeo"),
              check: (value) =>
                embedAddress(value) ? "" : gettext("This is not the address of a film at YouTube or Vimeo."),
            },
            {
              name: "caption",
              label: gettext("What it shows"),
              check: (value) => (value.trim() ? "" : gettext("Say what readers will see.")),
            },
          ],
        })
        if (!answer) return editor.commands.focus()
        insertBlock(editor, {
          type: "embed",
          attrs: { embed: embedAddress(answer.embed) },
          content: [{ type: "figCaption", content: text(answer.caption.trim()) }],
        })
      },
    })
  },
})
