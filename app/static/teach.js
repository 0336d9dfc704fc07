import { linkRooms, stream, submit } from "./live.js";

const data = document.querySelector("main").dataset;
const run = document.getElementById("run");
const explained = document.getElementById("explained");
const basis = document.getElementById("basis");

// Tables that were opened stay open while their pictures are drawn anew.
function place(html) {
  const open = [...run.querySelectorAll("details")].map((each) => each.open);
  run.innerHTML = html;
  run.querySelectorAll("details").forEach((each, k) => (each.open = open[k] ?? false));
}

function listen() {
  performance.mark("asked");
  let isFirst = true;
  const source = stream(`/teach/run?${data.query}`, (answer) => {
    if (answer.error) {
      basis.textContent = answer.error;
      document.getElementById("aloud").textContent = answer.error;
      source.close();
      return;
    }
    if (isFirst) performance.measure("first picture", "asked");
    isFirst = false;
    place(answer.panels);
    basis.textContent = answer.basis;
    if (!answer.whole) return;
    performance.measure("whole lesson", "asked");
    explained.innerHTML = answer.explained;
    explained.hidden = false;
    document.getElementById("aloud").textContent = answer.aloud;
    source.close();
  });
}

document.querySelector(".after select").addEventListener("change", (event) => submit(event.target.form));
linkRooms(data.rooms);
if (data.guess) listen();
