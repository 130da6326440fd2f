/* A partial date is shown in words while somebody writes it. It never changes what was written; the server decides
 * (newsroom/lib/partial_date.py takes the same forms). Without it the server's words are under the field. */
const gettext = window.gettext || ((text) => text),
  interpolate = window.interpolate || ((text, values) => text.replace(/%s/g, () => values.shift()))
const language = document.documentElement.lang || "en"
const names = (locale, month) =>
  Array.from({ length: 12 }, (_, i) =>
    new Intl.DateTimeFormat(locale, { month, timeZone: "UTC" }).format(new Date(Date.UTC(2000, i, 15))),
  )
const months = names(language, "long")
const plain = (text) =>
  text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f.]/g, "")
    .toLowerCase()
const known = [months, names(language, "short"), names("en", "long"), names("en", "short")].map((list) =>
  list.map(plain),
)
const monthOf = (name) => Math.max(...known.map((list) => list.indexOf(plain(name)))) + 1
const isDay = (y, m, d) => d > 0 && d <= new Date(Date.UTC(y, m, 0)).getUTCDate()

function parts(text) {
  let m = text.match(/^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/)
  if (m) return m.slice(1).map((part) => part && Number(part))
  if ((m = text.match(/^(?:(\d{1,2})\.? )?([^\d\s]+) (\d{4})$/)))
    return [Number(m[3]), monthOf(m[2]), m[1] && Number(m[1])]
  if ((m = text.match(/^([^\d\s]+) (\d{1,2}) (\d{4})$/))) return [Number(m[3]), monthOf(m[1]), Number(m[2])]
  return null
}

/* What a date says: {ok, words}, `day` or else `whole` (a month, a year) as a sentence takes it, and the `first` day
 * it may be. */
export function read(typed) {
  const text = typed.replace(/,/g, " ").trim().replace(/\s+/g, " ")
  if (!text) return { ok: true, words: gettext("Nothing recorded") }
  if (/^x{4}$/i.test(text)) return { ok: true, words: gettext("Happened, date not known") }
  const found = parts(text)
  if (!found || !found[0] || (found[1] === 0 && !/^\d{4}-/.test(text)))
    return { ok: false, words: gettext("Not a date yet: try 2007, May 2007 or 29 May 2007") }
  const [y, mo, d] = found
  if (mo !== undefined && (mo < 1 || mo > 12))
    return { ok: false, words: interpolate(gettext("There is no month %s"), [mo]) }
  const month = mo && `${months[mo - 1]} ${String(y).padStart(4, "0")}`
  if (d !== undefined && !isDay(y, mo, d))
    return { ok: false, words: interpolate(gettext("%s has no day %s"), [month, d]) }
  const first = [String(y).padStart(4, "0"), ...[mo || 1, d || 1].map((part) => String(part).padStart(2, "0"))].join(
    "-",
  )
  if (d) return { ok: true, words: `${d} ${month}`, day: `${d} ${month}`, first }
  const whole = month || String(y).padStart(4, "0")
  return { ok: true, words: interpolate(gettext("Some day in %s"), [month || String(y)]), whole, first }
}

for (const input of document.querySelectorAll("[data-partial-date]")) {
  const out = document.getElementById(`${input.id}_helptext`)?.querySelector("[data-reads]")
  if (!out) continue
  const paint = () => {
    const said = read(input.value)
    if (out.textContent !== said.words) out.textContent = said.words
    // What the sentence of an appointment takes (appointment.js).
    out.dataset.says = said.day || said.whole || ""
    out.dataset.first = said.first || ""
    out.dataset.precision = !said.ok
      ? "bad"
      : !input.value.trim()
        ? "none"
        : said.day
          ? "day"
          : said.whole
            ? "whole"
            : "unknown"
    out.classList.toggle("bad", !said.ok)
    out.classList.toggle("none", !input.value.trim())
    return said
  }
  paint() // before it is a status: screen readers shall not read the first words out
  out.setAttribute("role", "status")
  input.addEventListener("input", () => input.setAttribute("aria-invalid", !paint().ok))
}
