import { here, linkRooms, remember, stream, submit } from "./live.js";

const data = document.querySelector("main").dataset;
const answer = document.getElementById("answer");
const points = document.getElementById("points");
let view = data.view;
let point = data.point;

// The address holds what is looked at. -----------------------------------------------------------------------------

function address() {
  const more = (view === "truth" ? "" : `&view=${view}`) + (point ? `&point=${encodeURIComponent(point)}` : "");
  return `/moments?${data.query}${more}`;
}

function show() {
  answer.querySelector(".planes").className = `planes ${view}`;
  for (const each of answer.querySelectorAll(".point")) {
    each.classList.toggle("open", each.dataset.point === point);
    const place = each.dataset[view] ?? each.dataset.truth;
    const [x, y] = place.split(",");
    each.style.transform = `translate(${x}px, ${y}px)`;
  }
  for (const each of points.querySelectorAll("article")) each.hidden = each.dataset.of !== point;
  points.querySelector(".none").hidden = Boolean(points.querySelector("article:not([hidden])"));
  for (const link of document.querySelectorAll(".switch a")) {
    if (link.dataset.view === view) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

function go(next) {
  ({ view, point } = { view, point, ...next });
  remember(address(), true);
  show();
}

document.querySelector("main").addEventListener("click", (event) => {
  const link = event.target.closest("a[data-view], a.point");
  if (!link) return;
  event.preventDefault();
  go(link.dataset.view ? { view: link.dataset.view } : { point: link.dataset.point });
});
addEventListener("popstate", () => {
  const found = here();
  [view, point] = [found.get("view") ?? "truth", found.get("point") ?? ""];
  show();
});
for (const choice of document.querySelectorAll(".controls select")) {
  choice.addEventListener("change", () => submit(choice.form));
}

// The answer comes as a stream, a touchpoint at a time. ------------------------------------------------------------

function ask() {
  performance.mark("asked");
  let isFirst = true;
  const source = stream(`/moments/answer?${data.query}`, (told) => {
    if (told.error) {
      document.querySelector("h1").textContent = told.error;
      source.close();
      return;
    }
    if (isFirst) performance.measure("first figure", "asked");
    isFirst = false;
    const more = document.getElementById("more");
    const isOpen = more.querySelector("details")?.open;
    const focused = document.activeElement?.dataset?.point;
    document.getElementById("top").innerHTML = told.top;
    answer.innerHTML = told.answer;
    points.innerHTML = told.points;
    more.innerHTML = told.more;
    if (isOpen) more.querySelector("details").open = true;
    show();
    if (focused) [...answer.querySelectorAll(`[data-point="${focused}"]`)].find((each) => each.getClientRects().length)?.focus();
    if (told.whole) {
      document.getElementById("aloud").textContent = told.aloud;
      source.close();
    }
  });
}

linkRooms(data.rest);
show();
if (data.whole !== "yes") ask();
else document.getElementById("aloud").textContent = document.querySelector("h1").textContent;
