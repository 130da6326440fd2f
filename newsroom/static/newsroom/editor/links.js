/* A link: an address and nothing else. */
import { gettext, Link as BaseLink } from "django-prose-editor/editor"

import { safeLink, typedLink } from "./addresses.js"
import { ask } from "./dialog.js"

export const Link = BaseLink.extend({
  addOptions() {
    return { ...this.parent?.(), defaultProtocol: "https", isAllowedUri: (url) => !!safeLink(url || "") }
  },
  addAttributes: () => ({ href: { default: null, parseHTML: (element) => element.getAttribute("href") } }),
  renderHTML: ({ HTMLAttributes }) => ["a", HTMLAttributes, 0],
  addCommands() {
    return {
      ...this.parent?.(),
      addLink:
        () =>
        ({ editor }) => {
          const active = editor.isActive("link")
          if (editor.state.selection.empty && !active) return false
          ask({
            title: active ? gettext("Change the link") : gettext("Link"),
            submit: active ? gettext("Change") : gettext("Insert"),
            fields: [
              {
                name: "href",
                label: gettext("Address"),
                value: editor.getAttributes("link").href || "",
                check: (value) =>
                  typedLink(value)
                    ? ""
                    : gettext("Give a web address, an e-mail address, or a path of this site that begins with /."),
              },
            ],
          }).then((answer) => {
            const chain = editor.chain().focus()
            if (answer && active) chain.extendMarkRange("link")
            if (answer) chain.setMark("link", { href: typedLink(answer.href) })
            chain.run()
          })
          return true
        },
    }
  },
})
