// A team's page is looked at anew when the class moves on; until then, what is being filled in stays.
const at = document.querySelector("main").dataset.at;
const SECONDS_BETWEEN = 2;

async function look() {
  try {
    const state = await (await fetch("/team/state")).json();
    if (state.at && state.at !== at) {
      location.replace(document.querySelector("main").dataset.here);
      return;
    }
  } catch {
    // The server may be starting again; what was handed in is kept.
  }
  setTimeout(look, 1000 * SECONDS_BETWEEN);
}

if (at) setTimeout(look, 1000 * SECONDS_BETWEEN);

const boxes = [...document.querySelectorAll("input[name=start]")];
for (const box of boxes) {
  box.addEventListener("change", () => {
    const isFull = boxes.filter((each) => each.checked).length >= 2;
    for (const each of boxes) each.disabled = isFull && !each.checked;
  });
}
