/* How a page beside the story's form sends something without leaving it. */
export const cookie = () => document.cookie.match(/(?:^|; )(?:__Secure-)?csrftoken=([^;]+)/)?.[1]

/** Post some fields; the answer, or undefined where none came or the session is over. */
export async function post(url, fields, form = document.querySelector("#notes_form")) {
  const body = new URLSearchParams(fields)
  body.set("csrfmiddlewaretoken", cookie() || form?.elements.csrfmiddlewaretoken?.value || "")
  let answer
  try {
    answer = await fetch(url, { method: "POST", body, headers: { "X-Fragment": "1" } })
  } catch {
    return undefined
  }
  const out = answer.redirected || answer.status === 403
  document.dispatchEvent(new CustomEvent("newsroom:session", { detail: { out } }))
  return answer.ok && !out ? answer : undefined
}
