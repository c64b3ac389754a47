// Values and the words they rest on, found from each other. Without this script both are plain links.

const LIT = "lit";
const TYPING = "input, select, textarea, [contenteditable]";

function idsOf(element: Element): string[] {
  return (element.getAttribute("data-st") ?? "").split(" ").filter(Boolean);
}

function unlight(): void {
  for (const element of document.querySelectorAll(`.${LIT}`)) element.classList.remove(LIT);
}

function show(element: HTMLElement): void {
  for (let at = element.parentElement; at; at = at.parentElement) if (at instanceof HTMLDetailsElement) at.open = true;
  element.scrollIntoView({ block: "center", inline: "nearest" });
}

/** Joins the text and the record of the page: call it once. */
export function connect(): void {
  const page = document.querySelector<HTMLElement>(".incident");
  if (!page) return;
  const words = [...page.querySelectorAll<HTMLElement>("a.words")];
  const starts = [...page.querySelectorAll<HTMLElement>(".at > a.words")];
  let origin: HTMLElement | null = null;
  let last = "";
  let turn = 0;

  // One stop of the Tab key for all words; n and p move between them.
  const rove = (current: HTMLElement | undefined): void => {
    for (const one of words) one.tabIndex = one === current ? 0 : -1;
  };
  rove(starts[0]);

  const entriesOf = (ids: string[]): HTMLElement[] => {
    const found = new Set<HTMLElement>();
    for (const id of ids) {
      for (const told of page.querySelectorAll(`.record [data-st~="${CSS.escape(id)}"]`)) {
        const entry = told.closest<HTMLElement>(".entry");
        if (entry) found.add(entry);
      }
    }
    return [...found];
  };

  const light = (ids: string[]): HTMLElement[] => {
    unlight();
    const lit = words.filter((one) => idsOf(one).some((id) => ids.includes(id)));
    for (const one of [...lit, ...entriesOf(ids)]) one.classList.add(LIT);
    return lit;
  };

  const toWords = (link: HTMLElement): void => {
    const lit = light(idsOf(link));
    const first = lit[0];
    if (!first) return;
    origin = link;
    rove(first);
    show(first);
    first.focus({ preventScroll: true });
    const anchor = idsOf(link)[0];
    if (anchor) history.replaceState(null, "", `#${anchor}`);
  };

  const toValues = (piece: HTMLElement): void => {
    const ids = idsOf(piece);
    light(ids);
    const entries = entriesOf(ids);
    const key = ids.join(" ");
    turn = key === last ? turn + 1 : 0;
    last = key;
    const entry = entries[turn % Math.max(entries.length, 1)];
    rove(piece);
    if (!entry) return;
    origin = piece;
    show(entry);
    entry.focus({ preventScroll: true });
  };

  const step = (by: number): void => {
    if (!starts.length) return;
    const active = document.activeElement;
    const here = starts.findIndex((one) => one === active || one.tabIndex === 0);
    const onWords = active instanceof HTMLElement && active.matches("a.words");
    const next = starts[onWords ? (here + by + starts.length) % starts.length : Math.max(here, 0)];
    if (!next) return;
    light(idsOf(next));
    rove(next);
    show(next);
    next.focus({ preventScroll: true });
  };

  page.addEventListener("click", (event) => {
    if (!(event.target instanceof Element) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = event.target.closest<HTMLElement>("a[data-st]");
    if (link) {
      if (link.matches(".words") && !entriesOf(idsOf(link)).length) return; // its plain link leads to a section
      event.preventDefault();
      if (link.matches(".words")) toValues(link);
      else toWords(link);
      return;
    }
    const button = event.target.closest<HTMLElement>("button[data-step]");
    if (button) step(Number(button.dataset["step"]));
    const all = event.target.closest<HTMLElement>("button[data-all]");
    if (all) {
      const folds = [...page.querySelectorAll<HTMLDetailsElement>("details.fold")];
      const open = folds.some((one) => !one.open);
      for (const one of folds) one.open = open;
      all.textContent = open ? "Fold text" : "Show all text";
    }
  });

  page.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof Element && event.target.matches(TYPING)) return;
    if (event.key === "n" || event.key === "p") {
      event.preventDefault();
      step(event.key === "n" ? 1 : -1);
    } else if (event.key === "Escape" && origin) {
      event.preventDefault();
      unlight();
      show(origin);
      origin.focus({ preventScroll: true });
      origin = null;
    }
  });

  for (const keys of page.querySelectorAll<HTMLElement>("[data-keys]")) keys.hidden = !starts.length;
  for (const all of page.querySelectorAll<HTMLElement>("[data-all]")) all.hidden = !page.querySelector("details.fold");

  const target = location.hash.slice(1);
  const named = target ? document.getElementById(target) : null;
  if (named?.classList.contains("at")) {
    light([target]);
    show(named);
  }
}
