// What a page shows, as a readable hash: `#task=object-detection&p90<=50ms`. Stable order, defaults left out, unknown
// parts kept and ignored. A part is a name, one of = <= >=, and a value.

const PART = /^([^=<>&]+)(<=|>=|=)(.*)$/s;

/** [{name, sign, value}] of the address, in its order; what is no part has an empty sign. */
export function read(hash = location.hash) {
  return hash
    .replace(/^#/, "")
    .split("&")
    .filter(Boolean)
    .map((raw) => {
      const [, name, sign, value] = PART.exec(decode(raw)) ?? [null, decode(raw), "", ""];
      return { name, sign, value };
    });
}

/** The hash of these parts: those of `order` first and in its order, then the unknown as they came. */
export function write(parts, order) {
  const place = ({ name }) => (order.includes(name) ? order.indexOf(name) : order.length);
  const sorted = parts.toSorted((a, b) => place(a) - place(b));
  return sorted.map(({ name, sign, value }) => encode(name) + sign + encode(value)).join("&");
}

/** Show `parts` in the address. push: a new entry of the history, else the present one is replaced. */
export function show(parts, order, push) {
  const hash = write(parts, order);
  const address = location.pathname + location.search + (hash ? `#${hash}` : "");
  if (address === location.pathname + location.search + location.hash) return;
  history[push ? "pushState" : "replaceState"](null, "", address);
}

/** A percent sign that a person typed stands for itself: `acc>=70%`, whose `>` the browser has encoded. */
function decode(raw) {
  try {
    return decodeURIComponent(raw.replace(/%(?![0-9a-f]{2})/gi, "%25"));
  } catch {
    return raw;
  }
}

function encode(plain) {
  return encodeURI(plain).replace(/[&#]/g, encodeURIComponent).replace(/%3C/g, "<").replace(/%3E/g, ">");
}
