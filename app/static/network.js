import { go, here, linkRooms, remember as keep, stream } from "./live.js";
import { fill, unpacked } from "./shared.js";

const data = document.querySelector("main").dataset;
const STATES = data.states.split(" ");
const form = document.getElementById("asked");
const sliders = [...form.querySelectorAll("input[type=range]")];
const week = document.getElementById("week");
const play = document.getElementById("play");
const picture = document.getElementById("picture");
const aloud = document.getElementById("aloud");
const SECONDS_A_WEEK = 0.4;
const SVG = "http://www.w3.org/2000/svg";
const number = new Intl.NumberFormat(document.documentElement.lang);

const states = []; // a Uint8Array for each week
const paths = []; // pairs of who spoke and who heard, for each week
let dots = [];
let shown = 0;
let isPlaying = false;
let wasMoved = false;

// Each dot has the class of what became of somebody; the lines of talk stay, those of this week stand out. ---------

function show(now) {
  if (!states[now - 1]) return;
  week.value = now;
  fill(week);
  document.getElementById("week-value").textContent = now;
  week.setAttribute("aria-valuetext", `${now}`);
  const counts = Object.fromEntries(STATES.map((name) => [name, 0]));
  const before = states[shown - 1];
  states[now - 1].forEach((code, person) => {
    counts[STATES[code]]++;
    if (!before || before[person] !== code) dots[person].setAttribute("class", STATES[code]);
  });
  shown = now;
  for (const cell of document.querySelectorAll("[data-count]")) cell.textContent = number.format(counts[cell.dataset.count]);
  const group = picture.querySelector(".paths");
  group.replaceChildren();
  for (let k = 0; k < now; k++) {
    for (const [from, to] of paths[k] ?? []) {
      const line = document.createElementNS(SVG, "line");
      for (const [name, end, axis] of [["x1", from, "cx"], ["y1", from, "cy"], ["x2", to, "cx"], ["y2", to, "cy"]]) {
        line.setAttribute(name, dots[end].getAttribute(axis));
      }
      if (k === now - 1) line.setAttribute("class", "new");
      group.append(line);
    }
  }
}

async function run() {
  isPlaying = !isPlaying;
  play.textContent = isPlaying ? play.dataset.pause : play.dataset.play;
  if (isPlaying && shown >= states.length) show(Math.max(1, Number(data.first) - 1));
  while (isPlaying && shown < states.length) {
    show(shown + 1);
    await new Promise((resolve) => setTimeout(resolve, 1000 * SECONDS_A_WEEK));
  }
  if (isPlaying && shown === states.length) {
    isPlaying = false;
    play.textContent = play.dataset.play;
  }
  remember();
}

function remember() {
  const found = here();
  found.set("week", shown);
  keep(`/network?${found}`, false, history.state);
}

// The first future comes a quarter of a year at a time, then what all futures come to. -----------------------------

function listen() {
  performance.mark("asked");
  const wanted = Number(here().get("week"));
  let taking = Promise.resolve();
  const source = stream(`/network/answer?${data.query}`, (told) => {
    taking = taking.then(() => take(told, wanted));
    if (told.error || told.whole) source.close();
  });
}

async function take(told, wanted) {
  if (told.error) {
    document.querySelector("h1").textContent = told.error;
  } else if (told.picture) {
    picture.innerHTML = told.picture;
    dots = [...picture.querySelectorAll(".people circle")];
  } else if (told.states) {
    const all = await unpacked(told.states);
    told.paths.forEach((each, k) => {
      states[told.from + k] = all.subarray(k * dots.length, (k + 1) * dots.length);
      paths[told.from + k] = each;
    });
    if (!isPlaying && !wasMoved) show(wanted >= 1 && wanted <= states.length ? wanted : states.length);
    if (told.from === 0) performance.measure("first figure", "asked");
  } else if (told.top) {
    const isOpen = document.querySelector("#answer details")?.open;
    document.getElementById("top").innerHTML = told.top;
    document.getElementById("answer").innerHTML = told.answer;
    if (isOpen) document.querySelector("#answer details").open = true;
    if (told.whole) aloud.textContent = told.aloud;
  }
}

// The address is the state: a lever that was moved is a new question. ----------------------------------------------

function query() {
  const given = new FormData(form);
  const usual = { seed: "1", weeks: "104", customers: "2000" };
  const found = new URLSearchParams({ market: given.get("market") });
  for (const name of ["seed", "weeks", "customers"]) if (given.get(name) !== usual[name]) found.set(name, given.get(name));
  for (const slider of sliders) {
    if (slider.value !== slider.dataset.today) found.set(slider.dataset.key, JSON.parse(slider.dataset.stops)[slider.value]);
  }
  if (given.get("lang")) found.set("lang", given.get("lang"));
  return found.toString();
}

for (const slider of sliders) {
  fill(slider);
  slider.addEventListener("input", () => {
    const text = JSON.parse(slider.dataset.texts)[slider.value];
    document.getElementById(`${slider.id}-value`).textContent = text;
    slider.setAttribute("aria-valuetext", text);
    fill(slider);
  });
  slider.addEventListener("change", () => go(`/network?${query()}`));
}
for (const choice of form.querySelectorAll("select")) {
  choice.addEventListener("change", () => {
    go(`/network?${query()}`);
  });
}
week.addEventListener("input", () => {
  wasMoved = true;
  isPlaying = false;
  play.textContent = play.dataset.play;
  show(Number(week.value));
});
week.addEventListener("change", remember);
play.addEventListener("click", run);

fill(week);
linkRooms(data.rest);
listen();
