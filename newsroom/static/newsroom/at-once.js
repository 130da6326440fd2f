/* A form marked data-at-once is sent as soon as the page is loaded. Opening a page (GET) never changes anything, so
 * what it has to do is a POST. The attribute names the button. The answer replaces #content, unless somebody has begun
 * to work there. Without this file somebody presses the button. */
async function send(form) {
  const body = new URLSearchParams(new FormData(form))
  if (form.dataset.atOnce) body.append(form.dataset.atOnce, "1")
  let begun = false
  form.addEventListener("input", () => { begun = true })
  const answer = await fetch(location.href, { method: "POST", body, headers: { Accept: "text/html" } })
  if (answer.status === 204) return
  const page = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("content")
  const here = document.getElementById("content")
  if (page && here && !begun && !here.contains(document.activeElement)) here.replaceChildren(...page.childNodes)
}

for (const form of document.querySelectorAll("form[data-at-once]")) send(form).catch(() => {})
