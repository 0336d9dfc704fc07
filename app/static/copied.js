// How a room of a copy asks: answers lie in files beside it, and what is looked at stands behind the # of its address.
// It stands where live.js stands on the page that a program serves.

const OF_A_PAGE = ["market", "strategy", "as_is", "lesson", "guess", "off", "depth", "length", "reach"];
const OF_ALL = ["seed", "weeks", "customers", "lang", "visitor"];
const copy = JSON.parse(document.getElementById("copied").textContent);
const answers = {};

export const visitor = "";

export async function untilReady() {}

// Addresses -------------------------------------------------------------------------------------------------------

function parted(address) {
  const [path, query] = address.split("?");
  const own = [];
  const rest = [];
  for (const [name, value] of new URLSearchParams(query ?? "")) {
    if (value === "" || OF_ALL.includes(name)) continue;
    if (OF_A_PAGE.includes(name)) own.push(`${name}=${value}`);
    else rest.push([name, value]);
  }
  return { page: [path, ...own.sort()].join(" "), rest: new URLSearchParams(rest).toString() };
}

export function link(address) {
  const { page, rest } = parted(address);
  const person = new URLSearchParams(rest).get("person");
  if (person && !copy.people.includes(Number(person))) return "";
  return PAGES[page] ? PAGES[page] + (rest && `#${rest}`) : "";
}

export function go(address) {
  if (link(address)) location.assign(link(address));
}

export function submit(form) {
  go(`${form.getAttribute("action")}?${new URLSearchParams(new FormData(form))}`);
}

export function at() {
  const rest = location.hash.slice(1);
  return copy.address + (rest && `&${rest}`);
}

export const here = () => new URLSearchParams(at().split("?")[1]);

export function remember(address, isNew = false, state = null) {
  const { rest } = parted(address);
  history[isNew ? "pushState" : "replaceState"](state, "", rest ? `#${rest}` : location.pathname);
}

export function linkRooms() {}

// Answers ---------------------------------------------------------------------------------------------------------

window.answered = (name, value) => (answers[name] = value);

function fetched(name) {
  if (name in answers) return Promise.resolve(answers[name]);
  return new Promise((resolve) => {
    const script = document.createElement("script");
    script.src = `../answers/${name}.js`;
    script.addEventListener("load", () => resolve(answers[name]));
    document.head.append(script);
  });
}

function known(address) {
  const { page, rest } = parted(address);
  const asked = new URLSearchParams(rest);
  asked.delete("view");
  const week = Number(asked.get("week"));
  const key = () => [page, ...[...asked].map(([name, value]) => `${name}=${value}`).sort()].join(" ");
  if (week && !(key() in copy.answers)) {
    const nearest = [...copy.weeks].sort((a, b) => Math.abs(a - week) - Math.abs(b - week))[0];
    asked.set("week", nearest);
  }
  return copy.answers[key()] ?? [];
}

export function stream(address, take) {
  const source = { isOpen: true, close: () => (source.isOpen = false) };
  (async () => {
    for (const name of known(address)) {
      const told = await fetched(name);
      if (source.isOpen) take(told);
    }
  })();
  return source;
}

export async function part(address) {
  const [name] = known(address);
  return name ? fetched(name) : "";
}

// What stands behind the # takes the place of what the page was made with.
for (const [name, value] of new URLSearchParams(location.hash.slice(1))) document.querySelector("main").dataset[name] = value;
for (const each of document.querySelectorAll("a[data-language]")) {
  each.addEventListener("click", () => (each.href = each.getAttribute("href").split("#")[0] + location.hash));
}
