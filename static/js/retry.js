/** The page of a stopped system asks every data-retry-after seconds whether it is back, and opens again when it is. */

import { each } from "./dom.js";

each("[data-retry-after]", (sentence) => {
  sentence.hidden = false;
  setInterval(async () => {
    const answer = await fetch(location.href, { method: "HEAD", cache: "no-store" }).catch(() => null);
    if (answer?.ok) location.reload();
  }, Number(sentence.dataset.retryAfter) * 1000);
});
