/* The language of a word (a mark) or of a whole block (an attribute); WCAG 3.1.2. */
import { gettext, Mark } from "django-prose-editor/editor"

import { ask } from "./dialog.js"

const RIGHT_TO_LEFT = new Set(["ar", "arc", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"])
const localeAttributes = {
  lang: {
    default: null,
    parseHTML: (element) => element.getAttribute("lang") || null,
    renderHTML: ({ lang }) => (lang ? { lang } : {}),
  },
  dir: {
    default: null,
    parseHTML: (element) =>
      ["ltr", "rtl", "auto"].includes(element.getAttribute("dir")) ? element.getAttribute("dir") : null,
    renderHTML: ({ dir }) => (dir ? { dir } : {}),
  },
}
const TEXT_BLOCKS = ["paragraph", "heading", "figCaption"]

export const Language = Mark.create({
  name: "language",
  addOptions: () => ({ codes: ["ar", "en", "es", "fr", "ko", "pt", "ru", "zh"] }),
  addAttributes: () => localeAttributes,
  addGlobalAttributes: () => [
    {
      types: [
        ...TEXT_BLOCKS,
        "bulletList",
        "orderedList",
        "listItem",
        "blockquote",
        "horizontalRule",
        "table",
        "tableCell",
        "tableHeader",
        "pullQuoteText",
      ],
      attributes: localeAttributes,
    },
  ],
  // An <em lang="fr"> is two marks; consuming: false lets the other rule have its turn.
  parseHTML: () =>
    ["span", "a", "strong", "b", "em", "i", "cite"].flatMap((tag) =>
      ["lang", "dir"].map((name) => ({ tag: `${tag}[${name}]`, consuming: false, priority: 60 })),
    ),
  renderHTML: ({ HTMLAttributes }) => ["span", HTMLAttributes, 0],
  addCommands() {
    return {
      pickLanguage:
        () =>
        ({ editor }) => {
          const { selection } = editor.state
          const block = TEXT_BLOCKS.find((name) => editor.isActive(name))
          const part = !selection.empty && selection.$from.sameParent(selection.$to)
          const now = (part ? editor.getAttributes("language").lang : editor.getAttributes(block).lang) || ""
          const names = new Intl.DisplayNames([document.documentElement.lang || "en"], { type: "language" })
          const known = this.options.codes
            .map((code) => [code, names.of(code)])
            .sort((a, b) => a[1].localeCompare(b[1]))
          ask({
            title: part ? gettext("Language of these words") : gettext("Language of this paragraph"),
            submit: gettext("Set"),
            fields: [
              {
                name: "lang",
                label: gettext("Language"),
                value: this.options.codes.includes(now) ? now : "",
                options: [["", gettext("that of the story")], ...known],
              },
              {
                name: "other",
                label: gettext("Or its code (sw, fa, pt-BR)"),
                value: this.options.codes.includes(now) ? "" : now,
                check: (value) =>
                  !value || /^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}$/.test(value)
                    ? ""
                    : gettext("This is not the code of a language."),
              },
            ],
          }).then((answer) => {
            if (!answer) return editor.commands.focus()
            const lang = answer.other || answer.lang || null
            const attrs = { lang, dir: lang && RIGHT_TO_LEFT.has(lang.split("-")[0]) ? "rtl" : lang ? "ltr" : null }
            const chain = editor.chain().focus()
            if (part) lang ? chain.setMark("language", attrs) : chain.unsetMark("language")
            else if (block) chain.updateAttributes(block, attrs)
            chain.run()
          })
          return true
        },
    }
  },
  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "language",
      groups: "language",
      button: buttons.material("translate", gettext("Language of these words or this paragraph")),
      command: (editor) => editor.commands.pickLanguage(),
      active: (editor) => editor.isActive("language"),
    })
  },
})
