// The rows of a table as text for a paper, a README or a spreadsheet; pure.

const PLAIN = { "\u00a0": " ", "\u2009": "" };

/** heads: of the columns. rows: texts, as many as heads. */
export function markdown(heads, rows) {
  const line = (cells) => `| ${cells.map((text) => plain(text).replace(/[\\|`*_~<>[\]&]/g, "\\$&")).join(" | ")} |`;
  return [line(heads), `|${heads.map(() => "---|").join("")}`, ...rows.map(line)].join("\n") + "\n";
}

/** A booktabs table. caption: below it. */
export function latex(heads, rows, caption) {
  const line = (cells) => `${cells.map((text) => escaped(plain(text))).join(" & ")} \\\\`;
  return [
    "\\begin{table}", "\\centering", `\\begin{tabular}{${"l".repeat(heads.length)}}`, "\\toprule", line(heads), "\\midrule",
    ...rows.map(line), "\\bottomrule", "\\end{tabular}", `\\caption{${escaped(plain(caption))}}`, "\\end{table}",
  ].join("\n") + "\n";
}

/** RFC 4180. */
export function csv(heads, rows) {
  const cell = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return [heads, ...rows].map((cells) => cells.map((text) => cell(guarded(plain(text)))).join(",")).join("\r\n") + "\r\n";
}

/** What a spreadsheet would take for a formula is text. */
function guarded(text) {
  return /^[=+@\t\r]/.test(text) ? `'${text}` : text;
}

function plain(text) {
  return text.replace(/[\u00a0\u2009]/g, (space) => PLAIN[space]);
}

/** For LaTeX. */
export function escaped(text) {
  const signs = { "\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}", "±": "$\\pm$", "×": "$\\times$", "–": "--", "—": "---", "µ": "$\\mu$", "·": "$\\cdot$" };
  return text.replace(/[\\~^±×–—µ·#$%&_{}]/g, (sign) => signs[sign] ?? `\\${sign}`);
}
