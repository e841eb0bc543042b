// Charts that answer to pointer and keyboard, in place of the drawn line. Loaded when one comes near.

const HEIGHT = 180;
const charts = new Map();
let plotter = null;
let times = null;

// May be called again after every change of the page. `formats` has the page's zone and language.
export async function draw(section, formats) {
  times = formats;
  plotter ??= loadPlotter(section.dataset);
  await plotter;
  for (const [figure, chart] of charts) {
    if (figure.isConnected) await chart.refresh();
    else forget(figure, chart);
  }
  for (const figure of section.querySelectorAll("[data-chart]:not([data-live])")) {
    charts.set(figure, await begin(figure));
  }
}

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  for (const chart of charts.values()) chart.repaint();
});

function forget(figure, chart) {
  chart.end();
  charts.delete(figure);
}

function loadPlotter({ uplot, uplotStyle }) {
  const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: uplotStyle });
  const script = Object.assign(document.createElement("script"), { src: uplot });
  const both = [style, script].map((one) => new Promise((done, fail) => {
    one.onload = done;
    one.onerror = fail;
  }));
  document.head.append(style, script);
  return Promise.all(both);
}

async function begin(figure) {
  const one = new Chart(figure);
  await one.load();
  figure.dataset.live = "true";
  return one;
}

class Chart {
  constructor(figure) {
    this.figure = figure;
    this.buttons = [...figure.querySelectorAll("[data-range]")];
    this.range = figure.querySelector("[data-range][aria-pressed='true']").dataset.range;
    this.value = figure.querySelector(".chart-value");
    this.plot = figure.querySelector(".chart-plot");
    this.version = figure.dataset.version;
    for (const button of this.buttons) button.onclick = () => this.choose(button.dataset.range);
  }

  async choose(range) {
    await this.load(range);
    for (const button of this.buttons) button.setAttribute("aria-pressed", button.dataset.range === range);
  }

  async refresh() {
    if (this.version === this.figure.dataset.version) return;
    this.version = this.figure.dataset.version;
    await this.load();
  }

  async load(range = this.range) {
    // The page has just said that there is something new: what a cache still calls fresh may be older.
    const address = new URL(this.figure.dataset.chart, location);
    address.searchParams.set("range", range);
    const response = await fetch(address, { cache: "no-cache" });
    if (!response.ok) throw new Error(response.status);
    const { times: moments, values, rows } = await response.json();
    Object.assign(this, { range, values, moments });
    this.tabulate(rows);
    if (!this.chart) this.prepare();
    this.chart.setData([moments, values]);
    this.canvas.setAttribute("aria-valuemax", moments.length - 1);
    this.rest();
  }

  prepare() {
    this.canvas = document.createElement("div");
    this.canvas.className = "chart-canvas";
    const name = this.figure.querySelector(".chart-name").textContent;
    const said = { role: "slider", tabindex: 0, dir: "ltr", "aria-label": name, "aria-valuemin": 0 };
    for (const [attribute, value] of Object.entries(said)) this.canvas.setAttribute(attribute, value);
    this.canvas.title = this.figure.dataset.hint;
    this.canvas.onkeydown = (event) => this.step(event);
    this.canvas.onblur = () => this.rest();
    this.plot.replaceWith(this.canvas);
    this.figure.querySelector(".chart-choices").hidden = false;
    this.figure.querySelector(".chart-range").hidden = true;
    this.chart = new uPlot(this.options(), [this.moments, this.values], this.canvas);
    this.watch = new ResizeObserver(() => this.chart.setSize({ width: this.canvas.clientWidth, height: HEIGHT }));
    this.watch.observe(this.canvas);
  }

  options() {
    const ink = (element, property) => () => getComputedStyle(element)[property];
    const grid = { stroke: ink(this.figure, "borderTopColor"), width: 1 };
    const axis = { stroke: ink(this.figure, "color"), grid, ticks: { show: false }, font: "12px system-ui" };
    return {
      width: this.canvas.clientWidth,
      height: HEIGHT,
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false } },
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), times.zone),
      axes: [
        { ...axis, size: 28, space: 70, values: (_, splits, __, ___, apart) => splits.map((one) => tick(one, apart)) },
        { ...axis, size: 56 },
      ],
      series: [{}, { stroke: ink(this.canvas, "color"), width: 2 }],
      hooks: { setCursor: [({ cursor }) => this.tell(cursor.idx)] },
    };
  }

  // Over what is known: a gap has nothing to tell.
  step(event) {
    const known = this.values.flatMap((value, place) => (value === null ? [] : [place]));
    const at = known.indexOf(this.place);
    const to = { ArrowLeft: at - 1, ArrowDown: at - 1, ArrowRight: at + 1, ArrowUp: at + 1, Home: 0, End: known.length - 1 }[event.key];
    if (to === undefined || !known.length) return;
    event.preventDefault();
    this.point(known[Math.max(0, Math.min(to, known.length - 1))]);
  }

  point(place) {
    const left = this.chart.valToPos(this.moments[place], "x");
    this.chart.setCursor({ left, top: this.chart.valToPos(this.values[place], "y") });
  }

  rest() {
    this.chart.setCursor({ left: -10, top: -10 });
    this.tell(null);
  }

  tell(place) {
    const newest = this.values.findLastIndex((value) => value !== null);
    this.place = this.values[place] == null ? newest : place;
    const words = this.values[this.place] == null ? "" : this.words(this.place);
    const time = new Date(this.moments[this.place] * 1000);
    this.value.textContent = this.place === place && words ? `${words} · ${moment(time)}` : words || this.figure.dataset.empty;
    this.canvas.setAttribute("aria-valuenow", Math.max(this.place, 0));
    this.canvas.setAttribute("aria-valuetext", words ? `${words}, ${moment(time)}` : this.figure.dataset.empty);
  }

  words(place) {
    const { places, suffix } = this.figure.dataset;
    const digits = { minimumFractionDigits: places, maximumFractionDigits: places };
    return `${this.values[place].toLocaleString(times.language, digits)} ${suffix}`.trim();
  }

  tabulate(rows) {
    const body = this.figure.querySelector("tbody");
    body.replaceChildren(...rows.map(row));
    times.addLocalTimes(body);
  }

  repaint() {
    this.chart.redraw();
  }

  end() {
    this.watch.disconnect();
    this.chart.destroy();
  }
}

function row([iso, words, value]) {
  const line = document.createElement("tr");
  const time = Object.assign(document.createElement("time"), { dateTime: iso, textContent: words });
  const head = Object.assign(document.createElement("th"), { scope: "row" });
  head.append(time);
  line.append(head, Object.assign(document.createElement("td"), { textContent: value || "–" }));
  return line;
}

function tick(seconds, apart) {
  const said = apart >= 86_400 ? { month: "short", day: "numeric" } : { hour: "2-digit", minute: "2-digit" };
  return format(new Date(seconds * 1000), said);
}

function moment(time) {
  return format(time, { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" });
}

function format(time, said) {
  const zone = { timeZone: times.zone, hourCycle: "h23" };
  return new Intl.DateTimeFormat(times.language, { ...zone, ...said }).format(time);
}
