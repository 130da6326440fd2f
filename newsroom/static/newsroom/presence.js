/* Who else has the story open: said beside it, asked for as long as it stays open. */
import { cookie, post } from "./notes/post.js"

const here = document.querySelector("[data-here]")
if (here) {
  const EVERY = 30000 // ms between two beats; the server forgets after four
  const lines = here.querySelector("[data-here-lines]"),
    said = here.querySelector("[data-here-said]")
  const tab = [...crypto.getRandomValues(new Uint8Array(8))]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("")
  let gone = ""
  try {
    gone = sessionStorage.getItem("desk.here") || ""
    sessionStorage.setItem("desk.here", tab)
  } catch {} // this tab before it was loaded again
  const form = document.querySelector("#article_form")

  const beat = async () => {
    const answer = await post(here.dataset.here, { tab, gone }, form)
    gone = ""
    const others = answer ? (await answer.json()).others : []
    lines.replaceChildren(
      ...others.map(({ line }) => Object.assign(document.createElement("li"), { textContent: line })),
    )
    const now = others.map((other) => other.said).join(" ")
    if (said.textContent !== now) said.textContent = now
  }
  beat()
  setInterval(beat, EVERY)
  addEventListener("pageshow", (event) => event.persisted && beat())
  document.addEventListener("visibilitychange", () => document.hidden || beat())
  addEventListener("pagehide", () => {
    navigator.sendBeacon(
      here.dataset.here,
      new URLSearchParams({ tab, leaving: "1", csrfmiddlewaretoken: cookie() || "" }),
    )
  })
}
