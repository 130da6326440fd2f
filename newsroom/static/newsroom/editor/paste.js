/* Pasting from Word and Google Docs. */
import { Extension, Plugin } from "django-prose-editor/editor"

/* A strict style-src makes every style= empty when ProseMirror parses the clipboard, so bold is lost and Google's
 * wrapper makes everything bold. Styles are read here as plain strings, and turned into elements before that. */
const MARKER = /^\s*(?:[·•§▪o–-]|\d{1,3}[.)]|[a-z][.)])\s*$/i
const NUMBER = /^\s*(?:\d{1,3}|[a-z])[.)]/i

const wrap = (element, tag) => {
  const inner = element.ownerDocument.createElement(tag)
  inner.append(...element.childNodes)
  element.append(inner)
}
const rename = (element, tag) => {
  const other = element.ownerDocument.createElement(tag)
  other.append(...element.childNodes)
  element.replaceWith(other)
}

/** Word writes a list as paragraphs that each carry their own bullet. */
function wordLists(doc) {
  for (const paragraph of doc.querySelectorAll("p[data-s*='mso-list'], p[class*='MsoListParagraph']")) {
    const ordered = NUMBER.test(paragraph.textContent)
    const marker = [...paragraph.querySelectorAll("span")].find((span) => MARKER.test(span.textContent))
    marker?.remove()
    let list = paragraph.previousElementSibling
    if (!list?.hasAttribute("data-word") || (list.tagName === "OL") !== ordered) {
      list = doc.createElement(ordered ? "ol" : "ul")
      list.setAttribute("data-word", "")
      paragraph.before(list)
    }
    const item = doc.createElement("li"),
      inner = doc.createElement("p")
    inner.append(...paragraph.childNodes)
    item.append(inner)
    list.append(item)
    paragraph.remove()
  }
}

function unwrapRedirects(doc) {
  for (const link of doc.querySelectorAll("a[href^='https://www.google.com/url?']")) {
    const to = new URL(link.getAttribute("href")).searchParams.get("q")
    if (to) link.setAttribute("href", to)
  }
}

export function cleanPaste(html) {
  const source = html
    .replace(
      /<style[\s\S]*?<\/style>|<script[\s\S]*?<\/script>|<!--[\s\S]*?-->|<!\[(?:if|endif)[^>]*>|<\/?o:p>/gi,
      "",
    )
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle\s*=/gi, " data-s=").replace(/\son\w+\s*=/gi, " data-x="))
  const doc = new DOMParser().parseFromString(source, "text/html")
  for (const bold of doc.querySelectorAll("b[data-s*='font-weight:normal'], b[id^='docs-internal']"))
    bold.replaceWith(...bold.childNodes)
  wordLists(doc)
  for (const element of doc.querySelectorAll("[data-s]")) {
    const style = element.getAttribute("data-s").replace(/\s/g, "").toLowerCase()
    element.removeAttribute("data-s")
    if (/^(H\d|B|STRONG|TABLE|TR|TD|TH|UL|OL)$/.test(element.tagName)) continue
    if (/font-weight:(bold|[6-9]00)/.test(style)) wrap(element, "strong")
    if (/font-style:italic/.test(style) && !/^(I|EM)$/.test(element.tagName)) wrap(element, "em")
  }
  for (const heading of doc.querySelectorAll("h1")) rename(heading, "h2")
  for (const heading of doc.querySelectorAll("h4, h5, h6")) rename(heading, "h3")
  unwrapRedirects(doc)
  if (!doc.querySelector("[data-pm-slice]")) {
    // not from an editor like this one: Word calls every word en-US
    for (const element of doc.querySelectorAll("[lang]")) element.removeAttribute("lang")
    for (const element of doc.querySelectorAll("[dir='ltr'], [dir='LTR']")) element.removeAttribute("dir")
  }
  return doc.body.innerHTML
}

export const PasteClean = Extension.create({
  name: "pasteClean",
  addProseMirrorPlugins: () => [new Plugin({ props: { transformPastedHTML: cleanPaste } })],
})
