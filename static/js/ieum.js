/** Comfort on top of pages that work without it. One module for one thing; each finds its elements itself. */

import "./dialogs.js";
import "./menus.js";
import "./toasts.js";
import "./guard.js";
import "./back.js";
import "./forms.js";
import "./phrases.js";
import "./rows.js";
import "./draft.js";
import "./session.js";
import "./keys.js";
import "./lists.js";
import "./fragments.js";
import "./unmask.js";
import "./retry.js";
import "./calls.js";
