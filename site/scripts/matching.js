// Which entries of the search index answer what was typed, and how near two names are. No page here: tests run it bare.

/** At most `most` entries that hold every word typed, those whose name begins with it first. */
export function matching(entries, typed, most) {
  const words = folded(typed).split(" ").filter(Boolean);
  if (!words.length) return { found: [], all: 0 };
  const rated = [];
  for (const [place, entry] of entries.entries()) {
    const rate = rateOf(entry, words);
    if (rate !== null) rated.push({ rate, place, entry });
  }
  rated.sort((a, b) => a.rate - b.rate || a.place - b.place);
  return { found: rated.slice(0, most).map((one) => one.entry), all: rated.length };
}

/** 0: the name begins with the words, or they are its short name, `pi 5` of pi5; 1: they begin words of it; 2: they are
 * somewhere. Null: a word is missing. */
function rateOf(entry, words) {
  const name = folded(entry.name);
  const whole = `${name} ${folded(entry.words)} ${folded(entry.kind)}`;
  if (!words.every((word) => whole.includes(word))) return null;
  if (name.startsWith(words.join(" ")) || folded(entry.words).replaceAll(" ", "") === words.join("")) return 0;
  return words.every((word) => ` ${name}`.includes(` ${word}`)) ? 1 : 2;
}

/** The entries whose address is nearest to this one, letter by letter; only those that share more than half. */
export function nearest(entries, address, most) {
  const asked = key(address);
  if (!asked) return [];
  const rated = entries
    .map((entry, place) => ({ entry, place, far: Math.min(distance(asked, key(entry.address)), distance(asked, key(entry.name))) }))
    .filter(({ far }) => far <= Math.max(2, asked.length / 2));
  rated.sort((a, b) => a.far - b.far || a.place - b.place);
  return rated.slice(0, most).map((one) => one.entry);
}

/** `workloads/mobilenet-v2/index.html` and `MobileNet V2` are both `mobilenetv2`: the last telling part. */
function key(address) {
  const path = address.split(/[?#]/)[0].replace(/\.html?$/, "");
  const parts = path.split("/").filter((part) => part && part !== "index");
  return folded(parts.at(-1) ?? "").replace(/ /g, "").slice(0, 80);
}

/** Lower case, without accents; anything but letters, digits and the points of numbers is a space. */
export function folded(text) {
  const plain = text.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "");
  return plain.replace(/[^\p{L}\p{N}.]+|\.(?!\p{N})/gu, " ").trim();
}

/** Levenshtein: letters to insert, drop or replace. */
export function distance(one, other) {
  let before = Array.from({ length: other.length + 1 }, (_, place) => place);
  for (let row = 1; row <= one.length; row += 1) {
    const now = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const replaced = before[column - 1] + (one[row - 1] === other[column - 1] ? 0 : 1);
      now.push(Math.min(replaced, before[column] + 1, now[column - 1] + 1));
    }
    before = now;
  }
  return before[other.length];
}
