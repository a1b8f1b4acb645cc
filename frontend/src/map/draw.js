// A map of incidents: circles as large as their largest figure, those that would cover each other drawn as one.
import L from "leaflet";
import Supercluster from "supercluster";
import { make } from "../each.js";
import { addWorld } from "./world.js";
import { popup } from "./popup.js";
import { family } from "./family.js";

const NEAREST = 9; // closer, Natural Earth's coasts are straight lines
const TOGETHER = 34; // pixels within which circles become one

export function draw(figure, { incidents = [], tiles }) {
  const placed = incidents.filter((one) => Number.isFinite(one.lat) && Number.isFinite(one.lon));
  const stage = make("div", { class: "stage", role: "region", "aria-label": figure.getAttribute("aria-label") ?? figure.querySelector("figcaption")?.textContent.trim() ?? "Map" });
  (figure.querySelector("details, ol, ul, table") ?? figure.lastElementChild).before(stage);
  const nearest = tiles ? 18 : NEAREST;
  const map = L.map(stage, { maxZoom: nearest, minZoom: 1, zoomSnap: 0.5, worldCopyJump: true, scrollWheelZoom: false, maxBoundsViscosity: 1 });
  map.attributionControl.setPrefix(false);
  const bounds = L.latLngBounds(placed.map((one) => [one.lat, one.lon]));
  if (bounds.isValid()) map.fitBounds(bounds.pad(0.15), { maxZoom: 6, padding: [20, 20] });
  else map.setView([30, 20], 1.5);
  // The wheel scrolls the page until somebody has touched the map.
  stage.addEventListener("keydown", (event) => event.key === "Escape" && map.closePopup()); // from within the popup, too
  map.on("focus click", () => map.scrollWheelZoom.enable());
  map.on("blur", () => map.scrollWheelZoom.disable());
  if (tiles) L.tileLayer(tiles.url, { attribution: tiles.attribution, maxZoom: nearest }).addTo(map);
  else
    addWorld(map).then(
      () => (figure.dataset.drawn = "world"),
      (error) => console.warn(error),
    );
  if (!tiles) map.attributionControl.addAttribution("Natural Earth");
  addIncidents(map, placed, nearest);
  figure.dataset.drawn ??= "incidents";
}

function addIncidents(map, incidents, nearest) {
  const index = new Supercluster({ radius: TOGETHER, extent: 256, maxZoom: nearest, map: (one) => one, reduce });
  index.load(
    incidents.map((one) => ({
      type: "Feature",
      geometry: { type: "Point", coordinates: [one.lon, one.lat] },
      properties: { most: one.most ?? 0, families: family(one.kind), incident: one },
    })),
  );
  const largest = Math.max(1, ...incidents.map((one) => one.most ?? 0));
  const layer = L.layerGroup().addTo(map);
  const show = () => {
    if (map.hasOpenPopup) return;
    const focused = layer.getLayers().find((marker) => marker.getElement() === document.activeElement)?.key;
    layer.clearLayers();
    const found = index.getClusters([-180, -85, 180, 85], Math.floor(map.getZoom()));
    // From west to east, as a reader's eye goes, and with it the focus; the largest lie lowest.
    found.sort((a, b) => a.geometry.coordinates[0] - b.geometry.coordinates[0]);
    for (const one of found) {
      const marker = spot(map, index, one, largest).addTo(layer);
      if (marker.key === focused) marker.getElement().focus({ preventScroll: true });
    }
  };
  map.on("popupopen", () => (map.hasOpenPopup = true));
  map.on("popupclose", () => {
    map.hasOpenPopup = false;
  });
  map.on("zoomend", show);
  map.on("zoomstart", () => map.closePopup());
  show();
}

function reduce(all, one) {
  all.most = Math.max(all.most, one.most);
  if (all.families !== one.families) all.families = "several";
}

/** One circle, for an incident or for several at or near one spot. */
function spot(map, index, { id, geometry, properties }, largest) {
  const { cluster, point_count: count = 1, most, families } = properties;
  const inside = cluster ? index.getLeaves(id, Infinity).map((leaf) => leaf.properties.incident) : [properties.incident];
  const size = 2 * Math.round(Math.max(cluster ? 11 : 6, 5 + 21 * Math.sqrt(most / largest)));
  const [lon, lat] = geometry.coordinates;
  const icon = L.divIcon({ className: `spot ${families}`, html: make("span", {}, count > 1 ? `${count}` : ""), iconSize: [size, size] });
  const marker = L.marker([lat, lon], { icon, riseOnHover: true, zIndexOffset: -10 * size });
  marker.key = cluster ? inside.map((one) => one.id).sort().join() : inside[0].id;
  marker.on("add", () => {
    const element = marker.getElement();
    const named = count > 1 ? `${count} incidents: ${inside.slice(0, 3).map((one) => one.name).join("; ")}${count > 3 ? " …" : ""}` : inside[0].name;
    element.setAttribute("aria-label", named);
    element.dataset.count = count;
  });
  marker.bindPopup(() => popup(inside), { maxWidth: 300, minWidth: 200, autoPanPadding: [12, 12] });
  marker.on("popupopen", ({ popup: opened }) => opened.getElement().querySelector("a")?.focus({ preventScroll: true }));
  marker.on("popupclose", () => {
    const lost = document.activeElement === document.body || document.activeElement?.closest(".leaflet-popup");
    if (lost && marker.getElement()) marker.getElement().focus({ preventScroll: true });
  });
  // Several spots that are not one come apart when one goes nearer.
  const apart = new Set(inside.map((one) => `${one.lat} ${one.lon}`)).size > 1;
  if (apart && map.getZoom() < map.getMaxZoom())
    marker.unbindPopup().on("click", () => map.flyToBounds(L.latLngBounds(inside.map((one) => [one.lat, one.lon])), { padding: [50, 50], animate: !still() }));
  return marker;
}

const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
