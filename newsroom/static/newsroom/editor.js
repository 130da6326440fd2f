/* The body editor's own extensions, a module for each subject. What they write is the grammar of newsroom/lib/html.py,
 * to the letter: the server keeps exactly that, and a browser test holds the two together. Names exported here replace
 * the package's of the same name. Tiptap comes through the import map of django-prose-editor; how production puts the
 * modules into this one file is said in newsroom/lib/bundles.py. */
export { Fullscreen } from "django-prose-editor/editor"
export * from "./editor/addresses.js"
export * from "./editor/figures.js"
export * from "./editor/find.js"
export * from "./editor/language.js"
export * from "./editor/length.js"
export * from "./editor/links.js"
export * from "./editor/nodes.js"
export * from "./editor/officials.js"
export * from "./editor/paste.js"
export * from "./editor/pictures.js"
export * from "./editor/tables.js"
