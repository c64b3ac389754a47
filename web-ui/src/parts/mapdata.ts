// What the map draws, made from the answers of the server: features, colours, the hatched disc.

export interface PointOnMap {
  longitude: number;
  latitude: number;
  count: number;
  killed: number;
  incident: string;
  precision: string;
}

export interface AreaOnMap {
  name: string;
  country: string;
  number: string;
  kind: string;
  longitude: number;
  latitude: number;
  count: number;
  killed: number;
}

export interface Colours {
  sea: string;
  land: string;
  border: string;
  shade: string;
  accent: string;
  panel: string;
  ink: string;
  toll: string;
}

// Kosovo has no number in ISO 3166-1, neither in the shapes nor in the list of countries.
const UNNUMBERED: Record<string, string> = { XK: "name:Kosovo" };

export function colours(): Colours {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    sea: token("sea"),
    land: token("land"),
    border: token("border"),
    shade: token("shade"),
    accent: token("accent"),
    panel: token("panel"),
    ink: token("ink"),
    toll: token("toll"),
  };
}

/** The areas of the table beside the map: one place says what the map says. */
export function areasFromTable(): AreaOnMap[] {
  return [...document.querySelectorAll<HTMLTableRowElement>("#areas tbody tr")].map((row) => {
    const [longitude = 0, latitude = 0] = (row.dataset["at"] ?? "").split(",").map(Number);
    return {
      name: row.cells[0]?.textContent ?? "",
      country: row.dataset["country"] ?? "",
      number: row.dataset["number"] || (UNNUMBERED[row.dataset["country"] ?? ""] ?? ""),
      kind: row.dataset["kind"] ?? "",
      longitude,
      latitude,
      count: Number(row.dataset["count"]),
      killed: Number(row.dataset["killed"]),
    };
  });
}

// Of these the point is only near the place, or in the middle of it.
const ROUGH = new Set(["near_town", "admin2"]);

export function pointFeatures(points: PointOnMap[]): GeoJSON.FeatureCollection {
  return collection(
    points.map((one) => ({
      type: "Feature",
      geometry: { type: "Point", coordinates: [one.longitude, one.latitude] },
      properties: {
        count: one.count,
        killed: one.killed,
        incident: one.incident ?? "",
        label: brief(one.count),
        rough: ROUGH.has(one.precision),
        radius: one.count === 1 ? 5 : 9 + 3 * Math.log10(one.count) * 1.6,
      },
    })),
  );
}

export function areaFeatures(areas: AreaOnMap[]): GeoJSON.FeatureCollection {
  return collection(
    areas.map((one) => ({
      type: "Feature",
      geometry: { type: "Point", coordinates: [one.longitude, one.latitude] },
      properties: { ...one, label: brief(one.count), ...(one.kind === "country" ? { longer: `${one.name}: ${one.count}` } : {}) },
    })),
  );
}

/** Shapes without the jumps from 180 to -180 degrees, which would be drawn as lines around the world. */
export function unbroken(shapes: GeoJSON.FeatureCollection): GeoJSON.FeatureCollection {
  for (const { geometry, id } of shapes.features) {
    if (id === POLAR) continue;
    if (geometry.type === "Polygon") geometry.coordinates.forEach(unroll);
    if (geometry.type === "MultiPolygon") geometry.coordinates.forEach((one) => one.forEach(unroll));
  }
  return shapes;
}

const POLAR = "010"; // Antarctica goes all the way round

function unroll(ring: GeoJSON.Position[]): void {
  let before = ring[0]?.[0] ?? 0;
  for (const point of ring) {
    const longitude = point[0] ?? 0;
    point[0] = longitude - 360 * Math.round((longitude - before) / 360);
    before = point[0];
  }
}

/** The shapes of countries of which nothing finer is known, darker the more incidents there are. */
export function shadeOf(shapes: GeoJSON.FeatureCollection, areas: AreaOnMap[]): GeoJSON.FeatureCollection {
  const known = new Map<string, AreaOnMap>();
  for (const one of areas) {
    const before = known.get(one.number);
    known.set(one.number, before ? { ...one, count: before.count + one.count, killed: before.killed + one.killed } : one);
  }
  const most = Math.max(1, ...[...known.values()].map((one) => one.count));
  return collection(
    shapes.features.flatMap((shape) => {
      const one = known.get(numberOf(shape));
      if (one === undefined) return [];
      return [{ ...shape, properties: { ...one, strength: 0.45 + (0.5 * one.count) / most } }];
    }),
  );
}

function numberOf(shape: GeoJSON.Feature): string {
  return shape.id === undefined ? `name:${shape.properties?.["name"]}` : String(shape.id);
}

function collection(features: GeoJSON.Feature[]): GeoJSON.FeatureCollection {
  return { type: "FeatureCollection", features };
}

function brief(count: number): string {
  return count < 1000 ? String(count) : `${(count / 1000).toFixed(count < 10000 ? 1 : 0)}k`;
}

/** A hatched disc with a broken edge, drawn here so that no image is fetched. 64 points wide at two pixels a point. */
export function disc(found: Colours): ImageData {
  const size = 128;
  const canvas = Object.assign(document.createElement("canvas"), { width: size, height: size });
  const brush = canvas.getContext("2d");
  if (brush === null) throw new Error("This browser cannot draw.");
  const middle = size / 2;
  brush.strokeStyle = found.toll;
  brush.fillStyle = found.toll;
  brush.beginPath();
  brush.arc(middle, middle, middle - 4, 0, 2 * Math.PI);
  brush.save();
  brush.clip();
  brush.globalAlpha = 0.14;
  brush.fillRect(0, 0, size, size);
  brush.globalAlpha = 0.5;
  brush.lineWidth = 2;
  for (let at = -size; at < size; at += 12) {
    brush.beginPath();
    brush.moveTo(at, size);
    brush.lineTo(at + size, 0);
    brush.stroke();
  }
  brush.restore();
  brush.globalAlpha = 0.9;
  brush.lineWidth = 3;
  brush.setLineDash([8, 6]);
  brush.beginPath();
  brush.arc(middle, middle, middle - 4, 0, 2 * Math.PI);
  brush.stroke();
  return brush.getImageData(0, 0, size, size);
}
