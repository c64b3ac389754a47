// Bars of incidents, and between the lowest and the highest figure a band of killed, drawn from the table beside it.

import { max } from "d3-array";
import { axisBottom, axisLeft } from "d3-axis";
import { scaleLinear, scaleUtc } from "d3-scale";
import { select } from "d3-selection";
import { area, curveStepAfter, line } from "d3-shape";
import { utcDay, utcMonth, utcYear, type TimeInterval } from "d3-time";

const UNITS: Record<string, TimeInterval> = { day: utcDay, month: utcMonth, year: utcYear };
const SHOWN: Record<string, Intl.DateTimeFormatOptions> = {
  day: { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" },
  month: { month: "long", year: "numeric", timeZone: "UTC" },
  year: { year: "numeric", timeZone: "UTC" },
};
const EDGE = { top: 20, right: 18, bottom: 24, left: 46 };
const MIDDLE = 34; // pixels between the two halves
const LEAST_DRAG = 4; // pixels; less is a click

interface Bucket {
  first: Date;
  end: Date;
  incidents: number;
  low: number;
  high: number;
}

type Chosen = (first: string, last: string) => void;

const watched = new WeakSet<Element>();

export function drawTimeline(place: HTMLElement, chosen: Chosen): void {
  if (!watched.has(place)) {
    watched.add(place);
    new ResizeObserver(() => drawTimeline(place, chosen)).observe(place);
  }
  const table = document.querySelector<HTMLTableElement>("#timeline-table");
  const unit = UNITS[table?.dataset["unit"] ?? ""];
  const width = place.clientWidth;
  const height = place.clientHeight;
  if (table === null || unit === undefined) {
    place.replaceChildren(Object.assign(document.createElement("p"), { className: "quiet", textContent: "No incident that fits has a date." }));
    return;
  }
  if (width < 80) return;
  draw(place, read(table, unit), table.dataset["unit"] ?? "", { width, height }, chosen);
}

function read(table: HTMLTableElement, unit: TimeInterval): Bucket[] {
  return [...table.querySelectorAll<HTMLTableRowElement>("tbody tr")].map((row) => {
    const first = new Date(`${row.dataset["first"]}T00:00:00Z`);
    const [incidents = 0, low = 0, high = 0] = (row.dataset["values"] ?? "").split(",").map(Number);
    return { first, end: unit.offset(first, 1), incidents, low, high };
  });
}

/** Months and years without an incident, which the table leaves out, as zeros: the band falls there. */
function whole(buckets: Bucket[], unit: TimeInterval): Bucket[] {
  const known = new Map(buckets.map((one) => [one.first.getTime(), one]));
  const [first, last] = [buckets[0], buckets[buckets.length - 1]];
  if (first === undefined || last === undefined) return [];
  return unit
    .range(first.first, last.end)
    .map((at) => known.get(at.getTime()) ?? { first: at, end: unit.offset(at, 1), incidents: 0, low: 0, high: 0 });
}

function draw(place: HTMLElement, found: Bucket[], name: string, size: { width: number; height: number }, chosen: Chosen): void {
  const unit = UNITS[name] ?? utcMonth;
  const buckets = whole(found, unit);
  const { width, height } = size;
  const half = (height - EDGE.top - EDGE.bottom - MIDDLE) / 2;
  const start = buckets[0]?.first ?? new Date();
  const end = buckets[buckets.length - 1]?.end ?? new Date();
  const x = scaleUtc().domain([start, end]).range([EDGE.left, width - EDGE.right]);
  const count = scaleLinear().domain([0, max(buckets, (one) => one.incidents) ?? 1]).nice(3).range([EDGE.top + half, EDGE.top]);
  const bottom = height - EDGE.bottom;
  const killed = scaleLinear().domain([0, Math.max(1, max(buckets, (one) => one.high) ?? 1)]).nice(3).range([bottom, bottom - half]);

  const svg = select(document.createElementNS("http://www.w3.org/2000/svg", "svg"))
    .attr("viewBox", `0 0 ${width} ${height}`)
    .attr("role", "img")
    .attr("aria-label", `Incidents and killed by ${name}, from ${shown(start, name)} to ${shown(new Date(+end - 1), name)}. The table below has the figures; the fields From and To choose days.`);
  svg.append("text").attr("x", 2).attr("y", 11).text("Incidents");
  svg.append("text").attr("x", 2).attr("y", bottom - half - 9).text("Killed, lowest to highest");
  svg.selectAll(".bar").data(buckets.filter((one) => one.incidents)).join("rect").attr("class", "bar")
    .attr("x", (one) => x(one.first)).attr("width", (one) => Math.max(1, x(one.end) - x(one.first) - 1))
    .attr("y", (one) => count(one.incidents)).attr("height", (one) => count(0) - count(one.incidents));
  // A step needs a last point at the end of the last bucket.
  const steps = buckets.flatMap((one, at) => (at === buckets.length - 1 ? [one, { ...one, first: one.end }] : [one]));
  svg.append("path").attr("class", "band").attr("d", area<Bucket>((one) => x(one.first), (one) => killed(one.low), (one) => killed(one.high)).curve(curveStepAfter)(steps));
  for (const end of ["low", "high"] as const) {
    svg.append("path").attr("class", "edge").attr("d", line<Bucket>((one) => x(one.first), (one) => killed(one[end])).curve(curveStepAfter)(steps));
  }
  const ticks = Math.max(2, Math.floor(width / 90));
  svg.append("g").attr("class", "axis").attr("transform", `translate(0,${bottom})`).call(axisBottom(x).ticks(ticks).tickSizeOuter(0));
  svg.append("g").attr("class", "axis").attr("transform", `translate(0,${EDGE.top + half})`).call(axisBottom(x).ticks(ticks).tickSize(3).tickFormat(() => ""));
  for (const scale of [count, killed]) {
    svg.append("g").attr("class", "axis").attr("transform", `translate(${EDGE.left},0)`).call(axisLeft(scale).ticks(Math.min(3, scale.domain()[1] ?? 1)).tickFormat((figure) => figure.toLocaleString("en")).tickSizeOuter(0));
  }
  const reading = Object.assign(document.createElement("div"), { className: "reading", hidden: true });
  const drawn = svg.node();
  if (drawn === null) return;
  place.replaceChildren(drawn, reading);
  const at = (event: PointerEvent): number => {
    const inside = event.clientX - drawn.getBoundingClientRect().left;
    return Math.min(width - EDGE.right, Math.max(EDGE.left, inside));
  };
  tell(drawn, reading, (event) => {
    const when = x.invert(at(event));
    const one = buckets.find((bucket) => bucket.first <= when && when < bucket.end);
    return one === undefined ? "" : `${shown(one.first, name)}: ${plural(one.incidents)}, ${one.low === one.high ? one.low : `${one.low}–${one.high}`} killed`;
  });
  brush(drawn, at, (left, right) => {
    const first = unit.floor(x.invert(left));
    const last = utcDay.offset(unit.ceil(x.invert(right)), -1);
    chosen(iso(first), iso(last < first ? first : last));
  });
}

function tell(svg: SVGSVGElement, reading: HTMLElement, words: (event: PointerEvent) => string): void {
  svg.addEventListener("pointermove", (event) => {
    reading.textContent = words(event);
    reading.hidden = reading.textContent === "";
  });
  svg.addEventListener("pointerleave", () => (reading.hidden = true));
}

function brush(svg: SVGSVGElement, at: (event: PointerEvent) => number, done: (left: number, right: number) => void): void {
  let from: number | undefined;
  const box = select(svg).append("rect").attr("class", "brush").attr("y", EDGE.top).attr("height", svg.viewBox.baseVal.height - EDGE.top - EDGE.bottom).attr("width", 0);
  const between = (event: PointerEvent): [number, number] => {
    const to = at(event);
    return [Math.min(from ?? to, to), Math.max(from ?? to, to)];
  };
  svg.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    from = at(event);
    svg.setPointerCapture(event.pointerId);
  });
  svg.addEventListener("pointermove", (event) => {
    if (from === undefined) return;
    const [left, right] = between(event);
    box.attr("x", left).attr("width", right - left);
  });
  svg.addEventListener("pointerup", (event) => {
    if (from === undefined) return;
    const [left, right] = between(event);
    from = undefined;
    box.attr("width", 0);
    if (right - left >= LEAST_DRAG) done(left, right);
  });
  svg.addEventListener("pointercancel", () => {
    from = undefined;
    box.attr("width", 0);
  });
}

function shown(day: Date, name: string): string {
  return new Intl.DateTimeFormat("en-GB", SHOWN[name] ?? SHOWN["day"]).format(day);
}

function plural(count: number): string {
  return count === 1 ? "1 incident" : `${count.toLocaleString("en")} incidents`;
}

function iso(day: Date): string {
  return day.toISOString().slice(0, 10);
}
