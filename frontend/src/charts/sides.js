// How the sides of a war are told apart: by colour and by shape, so that neither has to be seen. 0 is for no known side.
import * as Plot from "@observablehq/plot";
import { make } from "../each.js";

const SHAPES = ["circle", "square", "triangle", "diamond", "hexagon", "star"];

export const shape = (key) => SHAPES[key] ?? SHAPES[0];
export const colour = (key) => `var(--side-${key in SHAPES ? key : 0})`;

/** A list of what the shapes mean: sides as [key, words], then other signs as [drawing, words]. */
export function legend(sides, signs) {
  const entries = [
    ...sides.map(([key, words]) => [sample({ symbol: shape(key), fill: colour(key), stroke: colour(key) }), words]),
    ...signs,
  ];
  return make("ul", { class: "legend" }, ...entries.map(([drawn, words]) => make("li", {}, drawn, words)));
}

/** One dot as the charts have it. */
export function sample(options) {
  return drawing([Plot.dot([[0, 0]], { r: 5, strokeWidth: 1.5, ...options })]);
}

/** A line that ends in an arrow, as the charts have it for "or more". */
export function arrow() {
  return drawing([Plot.link([0], { x1: 0, x2: 0, y1: -1, y2: 0.9, stroke: "currentColor", markerEnd: "arrow" })]);
}

function drawing(marks) {
  const size = { width: 18, height: 18, margin: 0, x: { domain: [-1, 1], axis: null }, y: { domain: [-1, 1], axis: null } };
  const svg = Plot.plot({ ...size, className: "plot", marks });
  svg.setAttribute("aria-hidden", "true");
  return svg;
}
