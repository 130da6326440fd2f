/* The package's nodes, narrowed to the grammar of the server. */
import {
  Blockquote as BaseBlockquote,
  gettext,
  ListItem as BaseListItem,
  OrderedList as BaseOrderedList,
  TrailingNode as BaseTrailingNode,
} from "django-prose-editor/editor"

import { dataAttribute, SIMPLE } from "./blocks.js"
import { ask } from "./dialog.js"

/** The paragraph after a last figure is there from the start: added later, it would count as a change. */
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
  addOptions() {
    return { ...this.parent?.(), searchUrl: null }
  },
  addAttributes: () => ({ official: dataAttribute("official") }),
  renderHTML: ({ HTMLAttributes }) => ["blockquote", HTMLAttributes, 0],
  addCommands() {
    return {
      ...this.parent?.(),
      pickSpeaker:
        () =>
        ({ editor }) => {
          if (!editor.isActive("blockquote")) return false
          ask({
            title: gettext("Who said it"),
            search: {
              url: this.options.searchUrl,
              label: gettext("Name, in any spelling"),
              initial: "",
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
      name: "speaker",
      groups: "news",
      button: menu.buttons.material("person", gettext("Who said this quotation")),
      command: (editor) => editor.commands.pickSpeaker(),
      hidden: (editor) => !editor.isActive("blockquote"),
      active: (editor) => !!editor.getAttributes("blockquote").official,
    })
    menu.menu.defineItem({
      name: "speaker:remove",
      groups: "news",
      button: menu.buttons.material("person_remove", gettext("Take the speaker off this quotation")),
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
