// What a circle on the map says when it is opened.
import { make } from "../each.js";
import { dayOf, inWords, number } from "../charts/words.js";
import { family } from "./family.js";

const SHOWN = 8;

export function popup(incidents) {
  const first = [...incidents].sort((a, b) => (b.most ?? 0) - (a.most ?? 0));
  const rows = first.slice(0, SHOWN).map(entry);
  const more = first.length > SHOWN ? make("p", { class: "note" }, `and ${first.length - SHOWN} more, in the list`) : null;
  return make("div", { class: "told" }, make("ul", {}, ...rows), more);
}

function entry({ href, name, start, end, claims, originals, most, kind, precision }) {
  const figure = most == null ? null : make("b", { class: `count ${family(kind)}` }, number(most));
  const days = [start, end].filter(Boolean).map((day) => inWords(dayOf(day)));
  const facts = [
    [...new Set(days)].join(" to "),
    claims == null ? "" : counted(claims, "claim"),
    originals == null ? "" : counted(originals, "original source"),
    precision ? `place: ${precision}` : "",
  ];
  return make(
    "li",
    {},
    make("a", { href }, name),
    make("p", {}, figure, figure ? ` ${kind ?? ""} at most` : ""),
    make("p", { class: "note" }, facts.filter(Boolean).join(" · ")),
  );
}

const counted = (n, noun) => `${number(n)} ${noun}${n === 1 ? "" : "s"}`;
