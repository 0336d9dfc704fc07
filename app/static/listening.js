import { at, go, here, link, linkRooms, remember, stream } from "./live.js";
import { fill } from "./shared.js";

const data = document.querySelector("main").dataset;
const form = document.getElementById("asked");
const top_ = document.getElementById("top");
const answer = document.getElementById("answer");
const sliders = [...form.querySelectorAll("input[type=range]")];
const undo = document.getElementById("undo");
let view = data.view;
let source = null;

function query() {
  const given = new FormData(form);
  const usual = { seed: "1", weeks: "104", customers: "2000", mode: "silo" };
  const found = new URLSearchParams({ market: given.get("market") });
  for (const name of ["seed", "weeks", "customers", "mode"]) {
    if (given.get(name) !== usual[name]) found.set(name, given.get(name));
  }
  for (const slider of sliders) {
    if (slider.value !== slider.dataset.today) found.set(slider.dataset.key, JSON.parse(slider.dataset.stops)[slider.value]);
  }
  if (given.get("lang")) found.set("lang", given.get("lang"));
  return found.toString();
}

const address = () => `/listening?${query()}${view === "brand" ? "" : `&view=${view}`}`;

function label(slider) {
  const text = JSON.parse(slider.dataset.texts)[slider.value];
  document.getElementById(`${slider.id}-value`).textContent = text;
  slider.setAttribute("aria-valuetext", text);
  slider.parentElement.classList.toggle("moved", slider.value !== slider.dataset.today);
  fill(slider);
}

function show() {
  document.body.classList.toggle("sees-true", view === "true");
  answer.className = `dashboard ${view}`;
  for (const row of answer.querySelectorAll(".row")) row.style.transform = `translate(0, ${row.dataset[view]}px)`;
  for (const button of document.querySelectorAll(".switch button")) {
    button.setAttribute("aria-pressed", String(button.dataset.view === view));
  }
  document.getElementById("file")?.setAttribute("href", link(`/listening.yaml?${query()}`));
  undo.hidden = !history.state?.depth;
}

function moved() {
  if (address() === at()) return;
  remember(address(), true, { depth: (history.state?.depth ?? 0) + 1 });
  show();
}

function fromAddress() {
  const found = here();
  view = found.get("view") ?? "brand";
  form.elements.mode.value = found.get("mode") ?? "silo";
  for (const slider of sliders) {
    const value = found.get(slider.dataset.key);
    const stops = JSON.parse(slider.dataset.stops);
    slider.value = value !== null && stops.includes(value) ? stops.indexOf(value) : slider.dataset.today;
    label(slider);
  }
  show();
}

let asked = "";
function ask() {
  source?.close();
  if (asked === query()) return;
  asked = query();
  answer.classList.add("fading");
  performance.mark("asked");
  let isFirst = true;
  const mine = stream(`/listening/answer?${query()}&view=${view}`, (told) => {
    if (told.error) {
      top_.firstElementChild.textContent = told.error;
      mine.close();
      return;
    }
    if (isFirst) performance.measure("first figure", "asked");
    isFirst = false;
    const open = [...answer.querySelectorAll("details")].map((each) => each.open);
    top_.innerHTML = told.top;
    answer.innerHTML = told.answer;
    answer.querySelectorAll("details").forEach((each, k) => (each.open = open[k] ?? false));
    show();
    if (told.whole) {
      document.getElementById("aloud").textContent = told.aloud;
      mine.close();
    }
  });
  source = mine;
}

let soon = 0;
for (const slider of sliders) {
  slider.addEventListener("input", () => {
    label(slider);
    clearTimeout(soon);
    soon = setTimeout(ask, 150);
  });
  slider.addEventListener("change", moved);
}
for (const choice of form.querySelectorAll("input[type=radio]")) {
  choice.addEventListener("change", () => {
    moved();
    ask();
  });
}
for (const choice of form.querySelectorAll("select")) {
  choice.addEventListener("change", () => {
    go(address());
  });
}
for (const button of document.querySelectorAll(".switch button")) {
  button.addEventListener("click", () => {
    view = button.dataset.view;
    moved();
    document.getElementById("aloud").textContent = top_.querySelector(`.of-${view}`)?.textContent ?? "";
  });
}
undo.addEventListener("click", () => history.back());
addEventListener("popstate", () => {
  fromAddress();
  ask();
});

linkRooms(data.rest);
fromAddress();
if (data.whole !== "yes") ask();
else {
  asked = query();
  document.getElementById("aloud").textContent = top_.querySelector(`.of-${view}`).textContent;
}
