// Joins the chat, the views beside it, and the state of the content, which is asked for once a second.

import { toEnd } from "./bubbles.js";
import * as chat from "./chat.js";
import { ask, byId, many, mark, tabKeys } from "./dom.js";
import * as panels from "./panels.js";
import { unanswered } from "./unanswered.js";

const PAUSE = 1000;
const views = { ...panels, unanswered };
const main = byId("main");
const tabs = byId("tabs");
const narrow = matchMedia("(max-width: 899px)");
let state = { version: -1, tested: 0, stage: "learning" };
let revision = null;

/** Chooses a view. On a wide page the chat is always there, so its tab stands for the reasons. */
function choose(name, focus = false) {
  const view = name === "chat" && !narrow.matches ? "reasons" : name;
  main.dataset.view = view;
  const tab = byId(`tab-${view}`);
  mark(tabs, tab);
  tab.scrollIntoView({ block: "nearest", inline: "nearest" });
  if (focus) tab.focus();
  for (const panel of document.querySelectorAll(".panels > section")) panel.hidden = panel.id !== view;
  load();
}

/** Fills the view that is open. */
async function load() {
  const view = main.dataset.view;
  if (view === "chat") return toEnd();
  if (view === "reasons") return panels.reasons(chat.current());
  try {
    const rows = await ask("GET", `/api/${view}`);
    if (view !== main.dataset.view) return;
    views[view](rows, state, sayIt);
  } catch (error) {
    byId("alert").textContent = error.message;
  }
}

function sayIt(text) {
  chat.sendText(text);
  choose("chat");
}

const TOLD = {
  learning: () => (state.revision ? "Learning the new words … the earlier content goes on" : "Learning the words …"),
  live: () => `Live: ${many(state.intents, "intent")}, since ${clock(state.since)}`,
  refused: () => `${many(state.errors, "error")}: the content of ${clock(state.since)} goes on`,
  waiting: () => `${many(state.errors, "error")}: the bot cannot talk yet`,
};

const clock = (at) => new Date(at * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

/** Shows how the content stands, when that has changed. */
async function look() {
  try {
    const now = await ask("GET", "/api/state");
    const changed = now.version !== state.version;
    state = now;
    tell(TOLD[state.stage](), state.stage);
    panels.progress(state);
    if (!changed) return;
    byId("folder").textContent = state.folder;
    const found = state.errors + state.warnings;
    byId("count").textContent = found;
    byId("count").hidden = !found;
    byId("count").dataset.tone = state.errors ? "bad" : "warn";
    if (state.revision !== revision) {
      revision = state.revision;
      await chat.refresh();
    }
    if (main.dataset.view !== "reasons") await load();
  } catch (error) {
    tell(error.message, "lost");
  }
}

/** Changes the status only when its words change: a screen reader reads it out each time. */
function tell(words, stage) {
  const status = byId("status");
  if (status.textContent !== words) status.textContent = words;
  status.dataset.stage = stage;
}

async function follow() {
  await look();
  setTimeout(follow, PAUSE);
}

for (const skip of document.querySelectorAll(".skip")) {
  skip.addEventListener("click", (event) => {
    event.preventDefault();
    const target = byId(skip.hash.slice(1));
    choose(target.closest("section").id);
    target.focus();
  });
}
for (const tab of tabs.children) tab.addEventListener("click", () => choose(tab.id.slice(4)));
tabKeys(tabs, (tab) => choose(tab.id.slice(4), true));
narrow.addEventListener("change", () => choose(main.dataset.view));
await chat.begin((shown) => {
  if (main.dataset.view === "reasons") panels.reasons(shown);
});
choose("chat");
await follow();
