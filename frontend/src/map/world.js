// Land and borders, without a server of map tiles: Natural Earth's shapes, as the package world-atlas has them.
import L from "leaflet";
import { feature, mesh } from "topojson-client";
import atlas from "world-atlas/countries-50m.json";

const ADDRESS = new URL(atlas, import.meta.url);
let shapes; // asked for once, however many maps a page has

async function loaded() {
  shapes ??= fetch(ADDRESS).then((answer) => {
    if (!answer.ok) throw new Error(`The shapes of the map: ${answer.status}`);
    return answer.json();
  });
  return shapes;
}

/** Adds the world under what is on a map already; names of countries come and go with the zoom. */
export async function addWorld(map) {
  const topology = await loaded();
  const countries = topology.objects.countries;
  const below = { pane: "tilePane", interactive: false };
  L.geoJSON(feature(topology, countries), { ...below, style: () => ({ className: "land", stroke: false, fill: true }) }).addTo(map);
  L.geoJSON(mesh(topology, countries, (a, b) => a !== b), { ...below, style: () => ({ className: "border", fill: false }) }).addTo(map);
  addNames(map, feature(topology, countries).features);
}

function addNames(map, countries) {
  const names = countries.map((country) => ({ name: country.properties.name, ...middle(country.geometry) }));
  names.sort((a, b) => b.width - a.width);
  const layer = L.layerGroup().addTo(map);
  const show = () => {
    layer.clearLayers();
    const world = map.getPixelWorldBounds().getSize().x;
    const seen = map.getBounds().pad(-0.02);
    for (const { name, at, width } of names) {
      if ((width / 360) * world < name.length * 7 + 14 || !seen.contains(at)) continue;
      const icon = L.divIcon({ className: "country", html: make(name), iconSize: [0, 0] });
      L.marker(at, { icon, pane: "tilePane", interactive: false, keyboard: false }).addTo(layer);
    }
  };
  map.on("zoomend moveend", show);
  show();
}

function make(name) {
  const span = document.createElement("span");
  span.textContent = name;
  span.setAttribute("aria-hidden", "true");
  return span;
}

/** Where a country's name goes: on the widest stretch of land halfway up its largest part. */
function middle({ type, coordinates }) {
  const rings = (type === "Polygon" ? [coordinates] : coordinates).map(([outer]) => outer);
  const ring = rings.reduce((a, b) => (area(b) > area(a) ? b : a));
  const heights = ring.map(([, y]) => y);
  const [south, north] = [Math.min(...heights), Math.max(...heights)];
  let best = { width: 0, at: ring[0] };
  for (const share of [0.5, 0.42, 0.58, 0.34, 0.66]) {
    const y = south + (north - south) * share;
    const across = crossings(ring, y);
    for (let n = 0; n + 1 < across.length; n += 2) {
      const width = across[n + 1] - across[n];
      if (width > best.width * 1.15) best = { width, at: [y, (across[n] + across[n + 1]) / 2] };
    }
  }
  return best;
}

function crossings(ring, y) {
  const found = [];
  for (let n = 0; n + 1 < ring.length; n++) {
    const [[ax, ay], [bx, by]] = [ring[n], ring[n + 1]];
    if (ay > y !== by > y) found.push(ax + ((y - ay) / (by - ay)) * (bx - ax));
  }
  return found.sort((a, b) => a - b);
}

function area(ring) {
  let sum = 0;
  for (let n = 0; n + 1 < ring.length; n++) sum += ring[n][0] * ring[n + 1][1] - ring[n + 1][0] * ring[n][1];
  return Math.abs(sum / 2);
}
