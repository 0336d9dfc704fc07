// Pictures of trajectories for a copy, in which no program can draw them: as experiments/pictures/trajectories.py does.

const [INK, SOFT, LINE, BLUE] = ["#1d2329", "#5b6670", "#d5dade", "#1f5a92"];
const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'DejaVu Sans', Arial, sans-serif";
const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [360, 196, 46, 276, 12, 168];
const LETTERS_APART = 15;

const short = (x) => x.toFixed(1).replace(/\.0$/, "");
const escaped = (text) => String(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

function element(name, attributes, content = "") {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => ` ${key}="${escaped(typeof value === "number" ? short(value) : value)}"`);
  return `<${name}${written.join("")}>${content}</${name}>`;
}

const words = (x, y, text, attributes) => element("text", { x, y, ...attributes }, escaped(text));
const path = (points) => `M${points.map(([x, y]) => `${short(x)} ${short(y)}`).join("L")}`;
const area = (above, below) => `${path([...above, ...[...below].reverse()])}Z`;

export function niceTicks(low, high, about = 3) {
  const rough = (high - low) / about;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((factor) => power * factor).find((each) => each >= rough);
  const found = [];
  for (let k = Math.ceil(low / step); k <= Math.floor(high / step + 1e-9); k++) found.push(step * k);
  return found;
}

class Frame {
  constructor(weeks, values, hasZero = false) {
    const low = Math.min(...values, ...(hasZero ? [0] : []));
    const high = Math.max(...values, ...(hasZero ? [0] : []));
    const room = 0.08 * (high - low) || Math.max(Math.abs(high) * 0.02, 0.5);
    Object.assign(this, { low: low - room, high: high + room, weeks });
  }

  x = (week) => LEFT + ((RIGHT - LEFT) * week) / this.weeks;
  y = (value) => BOTTOM - ((BOTTOM - TOP) * (value - this.low)) / (this.high - this.low);
  line = (values) => values.map((value, week) => [this.x(week + 1), this.y(value)]);

  background(tick, week) {
    const lines = niceTicks(this.low, this.high).map((value) => {
      const y = this.y(value);
      const stroke = Math.abs(value) < 1e-9 * Math.max(1, Math.abs(this.high)) ? SOFT : LINE;
      return (
        element("line", { x1: LEFT, x2: RIGHT, y1: y, y2: y, stroke, "stroke-width": "1" }) +
        words(LEFT - 6, y + 4, tick(value), { "text-anchor": "end", "font-size": "11", fill: SOFT })
      );
    });
    const quarter = Math.floor(this.weeks / 4);
    const below = [1, 2, 3, 4].map((k) =>
      words(this.x(quarter * k), BOTTOM + 20, k === 1 ? `${week} ${quarter}` : quarter * k, {
        "text-anchor": "middle",
        "font-size": "11",
        fill: SOFT,
      }),
    );
    return [...lines, ...below];
  }

  stroke(values, stroke, dash = null, width = 2.5) {
    return element("path", {
      d: path(this.line(values)),
      fill: "none",
      stroke,
      "stroke-width": width,
      "stroke-dasharray": dash,
      "stroke-linejoin": "round",
      "stroke-linecap": dash === null ? "round" : null,
    });
  }

  ends(labels, week) {
    const places = labels.map((each) => ({ ...each, at: this.y(each.value) })).sort((a, b) => a.at - b.at);
    places.slice(1).forEach((place, k) => {
      const overlap = places[k].at + LETTERS_APART * (places[k].word ? 2 : 1) - place.at;
      if (overlap <= 0) return;
      places[k].at -= overlap / 2;
      place.at += overlap / 2;
    });
    return places.flatMap(({ at, figure, word, colour }) => {
      const y = Math.min(Math.max(at, TOP + 4), BOTTOM - (word ? 8 : 0));
      const x = this.x(week) + 8;
      const own = [words(x, y + 4, figure, { "font-size": "13", "font-weight": "600", fill: colour })];
      if (word) own.push(words(x, y + 18, word, { "font-size": "11", fill: colour === INK ? SOFT : colour }));
      return own;
    });
  }
}

function picture(parts, drawn, title) {
  const seen = { xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img" };
  const content = parts.join("") + element("g", { class: "drawn" }, drawn.join(""));
  return element("svg", { ...seen, "aria-label": title, "font-family": FONT }, content);
}

// The gain added up: a thin line for each future, the interval of their mean, and the mean.
export function gainPicture({ gains, band, mean, weeks, end, tick, title, week }) {
  const frame = new Frame(weeks, [...gains.flat(), ...band.flat()], true);
  const limits = [1, 0].map((side) => frame.line(band.map((pair) => pair[side])));
  const drawn = [
    element("path", { d: area(...limits), fill: BLUE, "fill-opacity": "0.13" }),
    ...gains.map((line) => {
      const thin = { fill: "none", stroke: BLUE, "stroke-opacity": "0.35", "stroke-width": "1" };
      return element("path", { d: path(frame.line(line)), ...thin });
    }),
    frame.stroke(mean, BLUE),
  ];
  const ends = frame.ends([{ value: mean.at(-1), figure: end, word: "", colour: BLUE }], mean.length);
  return picture([...frame.background(tick, week), ...ends], drawn, title);
}

// A figure as things are (grey, dashed) and with it (blue), the difference shaded; ends are pairs of figure and word.
export function pairPicture({ asIs, withIt, weeks, ends, tick, title, week }) {
  const frame = new Frame(weeks, [...asIs, ...withIt]);
  const labels = [{ value: asIs.at(-1), figure: ends[0][0], word: ends[0][1], colour: SOFT }];
  const differs = asIs.some((value, k) => value !== withIt[k]);
  const drawn = [frame.stroke(asIs, SOFT, "5 3", 2)];
  if (differs) {
    drawn.unshift(element("path", { d: area(frame.line(asIs), frame.line(withIt)), fill: BLUE, "fill-opacity": "0.16" }));
    drawn.push(frame.stroke(withIt, BLUE));
    labels.push({ value: withIt.at(-1), figure: ends[1][0], word: ends[1][1], colour: BLUE });
  }
  return picture([...frame.background(tick, week), ...frame.ends(labels, asIs.length)], drawn, title);
}
