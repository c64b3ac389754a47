// The form of a value beside a text: words taken from the text, codes explained, places looked up without a new page.

import { selectedIn, wordKeys, type Chosen } from "./words";

interface FoundPlace {
  readonly key: string;
  readonly words: string;
}

function field<T extends Element>(form: Element, name: string): T | null {
  return form.querySelector<T>(`[name="${name}"]`);
}

function fill(form: Element, prefix: string, found: Chosen): void {
  const words = field<HTMLTextAreaElement>(form, `${prefix}words`);
  if (!words) return;
  words.value = found.words;
  for (const [name, value] of [["which", found.which], ["start", found.start], ["end", found.end]] as const) {
    const input = field<HTMLInputElement>(form, prefix + name);
    if (input) input.value = String(value);
  }
}

function takeWords(form: HTMLFormElement, text: HTMLElement, say: (words: string) => void): void {
  let last: Chosen | null = null;
  const first = form.querySelector<HTMLElement>("[data-words]")?.dataset.words ?? "";
  // A draft has words of an incident above those of a value; once an incident is marked, the value's are meant.
  const main = form.querySelector('[data-words=""]') ? "" : first;
  const take = (prefix: string): void => {
    if (!last) return;
    fill(form, prefix, last);
    say(`Taken: ${last.words}`);
  };
  document.addEventListener("selectionchange", () => {
    last = selectedIn(text) ?? last;
  });
  text.addEventListener("mouseup", () => {
    const found = selectedIn(text);
    if (found) {
      last = found;
      take(main);
    }
  });
  wordKeys(text, () => {
    last = selectedIn(text) ?? last;
    take(main);
    field<HTMLTextAreaElement>(form, `${main}words`)?.focus();
  });
  for (const box of form.querySelectorAll<HTMLElement>("[data-words]")) {
    const prefix = box.dataset.words ?? "";
    const button = box.querySelector<HTMLButtonElement>("[data-take]");
    if (button) {
      button.hidden = false;
      button.addEventListener("mousedown", (event) => event.preventDefault()); // keeps the selection
      button.addEventListener("click", () => take(prefix));
    }
    // Words that were typed are found by the server.
    for (const name of ["words", "which"]) {
      field(box, prefix + name)?.addEventListener("input", () => {
        for (const end of ["start", "end"]) {
          const input = field<HTMLInputElement>(box, prefix + end);
          if (input) input.value = "";
        }
      });
    }
  }
}

function explainCodes(form: Element): void {
  for (const select of form.querySelectorAll<HTMLSelectElement>("select[data-codes]")) {
    const meanings = document.getElementById(select.dataset.codes ?? "");
    const note = document.getElementById(select.getAttribute("aria-describedby") ?? "");
    const tell = (): void => {
      const entry = [...(meanings?.children ?? [])].find((one) => (one as HTMLElement).dataset.code === select.value);
      if (note) note.textContent = entry?.querySelector("dd")?.firstChild?.textContent?.trim() ?? "";
    };
    select.addEventListener("change", tell);
    tell();
  }
}

function lookUp(form: HTMLFormElement): void {
  const box = form.querySelector<HTMLElement>("[data-places]");
  const button = box?.querySelector<HTMLButtonElement>("[data-lookup]");
  const list = box?.querySelector<HTMLElement>("[data-candidates]");
  const none = box?.querySelector<HTMLElement>("[data-none]");
  const name = field<HTMLInputElement>(form, "place_search");
  const country = field<HTMLInputElement>(form, "place_country");
  if (!button || !list || !none || !name || !country) return;
  const search = async (): Promise<void> => {
    const query = new URLSearchParams({ name: name.value.trim(), country: country.value.trim() });
    button.disabled = true;
    try {
      const answer = await fetch(`/api/v1/places?${query}`);
      const told: unknown = await answer.json();
      if (!answer.ok) {
        const error = (told as { error?: { message?: string } }).error?.message;
        list.replaceChildren();
        none.textContent = error ?? "The place could not be looked up.";
      } else {
        const found = told as FoundPlace[];
        list.replaceChildren(...found.map((one, number) => choice(one, number === 0)));
        none.textContent = "Nothing of this name was found.";
      }
    } catch {
      none.textContent = "The desk does not answer; try again.";
    }
    none.hidden = list.childElementCount > 0;
    button.disabled = false;
    (list.querySelector<HTMLInputElement>("input") ?? name).focus();
  };
  button.addEventListener("click", (event) => {
    if (!name.value.trim()) return;
    event.preventDefault();
    void search();
  });
  for (const input of [name, country]) {
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") {
        event.preventDefault();
        button.click();
      }
    });
  }
}

function choice(one: FoundPlace, chosen: boolean): HTMLLabelElement {
  const label = document.createElement("label");
  label.className = "choice";
  const input = document.createElement("input");
  Object.assign(input, { type: "radio", name: "place", value: one.key, checked: chosen });
  label.append(input, ` ${one.words}`);
  return label;
}

/** Makes the form of a value live. `say` tells a person what happened. */
export function valueForm(form: HTMLFormElement, say: (words: string) => void): void {
  const text = document.querySelector<HTMLElement>("[data-text]");
  if (text) {
    takeWords(form, text, say);
    document.querySelector<HTMLElement>("[data-selecting]")?.removeAttribute("hidden");
  }
  explainCodes(form);
  lookUp(form);
  for (const select of form.querySelectorAll<HTMLSelectElement>("select[data-sends]")) {
    const button = form.querySelector<HTMLButtonElement>(`button[name="do"][value="${select.dataset.sends}"]`);
    // By a key alone a list changes at every step, so there the button stays.
    select.addEventListener("pointerdown", () => {
      select.addEventListener("change", () => button && form.requestSubmit(button), { once: true });
    });
  }
}
