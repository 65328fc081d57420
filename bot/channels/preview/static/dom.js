// Elements and requests. All text goes in as text nodes: nothing a person writes is ever read as HTML.

const token = document.querySelector('meta[name="preview-token"]').content;

/** An element with attributes (functions listen, false and null are left out) and children (texts or elements). */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

export const byId = (id) => document.getElementById(id);

/** "3 words", "1 word". */
export const many = (count, one, several = `${one}s`) => `${count} ${count === 1 ? one : several}`;

export const percent = (share) => `${Math.round(share * 100)}%`;

/** Asks the preview; throws an Error whose message can be shown. */
export async function ask(method, path, body) {
  let response;
  try {
    response = await fetch(path, {
      method,
      headers: { "X-Preview-Token": token, "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new Error("The preview does not answer. Is the command still running?");
  }
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.says);
  return answer;
}

/** Makes the buttons of a tablist answer to the arrow keys, Home and End; `choose` is called with the tab. */
export function tabKeys(list, choose) {
  list.addEventListener("keydown", (event) => {
    const tabs = [...list.querySelectorAll('[role="tab"]')].filter((tab) => tab.offsetParent);
    const here = tabs.indexOf(document.activeElement);
    const to = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined || here < 0) return;
    event.preventDefault();
    choose(tabs[(to + tabs.length) % tabs.length]);
  });
}

/** Marks one tab of a list as chosen; only it is in the order of the Tab key. */
export function mark(list, chosen) {
  for (const tab of list.querySelectorAll('[role="tab"]')) {
    tab.setAttribute("aria-selected", String(tab === chosen));
    tab.tabIndex = tab === chosen ? 0 : -1;
  }
}
