/* The search field of a record: Enter takes the first that is found for what was typed. Without this, Enter pressed
 * before the answer came takes one of the list before it, and a record that is chosen already stays chosen. */
const known = new WeakSet()
const options = (select) => select.results.$results.find(".select2-results__option[aria-selected]")

const watch = (select) => {
  let asked = "",
    shown = "",
    taking = false
  select.on("query", (params) => {
    asked = params.term || ""
    taking = false
  })
  select.on("results:all", ({ query }) => {
    shown = query?.term || ""
    if (!asked || shown !== asked) return
    options(select).first().trigger("mouseenter")
    if (taking) select.trigger("results:select", {})
    taking = false
  })
  select.on("close", () => {
    asked = shown = ""
    taking = false
  })
  return (event) => {
    if (event.key !== "Enter" || !asked || shown === asked) return
    taking = true // the answer is on its way
    event.preventDefault()
    event.stopPropagation()
  }
}

const $ = window.django?.jQuery
$?.(document).on("select2:open", ({ target }) => {
  const select = $(target).data("select2")
  if (!select?.results || known.has(select) || !target.matches(".admin-autocomplete")) return
  known.add(select)
  const pressed = watch(select)
  const field = select.dropdown?.$search?.[0] || select.selection?.$search?.[0]
  field?.addEventListener("keydown", pressed, true)
})
