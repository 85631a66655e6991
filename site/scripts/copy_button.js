// Buttons that copy a text and say so in their own words; where the browser refuses, the text to copy by hand.

import { el } from "./dom.js";

const BACK_AFTER_MS = 2000;

/** text: what to copy, made when it is asked for; it may be a promise. The button's own words come back after a while. */
export function copyOnPress(button, text) {
  const words = [...button.childNodes];
  let timer = 0;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    const made = await text();
    try {
      await navigator.clipboard.writeText(made);
    } catch {
      byHand(button, made);
      return;
    }
    button.replaceChildren("Copied");
    clearTimeout(timer);
    timer = setTimeout(() => button.replaceChildren(...words), BACK_AFTER_MS);
  });
}

/** A new one. words: what it says. */
export function copyButton(words, text) {
  const button = el("button", { type: "button", class: "button" }, words);
  copyOnPress(button, text);
  return button;
}

function byHand(button, made) {
  document.querySelector(".by-hand")?.remove();
  const area = el("textarea", { class: "by-hand", readonly: true, rows: 6, cols: 36, "aria-label": "Copy this by hand" });
  area.value = made;
  button.after(area);
  area.select();
}
