// What every chart has: it is as wide as its figure, folds the table away, and says what is under pointer and focus.
import { dataOf, make } from "../each.js";

/** Draws a figure's chart, and again when its width changes. `draw(data, width)` gives elements, null if there is nothing. */
export function frame(figure, draw) {
  const data = dataOf(figure);
  if (!data) return;
  const name = figure.getAttribute("aria-label") ?? figure.querySelector("figcaption")?.textContent.trim();
  const stage = make("div", { class: "stage" });
  const tip = make("div", { class: "tip", hidden: "" });
  let drawn = 0;
  const redraw = () => {
    const width = Math.floor(stage.clientWidth);
    if (!width || width === drawn) return;
    const focused = [...stage.querySelectorAll("a, [tabindex]")].indexOf(document.activeElement);
    const made = draw(data, width);
    if (!made) return stage.remove();
    drawn = width;
    tip.hidden = true;
    stage.replaceChildren(...made.map((element) => quiet(element, name)), tip);
    if (focused >= 0) [...stage.querySelectorAll("a, [tabindex]")][focused]?.focus();
    fold(figure);
  };
  const table = figure.querySelector("table");
  (figure.querySelector("details") ?? table?.closest(".sheet") ?? table ?? figure.lastElementChild).before(stage);
  listen(stage, tip);
  redraw();
  new ResizeObserver(() => requestAnimationFrame(redraw)).observe(stage);
}

/** Plot's own style sheet is taken out: the pages' policy refuses it, and desk.css has what it said. */
function quiet(element, name) {
  const drawings = element.matches("svg") ? [element] : [...element.querySelectorAll("svg")];
  for (const svg of drawings) {
    svg.querySelectorAll("style").forEach((style) => style.remove());
    // Plot names its groups "dot" and "link": words for its makers, and a group without a role cannot have a name.
    svg.querySelectorAll("g[aria-label]").forEach((group) => group.removeAttribute("aria-label"));
    if (svg.closest("[aria-hidden]")) continue;
    svg.setAttribute("role", "group");
    if (name) svg.setAttribute("aria-label", name);
  }
  return element;
}

/** The table stays for whoever wants the figures in words; it no longer stands in the way of the rest. */
function fold(figure) {
  const table = figure.querySelector("table");
  if (!table || table.closest("details")) return;
  const sheet = table.closest(".sheet") ?? table;
  const details = make("details", { class: "figures" }, make("summary", {}, "The figures as a table"));
  sheet.before(details);
  details.append(sheet);
}

/** Gives a mark its name and the words that are shown beside it. `lines` are what stands in the tip, one under another. */
export function tell(mark, lines, more = "") {
  const words = lines.filter(Boolean);
  mark.setAttribute("aria-label", words.join(", ") + more);
  mark.dataset.tip = words.join("\n");
}

/** Lets the keyboard reach a mark that is no link. */
export function focusOn(mark) {
  mark.setAttribute("tabindex", "0");
  mark.setAttribute("role", "img");
}

function listen(stage, tip) {
  const show = (event) => {
    const mark = event.target.closest?.("[data-tip]");
    if (mark) place(stage, tip, mark.dataset.tip, box(stage, mark));
    else tip.hidden = true;
  };
  const hide = () => (tip.hidden = true);
  stage.addEventListener("pointerover", show);
  stage.addEventListener("focusin", show);
  stage.addEventListener("pointerleave", hide);
  stage.addEventListener("focusout", hide);
  stage.addEventListener("keydown", (event) => event.key === "Escape" && hide());
  stage.addEventListener("tell", ({ detail }) => (detail ? place(stage, tip, detail.text, detail) : hide()));
}

function box(stage, mark) {
  const own = stage.getBoundingClientRect();
  const at = mark.getBoundingClientRect();
  return { x: at.left - own.left + at.width / 2, y: at.top - own.top, below: at.bottom - own.top };
}

function place(stage, tip, text, { x, y, below = y }) {
  tip.replaceChildren(...text.split("\n").map((line, n) => make(n ? "span" : "b", {}, line)));
  tip.hidden = false;
  const { offsetWidth: width, offsetHeight: height } = tip;
  const left = Math.max(0, Math.min(x - width / 2, stage.clientWidth - width));
  tip.style.left = `${left}px`;
  tip.style.top = `${y - height - 8 < -40 ? below + 8 : y - height - 8}px`;
}
