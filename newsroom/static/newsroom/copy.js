// A button that copies a field: data-copy names it, data-done is what the button says afterwards.
for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy)
  button.addEventListener("click", async () => {
    field.select()
    try {
      await navigator.clipboard.writeText(field.value)
      button.textContent = button.dataset.done
    } catch {
      field.focus() // selected; the keyboard copies it
    }
  })
}
