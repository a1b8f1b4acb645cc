// A long intake tells how far it is as it goes.
export function watch(page) {
  if (!page.querySelector("progress")) return;
  const events = new EventSource(page.dataset.intake);
  const tell = ({ data }) => {
    const { done, counts } = JSON.parse(data);
    page.querySelector("[data-done]").textContent = done.toLocaleString("en");
    page.querySelector("[data-claims]").textContent = (counts.claims ?? 0).toLocaleString("en");
  };
  events.addEventListener("progress", tell);
  events.addEventListener("end", (event) => {
    events.close();
    tell(event);
    location.reload();
  });
}
