/** Small words that every module uses. */

export const one = (selector, root = document) => root.querySelector(selector);
export const all = (selector, root = document) => [...root.querySelectorAll(selector)];

/** Runs `set` for every matching element now and for those that arrive later with a fragment; once for each. */
export function each(selector, set) {
  const done = new WeakSet();
  const run = (root) => {
    const found = all(selector, root);
    if (root instanceof Element && root.matches(selector)) found.unshift(root);
    for (const element of found) {
      if (done.has(element)) continue;
      done.add(element);
      set(element);
    }
  };
  run(document);
  document.addEventListener("htmx:load", (event) => run(event.detail.elt));
  document.addEventListener("ieum:added", (event) => run(event.target));
}

/** A sentence for readers of the screen, in the page's own status region. */
export function announce(text) {
  const region = document.getElementById("announce");
  if (!region || !text) return;
  region.textContent = "";
  setTimeout(() => { region.textContent = text; }, 50);
}

/** Icon of the sprite whose address another icon of the page already carries. */
export function icon(name) {
  const known = one("svg.i use");
  const base = (known?.getAttribute("href") ?? "/static/icons.svg").split("#")[0];
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "i");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${base}#i-${name}`);
  svg.append(use);
  return svg;
}

/** The token of the newest sign-in when the cookie may be read, else the one the page came with. */
export function csrfToken(form) {
  const cookie = document.cookie.match(/(?:^|;\s*)[\w-]*csrf=([^;]+)/i)?.[1];
  const own = form?.querySelector("input[name=csrfmiddlewaretoken]") ?? one("input[name=csrfmiddlewaretoken]");
  return cookie ?? own?.value ?? "";
}

/** Whether the keys belong to a field: typing, choosing, or composing a Korean syllable. */
export function isTyping(event) {
  const target = event.target;
  return event.isComposing || target.isContentEditable
    || /^(TEXTAREA|SELECT)$/.test(target.tagName)
    || (target.tagName === "INPUT" && !/^(checkbox|radio|button|submit|reset)$/.test(target.type));
}
