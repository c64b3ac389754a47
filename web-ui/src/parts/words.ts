// Words of a text that a person selects, by mouse or by keyboard, as offsets in code points: what the server counts in.

export interface Chosen {
  readonly words: string;
  readonly start: number;
  readonly end: number;
  /** The number of this occurrence of the words in the text, from 1. */
  readonly which: number;
}

/** How many code points a string has; a pair of surrogates is one. */
export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** Where a place in the document lies in the text of an element, in UTF-16 units. */
function offsetIn(element: Element, node: Node, offset: number): number {
  const before = document.createRange();
  before.selectNodeContents(element);
  before.setEnd(node, offset);
  return before.toString().length;
}

/** Marks that combine with the letter before them, joiners and the second halves of pairs begin no character. */
const INSIDE = /^[\p{M}\u200d\ufe0f\u{1f3fb}-\u{1f3ff}]/u;

function atBoundary(text: string, place: number, step: 1 | -1): number {
  let found = place;
  while (found > 0 && found < text.length) {
    const code = text.charCodeAt(found);
    const halved = code >= 0xdc00 && code <= 0xdfff;
    const joined = text.charCodeAt(found - 1) === 0x200d;
    if (!halved && !joined && !INSIDE.test(text.slice(found))) break;
    found += step;
  }
  return found;
}

/** The words from one UTF-16 offset of a text to another, without spaces around them; null where nothing is left. */
export function chosen(text: string, from: number, to: number): Chosen | null {
  const part = text.slice(from, to);
  let start = from + (part.length - part.trimStart().length);
  let end = to - (part.length - part.trimEnd().length);
  if (start >= end) return null;
  // Half a character is the whole of it.
  start = atBoundary(text, start, -1);
  end = atBoundary(text, end, 1);
  const words = text.slice(start, end);
  let which = 1;
  for (let at = text.indexOf(words); at >= 0 && at < start; at = text.indexOf(words, at + 1)) which += 1;
  const first = codePoints(text.slice(0, start));
  return { words, start: first, end: first + codePoints(words), which };
}

/** What is selected in an element, or null. */
export function selectedIn(element: Element): Chosen | null {
  const selection = document.getSelection();
  if (!selection || selection.rangeCount === 0 || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!range.intersectsNode(element)) return null;
  const text = element.textContent ?? "";
  const inside = (node: Node): boolean => element === node || element.contains(node);
  const from = inside(range.startContainer) ? offsetIn(element, range.startContainer, range.startOffset) : 0;
  const to = inside(range.endContainer) ? offsetIn(element, range.endContainer, range.endOffset) : text.length;
  return chosen(text, from, to);
}

/** Lets the arrow keys go from word to word of an element, with Shift over several; `taken` is called by Enter. */
export function wordKeys(element: HTMLElement, taken: () => void): void {
  const text = element.textContent ?? "";
  const words = [...text.matchAll(/[\p{L}\p{N}\p{M}]+(?:['’\-.,][\p{L}\p{N}\p{M}]+)*|[^\s\p{L}\p{N}\p{M}]+/gu)].map(
    (found) => ({ start: found.index, end: found.index + found[0].length }),
  );
  let anchor = -1;
  let head = -1;
  const show = (): void => {
    const first = words[Math.min(anchor, head)];
    const last = words[Math.max(anchor, head)];
    const from = first && placeOf(element, first.start);
    const to = last && placeOf(element, last.end);
    if (!from || !to) return;
    document.getSelection()?.setBaseAndExtent(from.node, from.offset, to.node, to.offset);
    const range = document.getSelection()?.getRangeAt(0);
    const box = range?.getBoundingClientRect();
    if (box && (box.top < 60 || box.bottom > window.innerHeight - 20)) {
      range?.startContainer.parentElement?.scrollIntoView({ block: "nearest" });
      window.scrollBy(0, box.top < 60 ? box.top - 120 : box.bottom - window.innerHeight + 80);
    }
  };
  const beside = (from: number, down: boolean): number => {
    // The word below or above: the next one whose line differs and that lies nearest.
    const here = boxOf(element, words[from]);
    if (!here) return from;
    let best = from;
    let distance = Infinity;
    for (let at = from; at >= 0 && at < words.length; at += down ? 1 : -1) {
      const box = boxOf(element, words[at]);
      if (!box || Math.abs(box.top - here.top) < 4) continue;
      if (Math.abs(box.top - here.top) > here.height * 2.5 && best !== from) break;
      const away = Math.abs(box.left - here.left) + Math.abs(box.top - here.top) * 4;
      if (away < distance) [best, distance] = [at, away];
    }
    return best;
  };
  element.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || words.length === 0) return;
    const last = words.length - 1;
    let next = head;
    if (event.key === "ArrowRight") next = Math.min(head + 1, last);
    else if (event.key === "ArrowLeft") next = Math.max(head - 1, 0);
    else if (event.key === "ArrowDown") next = head < 0 ? 0 : beside(head, true);
    else if (event.key === "ArrowUp") next = head < 0 ? 0 : beside(head, false);
    else if (event.key === "Home") next = 0;
    else if (event.key === "End") next = last;
    else if (event.key === "Enter") {
      event.preventDefault();
      taken();
      return;
    } else return;
    event.preventDefault();
    head = next;
    if (!event.shiftKey || anchor < 0) anchor = head;
    show();
  });
}

function boxOf(element: Element, word: { start: number; end: number } | undefined): DOMRect | null {
  const from = word && placeOf(element, word.start);
  const to = word && placeOf(element, word.end);
  if (!from || !to) return null;
  const range = document.createRange();
  range.setStart(from.node, from.offset);
  range.setEnd(to.node, to.offset);
  return range.getBoundingClientRect();
}

function placeOf(element: Element, offset: number): { node: Text; offset: number } | null {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let left = offset;
  for (let node = walker.nextNode() as Text | null; node; node = walker.nextNode() as Text | null) {
    if (left <= node.data.length) return { node, offset: left };
    left -= node.data.length;
  }
  return null;
}
