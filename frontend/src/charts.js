// The charts of the pages: <figure class="chart" data-chart="…"> with its data and the same figures as a table.
import { each } from "./each.js";
import { frame } from "./charts/frame.js";
import { ranges } from "./charts/ranges.js";
import { series } from "./charts/series.js";

const CHARTS = { ranges, series };

each("figure.chart[data-chart]", (figure) => {
  const draw = CHARTS[figure.dataset.chart];
  if (draw) frame(figure, draw);
});
