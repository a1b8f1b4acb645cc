// A running total: the total day by day, and under it what each day added to it.
import * as Plot from "@observablehq/plot";
import { make } from "../each.js";
import { focusOn, tell } from "./frame.js";
import { legend, sample } from "./sides.js";
import { ONE_DAY, dayOf, dayTicks, inWords, number } from "./words.js";

const MARGIN = { marginLeft: 62, marginRight: 14 };
const UNCHANGED = "exact";

export function series(data, width) {
  const points = data.points.map((p) => ({ ...p, time: dayOf(p.day) })).sort((a, b) => a.time - b.time);
  if (!points.length) return null;
  points.forEach((p, n) => (p.days = n ? Math.round((p.time - points[n - 1].time) / ONE_DAY) : null));
  const corrections = (data.corrections ?? []).map((c) => ({ ...c, time: dayOf(c.day) }));
  const gaps = (data.gaps ?? []).map((g) => ({ from: +dayOf(g.start) - ONE_DAY / 2, to: +dayOf(g.end) + ONE_DAY / 2 }));
  const first = +points[0].time - ONE_DAY / 2;
  const last = +points.at(-1).time + ONE_DAY / 2;
  const x = { type: "utc", domain: [first, last], range: [MARGIN.marginLeft, width - MARGIN.marginRight] };
  const shared = { width, ...MARGIN, className: "plot", x: { ...x, axis: null } };
  const band = Plot.rectX(gaps, { x1: "from", x2: "to", fill: "var(--soft)", className: "gaps" });

  const total = Plot.plot({
    ...shared,
    height: width < 480 ? 200 : 250,
    marginTop: 14,
    marginBottom: 8,
    y: { type: "linear", domain: reach(points, corrections), nice: true },
    marks: [
      band,
      Plot.gridY({ ticks: 5, stroke: "var(--line)", strokeOpacity: 1 }),
      Plot.axisY({ ticks: 5, tickFormat: number, tickSize: 0, label: null }),
      Plot.line(points, { x: "time", y: "figure", stroke: "var(--ink)", strokeWidth: 1.75, curve: "step-after", className: "total" }),
      points.length <= 40 ? Plot.dot(points, { x: "time", y: "figure", r: 2.5, fill: "var(--ink)", className: "days" }) : null,
      Plot.link(corrections, { x1: "time", x2: "time", y1: "before", y2: "after", stroke: "var(--people)", strokeWidth: 1.5 }),
      Plot.dot(corrections, { x: "time", y: "after", r: 5.5, symbol: "diamond", fill: "var(--paper)", stroke: "var(--people)", strokeWidth: 2, className: "corrections", href: (c) => c.href ?? null }),
    ],
  });
  const added = points.filter((p) => p.step != null);
  const several = (p) => p.days > 1;
  const rect = { y: "step", x1: (p) => +p.time - (p.days - 0.5) * ONE_DAY, x2: (p) => +p.time + ONE_DAY / 2, inset: (x.range[1] - x.range[0]) / ((last - first) / ONE_DAY) > 5 ? 0.75 : 0 };
  const steps = Plot.plot({
    ...shared,
    height: width < 480 ? 120 : 140,
    marginTop: 12,
    marginBottom: 32,
    y: { type: "linear", domain: [0, Math.max(1, ...added.map((p) => p.step))], nice: true },
    marks: [
      band,
      Plot.gridY({ ticks: 3, stroke: "var(--line)", strokeOpacity: 1 }),
      Plot.axisY({ ticks: 3, tickFormat: number, tickSize: 0, label: null }),
      Plot.axisX({ ticks: dayTicks(first, last, width), tickSize: 4, label: null }),
      Plot.rectY(added.filter((p) => !several(p)), { ...rect, fill: "var(--quiet)", className: "steps" }),
      Plot.rectY(added.filter(several), { ...rect, fill: "var(--soft)", stroke: "var(--quiet)", className: "steps several" }),
      Plot.ruleY([0], { stroke: "var(--ink)" }),
    ],
  });
  for (const mark of total.querySelectorAll(".corrections path")) {
    const focusable = mark.closest("a") ?? mark;
    if (focusable === mark) focusOn(mark);
    tell(focusable, corrected(corrections[mark.__data__]));
  }
  const words = [data.claimant, data.unit].filter(Boolean).join(": ");
  const stack = make("div", { class: "stack" });
  stack.append(
    make("p", { class: "axis" }, "Total"),
    total,
    make("p", { class: "axis" }, "Added since the figure before"),
    steps,
    cursor(points, total, Plot.scale({ x }), words),
  );
  return [stack, key(corrections, added.some(several), gaps.length)].filter(Boolean);
}

function reach(points, corrections) {
  const told = [...points.map((p) => p.figure), ...corrections.flatMap((c) => [c.before, c.after])];
  const [least, most] = [Math.min(...told), Math.max(...told)];
  // From zero, unless the line would then be flat: the total says how many, its steps are drawn below.
  return [least > most * 0.7 ? least - (most - least || 1) * 0.15 : 0, most];
}

function corrected({ time, before, after, stated }) {
  const by = after - before;
  const signed = (n) => `${n < 0 ? "−" : "+"}${number(Math.abs(n))}`;
  return [
    `Corrected from ${number(before)} to ${number(after)}`,
    stated == null ? "no correction is stated" : `stated: ${signed(stated)}${stated === by ? "" : `; the total changed by ${signed(by)}`}`,
    inWords(time),
  ];
}

function said(point) {
  const more = { at_least: "at least ", more_than: "more than ", up_to: "up to ", about: "about " }[point.qualifier ?? UNCHANGED] ?? "";
  const added = point.step == null ? null : `+${number(point.step)}${point.days > 1 ? ` in ${point.days} days` : ""}`;
  return [`${more}${number(point.figure)}`, added, inWords(point.time)].filter(Boolean).join("\n");
}

/** What the pointer is over, day by day; with the arrow keys, too. */
function cursor(points, svg, across, words) {
  const line = make("div", { class: "cursor", hidden: "" });
  const over = make("div", {
    class: "days-read",
    role: "slider",
    tabindex: "0",
    "aria-label": words ? `${words}, day by day` : "Day by day",
    "aria-valuemin": "1",
    "aria-valuemax": points.length,
  });
  let now = points.length - 1;
  const read = () => {
    over.setAttribute("aria-valuenow", now + 1);
    over.setAttribute("aria-valuetext", said(points[now]).replaceAll("\n", ", "));
  };
  const show = () => {
    read();
    const x = across.apply(points[now].time);
    line.hidden = false;
    line.style.left = `${x}px`;
    over.dispatchEvent(new CustomEvent("tell", { bubbles: true, detail: { text: said(points[now]), x, y: 40 } }));
  };
  const hide = () => {
    line.hidden = true;
    over.dispatchEvent(new CustomEvent("tell", { bubbles: true }));
  };
  over.addEventListener("pointermove", (event) => {
    const day = across.invert(event.clientX - svg.getBoundingClientRect().left);
    now = nearest(points, +day);
    show();
  });
  over.addEventListener("pointerleave", hide);
  over.addEventListener("focus", show);
  over.addEventListener("blur", hide);
  over.addEventListener("keydown", (event) => {
    const week = Math.max(7, Math.round(points.length / 20));
    const step = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -week, PageUp: week }[event.key];
    if (event.key === "Home") now = 0;
    else if (event.key === "End") now = points.length - 1;
    else if (step) now = Math.max(0, Math.min(points.length - 1, now + step));
    else return;
    event.preventDefault();
    show();
  });
  read();
  const both = document.createDocumentFragment();
  both.append(line, over);
  return both;
}

function nearest(points, time) {
  let [low, high] = [0, points.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (+points[middle].time < time) low = middle + 1;
    else high = middle;
  }
  return low && time - points[low - 1].time < points[low].time - time ? low - 1 : low;
}

function key(corrections, several, gaps) {
  const signs = [];
  if (corrections.length) signs.push([sample({ symbol: "diamond", fill: "var(--paper)", stroke: "var(--people)", strokeWidth: 2 }), "corrected"]);
  if (several) signs.push([make("span", { class: "box hollow", "aria-hidden": "true" }), "added over several days"]);
  if (gaps) signs.push([make("span", { class: "box", "aria-hidden": "true" }), "no figure for these days"]);
  return signs.length ? legend([], signs) : null;
}
