/**
 * A page of something that is not there yet asks every data-retry-after seconds whether it is, and opens again when it is:
 * a stopped system, or what is still being made. data-ask names another address to ask.
 */

import { each } from "./dom.js";

const MADE_LATER = 202;

each("[data-retry-after]", (sentence) => {
  const { ask } = sentence.dataset;
  sentence.hidden = false;
  const timer = setInterval(async () => {
    const answer = await fetch(ask ?? location.href, { method: ask ? "GET" : "HEAD", cache: "no-store" }).catch(() => null);
    if (!answer?.ok || answer.status === MADE_LATER) return;
    clearInterval(timer);
    location.reload();
  }, Number(sentence.dataset.retryAfter) * 1000);
});
