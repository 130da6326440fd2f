// Many pictures at once: each file goes by itself, with its progress and then its fate in words.
const gettext = window.gettext || ((text) => text),
  ngettext = window.ngettext || ((one, many, n) => (n === 1 ? one : many))
const AT_ONCE = 2 // requests under way; the server decodes one picture at a time anyway
const form = document.querySelector("[data-upload]"),
  input = form.querySelector("input[type=file]"),
  zone = form.querySelector("[data-zone]")
const list = form.querySelector("[data-list]"),
  status = form.querySelector("[data-status]"),
  next = form.querySelector("[data-next]")
const queue = [],
  tally = { all: 0, taken: 0, refused: 0 }
let under = 0

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties)
  made.append(...children)
  return made
}

const size = (bytes) => (bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`)

function add(files) {
  for (const file of files) {
    const bar = element("progress", { max: 100, value: 0 }),
      fate = element("p", { className: "upload-fate", textContent: gettext("Waits its turn") })
    bar.setAttribute("aria-label", file.name)
    const item = element(
      "li",
      { className: "upload" },
      element("p", { className: "upload-name", textContent: file.name }),
      element("span", { className: "quiet", textContent: size(file.size) }),
      bar,
      fate,
    )
    list.append(item)
    queue.push({ file, item, bar, fate })
  }
  tally.all += files.length
  run()
}

function run() {
  while (under < AT_ONCE && queue.length) send(queue.shift())
  say()
}

function send(job) {
  const { file, bar, fate } = job
  job.item.classList.remove("upload-refused")
  if (file.size > Number(form.dataset.most))
    return refuse(job, gettext("This file is too large. Save the picture smaller and choose it again."))
  under += 1
  const request = new XMLHttpRequest(),
    data = new FormData()
  data.append("pictures", file)
  request.open("POST", form.action)
  request.setRequestHeader("Accept", "application/json")
  request.setRequestHeader("X-CSRFToken", form.elements.csrfmiddlewaretoken.value)
  request.upload.onprogress = (e) => {
    if (!e.lengthComputable) return
    const share = Math.floor((e.loaded / e.total) * 100)
    if (share < 100) {
      bar.value = share
      fate.textContent = `${share} %`
    } else {
      bar.removeAttribute("value")
      fate.textContent = gettext("Is being checked")
    }
  }
  request.onloadend = () => {
    under -= 1
    settle(job, request)
    run()
  }
  request.send(data)
}

function settle(job, request) {
  let answer = null
  try {
    answer = JSON.parse(request.responseText)
  } catch {}
  if (request.status === 201 && answer) return take(job, answer)
  if (answer?.error) return refuse(job, answer.error, answer.url)
  const words =
    request.status === 0
      ? gettext("The connection broke off.")
      : request.status === 413
        ? gettext("This file is too large. Save the picture smaller and choose it again.")
        : request.status === 403 || request.responseURL.includes("/login/")
          ? gettext("You are not logged in any more. Log in in another tab, then try again.")
          : gettext("The server could not take it in.")
  refuse(job, words, null, true)
}

function take({ item, bar, fate }, answer) {
  tally.taken += 1
  bar.remove()
  item.classList.add("upload-taken")
  item.prepend(element("img", { src: answer.thumb, alt: "", width: 60, height: 45 }))
  fate.textContent = gettext("Came in; it waits for its words.")
  next.hidden = false
}

function refuse(job, words, url, again) {
  const { item, bar, fate } = job
  tally.refused += 1
  bar.hidden = true
  item.classList.add("upload-refused")
  fate.textContent = words
  if (url) fate.append(" ", element("a", { href: url, textContent: gettext("Open it") }))
  if (again) {
    const button = element("button", {
      type: "button",
      className: "button quiet-button",
      textContent: gettext("Try again"),
    })
    button.setAttribute("aria-label", `${gettext("Try again")}: ${job.file.name}`)
    button.addEventListener("click", () => {
      tally.refused -= 1
      button.remove()
      bar.hidden = false
      bar.value = 0
      queue.push(job)
      run()
      status.focus()
    })
    fate.append(" ", button)
  }
}

function say() {
  if (!tally.all) return
  const done = tally.taken + tally.refused,
    parts = [`${done} / ${tally.all}`]
  parts.push(ngettext("%s picture came in", "%s pictures came in", tally.taken).replace("%s", tally.taken))
  if (tally.refused)
    parts.push(ngettext("%s was refused", "%s were refused", tally.refused).replace("%s", tally.refused))
  const then = done === tally.all && tally.taken ? ` ${gettext("Next: say what they show.")}` : ""
  status.textContent = `${parts.join("; ")}.${then}`
}

form.querySelector("[data-without-script]").hidden = true
for (const words of form.querySelectorAll("[data-with-script]")) words.hidden = false
status.tabIndex = -1
input.addEventListener("change", () => {
  add([...input.files])
  input.value = ""
})
form.addEventListener("submit", (e) => e.preventDefault())
// a file beside the zone must not replace the page
for (const kind of ["dragover", "drop"]) addEventListener(kind, (e) => e.preventDefault())
for (const [kind, over] of [
  ["dragenter", true],
  ["dragover", true],
  ["dragleave", false],
  ["drop", false],
])
  zone.addEventListener(kind, () => zone.classList.toggle("over", over))
zone.addEventListener("drop", (e) => add([...e.dataTransfer.files]))
addEventListener("beforeunload", (e) => {
  if (under || queue.length) e.preventDefault()
})
