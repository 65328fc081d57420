// What stands behind the chat: the reasons for the last turn, intents, problems, the check.

import { byId, el, many, percent } from "./dom.js";

export const heading = (words, note = "") => el("div", { class: "heading" }, el("h2", {}, words), note ? el("p", {}, note) : null);
const block = (title, ...content) => el("section", { class: "block" }, el("h3", {}, title), content);

export const table = (names, rows) =>
  el("table", {}, el("thead", {}, el("tr", {}, names.map((name) => el("th", { scope: "col" }, name)))), el("tbody", {}, rows));

/** A name in code, which may be broken after its underscores. */
export const coded = (name) => el("code", {}, name.split(/(?<=_)/).flatMap((part, i) => (i ? [el("wbr"), part] : [part])));

function bar(share) {
  const inner = el("span", { class: "fill" });
  inner.style.width = `${100 * share}%`;
  return el("span", { class: "meter", "aria-hidden": "true" }, inner);
}

const KINDS = { answer: "good", suggest: "warn", lost: "warn", refused: "info", red_flag: "bad", symptom_check: "info", none: "calm" };

export function reasons(chat) {
  const told = chat?.reasons;
  if (!told) {
    byId("reasons").replaceChildren(
      heading("Reasons"),
      el("p", { class: "empty" }, "Write to the bot, or press a button: here you see why it answers as it does."),
    );
    return;
  }
  const routed = told.score !== undefined;
  byId("reasons").replaceChildren(
    heading("Reasons", `${chat.name}, last turn, decided in ${told.ms} ms`),
    el(
      "div",
      { class: "verdict", "data-tone": KINDS[told.kind] },
      el("h3", {}, told.headline),
      told.said ? el("blockquote", {}, told.said) : null,
      el("p", {}, told.why),
    ),
    ...(routed ? [nearest(told), el("div", { class: "pair" }, readAs(told), danger(told))] : []),
    block("Remembered of this chat", el("ul", { class: "lines" }, told.remembered.map((line) => el("li", {}, line)))),
  );
}

function nearest({ nearest }) {
  if (!nearest.length) return block("Nearest intents", el("p", { class: "small" }, "None: no word of it stands in any example."));
  const rows = nearest.map(({ intent, title, score, example }) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, title, coded(intent)),
      el("td", { class: "score" }, score.toFixed(2), bar(score)),
      el("td", {}, example),
    ),
  );
  return block("Nearest intents", table(["Intent", "Score", "Its nearest example"], rows));
}

function readAs({ read_as, corrected, counted }) {
  const words = read_as.flatMap(({ word, counted }) => [counted ? el("mark", {}, word) : word, " "]);
  const repaired = corrected.map(({ typed, read }) => el("li", {}, el("del", {}, typed), " read as ", el("ins", {}, read)));
  return block(
    "Which words counted",
    el("p", { class: "read" }, words.length ? words : "No words."),
    el("h4", {}, "Corrected"),
    repaired.length ? el("ul", { class: "lines" }, repaired) : el("p", { class: "small" }, "Nothing."),
    counted.length
      ? [el("h4", {}, "What spoke most for the nearest intent"), el("ol", { class: "chips" }, counted.map((piece) => el("li", {}, piece)))]
      : null,
  );
}

function danger({ signs, danger }) {
  const told = signs.map(({ flag, level, sense, words, alarm }) =>
    el(
      "li",
      { class: alarm ? "alarm" : null },
      el("strong", {}, `“${words}”`),
      ` ${sense}`,
      el("span", { class: "small" }, `${flag}, ${level.replace("_", " ")}${alarm ? ": this decided" : ""}`),
    ),
  );
  return block(
    "Danger signs",
    told.length ? el("ul", { class: "lines signs" }, told) : el("p", { class: "small" }, "No phrase of red_flags.yaml was seen."),
    el("p", { class: "small" }, `By its words as a whole, the chance that it reports a danger is ${danger.toFixed(2)}.`),
  );
}

// --- intents

let wanted = "";

export function intents(rows, state, say) {
  const phrases = rows.reduce((sum, row) => sum + row.phrases, 0);
  const missed = rows.reduce((sum, row) => sum + (row.missed?.length ?? 0), 0);
  const done = `${phrases - missed} of ${many(phrases, "test phrase")} do as they should, in ${many(rows.length, "intent")}.`;
  const note = rows.some((row) => row.missed) ? done : trying(state);
  const open = new Set([...document.querySelectorAll("#intents details[open]")].map((one) => one.dataset.name));
  const list = el("div", { class: "intents" }, rows.map((row) => intent(row, open.has(row.name), say)));
  const filter = el("input", { type: "search", id: "filter", value: wanted, input: () => narrow(list, filter.value) });
  const held = document.activeElement;
  byId("intents").replaceChildren(heading("Intents", note), el("label", { class: "filter", for: "filter" }, "Find an intent ", filter), list);
  narrow(list, wanted);
  if (held?.id === "filter") filter.focus();
  const name = held?.closest?.("#intents details")?.dataset.name;
  if (name) list.querySelector(`[data-name="${CSS.escape(name)}"] summary`)?.focus();
}

const trying = (state) => `Trying all phrases and examples: ${percent(state.tested)}`;

/** Shows how far the tests are, without drawing the list anew. */
export function progress(state) {
  const note = document.querySelector("#intents .heading p");
  if (note && state.tested < 1) note.textContent = trying(state);
}

function narrow(list, text) {
  wanted = text;
  const sought = text.trim().toLowerCase();
  for (const one of list.children) one.hidden = !one.dataset.sought.includes(sought);
}

function intent(row, open, say) {
  const { name, title, kind, phrases, missed } = row;
  const right = phrases - (missed?.length ?? 0);
  const result = !phrases ? "no test phrases" : missed ? `${right} of ${phrases}` : `${many(phrases, "phrase")}`;
  const tone = !missed || !phrases ? "calm" : missed.length ? (right / phrases < 0.85 ? "bad" : "warn") : "good";
  const node = el(
    "details",
    { "data-name": name, "data-sought": `${name} ${title}`.toLowerCase(), open: open ? "" : null },
    el("summary", {}, el("span", { class: "named" }, title, coded(name)), el("span", { class: "kind" }, kind), el("span", { class: "pill", "data-tone": tone }, result)),
  );
  const unfold = () => node.children.length > 1 || node.append(inside(row, say));
  node.addEventListener("toggle", unfold);
  if (open) unfold();
  return node;
}

function inside({ missed, shown, examples }, say) {
  const attempt = (text) => el("button", { type: "button", class: "plain", click: () => say(text), "aria-label": `Say it: ${text}` }, "Say it");
  const misses = (missed ?? []).map(({ phrase, took, score }) => el("li", {}, el("span", {}, phrase, el("span", { class: "small" }, `${took === "asked back" ? took : `went to ${took}`} (${score.toFixed(2)})`)), attempt(phrase)));
  return el(
    "div",
    { class: "inside" },
    misses.length ? [el("h3", {}, "Phrases that missed"), el("ul", { class: "phrases" }, misses)] : null,
    el("h3", {}, `Examples (${Math.min(shown.length, examples)} of ${examples})`),
    el("ul", { class: "phrases" }, shown.map((text) => el("li", {}, el("span", {}, text), attempt(text)))),
  );
}

// --- problems, the check

export function problems(rows, state) {
  const goesOn = { refused: "Until the errors are mended, the earlier content goes on.", waiting: "Until they are mended, the bot cannot talk." }[state.stage];
  byId("problems").replaceChildren(
    heading("Problems", goesOn ?? "What check says of the files, as they stand on the disk."),
    rows.length
      ? el("ol", { class: "problems" }, rows.map(({ place, severity, says }) =>
          el("li", {}, el("span", { class: "pill", "data-tone": severity === "error" ? "bad" : "warn" }, severity), el("code", {}, place), el("p", {}, says))))
      : el("p", { class: "empty" }, "No problems. The files are sound."),
  );
}

const TONES = { emergency: "bad", urgent: "bad", inform: "warn", nothing: "good", not_pregnant: "info" };

export function flow(chart) {
  if (!chart) {
    byId("flow").replaceChildren(heading("Symptom check"), el("p", { class: "empty" }, "There is no content yet."));
    return;
  }
  const ends = (name) => chart.results.filter(({ level }) => name.includes(level)).map(({ level, title }) => el("span", { class: "pill", "data-tone": TONES[level] }, title));
  byId("flow").replaceChildren(
    heading(chart.title, "Drawn from flows/symptom_check.yaml, from top to bottom"),
    el(
      "ol",
      { class: "chart" },
      el("li", { class: "edge" }, el("h3", {}, "Opening"), el("p", {}, chart.opening)),
      chart.steps.map(step),
      el("li", { class: "edge" }, el("h3", {}, "Review"), el("p", {}, chart.review), el("p", {}, "Then the most urgent card that any answer asks for:"), el("p", { class: "ends" }, ends(["nothing", "inform", "urgent"]))),
    ),
    block("Cards at the end", el("div", { class: "cards" }, chart.results.map(result))),
  );
}

function step({ number, short, ask, kind, ways }) {
  return el(
    "li",
    { class: "step" },
    el("span", { class: "number", "aria-hidden": "true" }, String(number)),
    el("h3", {}, short, el("span", { class: "kind" }, kind)),
    el("details", {}, el("summary", {}, "The question as asked"), el("p", { class: "text" }, ask)),
    el("ul", { class: "ways" }, ways.map(({ label, level, to, note }) =>
      el("li", { class: level ? "ends" : null },
        el("span", { class: "choice" }, label, note ? el("span", { class: "small" }, note) : null),
        el("span", { class: "to" }, el("span", { class: "unseen" }, level ? "ends with " : "goes on to "), level ? el("span", { class: "pill", "data-tone": TONES[level] }, to) : el("span", { class: "next" }, to))))),
  );
}

function result({ level, title, says, meanwhile }) {
  return el("article", { class: "card", "data-tone": TONES[level] }, el("h4", {}, title), el("p", { class: "text" }, says), meanwhile ? el("p", { class: "text" }, meanwhile) : null);
}
