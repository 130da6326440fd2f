/* Refuses to edit a body with a reduced schema, and tells the server when the editor is whole.
 *
 * When one of our modules fails to load, the package goes on with fewer extensions, and the next keystroke
 * drops every figure and official from the text. So: compare what was asked for with what is there. If all is
 * there, add the input that BodyFormMixin (articles/body/editor.py) wants to see; else put the plain area back,
 * read-only. A classic script, in the head: it must listen before the first editor is made. */
document.addEventListener("prose-editor:ready", (event) => {
  const { editor, textarea } = event.detail
  const config = JSON.parse(textarea.getAttribute("data-django-prose-editor-configurable") || "{}")
  const there = new Set(editor.extensionManager.extensions.map((extension) => extension.name.toLowerCase()))
  const missing = Object.keys(config.extensions || {}).filter(
    (name) => name !== "Document" && !there.has(name.toLowerCase()),
  )
  const gettext = window.gettext || ((text) => text)
  if (missing.length) {
    editor.destroy()
    textarea.readOnly = true
    const note = document.createElement("p")
    note.className = "errornote"
    note.setAttribute("role", "alert")
    const words = gettext(
      "The editor did not load completely. Load the page again before you edit; the text is safe.",
    )
    note.textContent = `${words} (${missing.join(", ")})`
    textarea.before(note)
  } else if (textarea.form && textarea.dataset.ready) {
    const input = document.createElement("input")
    input.type = "hidden"
    input.name = textarea.dataset.ready
    input.value = "yes"
    textarea.after(input)
  }
})
