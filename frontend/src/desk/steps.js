// A small step that did not work is said, and takes nothing off the page; htmx would put in whatever was answered.
import { make } from "../each.js";

document.addEventListener("htmx:after:request", (event) => {
  const { text, response, select } = event.detail.ctx;
  const answer = new DOMParser().parseFromString(text, "text/html");
  if (response.status < 400 && (!select || answer.querySelector(select))) return;
  event.preventDefault();
  if (response.status < 400) location.reload(); // another page than was asked for, such as the one to sign in
  else say(answer.querySelector("main p")?.textContent ?? `The desk answered ${response.status}.`);
});

document.addEventListener("htmx:error", () => say("The desk could not be reached: nothing was done. Try again."));
document.addEventListener("htmx:after:swap", () => said()?.remove());

const said = () => document.querySelector(".flash.step");

function say(words) {
  said()?.remove();
  document.querySelector("main").prepend(make("p", { class: "flash wrong step", role: "alert" }, words));
}
