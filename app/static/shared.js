// What every room needs: who asks, and how long one has to wait for the model.

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

export function fill(slider) {
  const share = (slider.value - slider.min) / (slider.max - slider.min || 1);
  slider.style.setProperty("--filled", `${100 * share}%`);
}

export function linkRooms(query) {
  for (const link of document.querySelectorAll("a[data-room]")) link.href = `/${link.dataset.room}?${query}`;
}

// The same page in another language, as it stands now.
for (const link of document.querySelectorAll("a[data-language]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const there = new URL(location.href);
    there.searchParams.set("lang", link.dataset.language);
    location.assign(there);
  });
}

if (!waiting.hidden) untilReady();
