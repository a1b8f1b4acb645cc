// Keys for whoever reviews many claims: j and k go from one to the next, a letter presses what has it in data-key.
import { make } from "../each.js";

const items = () => [...document.querySelectorAll("[data-shortcuts] [data-item]")];
const typing = (element) => element.closest("input, textarea, select, [contenteditable]");
let last = 0; // where one was, when what one was at is gone

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
  const shown = document.querySelector("dialog.keys");
  if (shown?.open) return;
  const all = items();
  if (!all.length) return;
  if (event.key === "?") return told(shown).showModal();
  const at = all.findIndex((item) => item.contains(document.activeElement));
  if (at >= 0) last = at;
  if (event.key === "j" || event.key === "k") {
    const next = at < 0 ? Math.min(last, all.length - 1) : at + (event.key === "j" ? 1 : -1);
    all[Math.max(0, Math.min(all.length - 1, next))].focus();
    event.preventDefault();
    return;
  }
  if (!/^[a-z]$/.test(event.key)) return;
  const key = `[data-key="${event.key}"]`;
  const place = at >= 0 ? all[at] : all.length === 1 ? all[0] : null;
  const pressed = place?.querySelector(key) ?? (all.length === 1 ? document.querySelector(key) : null);
  if (!pressed) return;
  event.preventDefault();
  pressed.click();
});

/** What the keys of this page do, as its buttons say it. */
function told(before) {
  before?.remove();
  const keys = new Map(items().length > 1 ? [["j", "Next"], ["k", "Previous"]] : []);
  for (const { dataset, textContent } of document.querySelectorAll("[data-key]"))
    if (!keys.has(dataset.key)) keys.set(dataset.key, dataset.key === "o" ? "Open" : textContent.trim());
  const rows = [...keys].flatMap(([key, words]) => [make("dt", {}, make("kbd", {}, key)), make("dd", {}, words)]);
  const close = make("form", { method: "dialog" }, make("button", { class: "quiet" }, "Close"));
  const dialog = make("dialog", { class: "keys", "aria-label": "Keys" }, make("dl", { class: "fields" }, ...rows), close);
  document.body.append(dialog);
  return dialog;
}

// The list came anew without what was done: go on with the one that stands in its place.
document.addEventListener("htmx:after:swap", () => {
  const all = items();
  if (all.length && !all.some((item) => item.contains(document.activeElement))) all[Math.min(last, all.length - 1)].focus();
});
