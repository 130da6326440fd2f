/* Addresses of links and films: the same rules as safe_link() and embed_address() on the server. */
export function safeLink(text) {
  const href = text
    .replace(/[\t\r\n]/g, "")
    .trim()
    .replaceAll(" ", "%20")
  if (href.length > 2000 || /[\s\u0000-\u0020\u007f-\u009f\\<>"`]/.test(href)) return null
  if (/^https?:\/\//i.test(href)) {
    const url = URL.parse
      ? URL.parse(href)
      : (() => {
          try {
            return new URL(href)
          } catch {
            return null
          }
        })()
    return url && url.hostname && !url.username && !url.password && !/^https?:\/\/[^/?#]*@/i.test(href) ? href : null
  }
  if (/^mailto:[^@\s]+@[^@\s]+$/i.test(href)) return href
  return /^\/(?!\/)/.test(href) ? href : null
}

/** What somebody types into the link dialog: a bare domain gets its scheme, a bare e-mail address too. */
export function typedLink(text) {
  const typed = text.trim()
  if (/^[^\s/:@]+@[^\s/:@]+\.\w+$/.test(typed)) return safeLink(`mailto:${typed}`)
  if (/^[\w-]+(\.[\w-]+)+(?=[/?#:]|$)/.test(typed)) return safeLink(`https://${typed}`)
  return safeLink(typed)
}

export function embedAddress(text) {
  let url
  try {
    url = new URL(text.trim())
  } catch {
    return null
  }
  if (!/^https?:$/.test(url.protocol)) return null
  const host = url.hostname.replace(/^www\./, "").replace(/^m\./, "")
  if (["youtube.com", "youtube-nocookie.com", "youtu.be"].includes(host)) {
    const path = url.pathname.match(/^\/(?:(?:embed|shorts|live|v)\/)?([\w-]{11})\/?$/)
    const id = url.pathname === "/watch" ? url.searchParams.get("v") || "" : path ? path[1] : ""
    const start = (url.searchParams.get("t") ?? url.searchParams.get("start") ?? "").match(/^(\d{1,5})s?$/)
    return /^[\w-]{11}$/.test(id) ? `https://www.youtube.com/watch?v=${id}${start ? `&t=${start[1]}` : ""}` : null
  }
  if (["vimeo.com", "player.vimeo.com"].includes(host)) {
    const path = url.pathname.match(/^\/(?:video\/)?(\d{1,12})(?:\/([0-9a-f]{6,16}))?\/?$/)
    return path ? `https://vimeo.com/${path[1]}${path[2] ? `/${path[2]}` : ""}` : null
  }
  return null
}
