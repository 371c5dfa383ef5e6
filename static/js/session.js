/**
 * The session ends after data-idle-seconds without a request. Two minutes before, a dialog asks; staying sends one
 * request to data-ping-url. At the end what was typed is sent as a draft and the sign-in page opens, which leads back
 * here. Other windows of the same browser count: they tell each other of every request.
 */

import { all, csrfToken, one } from "./dom.js";

const WARN_BEFORE = 2 * 60;
const body = document.body;
const limit = Number(body.dataset.idleSeconds ?? 0);
const warning = document.getElementById("session-warning");
const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel("ieum-session") : null;
const warnAt = Math.min(WARN_BEFORE, limit / 2);
const endings = [];
let last = Date.now();

function touched() {
  last = Date.now();
  if (warning?.open) warning.close();
}

/** A request has just been answered: the server counts anew. */
export function alive() {
  touched();
  channel?.postMessage("alive");
}

/** Work to finish before the session ends: a function that answers (a promise of) whether all is kept. */
export function whenEnding(work) {
  endings.push(work);
}

async function allKept() {
  return (await Promise.all(endings.map((work) => work()))).every(Boolean);
}

export function signInAddress() {
  const here = encodeURIComponent(location.pathname + location.search + location.hash);
  return `${body.dataset.loginUrl}?next=${here}`;
}

export function toSignIn() {
  location.assign(signInAddress());
}

/** Leads to the sign-in page, unless something typed could not be kept: then this window stays with its text. */
async function end() {
  clearInterval(timer);
  if (await allKept()) { toSignIn(); return; }
  one("[data-session-warn]", warning).hidden = true;
  one("[data-session-over]", warning).hidden = false;
  one("[data-session-link]", warning).href = body.dataset.loginUrl;
  if (!warning.open) warning.showModal();
}

async function keep() {
  const answer = await fetch(body.dataset.pingUrl, {
    method: "POST",
    credentials: "same-origin",
    headers: { "X-CSRFToken": csrfToken() },
    redirect: "manual",
  }).catch(() => null);
  if (answer?.ok) alive();
  else await end();
}

async function check() {
  const left = limit - (Date.now() - last) / 1000;
  if (left <= 0) { await end(); return; }
  if (left > warnAt) return;
  if (!warning.open) {
    warning.showModal();
    one("[data-session-keep]", warning).focus();
    allKept();
  }
  one("[data-session-left]", warning).textContent = left > 60 ? `${Math.ceil(left / 60)}분` : `${Math.ceil(left)}초`;
}

/** After signing in again in another window the forms of this one carry the new token. */
function renewTokens() {
  const token = csrfToken();
  if (!token) return;
  for (const field of all("input[name=csrfmiddlewaretoken]")) field.value = token;
  body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
}

let timer = null;
if (limit && body.dataset.pingUrl && warning) {
  timer = setInterval(check, 1000);
  one("[data-session-keep]", warning).addEventListener("click", keep);
  addEventListener("focus", renewTokens);
  warning.addEventListener("cancel", (event) => { event.preventDefault(); keep(); });
  document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) alive(); });
  if (channel) channel.onmessage = touched;
  channel?.postMessage("alive");
}
