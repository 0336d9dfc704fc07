import { linkRooms } from "./live.js";

const run = document.getElementById("run");
const act = () => run?.querySelector("form.act");

// The part that tells how far it is looks again every second, as long as something runs.
async function look() {
  if (!run?.querySelector("progress")) return;
  const answer = await fetch(act().getAttribute("action").replace("/stop?", "/run?"));
  run.innerHTML = await answer.text();
  if (run.querySelector("progress")) setTimeout(look, 1000);
  else document.getElementById("aloud").textContent = run.querySelector(".state")?.textContent ?? "";
}

setTimeout(look, 1000);
document.querySelector("select[name=market]")?.addEventListener("change", (event) => {
  const query = new URLSearchParams(location.search);
  query.set("market", event.target.value);
  location.assign(`/experiments?${query}`);
});
if (!document.getElementById("form") && !document.querySelector("pre")) setTimeout(() => location.reload(), 3000);
linkRooms(document.querySelector("section.form").dataset.query);
