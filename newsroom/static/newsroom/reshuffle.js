/* The reshuffle sheet: who types in its last row gets another one, and names are offered as they are typed. Without
 * it the button "More rows" adds rows, and a name that is not clear is offered after the preview. */
const table = document.querySelector("[data-rows]")
const WAIT = 250 // ms after the last key

/* --- Another row ------------------------------------------------------------------------------------------- */
const total = document.getElementById("id_form-TOTAL_FORMS")
const bodies = () => table.querySelectorAll("tbody")
const addRow = () => {
  const number = bodies().length
  if (number >= Number(table.dataset.most)) return
  const row = bodies()[number - 1].cloneNode(true)
  for (const old of row.querySelectorAll(".errorlist, .reshuffle-says")) old.closest("tr:not(:first-child)")?.remove() ?? old.remove()
  for (const el of row.querySelectorAll("*")) {
    el.classList.remove("errors")
    for (const name of ["id", "name", "list", "for"])
      if (el.hasAttribute(name)) el.setAttribute(name, el.getAttribute(name).replace(/form-\d+-/, `form-${number}-`))
    for (const name of ["aria-invalid", "aria-describedby", "value"]) el.matches("input") && el.removeAttribute(name)
    if (el.matches("input")) el.value = ""
    if (el.matches("label")) el.textContent = el.textContent.replace(/\d+/, number + 1)
    if (el.matches("datalist")) el.replaceChildren()
    if (el.matches("select")) el.selectedIndex = 0
  }
  table.append(row)
  total.value = number + 1
}
const isLast = (field) => field.closest("tbody") === [...bodies()].at(-1)

/* --- Names on record --------------------------------------------------------------------------------------- */
let timer
const offer = async (field) => {
  const term = field.value.trim()
  if (term.length < 2 || /\[\d+\]$/.test(term)) return
  const query = new URLSearchParams({ app_label: "people", model_name: "appointment", field_name: field.dataset.picks, term })
  try {
    const answer = await fetch(`${table.dataset.lookup}?${query}`, { headers: { Accept: "application/json" } })
    if (!answer.ok || answer.redirected || field.value.trim() !== term) return
    const { results } = await answer.json()
    field.list.replaceChildren(...results.slice(0, 8).map(({ id, text }) => new Option("", `${text} [${id}]`)))
  } catch {
    // names are still taken as they are typed
  }
}
table?.addEventListener("input", ({ target }) => {
  if (isLast(target) && target.value) addRow()
  if (!target.matches("[data-picks]")) return
  clearTimeout(timer)
  timer = setTimeout(offer, WAIT, target)
})
