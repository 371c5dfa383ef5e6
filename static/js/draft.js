/**
 * What is typed is kept on the server: form[data-draft-url] is sent 1.5 seconds after the last key as
 * {name: value or list} with PUT (data-draft-method changes it). Failures are tried again with growing
 * pauses; leaving with unsaved text asks first. Nothing is kept in the browser.
 */

import { all, csrfToken, each, icon, one } from "./dom.js";
import { alive, whenEnding } from "./session.js";

const WAIT = 1500;
const PAUSES = [2, 4, 8, 15, 30, 60];
const TIMEOUT = 15000;
const open = new Set();

function fieldsOf(form) {
  const fields = {};
  for (const [name, value] of new FormData(form)) {
    if (/^(csrfmiddlewaretoken|idempotency_key|version)$/.test(name) || typeof value !== "string") continue;
    if (one(`[type=password][name="${CSS.escape(name)}"]`, form)) continue;
    if (name in fields) fields[name] = [].concat(fields[name], value);
    else fields[name] = value;
  }
  return fields;
}

function clock() {
  return new Date().toLocaleTimeString("ko-KR", { hour: "2-digit", minute: "2-digit", hour12: false });
}

class Draft {
  constructor(form) {
    this.form = form;
    this.state = one("[data-draft-state]", form) ?? one(".savestate", form);
    this.failures = 0;
    this.dirty = false;
    this.submitting = false;
    form.addEventListener("input", () => this.changed());
    form.addEventListener("change", () => this.changed());
    form.addEventListener("submit", () => { this.submitting = true; clearTimeout(this.timer); });
    addEventListener("pageshow", () => { this.submitting = false; });
    document.addEventListener("htmx:afterRequest", (event) => {
      if (event.detail.elt === form) this.submitting = false;
    });
  }

  show(kind, name, text) {
    if (!this.state) return;
    this.state.className = `savestate ${kind}`.trim();
    const words = document.createElement("span");
    words.textContent = text;
    this.state.replaceChildren(...(name ? [icon(name)] : []), words);
  }

  changed() {
    this.dirty = true;
    this.failures = 0;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), WAIT);
  }

  async save() {
    if (!this.dirty || this.submitting) return;
    if (this.running) { this.again = true; return; }
    this.running = true;
    this.dirty = false;
    if (!this.failures) this.show("", "clock", "임시저장 중");
    try {
      await this.answered(await fetch(this.form.dataset.draftUrl, {
        method: this.form.dataset.draftMethod ?? "PUT",
        credentials: "same-origin",
        headers: { "Content-Type": "application/json", "Accept": "application/json", "X-CSRFToken": csrfToken(this.form) },
        body: JSON.stringify(fieldsOf(this.form)),
        signal: AbortSignal.timeout(TIMEOUT),
        redirect: "manual",
      }));
    } catch {
      this.failed();
    }
    this.running = false;
    if (this.again) { this.again = false; this.changed(); }
  }

  async answered(response) {
    if (response.ok) {
      this.failures = 0;
      const body = response.status === 204 ? {} : await response.json().catch(() => ({}));
      this.show("ok", "okc", `임시저장됨 · ${body.saved_at ?? clock()}`);
      alive();
      return;
    }
    if (response.type === "opaqueredirect" || response.status === 401) {
      this.failed("로그인이 끝났습니다. 새 창에서 다시 로그인하면 이어서 저장합니다. 이 창을 닫지 마십시오.");
      return;
    }
    if (response.status >= 400 && response.status < 500 && response.status !== 408 && response.status !== 429) {
      const body = await response.json().catch(() => ({}));
      this.dirty = true;
      this.show("off", "warn", body.detail ?? "임시저장하지 못했습니다. 쓴 글을 저장한 뒤 다시 여십시오.");
      return;
    }
    this.failed();
  }

  failed(text = "저장하지 못했습니다. 다시 시도하고 있습니다. 이 창을 닫지 마십시오.") {
    this.dirty = true;
    const pause = PAUSES[Math.min(this.failures, PAUSES.length - 1)];
    this.failures += 1;
    this.show("off", "warn", text);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), pause * 1000);
  }
}

/** Sends what has not been sent yet; answers whether everything is kept now. */
async function flush() {
  await Promise.all([...open].map((draft) => { clearTimeout(draft.timer); return draft.save(); }));
  return [...open].every((draft) => !draft.dirty || !draft.form.isConnected);
}

whenEnding(flush);

each("form[data-draft-url]", (form) => open.add(new Draft(form)));

addEventListener("beforeunload", (event) => {
  for (const draft of open) {
    if (draft.form.isConnected && !draft.submitting && (draft.dirty || draft.running)) event.preventDefault();
  }
});

document.addEventListener("visibilitychange", () => { if (document.hidden) flush(); });
all("form[data-draft-url]").forEach((form) => form.setAttribute("autocomplete", "off"));
