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

/* What is put around dates, in the language of the desk and in English; then what English-speaking editors also write.
 * newsroom/lib/date_words.py has the same. */
const SAID = {
  before: gettext("before %s"),
  after: gettext("after %s"),
  until: gettext("in or before %s"),
  from: gettext("in or after %s"),
  about: gettext("circa %s"),
  between: gettext("between %s and %s"),
}
const PHRASES = {
  before: ["before %s", "earlier than %s", "prior to %s"],
  after: ["after %s", "later than %s"],
  until: ["in or before %s", "on or before %s", "by %s", "not after %s", "no later than %s", "%s or (?:before|earlier)"],
  from: ["in or after %s", "on or after %s", "not before %s", "no earlier than %s", "%s or (?:after|later)"],
  about: ["circa %s", "(?:about|around|approximately) %s", "ca?(?:\\. ?| )%s", "~ ?%s", "%s ?~"],
  between: ["between %s and %s", "some (?:time|day) between %s and %s"],
}
const pattern = (phrase) => new RegExp(`^${phrase.replace(/%s/g, "(.+?)")}$`, "i")
const phrases = Object.entries(PHRASES).flatMap(([kind, texts]) =>
  [SAID[kind], ...texts].map((phrase) => [kind, pattern(phrase)]),
)
const MORE = gettext("Not a date yet: try 2007, May 2007, 29 May 2007, before 2007 or circa 2007")
const bad = (words) => ({ ok: false, words })

/* A year, a month or a day, or ten or a hundred years: {ok, name, first, last} and `day` or `whole`. */
function single(text) {
  const ten = text.match(/^(?:the )?(\d{3})0['’]?s$/i) || text.match(/^(\d{3})x$/i)
  if (ten && /^(?:the )?\d\d00.?s$/i.test(text)) {
    return bad(interpolate(gettext("Write %s or %s"), [`${ten[1]}X`, `${ten[1].slice(0, 2)}XX`]))
  }
  if (ten) {
    const name = interpolate(gettext("the %s"), [`${ten[1]}0s`]), whole = !/0$/.test(ten[1])
    return { ok: true, name, whole, years: true, first: `${ten[1]}0-01-01`, last: `${ten[1]}9-12-31` }
  }
  const hundred = text.match(/^(\d\d)xx$/i)
  if (hundred) {
    const name = interpolate(SAID.between, [`${hundred[1]}00`, `${hundred[1]}99`])
    return { ok: true, name, years: true, first: `${hundred[1]}00-01-01`, last: `${hundred[1]}99-12-31` }
  }
  const found = parts(text.replace(/-xx(?:-xx)?$/i, ""))
  if (!found || !found[0] || (found[1] === 0 && !/^\d{4}-/.test(text))) return bad(MORE)
  const [y, mo, d] = found
  if (mo !== undefined && (mo < 1 || mo > 12)) return bad(interpolate(gettext("There is no month %s"), [mo]))
  const year = String(y).padStart(4, "0"),
    month = mo && `${months[mo - 1]} ${year}`
  if (d !== undefined && !isDay(y, mo, d)) return bad(interpolate(gettext("%s has no day %s"), [month, d]))
  const iso = (...rest) => [year, ...rest.map((part) => String(part).padStart(2, "0"))].join("-")
  const bounds = { first: iso(mo || 1, d || 1), last: iso(mo || 12, d || 31) }
  if (d) return { ok: true, name: `${d} ${month}`, day: true, ...bounds }
  return { ok: true, name: month || year, whole: true, ...bounds }
}

/* Two dates, of which the first may lack what it shares with the last: 3 [May 2007] and 5 May 2007. */
function between(first, last) {
  const until = single(last)
  if (!until.ok) return until
  const rests = ["", ` ${until.last.slice(0, 4)}`, ` ${until.name.replace(/^\S+ /, "")}`]
  const from = rests.map((rest) => single(first + rest)).find((one) => one.ok)
  if (!from) return bad(MORE)
  if (from.first > until.last) return bad(gettext("Ends before it begins"))
  return vague(interpolate(SAID.between, [from.name, until.name]), from.first)
}
const vague = (words, first) => ({ ok: true, words, vague: words, first })

function phrase(text) {
  const slash = text.match(/^(\S+) ?\/ ?(\S+)$/)
  if (slash?.[1] === "..") return around("until", [slash[2]])
  if (slash?.[2] === "..") return around("from", [slash[1]])
  if (slash) return between(slash[1], slash[2])
  for (const [kind, form] of phrases) {
    const match = text.match(form)
    if (match) return around(kind, match.slice(1))
  }
  return null
}
function around(kind, dates) {
  if (kind === "between") return between(...dates)
  const date = single(dates[0])
  if (!date.ok) return date
  if (kind === "about" && date.years) return bad(gettext("Circa goes with a year, a month or a day"))
  return vague(interpolate(SAID[kind], [date.name]), ["before", "until"].includes(kind) ? "0001-01-01" : date.first)
}

/* What a date says: {ok, words}, `day`, `whole` (a month, a year) or `vague` as a sentence takes it, and the `first`
 * day it may be. */
export function read(typed) {
  const text = typed.replace(/,/g, " ").trim().replace(/\s+/g, " ")
  if (!text) return { ok: true, words: gettext("Nothing recorded") }
  if (/^x{4}$/i.test(text)) return { ok: true, words: gettext("Happened, date not known") }
  const said = phrase(text)
  if (said) return said
  const { ok, words, name, day, whole, first } = single(text)
  if (!ok) return { ok, words }
  if (day) return { ok, words: name, day: name, first }
  return whole ? { ok, words: interpolate(gettext("Some day in %s"), [name]), whole: name, first } : vague(name, first)
}

for (const input of document.querySelectorAll("[data-partial-date]")) {
  const out = document.getElementById(`${input.id}_helptext`)?.querySelector("[data-reads]")
  if (!out) continue
  const paint = () => {
    const said = read(input.value)
    if (out.textContent !== said.words) out.textContent = said.words
    // What the sentence of an appointment takes (appointment.js).
    out.dataset.says = said.day || said.whole || said.vague || ""
    out.dataset.first = said.first || ""
    out.dataset.precision = !said.ok
      ? "bad"
      : !input.value.trim()
        ? "none"
        : said.day
          ? "day"
          : said.whole
            ? "whole"
            : said.vague
              ? "vague"
              : "unknown"
    out.classList.toggle("bad", !said.ok)
    out.classList.toggle("none", !input.value.trim())
    return said
  }
  paint() // before it is a status: screen readers shall not read the first words out
  out.setAttribute("role", "status")
  input.addEventListener("input", () => input.setAttribute("aria-invalid", !paint().ok))
}
