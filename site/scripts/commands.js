// A button beside every command that is marked with data-command, which copies it.

import { copyOnPress } from "./copy_button.js";
import { el } from "./dom.js";

/** Puts a button after each marked command below `root`. */
export function addCopyButtons(root) {
  for (const command of root.querySelectorAll("code[data-command]")) {
    const button = el("button", { type: "button", class: "button copy" }, "Copy", el("span", { class: "hidden" }, ` ${command.textContent}`));
    copyOnPress(button, () => command.textContent);
    command.after(button);
  }
}

addCopyButtons(document);
