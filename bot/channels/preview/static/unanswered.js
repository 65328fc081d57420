// What patients asked and no intent answered: each question can become an example, after a look at what that changes.

import { ask, byId, el, many } from "./dom.js";
import { coded, heading, table } from "./panels.js";

const NEW = "+";
let drawn = "";

/** Draws the list, unless it stands there already; a question that is open keeps what is filled in there. */
export function unanswered(told) {
  const now = JSON.stringify(told);
  if (now === drawn) return;
  drawn = now;
  const open = new Map([...document.querySelectorAll("#unanswered details[open]")].map((one) => [one.dataset.asked, one]));
  const { groups, more, says, intents } = told;
  const list = el("div", { class: "intents" }, groups.map((group) => open.get(group.asked) ?? question(group, intents)));
  const content = [
    heading("Unanswered questions", "What patients asked and no intent answered, without anything that tells who asked."),
    el("p", { id: "added", role: "status" }, byId("added")?.textContent),
    says ? el("p", { class: "alert" }, says) : null,
    groups.length ? list : null,
    groups.length || says ? null : el("p", { class: "empty" }, "No unanswered questions."),
    more ? el("p", { class: "small" }, `and ${more} more`) : null,
  ];
  byId("unanswered").replaceChildren(...content.filter(Boolean));
}

function question(group, intents) {
  const { asked, count, also, nearest } = group;
  return el(
    "details",
    { "data-asked": asked },
    el("summary", {}, el("span", { class: "named" }, asked), el("span", { class: "kind" }), el("span", { class: "pill", "data-tone": "calm" }, many(count, "time"))),
    el(
      "div",
      { class: "inside" },
      also.length ? el("p", { class: "small" }, "Also: ", also.map((text) => `“${text}” `)) : null,
      el("p", { class: "small" }, "Nearest: ", nearest.length ? nearest.flatMap((name) => [coded(name), " "]) : "nothing"),
      form(group, intents),
    ),
  );
}

/** Where to put a question; two steps: look at what it changes, then add. */
function form({ asked, nearest }, intents) {
  const others = intents.filter((name) => !nearest.includes(name));
  const option = (name) => el("option", { value: name }, name);
  const select = el("select", { change: () => shown() }, nearest.filter((name) => intents.includes(name)).map(option), el("option", { value: NEW }, "a new intent …"), others.map(option));
  const name = el("input", { type: "text", maxlength: 40, pattern: "[a-z][a-z0-9_]*", placeholder: "bed_rest", spellcheck: "false", input: () => result.replaceChildren() });
  const named = el("label", {}, "Its name: small letters, digits and _ ", name);
  const look = el("button", { type: "submit", class: "plain" }, "See what it changes");
  const result = el("div", { class: "result", role: "status" });
  const shown = () => {
    named.hidden = select.value !== NEW;
    result.replaceChildren();
  };
  const wanted = () => ({ asked, intent: select.value === NEW ? name.value.trim() : select.value, new: select.value === NEW });
  const node = el("form", { class: "adding", novalidate: "" }, el("label", {}, "Make it an example of ", select), named, look, result);
  node.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (look.disabled) return;
    const chosen = wanted();
    await busy(look, result, "Trying it. With many examples this takes up to a minute …", async () => {
      const told = await ask("POST", "/api/unanswered/try", chosen);
      if (JSON.stringify(chosen) === JSON.stringify(wanted())) result.replaceChildren(...changes(told), adding(chosen, told, result));
    });
  });
  shown();
  return node;
}

/** What would change, for people. */
function changes({ unused, file, now, then, moved, tried }) {
  if (unused) return [el("p", {}, `Nothing changes yet: ${unused}. The bot leaves ${file} out until its answer is written.`)];
  const rows = moved.map(({ text, of, now, then }) =>
    el("tr", {}, el("th", { scope: "row" }, text, of ? el("span", { class: "small" }, `a test phrase of ${of}`) : null), el("td", {}, coded(now)), el("td", {}, coded(then))));
  return [
    el("p", {}, "This question goes from ", coded(now), " to ", coded(then), "."),
    el("p", {}, `${moved.length} of ${many(tried, "other question")} and test phrases would go elsewhere${moved.length ? ":" : "."}`),
    moved.length ? table(["Text", "Now", "Then"], rows) : null,
  ].filter(Boolean);
}

function adding(chosen, { file }, result) {
  const add = el("button", { type: "button", class: "send" }, chosen.new ? `Begin ${file}` : `Add to ${file}`);
  add.addEventListener("click", () =>
    busy(add, result, "Writing …", async () => {
      const { place } = await ask("POST", "/api/unanswered/add", chosen);
      const next = chosen.new ? "Open that file and write its title and answer." : "The bot learns it now.";
      byId("added").textContent = `${place}: “${chosen.asked}” is written. ${next}`;
      unanswered(await ask("GET", "/api/unanswered"));
      byId("unanswered").scrollTop = 0;
      byId("unanswered").focus();
    }));
  return add;
}

/** Does something that takes a while, says so, and says when it fails. */
async function busy(button, result, words, work) {
  button.disabled = true;
  result.replaceChildren(el("p", { class: "small" }, words));
  try {
    await work();
  } catch (error) {
    result.replaceChildren(el("p", { class: "alert" }, error.message));
  } finally {
    button.disabled = false;
  }
}
