/* What the form of a story does in the browser. Each part works without the others. */
import "./article.js"
import "./checks.js"
import "./suggestions.js"
import "./autosave.js"
import "./notes.js"
import "./presence.js"
