/* Tables: their cells, a caption, how many rows and columns. */
import {
  gettext,
  Table as BaseTable,
  TableCell as BaseTableCell,
  TableHeader as BaseTableHeader,
} from "django-prose-editor/editor"

import { dataAttribute, insertBlock, SIMPLE } from "./blocks.js"
import { ask } from "./dialog.js"

const cellAttributes = () => ({
  colspan: {
    default: 1,
    parseHTML: (element) => element.colSpan,
    renderHTML: ({ colspan }) => (colspan > 1 ? { colspan } : {}),
  },
  rowspan: {
    default: 1,
    parseHTML: (element) => element.rowSpan,
    renderHTML: ({ rowspan }) => (rowspan > 1 ? { rowspan } : {}),
  },
  colwidth: { default: null, rendered: false, parseHTML: () => null }, // prosemirror-tables reads it
})
export const TableCell = BaseTableCell.extend({ content: `${SIMPLE}+`, addAttributes: cellAttributes })
export const TableHeader = BaseTableHeader.extend({ content: `${SIMPLE}+`, addAttributes: cellAttributes })

export const Table = BaseTable.extend({
  addAttributes: () => ({
    caption: {
      ...dataAttribute("caption"),
      parseHTML: (element) =>
        element.getAttribute("data-caption") || element.querySelector("caption")?.textContent.trim() || null,
    },
  }),
  addCommands() {
    const caption = (value = "") => ({ name: "caption", label: gettext("What the table shows"), value })
    return {
      ...this.parent?.(),
      insertTableWithOptions:
        () =>
        ({ editor }) => {
          ask({
            title: gettext("Table"),
            fields: [
              caption(),
              {
                name: "rows",
                label: gettext("Rows"),
                type: "number",
                value: "3",
                check: (value) => (value >= 1 && value <= 100 ? "" : gettext("1 to 100")),
              },
              {
                name: "cols",
                label: gettext("Columns"),
                type: "number",
                value: "3",
                check: (value) => (value >= 1 && value <= 20 ? "" : gettext("1 to 20")),
              },
              { name: "header", label: gettext("The first row names the columns"), type: "checkbox", value: true },
            ],
          }).then((answer) => {
            if (!answer) return editor.commands.focus()
            const cell = (type) => ({ type, content: [{ type: "paragraph" }] })
            const row = (type) => ({
              type: "tableRow",
              content: Array.from({ length: Number(answer.cols) }, () => cell(type)),
            })
            const rows = Array.from({ length: Number(answer.rows) }, (_, i) =>
              row(answer.header && i === 0 ? "tableHeader" : "tableCell"),
            )
            insertBlock(
              editor,
              { type: "table", attrs: { caption: answer.caption.trim() || null }, content: rows },
              4,
            )
          })
          return true
        },
      captionTable:
        () =>
        ({ editor }) => {
          ask({
            title: gettext("Table"),
            submit: gettext("Change"),
            fields: [caption(editor.getAttributes("table").caption || "")],
          }).then((answer) => {
            if (answer)
              editor
                .chain()
                .updateAttributes("table", { caption: answer.caption.trim() || null })
                .run()
            editor.commands.focus()
          })
          return true
        },
    }
  },
  addMenuItems(storage) {
    this.parent?.(storage)
    storage.menu.defineItem({
      name: "table:caption",
      groups: "table",
      button: storage.buttons.material("short_text", gettext("What the table shows")),
      command: (editor) => editor.commands.captionTable(),
      hidden: (editor) => !editor.isActive("table"),
    })
  },
})
