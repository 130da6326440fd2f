/* The places of words in the body, and how to go to one. The marks of what was found are never part of the text. */
import { escapeForRegEx, pm } from "django-prose-editor/editor"

const { PluginKey, TextSelection } = pm.state
export const KEY = new PluginKey("findReplace")
const MOST = 10000 // places that are marked; more of one letter help nobody

/** [{from, to}] of every place of the words in the document; a place never reaches over two paragraphs. */
export function findAll(doc, words, { exact = false, whole = false } = {}) {
  const found = []
  if (!words) return found
  const source = escapeForRegEx(words)
    .replace(/[ \u00a0]/g, "[ \\u00a0]")
    .replaceAll("\\-", "-")
  const pattern = new RegExp(
    whole ? `(?<![\\p{L}\\p{N}_])${source}(?![\\p{L}\\p{N}_])` : source,
    exact ? "gu" : "giu",
  )
  doc.descendants((node, pos) => {
    if (!node.isTextblock) return true
    const text = node.textBetween(0, node.content.size, "\n", "\n") // one sign for each leaf, as positions count
    for (const match of text.matchAll(pattern))
      if (found.length < MOST)
        found.push({ from: pos + 1 + match.index, to: pos + 1 + match.index + match[0].length })
    return false
  })
  return found
}

/** Select a place, in view of who reads. */
export function show(editor, { from, to }) {
  editor.view.dispatch(
    editor.state.tr.setSelection(TextSelection.create(editor.state.doc, from, to)).scrollIntoView(),
  )
  const { node } = editor.view.domAtPos(from)
  ;(node.nodeType === 1 ? node : node.parentElement)?.scrollIntoView({ block: "center" })
}
