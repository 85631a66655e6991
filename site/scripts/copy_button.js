// A button that copies a text and says so in its own words; where the browser refuses, the text to copy by hand.

import { el } from "./dom.js";

const BACK_AFTER_MS = 2000;

/** text: what to copy, made when it is asked for; it may be a promise. */
export function copyButton(words, text) {
  const button = el("button", { type: "button", class: "button", click: copy }, words);
  async function copy() {
    const made = await text();
    try {
      await navigator.clipboard.writeText(made);
      tell("Copied");
    } catch {
      byHand(button, made);
    }
  }
  function tell(said) {
    button.textContent = said;
    button.setAttribute("aria-live", "polite");
    setTimeout(() => (button.textContent = words), BACK_AFTER_MS);
  }
  return button;
}

function byHand(button, made) {
  document.querySelector(".by-hand")?.remove();
  const area = el("textarea", { class: "by-hand", readonly: true, rows: 6, cols: 60, "aria-label": "Copy this by hand" });
  area.value = made;
  button.after(area);
  area.select();
}
