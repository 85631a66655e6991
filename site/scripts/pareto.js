// The chart of choices: other axes on request, points by arrow keys, and the interactive chart in the same box.
// The drawings are computed by the build; this places them.

import { el, load } from "./dom.js";

const AXES = { judged: "what it is ranked by", energy: "energy", price: "list price", accuracy: "accuracy" };

/** null where the board has no chart. */
export function paretoOf(section, change) {
  const block = section.querySelector(".pareto-block");
  return block ? new Pareto(block, section, change) : null;
}

class Pareto {
  constructor(block, section, change) {
    this.block = block;
    this.change = change;
    this.box = block.querySelector(".chart-box");
    this.key = block.dataset.key;
    this.section = section;
    this.charts = null;
    this.interactive = false;
    this.say = el("p", { class: "note chart-say", "aria-live": "polite" });
    this.box.after(this.say);
    this.walkable();
  }

  async apply(state) {
    this.makeTools();
    if (!state.chart || state.chart === this.key) return;
    if (await this.loaded()) this.show(state.chart);
  }

  async loaded() {
    try {
      this.charts ??= await load(this.block.dataset.charts);
      return true;
    } catch {
      this.say.textContent = "Could not load the other charts. The one above is complete.";
      return false;
    }
  }

  makeTools() {
    if (this.tools) return;
    this.tools = this.block.querySelector(".chart-tools");
    this.other = el("button", { type: "button", class: "button", click: () => this.openChoices() }, "Choose other axes");
    this.plot = el("button", { type: "button", class: "button", "aria-pressed": "false", click: () => this.toggle() }, "Interactive chart");
    this.tools.append(this.other, this.plot);
  }

  async openChoices() {
    if (!(await this.loaded())) return;
    const select = el("select", { change: (event) => this.change({ chart: event.target.value }) },
      this.charts.map((one) => el("option", { value: one.key }, `${this.named(one.y)} against ${this.named(one.x)}${one.boundary ? `, ${one.boundary}` : ""} (${one.count})`)));
    select.value = this.key;
    this.select = select;
    this.other.replaceWith(el("label", {}, "Axes ", select));
    select.focus();
  }

  named(choice) {
    if (choice !== "judged") return AXES[choice];
    const head = this.section.querySelector("th.judged .head");
    return head ? head.textContent.replace(/[▲▼]/g, "").trim().toLowerCase() : AXES.judged;
  }

  show(key) {
    const chart = this.charts.find((one) => one.key === key);
    if (!chart || key === this.key) return;
    this.key = key;
    if (this.select) this.select.value = key;
    this.block.querySelector("h2").textContent = chart.heading;
    this.block.querySelector(".lede-note").textContent = chart.lede;
    this.block.querySelector(".without").textContent = chart.note;
    const drawn = [drawing(chart.wide, "wide-only", chart.finding), drawing(chart.narrow, "narrow-only", chart.finding)];
    this.drawings = drawn;
    if (this.interactive) this.draw();
    else this.box.replaceChildren(...drawn);
    this.walkable();
  }

  // Points by arrow keys: one tab stop, each said.

  walkable() {
    for (const svg of this.box.querySelectorAll("svg.chart")) {
      svg.setAttribute("tabindex", "0");
      svg.addEventListener("keydown", (event) => this.walk(event, svg));
    }
  }

  walk(event, svg) {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const points = [...svg.querySelectorAll(".point")];
    const now = points.findIndex((point) => point.classList.contains("here"));
    const next = (now + step + points.length + (now < 0 && step < 0 ? 1 : 0)) % points.length;
    points[now]?.classList.remove("here");
    points[next].classList.add("here");
    this.say.textContent = points[next].querySelector("title").textContent;
  }

  // The interactive chart.

  async toggle() {
    this.interactive = !this.interactive;
    this.plot.setAttribute("aria-pressed", String(this.interactive));
    this.plot.textContent = this.interactive ? "Plain chart" : "Interactive chart";
    if (this.interactive) return this.draw();
    this.box.style.height = "";
    this.box.replaceChildren(...this.drawings);
  }

  /** In the box of the drawing, so that nothing moves. */
  async draw() {
    this.drawings ??= [...this.box.querySelectorAll("svg.chart")];
    try {
      const [figures, plotly] = await Promise.all([load(this.block.dataset.figures), loadPlotly(this.block.dataset.plotly)]);
      const height = this.box.clientHeight;
      this.box.style.height = `${height}px`;
      const place = el("div", { class: "plotly-box" });
      this.box.replaceChildren(place);
      const figure = themed(figures[this.key]);
      await plotly.newPlot(place, figure.data, { ...figure.layout, height, width: this.box.clientWidth }, { displaylogo: false, responsive: false, modeBarButtonsToRemove: ["toImage", "select2d", "lasso2d"] });
    } catch {
      this.say.textContent = "Could not load the interactive chart. The plain one is complete.";
      this.interactive = false;
      this.plot.setAttribute("aria-pressed", "false");
      this.plot.textContent = "Interactive chart";
      this.box.style.height = "";
      this.box.replaceChildren(...this.drawings);
    }
  }
}

let plotly = null;

/** One bundle, from this site, once. */
function loadPlotly(address) {
  plotly ??= new Promise((resolve, reject) => {
    const script = el("script", { src: address });
    script.addEventListener("load", () => resolve(globalThis.Plotly));
    script.addEventListener("error", () => {
      plotly = null;
      reject(new Error(address));
    });
    document.head.append(script);
  });
  return plotly;
}

/** The figure in the colours of the page; a trace names its own in `meta`. */
function themed(figure) {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(`--${name === "other" ? "ink-3" : name}`).trim();
  const axis = (of) => ({ ...of, gridcolor: colour("grid"), linecolor: colour("line-strong"), zeroline: false, color: colour("ink-2") });
  const data = figure.data.map((trace) => {
    const own = colour(trace.meta);
    if (trace.mode === "lines") return { ...trace, line: { ...trace.line, color: own } };
    const bars = { color: own };
    return { ...trace, marker: { ...trace.marker, color: own }, error_x: { ...trace.error_x, ...bars }, error_y: { ...trace.error_y, ...bars } };
  });
  const { layout } = figure;
  const ground = { paper_bgcolor: colour("paper"), plot_bgcolor: colour("paper"), font: { family: style.getPropertyValue("--text"), size: 12, color: colour("ink-2") } };
  return { data, layout: { ...layout, ...ground, xaxis: axis(layout.xaxis), yaxis: axis(layout.yaxis) } };
}

/** The same elements that site/layouts/charts/pareto.html writes. */
function drawing(of, css, finding) {
  const [left, top, right, bottom] = of.plot;
  const text = (attributes, said) => el("text", attributes, said);
  return el(
    "svg", { class: `chart pareto ${css}`, viewBox: `0 0 ${of.width} ${of.height}`, role: "img", "aria-label": finding },
    of.x_ticks.flatMap((tick) => [
      el("line", { class: "grid", x1: tick.at, x2: tick.at, y1: top, y2: bottom }),
      text({ class: "tick", x: tick.at, y: bottom + 16, "text-anchor": "middle" }, tick.label),
    ]),
    of.y_ticks.flatMap((tick) => [
      el("line", { class: "grid", x1: left, x2: right, y1: tick.at, y2: tick.at }),
      text({ class: "tick", x: left - 6, y: tick.at + 4, "text-anchor": "end" }, tick.label),
    ]),
    el("path", { class: "frame", d: `M${left} ${top}V${bottom}H${right}` }),
    text({ class: "title", x: right, y: bottom + 34, "text-anchor": "end" }, of.x_title),
    of.target ? el("line", { class: "target", x1: left, x2: right, y1: of.target.y, y2: of.target.y }) : null,
    of.steps.map((step) => el("path", { class: step.dashed ? "step dashed" : "step", d: step.path })),
    of.points.map(({ label }) => label?.leader ? el("line", { class: "leader", ...label.leader }) : null),
    of.points.map(point),
    of.target ? text({ class: "label strong", x: right - 4, y: of.target.y - 5, "text-anchor": "end" }, of.target.label) : null,
    of.points.flatMap(({ label, on_line }) => label ? label.lines.map((line, at) =>
      text({ class: on_line && at === 0 ? "label strong" : "label", x: label.x, y: label.y + 14 * at, "text-anchor": label.anchor }, line)) : []),
  );
}

function point(of) {
  return el(
    "g", { class: `point ${of.shape.css}${of.on_line ? "" : " beaten"}` },
    el("title", {}, of.title),
    of.bars.map((bar) => el("line", { class: "bar", ...bar })),
    el("path", { d: of.shape.path, transform: `translate(${(of.x - 6).toFixed(1)} ${(of.y - 6).toFixed(1)})` }),
  );
}
