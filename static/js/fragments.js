/**
 * htmx: forms come back with their errors on 4xx, a 5xx leaves the form and puts a note above, the focus goes to the
 * changed heading (or [data-focus]), the result is read aloud, a thin bar shows after 300 ms. A request answered by the
 * sign-in page leads there. The settings themselves stand in the htmx-config of parts/_head.html.
 */

import { announce, icon, one } from "./dom.js";
import { toSignIn } from "./session.js";

const BAR_AFTER = 300;
let running = 0;
let timer = null;

function busy(by) {
  running = Math.max(0, running + by);
  const bar = document.getElementById("loadbar");
  clearTimeout(timer);
  if (running) timer = setTimeout(() => { if (bar) bar.hidden = false; document.body.setAttribute("aria-busy", "true"); }, BAR_AFTER);
  else { if (bar) bar.hidden = true; document.body.removeAttribute("aria-busy"); }
}

function note(text) {
  const place = document.getElementById("server-note");
  if (!place) return;
  const box = document.createElement("div");
  box.className = "note err";
  const words = document.createElement("div");
  words.textContent = text;
  box.append(icon("warn"), words);
  place.replaceChildren(box);
  place.scrollIntoView({ block: "center" });
}

function isSignIn(xhr) {
  const path = document.body.dataset.loginUrl;
  return Boolean(path && xhr?.responseURL && new URL(xhr.responseURL).pathname === path);
}

document.addEventListener("htmx:beforeRequest", () => { busy(1); document.getElementById("server-note")?.replaceChildren(); });
document.addEventListener("htmx:afterRequest", () => busy(-1));

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status === 401 || isSignIn(event.detail.xhr)) {
    event.detail.shouldSwap = false;
    toSignIn();
  }
});

document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status >= 500) {
    note("처리하지 못했습니다. 적은 내용은 화면에 그대로 있습니다. 잠시 뒤 다시 하십시오.");
  }
});
for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, () => note("서버에 연결하지 못했습니다. 연결을 확인한 뒤 다시 하십시오."));
}

/** What the page shows in place of the swapped element: itself, or the new one of the same id. */
function placeOf(event) {
  const target = event.detail.target;
  if (target?.isConnected) return target;
  return (target?.id && document.getElementById(target.id)) || event.target;
}

const settled = new WeakSet();

document.addEventListener("htmx:afterSettle", (event) => {
  const { xhr, requestConfig } = event.detail;
  if (!xhr || settled.has(xhr) || requestConfig?.triggeringEvent?.type === "keyup") return;
  settled.add(xhr);
  const changed = placeOf(event);
  const errors = one(".errsum", changed);
  if (errors) { errors.focus(); return; }
  const place = one("[data-focus]", changed) ?? one("h1, h2, h3", changed);
  const lost = document.activeElement === document.body; // what had the focus was swapped away
  if ((place || lost) && !changed.hasAttribute("data-keep-focus")) {
    const next = place ?? changed;
    next.setAttribute("tabindex", "-1");
    next.focus({ preventScroll: true });
  }
  announce(one("[data-announce]", changed)?.dataset.announce ?? place?.textContent.trim() ?? "");
});
