// How many of each: a name, a bar under it, the number at its end.
import * as Plot from "@observablehq/plot";
import { tell } from "./frame.js";
import { number } from "./words.js";

const ROW = 38;

export function bars(data, width) {
  const rows = data.bars ?? [];
  if (!rows.length) return null;
  const most = Math.max(1, ...rows.map((row) => row.value));
  const room = 12 + 8 * number(most).length;
  const svg = Plot.plot({
    width,
    height: rows.length * ROW + 4,
    marginTop: 2,
    marginBottom: 2,
    marginLeft: 0,
    marginRight: room,
    className: "plot",
    x: { domain: [0, most], axis: null },
    y: { type: "band", domain: rows.map((_, n) => n), axis: null, padding: 0 },
    marks: [
      Plot.barX(rows, {
        x: "value",
        y: (_, n) => n,
        insetTop: 22,
        insetBottom: 4,
        fill: data.colour ? `var(--${data.colour})` : "var(--ink)",
        href: (row) => row.href ?? null,
        className: "bars",
      }),
      Plot.text(rows, { x: 0, y: (_, n) => n, text: "label", textAnchor: "start", dy: -8, fontSize: 14 }),
      Plot.text(rows, { x: "value", y: (_, n) => n, text: (row) => number(row.value), textAnchor: "start", dx: 6, dy: 9, className: "value" }),
    ],
  });
  for (const rect of svg.querySelectorAll(".bars rect")) {
    const row = rows[rect.__data__];
    tell(rect.closest("a") ?? rect, [`${row.label}: ${number(row.value)}`]);
  }
  return [svg];
}
