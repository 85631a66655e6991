// The axis of a ranked table's marks: as the build drew it, linear, or in ratio to a row.

import { drawAxis, gridOf, linearAxis, logAxis } from "./marks.js";
import { columnUnit } from "./numbers.js";

export function axisOf(table, rows) {
  const { low, high, quantity } = table.facts;
  const unit = columnUnit([Number(low), Number(high)], quantity) ?? { divisor: 1e6, symbol: "ms" };
  if (table.state.ratio && table.reference) {
    const base = table.reference.ends[0];
    const made = logAxis(Number(low), Number(high), base, "×");
    return { ...made, grid: gridOf(made.ticks), name: `ratio ${table.reference.id}`, note: "; log, times the reference" };
  }
  if (table.state.scale === "linear") {
    const most = Math.max(1, ...rows.flatMap((row) => row.ends.filter(Boolean)));
    const made = linearAxis(most, quantity);
    return { ...made, grid: gridOf(made.ticks), name: `linear ${most}`, note: "; from zero" };
  }
  return { ...logAxis(Number(low), Number(high), unit.divisor, ""), ticks: table.builtTicks, grid: gridOf(table.builtTicks), name: "log", note: "; log" };
}

export function showAxis(table) {
  if (!table.axisLabels || table.drawnAxis === table.axis.name) return;
  drawAxis(table.axisLabels, table.axis.ticks);
  table.scaleNote.textContent = table.axis.note;
  table.drawnAxis = table.axis.name;
  const [word, below] = table.state.ratio ? ["Ratio", "over the value"] : table.judgedWords;
  const button = table.judgedHead.querySelector("button") ?? table.judgedHead.querySelector(".head");
  button.firstChild.textContent = `${word.trim()} `;
  const under = table.judgedHead.querySelector(".under");
  if (under) under.textContent = below;
}
