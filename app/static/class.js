import { linkRooms } from "./live.js";

const data = document.querySelector("main").dataset;
const SECONDS_BETWEEN = 2;

// The teacher's page is looked at anew whenever something changes in the class, but not while the log is read.
async function look() {
  try {
    const state = await (await fetch(`/class/state?code=${data.code}`)).json();
    if (state.at && state.at !== data.at && !document.querySelector("details.log[open]")) {
      location.reload();
      return;
    }
  } catch {
    // The server may be starting again.
  }
  setTimeout(look, 1000 * SECONDS_BETWEEN);
}

if (data.code) setTimeout(look, 1000 * SECONDS_BETWEEN);
linkRooms(data.rooms);
