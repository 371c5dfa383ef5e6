/**
 * Back, on pages that no browser keeps: the answer to a form stands in the history as the page itself, which is asked
 * for anew. Otherwise the browser has nothing to show there but its own fault ("양식 다시 제출 확인").
 */

import { one } from "./dom.js";

if (one("main[data-posted]")) history.replaceState(history.state, "", location.href);
