// The list of incidents, asked for again while somebody types or chooses. The address is the whole state: the server
// renders the same address as a page, or, with the header X-Part, only the parts of it that change.

import { drawTimeline } from "./parts/timeline";
import type { IncidentMap } from "./parts/map";

const TYPING_PAUSE = 180; // milliseconds
const NARROW = window.matchMedia("(max-width: 56rem)");

const form = get<HTMLFormElement>("filters");
const answer = get<HTMLElement>("answer");
const trouble = get<HTMLElement>("trouble");
const bbox = get<HTMLInputElement>("bbox");
let map: IncidentMap | undefined;
let running: AbortController | undefined;
let timer = 0;

function get<T extends HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The page has no #${id}.`);
  return found as T;
}

function address(): string {
  const wanted = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value !== "string" || value.trim() === "") continue;
    if (name === "sort" && value === "newest") continue;
    wanted.append(name, value);
  }
  const words = wanted.toString();
  return form.action.split("?")[0] + (words ? `?${words}` : "");
}

async function show(url: string, how: "push" | "replace" | "none"): Promise<void> {
  window.clearTimeout(timer);
  running?.abort();
  const mine = new AbortController();
  running = mine;
  answer.classList.add("updating");
  answer.setAttribute("aria-busy", "true");
  try {
    const found = await fetch(url, { headers: { "X-Part": "results" }, signal: mine.signal });
    const page = new DOMParser().parseFromString(await found.text(), "text/html");
    if (!found.ok) throw new Error(page.querySelector("main p")?.textContent ?? `status ${found.status}`);
    put(page);
    trouble.hidden = true;
    if (how === "push") history.pushState(null, "", url);
    if (how === "replace") history.replaceState(null, "", url);
    drawAgain();
  } catch (error) {
    if (mine.signal.aborted) return;
    trouble.textContent = `The list could not be brought up to date: ${(error as Error).message} What is shown is the last answer.`;
    trouble.hidden = false;
  }
  answer.classList.remove("updating");
  answer.removeAttribute("aria-busy");
}

function put(page: Document): void {
  const held = document.activeElement;
  const opened = new Map([...document.querySelectorAll("[data-part] details")].map((one) => [one.id, (one as HTMLDetailsElement).open]));
  for (const part of page.querySelectorAll<HTMLElement>("[data-part]")) {
    document.querySelector(`[data-part="${part.dataset["part"]}"]`)?.replaceChildren(...part.childNodes);
  }
  for (const [id, open] of opened) {
    const again = document.getElementById(id);
    if (again instanceof HTMLDetailsElement) again.open = open;
  }
  // A box that was just ticked was put anew; whoever uses the keyboard goes on from there.
  if (held instanceof HTMLInputElement && !held.isConnected) {
    document.querySelector<HTMLElement>(`input[name="${held.name}"][value="${CSS.escape(held.value)}"]`)?.focus({ preventScroll: true });
  }
  const count = Number(document.querySelector<HTMLElement>(".summary")?.dataset["count"] ?? 0);
  get("told").textContent = count === 1 ? "1 incident" : `${count.toLocaleString("en")} incidents`;
}

function drawAgain(): void {
  drawTimeline(get("timeline"), chooseDays);
  map?.update(new URLSearchParams(location.search));
}

function chooseDays(first: string, last: string): void {
  get<HTMLInputElement>("from").value = first;
  get<HTMLInputElement>("to").value = last;
  void show(address(), "push");
}

function chooseArea(box: string): void {
  bbox.value = box;
  bbox.disabled = box === "";
  void show(address(), "push");
}

/** Put the form to what an address says; the boxes of facets come from the server. */
function fill(parameters: URLSearchParams): void {
  for (const name of ["q", "from", "to", "bbox"]) get<HTMLInputElement>(name).value = parameters.get(name) ?? "";
  bbox.disabled = bbox.value === "";
  get<HTMLInputElement>("review").checked = parameters.get("review") === "1";
  get<HTMLSelectElement>("sort").value = parameters.get("sort") ?? "newest";
}

function listen(): void {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void show(address(), "push");
  });
  get("q").addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void show(address(), "replace"), TYPING_PAUSE);
  });
  document.addEventListener("change", (event) => {
    const changed = event.target;
    if (!(changed instanceof HTMLInputElement || changed instanceof HTMLSelectElement)) return;
    if (changed.form === form && changed.id !== "q") void show(address(), "push");
  });
  answer.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>(".conditions a, .pager a, .none a");
    if (link === null || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    fill(new URL(link.href).searchParams);
    const turned = link.closest(".pager") !== null;
    void show(link.href, "push").then(() => {
      if (turned) get("list").scrollIntoView();
    });
  });
  window.addEventListener("popstate", () => {
    fill(new URLSearchParams(location.search));
    void show(location.href, "none");
  });
}

/** The map is by far the heaviest part: it is fetched once its place is on the screen and the list stands. */
function loadMapWhenSeen(): void {
  const place = get("map");
  const seen = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    seen.disconnect();
    import("./parts/map")
      .then(({ makeMap }) => makeMap(place, get<HTMLButtonElement>("search-here"), chooseArea))
      .then((made) => {
        map = made;
        made.update(new URLSearchParams(location.search));
      })
      .catch((error: unknown) => {
        console.warn(error);
        const told = document.createElement("p");
        told.className = "loading";
        told.textContent = "The map cannot be drawn in this browser (it needs WebGL). “Places in words” below says the same.";
        place.replaceChildren(told);
      });
  });
  seen.observe(place);
}

document.documentElement.classList.add("scripted");
get("pictures").hidden = false;
if (NARROW.matches) get<HTMLDetailsElement>("narrow").open = false;
listen();
drawTimeline(get("timeline"), chooseDays);
loadMapWhenSeen();
