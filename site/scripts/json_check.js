// Strict JSON, as edgebench/json_guard.py reads it: the first fault, with its place. Refused beyond what JSON refuses: a
// name twice in one object, fractions, integers beyond 2^53-1, brackets nested too deep, texts that do not print.

const UNPRINTABLE = /[\p{C}\p{Z}]/u;
const ESCAPES = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

/** at: character of the text. path: `$.load.tier`. */
export class JsonFault extends Error {
  constructor(what, at, path) {
    super(what);
    Object.assign(this, { what, at, path });
  }
}

/** The document in this text, or a JsonFault. */
export function parse(text, deepest = 32) {
  const reader = { text, at: 0, deepest };
  const value = readValue(reader, "$", 0);
  skip(reader);
  if (reader.at < text.length) fail(reader, "something follows the end of the document", "$");
  return value;
}

/** The one way to write a document: sorted names, no spaces. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const members = Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`);
  return `{${members.join(",")}}`;
}

function readValue(reader, path, depth) {
  skip(reader);
  const { text, at } = reader;
  if (text[at] === "{" || text[at] === "[") {
    if (depth === reader.deepest) fail(reader, `brackets are nested deeper than ${reader.deepest}`, path);
    return text[at] === "{" ? readObject(reader, path, depth + 1) : readArray(reader, path, depth + 1);
  }
  if (text[at] === '"') return readText(reader, path);
  for (const [word, value] of [["null", null], ["true", true], ["false", false]]) {
    if (!text.startsWith(word, at)) continue;
    reader.at += word.length;
    return value;
  }
  return readNumber(reader, path);
}

function readObject(reader, path, depth) {
  const members = Object.create(null);
  reader.at += 1;
  for (let more = !closes(reader, "}"); more; more = another(reader, "}", path)) {
    skip(reader);
    if (reader.text[reader.at] !== '"') fail(reader, "a name in quotes is due here", path);
    const name = readText(reader, path);
    if (name in members) fail(reader, `"${name.slice(0, 80)}" stands twice in one object`, path);
    skip(reader);
    if (reader.text[reader.at] !== ":") fail(reader, "a colon is due here", `${path}.${name}`);
    reader.at += 1;
    members[name] = readValue(reader, `${path}.${name}`, depth);
  }
  return members;
}

function readArray(reader, path, depth) {
  const items = [];
  reader.at += 1;
  for (let more = !closes(reader, "]"); more; more = another(reader, "]", path)) {
    items.push(readValue(reader, `${path}[${items.length}]`, depth));
  }
  return items;
}

function another(reader, bracket, path) {
  if (closes(reader, bracket)) return false;
  if (reader.text[reader.at] !== ",") fail(reader, `a comma or ${bracket} is due here`, path);
  reader.at += 1;
  return true;
}

function closes(reader, bracket) {
  skip(reader);
  if (reader.text[reader.at] !== bracket) return false;
  reader.at += 1;
  return true;
}

function readText(reader, path) {
  const from = reader.at;
  let made = "";
  for (reader.at += 1; reader.text[reader.at] !== '"'; ) {
    if (reader.at >= reader.text.length) fail({ at: from }, "a text has no end", path);
    made += reader.text[reader.at] === "\\" ? readEscape(reader, path) : reader.text[reader.at++];
  }
  reader.at += 1;
  const mark = [...made].find((one) => one !== " " && UNPRINTABLE.test(one));
  if (mark) fail({ at: from }, `a text holds U+${mark.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}, which does not print`, path);
  return made;
}

function readEscape(reader, path) {
  const sign = reader.text[reader.at + 1];
  const digits = reader.text.slice(reader.at + 2, reader.at + 6);
  if (sign === "u" && /^[0-9a-fA-F]{4}$/.test(digits)) {
    reader.at += 6;
    return String.fromCharCode(parseInt(digits, 16));
  }
  if (!(sign in ESCAPES)) fail(reader, "there is no such escape in a text", path);
  reader.at += 2;
  return ESCAPES[sign];
}

function readNumber(reader, path) {
  const [found] = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/.exec(reader.text.slice(reader.at, reader.at + 400)) ?? [""];
  if (!found) fail(reader, "a value is due here", path);
  if (/[.eE]/.test(found)) fail(reader, `${found.slice(0, 20)} is not a whole number`, path);
  if (/^-?0\d/.test(found)) fail(reader, `${found.slice(0, 20)} begins with a 0`, path);
  if (!Number.isSafeInteger(Number(found))) fail(reader, `${found.slice(0, 20)} is beyond 2^53-1`, path);
  reader.at += found.length;
  return Number(found);
}

function skip(reader) {
  while (" \t\n\r".includes(reader.text[reader.at] ?? "x")) reader.at += 1;
}

function fail({ at }, what, path) {
  throw new JsonFault(what, at, path);
}
