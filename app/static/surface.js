// Compare in a copy: what levers come to is read off a surface that was fitted to answers computed beforehand.

import { go, here, link, remember } from "./live.js";
import { fill } from "./shared.js";
import { gainPicture, pairPicture } from "./trajectories.js";

const form = document.getElementById("asked");
const sliders = [...form.querySelectorAll("input[type=range]")];
const undo = document.getElementById("undo");
const panels = document.getElementById("panels");
const of = JSON.parse(document.getElementById("surface")?.textContent ?? "null");
const asThingsAre = document.getElementById("top").innerHTML;
const drawn = panels.innerHTML;
const QUARTER = 13;

// Numbers and sentences, as app/words/en.py writes them. ------------------------------------------------------------

export function number(x, decimals = 0, isSigned = false) {
  const { thousands, decimal, minus } = of.signs;
  const [whole, rest] = Math.abs(x).toFixed(decimals).split(".");
  const text = whole.replace(/\B(?=(\d{3})+$)/g, thousands) + (rest ? decimal + rest : "");
  if (!/[1-9]/.test(text)) return text;
  return (x < 0 ? minus : isSigned ? "+" : "") + text;
}

const said = (sentence, fields) => sentence.replace(/\{(\w+)\}/g, (_, name) => fields[name]);
const factorOf = (size) => (size >= 1e6 ? 1e6 : size >= 1e4 ? 1e3 : 1);
const decimalsOf = (size, factor) => (factor > 1 && size / factor < 100 ? 1 : 0);

export function eur(x, size = Math.abs(x), isSigned = false) {
  const factor = factorOf(size);
  return said(of.words.amounts[factor][0], { amount: number(x / factor, decimalsOf(size, factor), isSigned) });
}

export function eurSpread({ mean, half }, isSigned = false) {
  const size = Math.max(Math.abs(mean), half);
  const factor = factorOf(size);
  const decimals = decimalsOf(size, factor);
  const fields = { amount: number(mean / factor, decimals, isSigned), half: number(half / factor, decimals) };
  return said(of.words.amounts[factor][1], fields);
}

function eurTick(x) {
  const factor = Math.abs(x) >= 1e6 ? 1e6 : Math.abs(x) >= 1e3 ? 1e3 : 1;
  return said(of.words.ticks[factor], { amount: number(x / factor, Number.isInteger(x / factor) ? 0 : 1) });
}

const plainTick = (x) => number(x, Number.isInteger(x) ? 0 : 1);
const perCent = (x, decimals) => said(of.words.percentage, { percentage: number(x, decimals) });
const tickOf = (name) => (name === "churn" ? (x) => perCent(x, Number.isInteger(x) ? 0 : 1) : plainTick);
const figure = (name, x) => (name === "churn" ? perCent(x, 1) : number(x, name === "customers" ? 0 : 1));

function difference(name, { mean, half }) {
  const decimals = name === "customers" ? 0 : 1;
  const text = `${number(mean, decimals, true)}\u00a0±\u00a0${number(half, decimals)}`;
  return ["nps", "churn"].includes(name) ? said(of.words.points, { difference: text }) : text;
}

export function finding(gain) {
  const words = of.words;
  if (gain.low <= 0 && gain.high >= 0) {
    const size = Math.max(Math.abs(gain.low), Math.abs(gain.high));
    return said(words.unclear, { low: eur(gain.low, size, true), high: eur(gain.high, size, true) });
  }
  return said(gain.mean > 0 ? words.gains : words.loses, { amount: eurSpread({ ...gain, mean: Math.abs(gain.mean) }) });
}

export function breakEven(gain) {
  if (gain.low > 0) return said(of.words.limit, { limit: eur(gain.low) });
  return gain.high <= 0 ? of.words.never : of.words.open;
}

// The surface: the covariance with each point that was lived, weighed. ----------------------------------------------

const valueOf = (slider) => JSON.parse(slider.dataset.stops)[slider.value];

function position() {
  return sliders.map((slider, k) => (Number(valueOf(slider)) - of.low[k]) / (of.high[k] - of.low[k]));
}

// Of each quarter of a year a value for each future.
export function evaluated(name, at) {
  const { lengths, height, weights, centre } = of.figures[name];
  const near = of.at.map((point) => {
    const far = at.reduce((sum, x, k) => sum + ((x - point[k]) / lengths[k]) ** 2, 0);
    return height * Math.exp(-0.5 * far);
  });
  return weights.map((quarter, q) =>
    quarter.map((future, s) => future.reduce((sum, weight, k) => sum + weight * near[k], centre[q][s])),
  );
}

// The mean over futures; its interval holds the luck of the futures and the error of the surface.
export function spread(futures, error) {
  const mean = futures.reduce((sum, x) => sum + x, 0) / futures.length;
  const variance = futures.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (futures.length - 1);
  const half = of.quantile * Math.sqrt(variance / futures.length) + error;
  return { mean, half, low: mean - half, high: mean + half };
}

// Nothing happens before levers act; between the ends of quarters, values lie on a line.
function weekly(quarters) {
  const ends = [[of.begins - 1, 0], ...quarters.map((value, q) => [QUARTER * (q + 1), value])];
  return Array.from({ length: of.weeks }, (_, k) => {
    const week = k + 1;
    const next = ends.findIndex(([end]) => end >= week);
    if (next === 0) return 0;
    const [[before, low], [after, high]] = ends.slice(next - 1, next + 1);
    return low + ((high - low) * (week - before)) / (after - before);
  });
}

// The answer --------------------------------------------------------------------------------------------------------

function answer() {
  const moved = sliders.filter((slider) => slider.value !== slider.dataset.today).length;
  const top = document.getElementById("top");
  if (!moved) {
    top.innerHTML = asThingsAre;
    panels.innerHTML = drawn;
    return;
  }
  const at = position();
  const errors = moved === 1 ? "one" : "several";
  const found = Object.fromEntries(
    Object.keys(of.figures).map((name) => {
      const quarters = evaluated(name, at);
      return [name, { quarters, spreads: quarters.map((each, q) => spread(each, of.figures[name].errors[errors][q])) }];
    }),
  );
  const gain = found.gain.spreads.at(-1);
  const error = eur(of.figures.gain.errors[errors].at(-1));
  write(top, finding(gain), breakEven(gain), said(of.words.basis, { error }));
  Object.keys(of.figures).forEach((name, k) => draw(panels.querySelectorAll("figure")[k], name, found[name]));
  fillTable(found);
  panels.querySelector(".further").hidden = true; // nobody's life was copied with these levers
}

function write(top, ...texts) {
  top.replaceChildren(
    ...["h1", "p", "p"].map((tag, k) => {
      const line = document.createElement(tag);
      line.className = ["", "pays", "basis"][k];
      line.textContent = texts[k];
      return line;
    }),
  );
}

function draw(place, name, { quarters, spreads }) {
  const last = spreads.at(-1);
  const change = name === "gain" ? eurSpread(last, true) : difference(name, last);
  const of_all = { weeks: of.weeks, title: `${of.words.panels[name]}: ${change}`, week: of.words.week };
  place.querySelector(".change").textContent = change;
  place.querySelector("svg").outerHTML = name === "gain" ? gains(quarters, spreads, of_all) : pair(name, spreads, of_all);
}

function gains(quarters, spreads, of_all) {
  const futures = quarters[0].map((_, s) => weekly(quarters.map((each) => each[s])));
  const sides = ["low", "high"].map((side) => weekly(spreads.map((each) => each[side])));
  const band = sides[0].map((low, k) => [low, sides[1][k]]);
  const mean = weekly(spreads.map((each) => each.mean));
  const end = number(spreads.at(-1).mean, 0, true);
  return gainPicture({ ...of_all, gains: futures, band, mean, end, tick: eurTick });
}

function pair(name, spreads, of_all) {
  const asIs = of.as_is[name];
  const change = weekly(spreads.map((each) => each.mean));
  const withIt = asIs.map((value, k) => value + change[k]);
  const ends = [[figure(name, asIs.at(-1)), of.words.today], [figure(name, withIt.at(-1)), ""]];
  return pairPicture({ ...of_all, asIs, withIt, ends, tick: tickOf(name) });
}

// The table beside the pictures, at each quarter of the time.
function fillTable(found) {
  const rows = [...panels.querySelectorAll("details.figures tbody tr")];
  Object.entries(found).forEach(([name, { spreads }], place) => {
    for (let k = 1; k <= 4; k++) {
      const week = (of.weeks * k) / 4;
      const change = spreads[Math.round(week / QUARTER) - 1];
      const cells = rows[4 * place + k - 1].querySelectorAll("td");
      if (name !== "gain") {
        const asIs = of.as_is[name][week - 1];
        cells[1].textContent = figure(name, asIs);
        cells[2].textContent = figure(name, asIs + change.mean);
      }
      cells[3].textContent = name === "gain" ? eurSpread(change, true) : difference(name, change);
    }
  });
}

// Levers ------------------------------------------------------------------------------------------------------------

function address() {
  const found = new URLSearchParams({ market: form.elements.market.value });
  for (const slider of sliders) if (slider.value !== slider.dataset.today) found.set(slider.dataset.key, valueOf(slider));
  return `/compare?${found}`;
}

function label(slider) {
  const text = JSON.parse(slider.dataset.texts)[slider.value];
  document.getElementById(`${slider.id}-value`).textContent = text;
  slider.setAttribute("aria-valuetext", text);
  slider.parentElement.classList.toggle("moved", slider.value !== slider.dataset.today);
  fill(slider);
}

function show() {
  for (const slider of sliders) label(slider);
  undo.hidden = !history.state?.depth;
  const now = link(address());
  for (const each of document.querySelectorAll(".questions a")) {
    if (each.getAttribute("href") === now) each.setAttribute("aria-current", "true");
    else each.removeAttribute("aria-current");
  }
  if (of) answer();
}

function fromAddress() {
  if (!of) return;
  const asked = here();
  for (const slider of sliders) {
    const place = JSON.parse(slider.dataset.stops).indexOf(asked.get(slider.dataset.key));
    slider.value = place < 0 ? slider.dataset.today : place;
  }
  show();
}

for (const slider of sliders) {
  slider.addEventListener("input", show);
  slider.addEventListener("change", () => {
    remember(address(), true, { depth: (history.state?.depth ?? 0) + 1 });
    show();
    document.getElementById("aloud").textContent = document.querySelector("h1").textContent;
  });
}
form.elements.market.addEventListener("change", () => go(`/compare?market=${form.elements.market.value}`));
form.elements.strategy.addEventListener("change", () => {
  go(`/compare?market=${form.elements.market.value}&strategy=${form.elements.strategy.value}`);
});
undo.addEventListener("click", () => history.back());
addEventListener("popstate", fromAddress);
fromAddress();
