"""Buttons that copy: the browser's clipboard and page are made up."""

from __future__ import annotations

import pytest

from tests.publish.scripts import node

pytestmark = pytest.mark.skipif(node.NODE is None, reason="node is not installed")

PRESSED = """
class Element {
  constructor() { this.childNodes = []; }
  append(...children) { this.childNodes.push(...children); }
  replaceChildren(...children) { this.childNodes = children; }
  setAttribute() {}
  addEventListener(name, heard) { this[name] = heard; }
  after(next) { this.next = next; }
  select() { this.selected = true; }
}
const copied = [];
const refused = given[0];
const clipboard = { async writeText(text) { if (refused) throw new Error("refused"); copied.push(text); } };
let later;
globalThis.setTimeout = (done) => { later = done; };
globalThis.document = { createElement: () => new Element(), querySelector: () => null };
Object.defineProperty(globalThis, "navigator", { value: { clipboard }, configurable: true });

const button = new Element();
button.childNodes = ["Copy", { hidden: "edgebench doctor" }];
own.copyOnPress(button, async () => "edgebench doctor");
await button.click();
const told = button.childNodes;
later?.();
return { copied, told, after: button.childNodes, byHand: button.next?.value };
"""


def test_what_was_copied_is_told_and_the_own_words_come_back_as_they_were() -> None:
    answer = node.run("copy_button.js", PRESSED, False)
    assert (answer["copied"], answer["told"]) == (["edgebench doctor"], ["Copied"])
    assert answer["after"] == ["Copy", {"hidden": "edgebench doctor"}]


def test_what_the_browser_refuses_is_there_to_copy_by_hand() -> None:
    assert node.run("copy_button.js", PRESSED, True)["byHand"] == "edgebench doctor"
