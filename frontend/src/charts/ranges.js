// Rival figures for one happening: when each was told, and from how many to how many it says there were.
import * as Plot from "@observablehq/plot";
import { make } from "../each.js";
import { focusOn, tell } from "./frame.js";
import { arrow, colour, legend, sample, shape } from "./sides.js";
import { ONE_DAY, dayOf, dayTicks, inWords, number } from "./words.js";

const OPEN = 26; // pixels of the arrow that stands for "or more", "or fewer"
const RADIUS = 5.5;
const APART = 15; // pixels between figures told on one day
const UNDATED = 80; // pixels, at the right, for figures of which nobody says when they were told

export function ranges(data, width) {
  const points = data.points
    .map((point) => ({ ...point, time: point.day ? dayOf(point.day) : null, at: middle(point) }))
    .filter((point) => point.at != null)
    .sort((a, b) => (a.time ?? Infinity) - (b.time ?? Infinity) || 0);
  if (!points.length) return null;
  const height = width < 480 ? 300 : 380;
  const sides = { marginTop: 28, marginBottom: 36, marginLeft: 52, marginRight: 14 };
  const y = { ...figures(points), range: [height - sides.marginBottom, sides.marginTop], grid: false };
  const dated = points.filter((p) => p.time);
  const strip = dated.length === points.length ? 0 : dated.length ? UNDATED : width - sides.marginLeft - sides.marginRight;
  const edge = width - sides.marginRight - strip; // right of it stand those without a day
  const x = { type: "utc", axis: null, domain: days(dated), range: [sides.marginLeft + 10, Math.max(edge - 10, sides.marginLeft + 11)] };
  const across = Plot.scale({ x });
  const up = Plot.scale({ y });
  spread(dated, across.apply, x.range, across.invert, up);
  spread(points.filter((p) => !p.time), () => edge + strip / 2, [edge, edge + strip], across.invert, up);
  const value = (pixel) => up.invert(Math.max(sides.marginTop - 12, Math.min(height - sides.marginBottom, pixel)));

  const closed = points.filter((p) => p.low != null && p.high != null && p.low !== p.high);
  const open = points.filter((p) => (p.low == null) !== (p.high == null) || (p.best == null && p.low == null));
  const line = (p) => colour(p.side_key);
  const svg = Plot.plot({
    width,
    height,
    ...sides,
    className: "plot",
    x,
    y,
    marks: [
      Plot.gridY({ ticks: y.ticks, stroke: "var(--line)", strokeOpacity: 1 }),
      Plot.axisY({ ticks: y.ticks, tickFormat: number, tickSize: 0, label: null }),
      dated.length ? Plot.axisX({ ticks: dayTicks(...x.domain, edge), tickSize: 4, label: null }) : null,
      strip && dated.length ? Plot.ruleX([across.invert(edge)], { stroke: "var(--line)" }) : null,
      strip ? Plot.text(["no day told"], { x: () => across.invert(edge + strip / 2), frameAnchor: "bottom", dy: 20 }) : null,
      Plot.link(closed, { x1: "x", x2: "x", y1: "low", y2: "high", stroke: line, strokeWidth: 1.5, marker: "tick" }),
      Plot.link(open, {
        x1: "x",
        x2: "x",
        y1: "at",
        y2: (p) => value(up.apply(p.at) + (p.high == null ? -OPEN : OPEN)),
        stroke: line,
        strokeWidth: 1.5,
        markerEnd: "arrow",
      }),
      Plot.dot(points, {
        x: "x",
        y: "at",
        r: RADIUS,
        symbol: (p) => shape(p.side_key),
        stroke: line,
        fill: (p) => (p.original ? line(p) : "var(--paper)"),
        strokeWidth: 1.75,
        href: (p) => p.href ?? null,
        className: "claims",
        sort: null,
      }),
    ],
  });
  for (const path of svg.querySelectorAll(".claims path, .claims circle")) {
    const point = points[path.__data__];
    const mark = path.closest("a") ?? path;
    if (mark === path) focusOn(mark);
    path.classList.add(point.original ? "solid" : "hollow");
    const said = point.text ?? number(point.at);
    tell(mark, [said, [point.claimant, point.side].filter(Boolean).join(", "), point.time ? inWords(point.time) : "no day told"], echo(point));
  }
  return [title(data), svg, key(points, open)];
}

const echo = (point) => (point.original ? "" : ", repeats another’s figure");

/** Where the dot of a figure stands: at the number it is known by, halfway where it names two ("10 to 50"). */
function middle({ low, best, high }) {
  const two = low != null && high != null && low < high;
  return two && (best == null || best === low) ? (low + high) / 2 : (best ?? low ?? high);
}

function title({ kind, unit }) {
  return make("p", { class: "axis" }, unit && unit !== "people" ? unit : kind);
}

/** The scale of the figures: from zero, or by multiples where the largest is many times the smallest. */
function figures(points) {
  const told = points.flatMap((p) => [p.low, p.best, p.high]).filter((n) => n != null);
  const [least, most] = [Math.min(...told), Math.max(...told)];
  if (least > 0 && most / least > 20) {
    const domain = [least / 1.35, most * 1.35];
    return { type: "log", domain, ticks: multiples(domain) };
  }
  return { type: "linear", domain: [0, Math.max(1, most * 1.12)], ticks: most < 5 ? most || 1 : 5 };
}

/** 1, 2, 5, 10, 20 … or only 1, 10, 100 … where those are too many. */
function multiples([from, to]) {
  const all = [];
  for (let ten = 10 ** Math.floor(Math.log10(from)); ten <= to; ten *= 10) all.push(ten, 2 * ten, 5 * ten);
  const shown = all.filter((n) => n >= from && n <= to);
  const tens = shown.filter((n) => Number.isInteger(Math.log10(n)));
  return shown.length > 7 && tens.length > 2 ? tens : shown;
}

function days(dated) {
  const [first, last] = dated.length ? [dated[0].time, dated.at(-1).time] : [new Date(0), new Date(0)];
  return last > first ? [first, last] : [new Date(+first - ONE_DAY), new Date(+last + ONE_DAY)];
}

/** Puts figures that would cover each other side by side, as close to where they belong as there is room. */
function spread(points, place, [from, to], inverse, up) {
  const placed = [];
  const reach = (p) => {
    const told = [p.low, p.best, p.high].filter((n) => n != null).map(up.apply);
    if (p.high == null) told.push(up.apply(p.at) - OPEN);
    else if (p.low == null) told.push(up.apply(p.at) + OPEN);
    return [Math.min(...told) - RADIUS, Math.max(...told) + RADIUS];
  };
  for (const point of points) {
    const [top, bottom] = reach(point);
    const own = place(point.time);
    const steps = [0, 1, -1, 2, -2, 3, -3, 4, -4].map((n) => own + n * APART);
    const free = (x) =>
      x >= from - 8 && x <= to + 8 && !placed.some((p) => Math.abs(p.x - x) < APART - 1 && p.top < bottom && top < p.bottom);
    const x = steps.find(free) ?? own;
    placed.push({ x, top, bottom });
    point.x = inverse(x);
  }
}

function key(points, open) {
  const sides = new Map(points.map((p) => [p.side_key ?? 0, p.side ?? "side not stated"]));
  const signs = [];
  const told = { symbol: "circle", stroke: "currentColor" };
  if (points.some((p) => !p.original)) {
    signs.push([sample({ ...told, fill: "currentColor" }), "first-hand"]);
    signs.push([sample({ ...told, fill: "var(--paper)" }), "repeats another’s figure"]);
  }
  if (open.some((p) => p.high == null)) signs.push([arrow(), "or more"]);
  return legend([...sides].sort(), signs);
}
