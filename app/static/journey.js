import { go, here, link, linkRooms, part, remember, stream } from "./live.js";
import { fill, unpacked } from "./shared.js";

const data = document.querySelector("main").dataset;
const PLACES = data.places.split(" ");
const FLOWS = data.flows.split(" ");
const COLOURS = data.colours.split(" ");
const people = Number(data.people);
const weeks = Number(data.weeks);
const asIs = data.asIs === "yes" ? "&as_is=1" : "";
const slider = document.getElementById("week");
const play = document.getElementById("play");
const aside = document.getElementById("stage");
const GOLDEN = Math.PI * (3 - Math.sqrt(5));
const SECONDS_A_WEEK = 0.45;
const SVG = "http://www.w3.org/2000/svg";

const places = []; // a Uint8Array for each week
const flows = [];
const findings = [];
let cycle = null;
let dots = new Map();
let slots = new Map(); // person -> place in the crowd that uses
let opened = here().get("stage") ?? "help";

const number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });

// The life comes a quarter of a year at a time. -------------------------------------------------------------------

function listen() {
  let taking = Promise.resolve();
  const source = stream(`/journey/life?${data.query}${asIs}`, (told) => {
    if (told.done || told.error) source.close();
    if (told.error) document.getElementById("finding").textContent = told.error;
    if (!told.people) return;
    taking = taking.then(async () => {
      const all = await unpacked(told.people);
      for (let k = 0; k < told.flows.length; k++) {
        places[told.from + k] = all.subarray(k * people, (k + 1) * people);
        flows[told.from + k] = Object.fromEntries(FLOWS.map((name, n) => [name, told.flows[k][n]]));
        flows[told.from + k].talk = flows[told.from + k].praise + flows[told.from + k].blame;
        findings[told.from + k] = told.findings[k];
      }
      if (!isPlaying && (!hasBegun || !wasMoved)) show(wanted() ?? places.length);
      hasBegun = true;
      if (places.length === weeks) {
        performance.measure("whole life");
        document.getElementById("aloud").textContent = findings[Number(slider.value) - 1];
        if (opened) open(opened);
      }
    });
  });
}

let hasBegun = false;
let wasMoved = false;

function wanted() {
  const week = Number(here().get("week"));
  return week >= 1 && week <= places.length ? week : null;
}

// Where each dot stands -------------------------------------------------------------------------------------------

function spiral(k, gap) {
  const r = gap * Math.sqrt(k + 0.5);
  return [r * Math.cos(k * GOLDEN), r * Math.sin(k * GOLDEN)];
}

// Everybody keeps their place in the crowd as long as it lies in the ring of their satisfaction: only who changes walks.
function crowd(using) {
  const counts = [0, 0, 0, 0, 0];
  for (const [, band] of using) counts[band]++;
  const ring = [];
  let start = 0;
  for (let band = 4; band >= 0; band--) {
    ring[band] = [start, start + counts[band]];
    start += counts[band];
  }
  const taken = new Set();
  const waiting = [];
  const kept = new Map();
  for (const [person, band] of using) {
    const slot = slots.get(person);
    if (slot !== undefined && slot >= ring[band][0] && slot < ring[band][1] && !taken.has(slot)) {
      taken.add(slot);
      kept.set(person, slot);
    } else waiting.push([person, band]);
  }
  const next = ring.map(([first]) => first);
  for (const [person, band] of waiting) {
    while (taken.has(next[band])) next[band]++;
    taken.add(next[band]);
    kept.set(person, next[band]);
  }
  slots = kept;
  return kept;
}

function spot(name) {
  return cycle.dataset[name].split(",").map(Number);
}

function build() {
  cycle = [...document.querySelectorAll("svg.cycle")].find((each) => getComputedStyle(each).display !== "none");
  for (const group of document.querySelectorAll("svg.cycle .dots")) group.replaceChildren();
  dots = new Map();
  slots = new Map();
}

function dot(person) {
  if (!dots.has(person)) {
    const made = document.createElementNS(SVG, "circle");
    made.dataset.person = person + 1;
    cycle.querySelector(".dots").append(made);
    dots.set(person, made);
  }
  return dots.get(person);
}

function show(week) {
  const row = places[week - 1];
  if (!row) return;
  const crowds = Object.fromEntries(PLACES.map((name) => [name, []]));
  const bands = [0, 0, 0, 0, 0];
  for (let person = 0; person < people; person++) {
    const name = PLACES[row[person] >> 3];
    const band = row[person] & 7;
    if (name === "elsewhere") continue;
    crowds[name].push([person, band]);
    if (name !== "waiting" && name !== "leave") bands[band]++;
  }
  const radius = Number(cycle.dataset.radius);
  const gap = Math.min(radius / Math.sqrt(Math.max(crowds.use.length, 60)), 9);
  const size = Math.max(1.6, gap * 0.72);
  const seen = new Set();
  const put = (person, band, x, y, name, own = size) => {
    const circle = dot(person);
    seen.add(person);
    circle.style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`;
    circle.setAttribute("r", own.toFixed(2));
    circle.setAttribute("fill", name === "waiting" ? "#fff" : COLOURS[band]);
    circle.setAttribute("stroke", name === "waiting" ? "#5b6670" : "none");
    circle.style.opacity = 1;
  };
  const [ux, uy] = spot("use");
  const kept = crowd(crowds.use);
  for (const [person, band] of crowds.use) {
    const [x, y] = spiral(kept.get(person), gap);
    put(person, band, ux + x, uy + y, "use");
  }
  for (const name of PLACES.slice(2)) {
    const [px, py] = spot(name);
    const tight = Math.min(Math.max(gap, size * 1.5) * 1.12, (0.24 * radius) / Math.sqrt(crowds[name].length || 1));
    crowds[name].sort((a, b) => b[1] - a[1]).forEach(([person, band], k) => {
      const [x, y] = spiral(k, tight);
      put(person, band, px + x, py + y, name, Math.min(size, tight * 0.72));
    });
  }
  for (const [person, circle] of dots) if (!seen.has(person)) circle.style.opacity = 0;
  write(week, crowds, bands);
}

function write(week, crowds, bands) {
  const now = flows[week - 1];
  for (const each of document.querySelectorAll("[data-flow]")) each.textContent = rounded(now[each.dataset.flow]);
  for (const each of document.querySelectorAll("[data-count]")) each.textContent = crowds[each.dataset.count].length;
  const thick = Number(cycle.dataset.thick);
  for (const line of cycle.querySelectorAll("[data-width]")) {
    line.setAttribute("stroke-width", (1 + thick * now[line.dataset.width]).toFixed(2));
  }
  for (const head of cycle.querySelectorAll("[data-head]")) {
    const scale = 4.5 + 0.75 * thick * now[head.dataset.head];
    head.firstElementChild.setAttribute("transform", `${head.dataset.place} scale(${scale.toFixed(2)})`);
  }
  document.getElementById("finding").textContent = findings[week - 1];
  document.getElementById("week-value").textContent = week;
  slider.value = week;
  fill(slider);
  const bar = document.getElementById("bands");
  bar.replaceChildren(...bands.map((count, band) => {
    const part = document.createElement("span");
    part.style.flexGrow = count;
    part.style.background = COLOURS[band];
    return part;
  }));
  document.getElementById("least").textContent = bands[0];
  document.getElementById("most").textContent = bands[4];
  who(crowds);
}

function rounded(x) {
  return number.format(x < 10 ? x : Math.round(x));
}

function who(crowds) {
  const list = document.getElementById("who");
  if (!list || !opened || !crowds[opened]) return;
  const known = crowds[opened].filter(([person]) => link(life(person + 1))).slice(0, 40);
  list.previousElementSibling.hidden = !known.length;
  list.replaceChildren(...known.flatMap(([person]) => {
    const there = document.createElement("a");
    there.href = link(life(person + 1));
    there.textContent = person + 1;
    return [there, " "];
  }));
}

function life(person) {
  return `/customer?${data.query}&person=${person}`;
}

// What people do with it ------------------------------------------------------------------------------------------

let isPlaying = false;

async function run() {
  isPlaying = true;
  play.textContent = play.dataset.pause;
  let week = Number(slider.value) >= places.length ? 1 : Number(slider.value) + 1;
  while (isPlaying && week <= places.length) {
    show(week++);
    await new Promise((resolve) => setTimeout(resolve, 1000 * SECONDS_A_WEEK));
  }
  isPlaying = false;
  play.textContent = play.dataset.play;
}

play.addEventListener("click", () => (isPlaying ? (isPlaying = false) : run()));
slider.addEventListener("input", () => {
  isPlaying = false;
  wasMoved = true;
  show(Math.min(Number(slider.value), places.length));
});
slider.addEventListener("change", () => {
  keep();
  if (opened) open(opened);
});
document.getElementById("strategy").addEventListener("change", (event) => {
  const query = new URLSearchParams(data.query);
  query.delete("strategy");
  if (event.target.value) query.set("strategy", event.target.value);
  go(`/journey?${query}`);
});
document.querySelector(".living").addEventListener("click", (event) => {
  const place = event.target.closest("[data-opens]");
  if (place) {
    event.preventDefault();
    open(place.dataset.opens);
  } else if (event.target.dataset.person) go(life(event.target.dataset.person));
});

function keep() {
  const query = new URLSearchParams(data.query);
  if (asIs) query.set("as_is", "1");
  if (opened) query.set("stage", opened);
  if (Number(slider.value) !== weeks) query.set("week", slider.value);
  remember(`/journey?${query}`);
}

async function open(place) {
  opened = place;
  keep();
  for (const each of cycle.querySelectorAll("[data-opens]")) each.classList.toggle("open", each.dataset.opens === place);
  const html = await part(`/journey/stage?${data.query}${asIs}&place=${place}&week=${slider.value}`);
  if (opened !== place) return; // another stage was opened meanwhile
  aside.innerHTML = html;
  show(Number(slider.value));
}

matchMedia("(max-width: 700px)").addEventListener("change", () => {
  build();
  show(Number(slider.value));
});

build();
fill(slider);
linkRooms(data.query);
performance.mark("begun");
listen();
