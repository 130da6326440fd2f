/* Small helpers on the document: where a block goes, and attributes that are kept as data-. */
export const SIMPLE = "(paragraph | bulletList | orderedList)" // what an item, a quotation, a cell may hold

/** Put a block beside the one the cursor is in (or in its place, if that is an empty paragraph), never inside
 * a list or a table, and the cursor into `inside` (an offset) or the paragraph after it. */
export function insertBlock(editor, json, inside = null) {
  const { $from, $to } = editor.state.selection
  const empty = $from.depth === 1 && $from.parent.type.name === "paragraph" && !$from.parent.content.size
  const at =
    $from.depth === 0
      ? { from: $to.pos, to: $to.pos }
      : empty
        ? { from: $from.before(1), to: $from.after(1) }
        : { from: $to.after(1), to: $to.after(1) }
  editor
    .chain()
    .focus()
    .insertContentAt(at, json, { updateSelection: false })
    .command(({ tr, state }) => {
      const node = tr.doc.nodeAt(at.from)
      const after = at.from + node.nodeSize
      if (tr.doc.nodeAt(after)?.type.name !== "paragraph") tr.insert(after, state.schema.nodes.paragraph.create())
      tr.setSelection(
        state.selection.constructor.near(tr.doc.resolve(inside === null ? after + 1 : at.from + inside)),
      )
      return true
    })
    .scrollIntoView()
    .run()
}

export const text = (string) => (string ? [{ type: "text", text: string }] : [])

/** A data- attribute that is absent when null; "" is a value. */
export const dataAttribute = (name) => ({
  default: null,
  parseHTML: (element) => element.getAttribute(`data-${name}`),
  renderHTML: (attributes) => (attributes[name] === null ? {} : { [`data-${name}`]: attributes[name] }),
})

/** The same where the node makes no sense without it: ProseMirror then never makes up such a node. */
export const requiredAttribute = (name) => ({ ...dataAttribute(name), default: undefined, isRequired: true })
