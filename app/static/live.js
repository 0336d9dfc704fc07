// How a room asks the program that serves it, and what its address is. A copy of the page has copied.js in its place.

export const visitor = crypto.randomUUID();

const waiting = document.getElementById("waiting");

export async function untilReady() {
  while (true) {
    const state = await (await fetch(`/state?lang=${document.documentElement.lang}`)).json();
    waiting.hidden = state.ready;
    if (state.ready) return;
    waiting.textContent = state.words;
    await new Promise((resolve) => setTimeout(resolve, 1500));
  }
}

export function stream(address, take) {
  const source = new EventSource(`${address}&visitor=${visitor}`);
  source.onmessage = (event) => take(JSON.parse(event.data));
  return source;
}

export async function part(address) {
  return (await fetch(`${address}&visitor=${visitor}`)).text();
}

export const at = () => location.pathname + location.search;

export const here = () => new URLSearchParams(location.search);

export const link = (address) => address;

export const go = (address) => location.assign(address);

export const submit = (form) => form.submit();

export function remember(address, isNew = false, state = null) {
  history[isNew ? "pushState" : "replaceState"](state, "", address);
}

export function linkRooms(query) {
  for (const each of document.querySelectorAll("a[data-room]")) each.href = `/${each.dataset.room}?${query}`;
}

// The same page in another language, as it stands now.
for (const each of document.querySelectorAll("a[data-language]")) {
  each.addEventListener("click", (event) => {
    event.preventDefault();
    const there = new URL(location.href);
    there.searchParams.set("lang", each.dataset.language);
    location.assign(there);
  });
}

if (!waiting.hidden) untilReady();
