// The map of incidents: <figure class="map" data-map> with its data, and the same incidents as a list.
import { dataOf, each } from "./each.js";
import { draw } from "./map/draw.js";

each("figure.map[data-map]", (figure) => {
  const data = dataOf(figure);
  if (data) draw(figure, data);
});
