// What every page does where scripts run: text and ledger light up together, links are copied and shared.
import { each, make } from "./each.js";

each(".piece", (piece) => {
  const light = (numbers) => {
    for (const element of piece.querySelectorAll(".lit, .told-now")) element.classList.remove("lit", "told-now");
    for (const n of numbers) {
      for (const element of piece.querySelectorAll(`[data-c~="${n}"]`)) element.classList.add("lit");
      for (const element of piece.querySelectorAll(`[data-f~="${n}"]`)) element.classList.add("told-now");
    }
  };
  const over = (event) => {
    const on = event.target.closest("[data-c]");
    const numbers = on ? (on.dataset.f || on.dataset.c).split(" ") : [];
    light(numbers);
    if (numbers.length) bringUp(piece.querySelector(".ledger"), on, numbers[0]);
  };
  piece.addEventListener("mouseover", over);
  piece.addEventListener("focusin", over);
  piece.addEventListener("mouseleave", () => light([]));
  piece.addEventListener("focusout", () => light([]));
  // What was left out of the article is folded away; not where a claim was found in it.
  for (const fold of piece.querySelectorAll("details.furniture")) if (fold.querySelector(".ref")) fold.open = true;
});

/** Scrolls a ledger that has a scroll bar of its own to the entry that lights up; the page stays where it is. */
function bringUp(ledger, from, n) {
  if (!ledger || ledger.contains(from) || ledger.scrollHeight <= ledger.clientHeight) return;
  const entry = ledger.querySelector(`.claim[data-c="${n}"]`);
  if (!entry) return;
  const gap = entry.getBoundingClientRect().top - ledger.getBoundingClientRect().top;
  if (gap < 60 || gap > ledger.clientHeight - 80) ledger.scrollTop += gap - ledger.clientHeight / 3;
}

each("[data-copy], [data-copy-from]", (button) => {
  const words = () => button.dataset.copy ?? document.querySelector(button.dataset.copyFrom).textContent;
  if (navigator.share && button.dataset.copy) {
    const share = make("button", { type: "button", class: "quiet" }, "Share");
    share.addEventListener("click", () => navigator.share({ title: document.title, url: words() }).catch(() => {}));
    button.after(" ", share);
  }
  if (!navigator.clipboard) return; // not over plain HTTP from another machine
  button.hidden = false;
  const named = button.textContent;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(words());
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = named), 2000);
  });
});
