// The patients: each a chat of its own, its events sent one after the other.

import { show, welcome } from "./bubbles.js";
import { ask, byId, el, mark, tabKeys } from "./dom.js";

const chats = new Map();
const queues = new Map();
const say = byId("say");
const list = byId("patients");
let chosen = null;
let described = { commands: {}, description: "" };
let onTurn = () => {};

export const current = () => chats.get(chosen);

/** Begins; `turned` is called with the chosen chat whenever it may have changed. */
export async function begin(turned) {
  onTurn = turned;
  tabKeys(list, (tab) => choose(Number(tab.dataset.chat), true));
  byId("new").addEventListener("click", () => guarded(add));
  byId("forget").addEventListener("click", () => guarded(forget));
  byId("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    type();
  });
  say.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    type();
  });
  say.addEventListener("input", grow);
  byId("menu-button").addEventListener("click", () => menu(byId("menu").hidden));
  byId("menu").addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menu(false);
    byId("menu-button").focus();
  });
  await refresh();
}

/** Asks for all chats anew: at the start, and when other content brings other commands. */
export async function refresh() {
  const answer = await ask("GET", "/api/chats");
  described = answer;
  chats.clear();
  for (const chat of answer.chats) chats.set(chat.id, chat);
  byId("menu").replaceChildren(
    ...Object.entries(answer.commands).map(([name, words]) =>
      el("li", {}, el("button", { type: "button", click: () => command(name) }, el("strong", {}, `/${name}`), ` ${words}`)),
    ),
  );
  choose(chats.has(chosen) ? chosen : answer.chats[0].id);
}

/** Sends a text as the chosen patient. */
export const sendText = (text) => send({ text });

function type() {
  const text = say.value;
  if (!text.trim()) return;
  say.value = "";
  grow();
  sendText(text);
}

function command(name) {
  menu(false);
  say.focus();
  send({ command: name });
}

function menu(open) {
  byId("menu").hidden = !open;
  byId("menu-button").setAttribute("aria-expanded", String(open));
  if (open) byId("menu").querySelector("button")?.focus();
}

/** Sends one event of the chosen chat when those before it are answered: order is kept. */
function send(event) {
  const id = chosen;
  const next = (queues.get(id) ?? Promise.resolve()).then(() =>
    guarded(async () => {
      const chat = await ask("POST", `/api/chats/${id}/events`, event);
      if (!chats.has(id)) return;
      chats.set(id, chat);
      if (id === chosen) draw();
    }),
  );
  queues.set(id, next);
  return next;
}

async function add() {
  const chat = await ask("POST", "/api/chats", {});
  chats.set(chat.id, chat);
  choose(chat.id);
  say.focus();
}

async function forget() {
  const gone = chosen;
  await ask("DELETE", `/api/chats/${gone}`);
  chats.delete(gone);
  queues.delete(gone);
  if (chats.size === 0) await refresh();
  else choose([...chats.keys()].at(-1));
  list.querySelector('[aria-selected="true"]').focus();
}

function choose(id, focus = false) {
  const other = chosen !== id;
  chosen = id;
  list.replaceChildren(
    ...[...chats.values()].map(({ id, name }) =>
      el("button", { role: "tab", type: "button", id: `patient-${id}`, "data-chat": id, "aria-controls": "talk", click: () => choose(id, true) }, name),
    ),
  );
  const tab = byId(`patient-${id}`);
  mark(list, tab);
  tab.scrollIntoView({ block: "nearest", inline: "nearest" });
  if (focus) tab.focus();
  byId("talk").setAttribute("aria-labelledby", tab.id);
  byId("forget").setAttribute("aria-label", `Forget ${chats.get(id).name}`);
  if (other) byId("log").replaceChildren();
  draw();
}

function draw() {
  const chat = current();
  byId("alert").textContent = "";
  if (chat.messages.length === 0) {
    welcome(described.description, () => {
      say.focus();
      send({ command: "start" });
    });
  } else {
    byId("log").querySelector(".welcome")?.remove();
    show(chat.messages, (message, button) => send({ tap: button.data, message: message.id }));
  }
  onTurn(chat);
}

function grow() {
  say.style.height = "auto";
  say.style.height = `${Math.min(say.scrollHeight, 140)}px`;
}

/** Does something that may fail, and says so under the message field when it does. */
async function guarded(work) {
  try {
    await work();
  } catch (error) {
    byId("alert").textContent = error.message;
  }
}
