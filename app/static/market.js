import { linkRooms, untilReady, visitor } from "./live.js";

const data = document.querySelector("main").dataset;
const result = document.getElementById("result");
const aloud = document.getElementById("aloud");

async function part(place, path) {
  const answer = await fetch(`${path}?${data.query}&visitor=${visitor}`);
  if (answer.status !== 404) document.getElementById(place).innerHTML = await answer.text();
}

// A file that is dropped or chosen goes to the page as it is, and the page says where it is shown. -----------------

for (const zone of document.querySelectorAll(".drop")) {
  const problem = zone.querySelector(".problem");

  async function take(file) {
    if (!file) return;
    problem.textContent = "";
    zone.classList.add("busy");
    const answer = await fetch(zone.dataset.to, { method: "PUT", body: file });
    zone.classList.remove("busy");
    const isJson = answer.headers.get("content-type")?.includes("json");
    const told = isJson ? await answer.json() : { error: await answer.text() };
    if (told.error) problem.textContent = told.error;
    else go(told.address);
  }

  zone.addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.classList.add("over");
  });
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    take(event.dataTransfer.files[0]);
  });
  zone.querySelector("input").addEventListener("change", (event) => take(event.target.files[0]));
}

function go(address) {
  const isSame = address.split("#")[0] === location.pathname + location.search;
  location.assign(address);
  if (isSame) location.reload();
}

// The part that tells how far it is looks again every second, as long as something runs. ---------------------------

async function look() {
  if (!result.querySelector("progress")) return;
  const answer = await fetch(`/market/run?${data.query}`);
  result.innerHTML = await answer.text();
  if (result.querySelector("progress")) setTimeout(look, 1000);
  else {
    const finding = result.querySelector(".headline")?.textContent;
    if (finding) document.querySelector("h1").textContent = finding;
    aloud.textContent = finding ?? result.querySelector(".state")?.textContent ?? "";
  }
}

document.querySelector(".controls select").addEventListener("change", (event) => event.target.form.submit());
linkRooms(data.rest);
setTimeout(look, 1000);
await untilReady();
await part("rows", "/market/rows");
if (data.mapped === "yes") await part("read", "/market/read");
if (data.table) await part("columns", "/market/columns");
if (!result.querySelector("progress")) aloud.textContent = document.querySelector("h1").textContent;
