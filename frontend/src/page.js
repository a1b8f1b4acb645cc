// What every page does where scripts run: text and ledger light up together, links are copied and shared.
import "../../reportedly/report/page.js";
import { each, make } from "./each.js";

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
