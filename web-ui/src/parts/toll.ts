// The toll over time as a chart, drawn from the table that the server wrote; the table stays as its alternative.
import { max } from "d3-array";
import { axisBottom, axisLeft } from "d3-axis";
import { scaleLinear, scaleUtc } from "d3-scale";
import { create } from "d3-selection";
import { area, curveStepAfter, line } from "d3-shape";

interface Figure {
  day: Date;
  low: number | undefined;
  best: number | undefined;
  high: number | undefined;
}

interface Series {
  name: string;
  figures: Figure[];
}

const HEIGHT = 230;
const MARGIN = { top: 14, right: 16, bottom: 26, left: 38 };
const COLOURS = 6;
// Series are told apart by these dashes and by their names, not by colour alone.
const DASHES = ["", "7 3", "2 3", "9 3 2 3", "12 4", "4 2"];

const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "2-digit", timeZone: "UTC" });

function number(cell: HTMLElement, end: "low" | "best" | "high"): number | undefined {
  const text = cell.dataset[end];
  return text === undefined ? undefined : Number(text);
}

function read(table: HTMLTableElement): Series[] {
  const names = [...(table.tHead?.rows[0]?.cells ?? [])].slice(1, -1).map((cell) => cell.textContent?.trim() ?? "");
  const rows = [...(table.tBodies[0]?.rows ?? [])];
  return names.map((name, column) => ({
    name,
    figures: rows.flatMap((row) => {
      const time = row.querySelector("time")?.dateTime;
      const cell = row.cells[column + 1];
      if (!time || !cell) return [];
      const [low, best, high] = [number(cell, "low"), number(cell, "best"), number(cell, "high")];
      return low === undefined && best === undefined && high === undefined
        ? []
        : [{ day: new Date(`${time}T00:00:00Z`), low, best, high }];
    }),
  }));
}

function shown(figure: Figure): number {
  return figure.best ?? figure.low ?? figure.high ?? 0;
}

// Whether the names of days have room beside one another.
function spread(days: Date[], x: (day: Date) => number): boolean {
  return days.slice(1).every((day, at) => x(day) - x(days[at] as Date) > 80);
}

function draw(holder: HTMLElement, series: Series[]): void {
  const width = Math.max(holder.clientWidth, 280);
  const days = series.flatMap((one) => one.figures.map((figure) => figure.day.getTime()));
  const first = Math.min(...days);
  const end = Math.max(...days);
  const after = end + (end - first) * 0.06; // the last figure holds on
  const most = max(series.flatMap((one) => one.figures), (figure) => Math.max(shown(figure), figure.high ?? 0)) ?? 1;
  const x = scaleUtc([new Date(first), new Date(after)], [MARGIN.left, width - MARGIN.right]);
  const y = scaleLinear([0, Math.max(most, 1)], [HEIGHT - MARGIN.bottom, MARGIN.top]).nice();

  const svg = create("svg")
    .attr("viewBox", `0 0 ${width} ${HEIGHT}`)
    .attr("role", "img")
    .attr("aria-label", "Totals by the day on which reports came out; the table below has the same figures.");
  const mostTicks = Math.max(2, Math.min(6, Math.floor(width / 110)));
  const told = [...new Set(days)].sort((one, other) => one - other).map((day) => new Date(day));
  const axis = axisBottom<Date>(x).tickSizeOuter(0).tickFormat((day) => DAY.format(day));
  // Few days are named each; the ticks of a longer time fall on whole days, too.
  if (told.length <= mostTicks && spread(told, x)) axis.tickValues(told);
  else axis.ticks(Math.min(mostTicks, Math.round((end - first) / 864e5)));
  svg.append("g").attr("class", "axis").attr("transform", `translate(0,${HEIGHT - MARGIN.bottom})`).call(axis as never);
  svg.append("g").attr("class", "axis").attr("transform", `translate(${MARGIN.left},0)`)
    .call(axisLeft(y).ticks(Math.min(5, Math.max(most, 1))).tickSizeOuter(0) as never);

  series.forEach((one, at) => {
    const held = one.figures.at(-1);
    if (!held) return;
    const figures = [...one.figures, { ...held, day: new Date(after) }];
    const group = svg.append("g").attr("class", `series c${(at % COLOURS) + 1}`);
    const bounded = area<Figure>()
      .curve(curveStepAfter)
      .defined((figure) => figure.low !== undefined && figure.high !== undefined)
      .x((figure) => x(figure.day))
      .y0((figure) => y(figure.low ?? 0))
      .y1((figure) => y(figure.high ?? 0));
    group.append("path").attr("class", "band").attr("d", bounded(figures));
    const middle = line<Figure>().curve(curveStepAfter).x((figure) => x(figure.day)).y((figure) => y(shown(figure)));
    group.append("path").attr("class", "line").attr("d", middle(figures))
      .attr("stroke-dasharray", DASHES[at % DASHES.length] ?? "");
    for (const figure of one.figures) {
      if (figure.high === undefined) {
        // No upper bound is known: a stroke that points up and ends nowhere.
        group.append("line").attr("class", "open").attr("x1", x(figure.day)).attr("x2", x(figure.day))
          .attr("y1", y(shown(figure)) - 5).attr("y2", Math.max(y(shown(figure)) - 18, 2));
      }
      group.append("circle").attr("class", "dot").attr("cx", x(figure.day)).attr("cy", y(shown(figure))).attr("r", 3.5);
    }
  });
  holder.replaceChildren(legend(series), svg.node() as SVGSVGElement);
}

function legend(series: Series[]): HTMLElement {
  const list = document.createElement("ul");
  list.className = "legend";
  series.forEach((one, at) => {
    const item = document.createElement("li");
    item.className = `c${(at % COLOURS) + 1}`;
    const svg = create("svg").attr("viewBox", "0 0 30 8").attr("class", "key").attr("aria-hidden", "true");
    svg.append("line").attr("class", "line").attr("x2", 30).attr("y1", 4).attr("y2", 4)
      .attr("stroke-dasharray", DASHES[at % DASHES.length] ?? "");
    item.append(svg.node() as SVGSVGElement, one.name);
    list.append(item);
  });
  return list;
}

/** Draws a chart above each table of a toll that has two days or more. */
export function drawTolls(): void {
  for (const holder of document.querySelectorAll<HTMLElement>("[data-toll-chart]")) {
    const table = holder.parentElement?.querySelector<HTMLTableElement>("table[data-toll]");
    const series = table ? read(table).filter((one) => one.figures.length > 0) : [];
    const days = new Set(series.flatMap((one) => one.figures.map((figure) => figure.day.getTime())));
    if (days.size < 2) continue;
    holder.hidden = false;
    draw(holder, series);
    let width = holder.clientWidth;
    new ResizeObserver(() => {
      if (holder.clientWidth === width) return;
      width = holder.clientWidth;
      draw(holder, series);
    }).observe(holder);
  }
}
