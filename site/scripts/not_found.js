// The nearest names to an address that does not exist, from the index of the search.

import { el } from "./dom.js";
import { nearest } from "./matching.js";
import { index, linkTo } from "./search.js";

const place = document.querySelector(".nearest");
const asked = decodeURI(location.pathname) + (location.hash ? `/${location.hash.slice(1)}` : "");

try {
  const found = nearest(await index(), asked, 5);
  place.querySelector("ul").append(...found.map((one) => el("li", {}, linkTo(one))));
  place.hidden = !found.length;
} catch {
  // Without the index the links below are all there is.
}
