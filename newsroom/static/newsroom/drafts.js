/* What the form of a story says, and the copies of it in this browser (autosave.js keeps and offers them). */
export const form = document.querySelector("#article_form")
const OURS =
  /^(csrfmiddlewaretoken|draft|form_token|_.*|.*_editor_ready|.*-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS|.*__prefix__.*)$/

/** {name: {values: [...], texts: [...]}}, texts being what a chosen option is called. */
export function fields() {
  const found = {}
  for (const element of form.elements) {
    if (
      !element.name ||
      OURS.test(element.name) ||
      /^(submit|button|file|reset|image)$/.test(element.type) ||
      element.tagName === "FIELDSET"
    )
      continue
    const row = (found[element.name] ||= { values: [], texts: [] })
    if (element.tagName === "SELECT")
      for (const option of element.selectedOptions) {
        row.values.push(option.value)
        row.texts.push(option.textContent)
      }
    else if (!/^(checkbox|radio)$/.test(element.type) || element.checked) row.values.push(element.value)
  }
  return found
}

const value = (rows, name) => JSON.stringify(rows[name]?.values.filter((text) => text !== "") ?? [])
export const differing = (one, other) =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])].filter((name) => value(one, name) !== value(other, name))

/** The copies, by key; a browser that keeps nothing is no error. */
export const store = {
  all(prefix) {
    try {
      return Object.keys(localStorage)
        .filter((key) => key.startsWith(prefix))
        .flatMap((key) => {
          try {
            return [{ key, ...JSON.parse(localStorage.getItem(key)) }]
          } catch {
            localStorage.removeItem(key)
            return []
          }
        })
    } catch {
      return []
    }
  },
  put(key, draft) {
    try {
      localStorage.setItem(key, JSON.stringify(draft))
      return true
    } catch {
      return false
    }
  },
  remove(key) {
    try {
      localStorage.removeItem(key)
    } catch {}
  },
}
