// Keys for the pages of review, and forms beside a text. Without this script, every button and link works by itself.

import { valueForm } from "./parts/valueform";

const KEYS_OFF = "tallybook.review.keys-off";
const REASON = "tallybook.review.reason.";
const GO: Readonly<Record<string, string>> = {
  q: "/review",
  h: "/review/acts",
  s: "/review/second",
  i: "/incidents",
};

const live = document.createElement("div");
live.className = "visually-hidden";
live.setAttribute("role", "status");
live.setAttribute("aria-live", "polite");

function say(words: string): void {
  live.textContent = "";
  window.setTimeout(() => {
    live.textContent = words;
  }, 60);
}

function items(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-item]")];
}

function current(): HTMLElement | null {
  return document.activeElement?.closest<HTMLElement>("[data-item]") ?? null;
}

function goTo(item: HTMLElement | undefined): void {
  if (!item) return;
  item.focus({ preventScroll: true });
  item.scrollIntoView({ block: "nearest" });
}

function move(step: 1 | -1): void {
  const all = items();
  const here = current();
  const at = here ? all.indexOf(here) : step > 0 ? -1 : all.length;
  goTo(all[Math.min(Math.max(at + step, 0), all.length - 1)]);
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button", "submit"].includes(target.type);
  return target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

/** The button of an act that needs a reason, waiting for the reason to be typed. */
const asked = new WeakMap<HTMLFormElement, HTMLButtonElement>();

function reasonOf(button: HTMLButtonElement): HTMLInputElement | null {
  return button.form?.querySelector<HTMLInputElement>("[data-why]") ?? null;
}

function actOf(button: HTMLButtonElement): string {
  return (button.getAttribute("formaction") ?? button.form?.getAttribute("action") ?? "").split("/").pop() ?? "";
}

/** Asks for a reason that is missing; the reason given last for this act is offered, and Enter takes it. */
function needsReason(button: HTMLButtonElement): boolean {
  const why = reasonOf(button);
  if (!button.hasAttribute("data-reason") || !button.form || !why || why.value.trim()) return false;
  asked.set(button.form, button);
  why.value = sessionStorage.getItem(REASON + actOf(button)) ?? "";
  why.closest(".why")?.setAttribute("data-asked", "");
  why.focus();
  why.select();
  say("Say why, then Enter");
  return true;
}

function press(key: string): boolean {
  const scope = key === "u" ? (current() ?? document) : (current() ?? items()[0] ?? document);
  const target =
    scope.querySelector<HTMLElement>(`[data-key="${key}"]`) ??
    (key === "u" ? document.querySelector<HTMLElement>('#done [data-key="u"]') : null);
  if (!target) return false;
  if (key === "s") move(1);
  else target.click();
  return true;
}

function keysAreOn(): boolean {
  return localStorage.getItem(KEYS_OFF) === null;
}

let going = false;

function onKey(event: KeyboardEvent): void {
  if (event.key === "Escape" && isTyping(event.target)) {
    const item = current();
    if (item) goTo(item);
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return;
  if (!keysAreOn() && event.key !== "?") return;
  if (going) {
    going = false;
    const to = GO[event.key];
    if (to) {
      event.preventDefault();
      location.assign(to);
    }
    return;
  }
  if (event.key === "g") {
    going = true;
    window.setTimeout(() => {
      going = false;
    }, 1500);
  } else if (event.key === "j") move(1);
  else if (event.key === "k") move(-1);
  else if (event.key === "?") {
    const help = document.querySelector<HTMLDetailsElement>("#keys");
    if (!help) return;
    help.open = !help.open;
    help.querySelector("summary")?.focus();
  } else if (!["a", "r", "c", "m", "d", "s", "u"].includes(event.key) || !press(event.key)) return;
  event.preventDefault();
}

function onSubmit(event: SubmitEvent): void {
  const form = event.target as HTMLFormElement;
  const button = event.submitter instanceof HTMLButtonElement ? event.submitter : null;
  if (!button) return;
  if (needsReason(button)) {
    event.preventDefault();
    return;
  }
  const why = reasonOf(button);
  if (button.hasAttribute("data-reason") && why) sessionStorage.setItem(REASON + actOf(button), why.value.trim());
  // A second click while the desk works would do it twice.
  window.setTimeout(() => {
    for (const one of form.querySelectorAll("button")) one.disabled = true;
  });
}

function onReasonKey(event: KeyboardEvent): void {
  const input = event.target;
  if (event.key !== "Enter" || !(input instanceof HTMLInputElement) || !input.matches("[data-why]") || !input.form) return;
  const waiting = asked.get(input.form);
  if (!waiting || event.isComposing) return;
  event.preventDefault();
  if (input.value.trim()) input.form.requestSubmit(waiting);
}

function begin(): void {
  document.body.append(live);
  document.addEventListener("keydown", onReasonKey);
  document.addEventListener("keydown", onKey);
  document.addEventListener("submit", onSubmit);
  // A page that comes back from the browser's memory has its buttons again.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) for (const one of document.querySelectorAll("button")) one.disabled = false;
  });

  const help = document.querySelector<HTMLElement>("[data-switch]");
  const box = help?.querySelector<HTMLInputElement>("[data-keys-on]");
  if (help && box) {
    help.hidden = false;
    box.checked = keysAreOn();
    box.addEventListener("change", () => {
      if (box.checked) localStorage.removeItem(KEYS_OFF);
      else localStorage.setItem(KEYS_OFF, "yes");
    });
  }

  const form = document.querySelector<HTMLFormElement>("form.form");
  if (form) valueForm(form, say);

  const problem = document.querySelector<HTMLElement>("#problem");
  const done = document.querySelector<HTMLElement>("#done [data-told]");
  const named = location.hash.length > 1 ? document.getElementById(location.hash.slice(1)) : null;
  if (problem) problem.focus();
  else if (named?.matches("[data-item]")) goTo(named);
  else if (done) goTo(items()[0]);
  if (done) say(`${done.textContent ?? ""} Press u to take it back.`);
}

begin();
