// The bubbles of a chat, drawn as Telegram draws them, and changed in place when the bot edits a message.

import { byId, el } from "./dom.js";

const TICKS = /^([☑☐]) (.*)$/s;
const log = byId("log");

/** What stays of a button's data when it is ticked: a tick is set by one button and taken back by another. */
const place = (data) => data.replace(/:(pick|drop)\./, ":.");

/** Shows a chat's messages, touching only what has changed; `press` is called with a message and a button. */
export function show(messages, press) {
  const before = new Map([...log.querySelectorAll(".bubble")].map((bubble) => [Number(bubble.dataset.id), bubble]));
  const wanted = new Set(messages.map((message) => message.id));
  for (const [id, bubble] of before) if (!wanted.has(id)) bubble.remove();
  let changed = null;
  for (const message of messages) {
    const old = before.get(message.id);
    if (old && Number(old.dataset.edits) === message.edits) continue;
    if (!old) changed = log.appendChild(bubble(message, press));
    else if (!tick(old, message)) changed = edit(old, message, press);
  }
  changed?.scrollIntoView({ block: changed === log.lastElementChild ? "end" : "nearest" });
}

/** Scrolls to the last bubble, for a chat that was hidden meanwhile. */
export const toEnd = () => log.lastElementChild?.scrollIntoView({ block: "end", behavior: "instant" });

function bubble(message, press) {
  const { id, mine, edits } = message;
  const node = el("div", { class: `bubble ${mine ? "mine" : "theirs"}`, "data-id": id, tabindex: -1 });
  fill(node, message, press);
  node.dataset.edits = edits;
  return node;
}

/** Changes only the ticks, when nothing else has changed: the buttons stay the same elements, and focus stays. */
function tick(node, message) {
  const old = [...node.querySelectorAll(".row button")];
  const buttons = message.buttons.flat();
  const same = old.length === buttons.length && old.every((button, i) => place(button.dataset.data) === place(buttons[i].data));
  if (!same || node.querySelector(".text")?.textContent !== message.text) return false;
  node.dataset.edits = message.edits;
  buttons.forEach((button, i) => {
    old[i].dataset.data = button.data;
    label(old[i], button.label);
  });
  return true;
}

/** Changes a bubble in place; focus that was inside stays with it. */
function edit(node, message, press) {
  const held = node.contains(document.activeElement);
  node.dataset.edits = message.edits;
  fill(node, message, press);
  if (held) node.focus({ preventScroll: true });
  return node;
}

function fill(node, message, press) {
  const at = new Date(message.at * 1000);
  const time = el("time", { datetime: at.toISOString() }, at.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }));
  const said = el(
    "div",
    { class: "said" },
    el("span", { class: "unseen" }, message.mine ? "Patient: " : "Bot: "),
    message.title ? el("strong", { class: "title" }, message.title) : null,
    message.contact ? card(message.contact) : el("p", { class: "text" }, message.text),
    el("span", { class: "when" }, message.edits ? "edited " : "", time),
  );
  const rows = message.buttons.map((row) =>
    el("div", { class: "row" }, row.map((button) => {
      const pressed = () => press(message, { ...button, data: node.dataset.data });
      const node = el("button", { type: "button", "data-data": button.data, click: pressed });
      label(node, button.label);
      return node;
    })),
  );
  const under = rows.length ? el("div", { class: "rows", role: "group", "aria-label": "Buttons" }, rows) : null;
  node.replaceChildren(...[said, under].filter(Boolean));
}

/** A button's words; a tick is also told to screen readers. */
function label(button, words) {
  if (button.dataset.label === words) return;
  button.dataset.label = words;
  const [, tick, rest] = TICKS.exec(words) ?? [null, "", words];
  if (tick) button.setAttribute("aria-pressed", String(tick === "☑"));
  button.replaceChildren(...[tick ? el("span", { "aria-hidden": "true", class: "tick" }, tick) : "", rest].filter(Boolean));
}

function card({ name, phone }) {
  return el(
    "div",
    { class: "contact" },
    el("span", { class: "portrait", "aria-hidden": "true" }, name.slice(0, 1).toUpperCase()),
    el("span", {}, el("strong", {}, name), el("span", { class: "phone" }, phone)),
  );
}

/** Before the first message: what Telegram shows of the bot, and the button that begins. */
export function welcome(description, start) {
  log.replaceChildren(
    el(
      "div",
      { class: "welcome" },
      el("strong", {}, "What can this bot do?"),
      el("p", { class: "text" }, description || "The bot has no content yet."),
      description ? el("button", { type: "button", class: "send", click: start }, "Start") : null,
    ),
  );
}
