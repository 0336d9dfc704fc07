import { linkRooms, part, remember, submit } from "./live.js";

const data = document.querySelector("main").dataset;
const people = document.getElementById("people");
const story = document.getElementById("story");

let wanted = 0;

async function follow(person) {
  wanted = person;
  const html = await part(`/customer/story?${data.query}&person=${person}`);
  if (wanted !== person) return; // somebody else was chosen meanwhile
  story.innerHTML = html;
  document.getElementById("aloud").textContent = story.querySelector("h1")?.textContent ?? story.textContent;
  for (const link of people.querySelectorAll("a")) {
    if (link.dataset.person === String(person)) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

async function begin() {
  performance.mark("asked");
  const given = Number(data.person);
  if (given) await follow(given);
  people.innerHTML = await part(`/customer/people?${data.query}`);
  const first = people.querySelector("a")?.dataset.person;
  await follow(given || first || 1);
  performance.measure("first life", "asked");
}

people.addEventListener("click", (event) => {
  const person = event.target.dataset.person;
  if (!person) return;
  event.preventDefault();
  remember(`/customer?${data.query}&person=${person}`, true);
  follow(person);
});
addEventListener("popstate", () => location.reload());
document.querySelector(".controls select").addEventListener("change", (event) => submit(event.target.form));

linkRooms(data.query);
begin();
