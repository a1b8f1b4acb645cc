// Which of the palette's three colours an incident has: for what became of people, of things, or of places.
const FAMILIES = { equipment: "things", control: "places", other: "other" };

export const family = (kind) => FAMILIES[kind] ?? (kind ? "people" : "other");
