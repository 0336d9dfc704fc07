import { linkRooms, visitor } from "./live.js";
import { fill } from "./shared.js";

const form = document.getElementById("asked");
const top_ = document.getElementById("top");
const panels = document.getElementById("panels");
const run = document.getElementById("run");
const sliders = [...form.querySelectorAll("input[type=range]")];
const undo = document.getElementById("undo");
const share = document.getElementById("share");
const SECONDS_OF_A_BURST = 0.8;

let stream = null;
let last = { key: "", at: 0 };

// The address is the state. ---------------------------------------------------------------------------------------

function query() {
  const found = new URLSearchParams();
  const given = new FormData(form);
  const usual = { seed: "1", weeks: "104", customers: "2000", strategy: "" };
  found.set("market", given.get("market"));
  if (given.get("strategy")) found.set("strategy", given.get("strategy"));
  for (const slider of sliders) {
    if (slider.value !== slider.dataset.today) found.set(slider.dataset.key, JSON.parse(slider.dataset.stops)[slider.value]);
  }
  for (const name of ["seed", "weeks", "customers"]) {
    if (given.get(name) !== usual[name]) found.set(name, given.get(name));
  }
  if (given.get("lang")) found.set("lang", given.get("lang"));
  return found.toString();
}

function show(slider) {
  const text = JSON.parse(slider.dataset.texts)[slider.value];
  document.getElementById(`${slider.id}-value`).textContent = text;
  slider.setAttribute("aria-valuetext", text);
  slider.parentElement.classList.toggle("moved", slider.value !== slider.dataset.today);
  fill(slider);
}

function moved(key) {
  const address = `/compare?${query()}`;
  if (address === location.pathname + location.search) return;
  const isSameBurst = key === last.key && performance.now() - last.at < 1000 * SECONDS_OF_A_BURST;
  const depth = (history.state?.depth ?? 0) + (isSameBurst ? 0 : 1);
  history[isSameBurst ? "replaceState" : "pushState"]({ depth }, "", address);
  last = { key, at: performance.now() };
  undo.hidden = depth === 0;
  linkRooms(query());
  refreshRun();
}

function fromAddress() {
  const found = new URLSearchParams(location.search);
  for (const slider of sliders) {
    const value = found.get(slider.dataset.key);
    const stops = JSON.parse(slider.dataset.stops);
    slider.value = value !== null && stops.includes(value) ? stops.indexOf(value) : slider.dataset.today;
    show(slider);
  }
  undo.hidden = !history.state?.depth;
  linkRooms(query());
  markQuestion();
}

function markQuestion() {
  for (const link of document.querySelectorAll(".questions a")) {
    if (new URL(link.href).search === `?${query()}`) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

// The answer comes as a stream; closing it takes the question back. ----------------------------------------------

function ask() {
  stream?.close();
  panels.classList.add("fading");
  panels.classList.remove("first");
  stream = new EventSource(`/whatif?${query()}&visitor=${visitor}`);
  const mine = stream;
  performance.mark("asked");
  let isFirst = true;
  mine.onmessage = (event) => {
    const answer = JSON.parse(event.data);
    if (answer.error) {
      top_.firstElementChild.textContent = answer.error;
      mine.close();
      return;
    }
    if (isFirst) performance.measure("first figure", "asked");
    isFirst = false;
    const open = panels.querySelector("details.figures")?.open;
    top_.innerHTML = answer.finding;
    panels.innerHTML = answer.panels;
    panels.classList.remove("fading");
    if (open && answer.whole) panels.querySelector("details.figures").open = true;
    if (answer.whole) {
      performance.measure("whole answer", "asked");
      document.getElementById("aloud").textContent = answer.aloud;
      mine.close();
    }
  };
}

let soon = 0;
for (const slider of sliders) {
  slider.addEventListener("input", () => {
    show(slider);
    markQuestion();
    clearTimeout(soon);
    soon = setTimeout(ask, 60);
  });
  slider.addEventListener("change", () => moved(slider.id));
}
for (const choice of form.querySelectorAll("select")) {
  choice.addEventListener("change", () => {
    if (choice.name === "market") location.assign(`/compare?market=${encodeURIComponent(choice.value)}`);
    else location.assign(`/compare?${query()}`);
  });
}
addEventListener("popstate", () => {
  fromAddress();
  ask();
  refreshRun();
});
undo.addEventListener("click", () => history.back());
share.hidden = false;
share.addEventListener("click", async () => {
  await navigator.clipboard.writeText(`${location.origin}/compare?${query()}&version=${document.body.dataset.version}`);
  const words = share.textContent;
  share.textContent = share.dataset.done;
  setTimeout(() => (share.textContent = words), 1600);
});

// A full run is looked at every second. ---------------------------------------------------------------------------

async function refreshRun(more = "") {
  const answer = await fetch(`/run?${query()}${more}`);
  if (answer.ok) place(await answer.text());
}

function place(html) {
  run.innerHTML = html;
  look();
}

let looking = 0;
function look() {
  clearTimeout(looking);
  const act = run.querySelector("form.act");
  if (!run.querySelector("progress")) return;
  looking = setTimeout(async () => {
    const answer = await fetch(act.getAttribute("action").replace("/stop?", "/run?"));
    place(await answer.text());
  }, 1000);
}

run.addEventListener("submit", async (event) => {
  event.preventDefault();
  clearTimeout(looking);
  const body = new URLSearchParams(new FormData(event.target));
  const answer = await fetch(event.target.getAttribute("action"), { method: "POST", body, headers: { "X-Part": "run" } });
  place(await answer.text());
});

// The server has put every slider at the stop nearest to what the address says: from here on, the address says that.
for (const slider of sliders) show(slider);
history.replaceState(history.state, "", `/compare?${query()}${location.hash}`);
fromAddress();
panels.classList.add("first");
if (document.querySelector("main").dataset.whole !== "yes") ask();
look();
