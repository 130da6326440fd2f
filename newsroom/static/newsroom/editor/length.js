/* How long the text is, and a name for the surface. */
import { crel, Extension, gettext } from "django-prose-editor/editor"

const WORDS_A_MINUTE = 238 // silent reading of English prose: Brysbaert 2019
const ngettext = window.ngettext || ((one, many, count) => (count === 1 ? one : many))
const counted = (one, many, count) =>
  ngettext(one, many, count).replace("%s", count.toLocaleString(document.documentElement.lang || "en"))

export const WordCount = Extension.create({
  name: "wordCount",
  addStorage: () => ({ line: null }),
  onCreate() {
    const surface = this.editor.view.dom,
      host = surface.parentElement,
      area = host.querySelector("textarea")
    const label = area && document.querySelector(`label[for="${CSS.escape(area.id)}"]`)
    surface.setAttribute("role", "textbox")
    surface.setAttribute("aria-multiline", "true")
    surface.setAttribute("dir", "auto")
    if (label) {
      label.id ||= `${area.id}-label`
      surface.setAttribute("aria-labelledby", label.id)
      label.addEventListener("click", () => surface.focus())
    } else surface.setAttribute("aria-label", gettext("Text"))
    for (const name of ["aria-describedby", "aria-invalid"])
      if (area?.hasAttribute(name)) surface.setAttribute(name, area.getAttribute(name))
    this.storage.line = crel("p", { className: "news-wordcount" })
    host.append(this.storage.line)
    count(this)
  },
  onUpdate() {
    clearTimeout(this.storage.timer)
    this.storage.timer = setTimeout(() => count(this), 150)
  },
  onDestroy() {
    clearTimeout(this.storage.timer)
    this.storage.line?.remove()
  },
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
