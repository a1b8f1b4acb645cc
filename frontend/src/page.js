// What every page does where scripts run: text and ledger light up together, links are copied and shared.
import { each } from "./each.js";

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
    light(on ? (on.dataset.f || on.dataset.c).split(" ") : []);
  };
  piece.addEventListener("mouseover", over);
  piece.addEventListener("focusin", over);
  piece.addEventListener("mouseleave", () => light([]));
  piece.addEventListener("focusout", () => light([]));
});

each("[data-copy], [data-copy-from]", (button) => {
  if (!navigator.clipboard) return;
  button.hidden = false;
  const named = button.textContent;
  button.addEventListener("click", async () => {
    const words = button.dataset.copy ?? document.querySelector(button.dataset.copyFrom).textContent;
    await navigator.clipboard.writeText(words);
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = named), 2000);
  });
});
