// Words selected in the text go into a field of the form; the server counts characters as Unicode code points.
export function pick(button) {
  const field = button.closest("form").elements[button.dataset.pick];
  button.hidden = false;
  button.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays
  button.addEventListener("click", () => {
    const found = selected();
    if (!found) return field.focus();
    field.value = found.words;
    if (button.dataset.pick === "evidence") button.closest("form").elements.evidence_at.value = found.start;
    field.focus();
  });
}

/** The words selected in the article, and where they start in it; null where none are. */
export function selected(selection = getSelection()) {
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const paragraph = (range.startContainer.parentElement ?? range.startContainer).closest("[data-source] [data-start]");
  if (!paragraph) return null;
  const before = document.createRange();
  before.selectNodeContents(paragraph);
  before.setEnd(range.startContainer, range.startOffset);
  const words = range.toString();
  const blank = words.length - words.trimStart().length;
  const start = Number(paragraph.dataset.start) + [...before.toString()].length + blank;
  return { words: words.trim(), start };
}
