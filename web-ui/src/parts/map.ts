// Incidents on a map of country shapes that comes with the desk: nothing is asked of any other host.
//
// Only what is known to a town or finer is a point. What is known to a province or region is a hatched disc, what is
// known to a country alone a shade over the country: neither may be taken for a spot.

import "maplibre-gl/dist/maplibre-gl.css";
import { type ExpressionSpecification, type GeoJSONSource, type MapGeoJSONFeature, Map as MapView, NavigationControl, Popup, setWorkerUrl } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import shapesUrl from "world-atlas/countries-50m.json?url";
import { type AreaOnMap, type Colours, areasFromTable, areaFeatures, colours, disc, pointFeatures, type PointOnMap, shadeOf, unbroken } from "./mapdata";

export interface IncidentMap {
  update(parameters: URLSearchParams): void;
}

const WHOLE_WORLD_BELOW = 3.5; // zoom; from here on, only what is in view is asked for
const ALL_ROUND = 240; // degrees; what is spread wider is shown as the world
const FIRST_ZOOM = 6; // not closer, so that the country can be seen
const STILL = window.matchMedia("(prefers-reduced-motion: reduce)");
const DARK = window.matchMedia("(prefers-color-scheme: dark)");

/** Make the map in `place`. Fails where the browser cannot draw it. `chosen` is called with a box to search in. */
export async function makeMap(place: HTMLElement, searchHere: HTMLButtonElement, chosen: (box: string) => void): Promise<IncidentMap> {
  setWorkerUrl(new URL(workerUrl, location.href).href);
  const topology = (await (await fetch(shapesUrl)).json()) as Topology<{ countries: GeometryCollection<{ name: string }> }>;
  const shapes = unbroken(feature(topology, topology.objects.countries));
  place.replaceChildren();
  const map = new MapView({
    container: place,
    style: { version: 8, sources: {}, layers: [] },
    bounds: [-130, -45, 150, 65],
    maxZoom: 12,
    maxPitch: 0,
    dragRotate: false,
    attributionControl: false,
    renderWorldCopies: true,
    cooperativeGestures: true,
    fadeDuration: 0,
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.getCanvas().setAttribute("aria-label", "Map of the incidents. Arrow keys move it, plus and minus zoom. “Places in words” below says the same as text.");
  await map.once("load");
  layers(map, shapes);
  DARK.addEventListener("change", () => paint(map));
  return controlled(map, searchHere, chosen);
}

function layers(map: MapView, shapes: GeoJSON.FeatureCollection): void {
  const empty: GeoJSON.FeatureCollection = { type: "FeatureCollection", features: [] };
  map.addSource("countries", { type: "geojson", data: shapes });
  map.addSource("shaded", { type: "geojson", data: empty });
  map.addSource("countries-known", { type: "geojson", data: empty });
  map.addSource("areas", { type: "geojson", data: empty });
  map.addSource("points", { type: "geojson", data: empty });
  map.addLayer({ id: "sea", type: "background" });
  map.addLayer({ id: "land", type: "fill", source: "countries" });
  map.addLayer({ id: "shaded", type: "fill", source: "shaded" });
  map.addLayer({ id: "borders", type: "line", source: "countries", paint: { "line-width": 0.6 } });
  map.addLayer({
    id: "areas",
    type: "symbol",
    source: "areas",
    layout: { "icon-image": "disc", "icon-allow-overlap": true, "icon-size": ["interpolate", ["linear"], ["zoom"], 1, 0.4, 6, 1.4] },
  });
  const labels: ExpressionSpecification = ["step", ["zoom"], ["get", "label"], WHOLE_WORLD_BELOW, ["coalesce", ["get", "longer"], ["get", "label"]]];
  for (const [id, source, filter] of [
    ["country-counts", "countries-known", [">", ["get", "count"], 0]],
    ["area-counts", "areas", [">", ["get", "count"], 1]],
    ["point-counts", "points", [">", ["get", "count"], 1]],
  ] as const) {
    if (source === "points") {
      map.addLayer({ id: "points", type: "circle", source, paint: { "circle-radius": ["get", "radius"], "circle-stroke-width": 1.5 } });
    }
    map.addLayer({
      id,
      type: "symbol",
      source,
      filter: filter as unknown as boolean,
      // Text is drawn by the browser with its own letters: the style names no glyphs to fetch.
      layout: { "text-field": labels, "text-size": 12, "text-allow-overlap": true, "text-ignore-placement": true },
    });
  }
  paint(map);
  map.setProjection({ type: "mercator" });
  shapesOf.set(map, shapes);
}

const shapesOf = new WeakMap<MapView, GeoJSON.FeatureCollection>();

function paint(map: MapView): void {
  const found: Colours = colours();
  map.setPaintProperty("sea", "background-color", found.sea);
  map.setPaintProperty("land", "fill-color", found.land);
  map.setPaintProperty("shaded", "fill-color", found.shade);
  map.setPaintProperty("shaded", "fill-opacity", ["get", "strength"]);
  map.setPaintProperty("borders", "line-color", found.border);
  const rough: ExpressionSpecification = ["to-boolean", ["get", "rough"]];
  map.setPaintProperty("points", "circle-color", ["case", rough, found.panel, found.accent]);
  map.setPaintProperty("points", "circle-stroke-color", ["case", rough, found.accent, found.panel]);
  map.setPaintProperty("point-counts", "text-color", found.panel);
  for (const counts of ["area-counts", "country-counts"]) {
    map.setPaintProperty(counts, "text-color", found.ink);
    map.setPaintProperty(counts, "text-halo-color", found.panel);
    map.setPaintProperty(counts, "text-halo-width", 1.5);
  }
  const image = disc(found);
  if (map.hasImage("disc")) map.removeImage("disc");
  map.addImage("disc", image, { pixelRatio: 2 });
}

function controlled(map: MapView, searchHere: HTMLButtonElement, chosen: (box: string) => void): IncidentMap {
  let parameters = new URLSearchParams();
  let running: AbortController | undefined;
  let first = true;
  const load = async (): Promise<void> => {
    running?.abort();
    running = new AbortController();
    const { signal } = running;
    try {
      const found = await fetch(`/api/v1/incidents/map?${asked(parameters, map)}`, { signal });
      if (!found.ok) throw new Error(`The points of the map could not be loaded (status ${found.status}).`);
      const { points } = (await found.json()) as { points: PointOnMap[] };
      source(map, "points").setData(pointFeatures(points));
      if (first) {
        first = false;
        fit(map, parameters.get("bbox"), [...points, ...areasFromTable()]);
      }
    } catch (error) {
      const told = document.getElementById("unplaced");
      if (!signal.aborted && told !== null) told.textContent = (error as Error).message;
    }
  };
  map.on("moveend", (event) => {
    void load();
    // Only a person's own moves ask whether the list shall follow.
    if ("originalEvent" in event && event.originalEvent) searchHere.hidden = false;
  });
  map.getCanvas().addEventListener("keyup", () => (searchHere.hidden = false));
  searchHere.addEventListener("click", () => {
    searchHere.hidden = true;
    chosen(box(map));
  });
  clicks(map, chosen);
  return {
    update(wanted): void {
      parameters = new URLSearchParams(wanted);
      parameters.delete("page");
      parameters.delete("sort");
      showAreas(map, areasFromTable());
      showUnplaced();
      void load();
    },
  };
}

function asked(parameters: URLSearchParams, map: MapView): string {
  const wanted = new URLSearchParams(parameters);
  wanted.set("zoom", Math.max(0, map.getZoom()).toFixed(2)); // on a small screen the world is below 0
  if (map.getZoom() >= WHOLE_WORLD_BELOW && !wanted.has("bbox")) wanted.set("bbox", box(map));
  return wanted.toString();
}

/** What is in view as west,south,east,north; the whole width of the world where more than that is in view. */
function box(map: MapView): string {
  const view = map.getBounds();
  const turn = (degrees: number): number => ((((degrees + 180) % 360) + 360) % 360) - 180;
  const whole = view.getEast() - view.getWest() >= 360;
  const edges = [
    whole ? -180 : turn(view.getWest()),
    Math.max(-90, view.getSouth()),
    whole ? 180 : turn(view.getEast()),
    Math.min(90, view.getNorth()),
  ];
  return edges.map((edge) => edge.toFixed(3)).join(",");
}

/** Begin with what there is to see: the box that is searched, or where the incidents are. */
function fit(map: MapView, searched: string | null, found: { longitude: number; latitude: number }[]): void {
  const across = found.map((one) => one.longitude);
  const up = found.map((one) => one.latitude);
  const edges = searched ? searched.split(",").map(Number) : [Math.min(...across), Math.min(...up), Math.max(...across), Math.max(...up)];
  const [west = 0, south = 0, east = 0, north = 0] = edges;
  if (!edges.every(Number.isFinite) || east - west > ALL_ROUND) return;
  const bounds: [number, number, number, number] = [west, south, east < west ? east + 360 : east, north];
  map.fitBounds(bounds, { padding: searched ? 0 : 40, maxZoom: FIRST_ZOOM, animate: false });
}

function source(map: MapView, name: string): GeoJSONSource {
  return map.getSource(name) as GeoJSONSource;
}

function showAreas(map: MapView, areas: AreaOnMap[]): void {
  source(map, "areas").setData(areaFeatures(areas.filter((one) => one.kind !== "country")));
  const countries = areas.filter((one) => one.kind === "country");
  source(map, "countries-known").setData(areaFeatures(countries));
  const shapes = shapesOf.get(map);
  if (shapes !== undefined) source(map, "shaded").setData(shadeOf(shapes, countries));
}

function showUnplaced(): void {
  const told = document.getElementById("unplaced");
  const count = Number(document.getElementById("areas-details")?.dataset["unplaced"] ?? 0);
  if (told !== null) told.textContent = count ? `${count.toLocaleString("en")} ${count === 1 ? "incident has" : "incidents have"} no place and cannot be shown` : "";
}

function clicks(map: MapView, chosen: (box: string) => void): void {
  const layersHit = ["points", "areas", "shaded"];
  const hit = (point: { x: number; y: number }): MapGeoJSONFeature | undefined =>
    map.queryRenderedFeatures([point.x, point.y], { layers: layersHit })[0];
  map.on("mousemove", (event) => {
    map.getCanvas().style.cursor = hit(event.point) ? "pointer" : "";
  });
  map.on("click", (event) => {
    const found = hit(event.point);
    if (found === undefined) return;
    const about = found.properties as Record<string, string | number>;
    const cluster = found.layer.id === "points" && Number(about["count"]) > 1;
    if (cluster && map.getZoom() < map.getMaxZoom() - 0.5) {
      map.easeTo({ center: event.lngLat, zoom: Math.min(map.getZoom() + 2, map.getMaxZoom()), animate: !STILL.matches });
      return;
    }
    const popup = new Popup({ maxWidth: "18rem", focusAfterOpen: true }).setLngLat(event.lngLat);
    popup.setDOMContent(told(found.layer.id, about, () => {
      popup.remove();
      const { lng, lat } = event.lngLat;
      chosen([lng - 0.05, lat - 0.05, lng + 0.05, lat + 0.05].map((edge) => edge.toFixed(3)).join(","));
    }));
    popup.addTo(map);
  });
}

function told(layer: string, about: Record<string, string | number>, here: () => void): HTMLElement {
  const box = document.createElement("div");
  const add = (text: string): void => void box.append(Object.assign(document.createElement("p"), { textContent: text }));
  const count = Number(about["count"]);
  const many = count === 1 ? "1 incident" : `${count.toLocaleString("en")} incidents`;
  add(`${many}, ${Number(about["killed"]).toLocaleString("en")} killed`);
  if (layer === "points" && about["incident"]) {
    box.append(Object.assign(document.createElement("a"), { href: `/incidents/${about["incident"]}`, textContent: "Open the incident" }));
  } else if (layer === "points") {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: "Show these in the list" });
    button.addEventListener("click", here);
    box.append(button);
  } else {
    add(`Known only to be somewhere in this ${about["kind"]}: ${about["name"]}.`);
    if (about["country"]) {
      const address = `/incidents?country=${encodeURIComponent(String(about["country"]))}`;
      box.append(Object.assign(document.createElement("a"), { href: address, textContent: "All incidents of this country" }));
    }
  }
  return box;
}
