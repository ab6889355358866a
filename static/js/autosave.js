// A long text saves itself as it is written. What somebody else saved meanwhile is shown beside it; nothing is
// overwritten. Without this script the same form saves by its button.
const form = document.querySelector("form[data-autosave]");
const words = form?.dataset;
const line = document.getElementById("autosave");
let waiting, sending, changed = false;

function say(text) {
  line.hidden = false;
  line.textContent = text;
}

async function save() {
  clearTimeout(waiting);
  if (sending || !changed) return;
  sending = true;
  changed = false;
  let again = 0;
  try {
    const body = new FormData(form);
    const answer = await fetch(words.autosave, { method: "POST", body, signal: AbortSignal.timeout(30000) });
    if (answer.redirected || answer.status === 403) { changed = true; say(words.login); again = 15000; return; }
    const said = await answer.json();
    if (said.theirs !== undefined) return ask(said);
    if (said.words) return say(said.words);
    form.elements.lock_version.value = said.lock_version;
    say(changed ? words.saving : words.saved);
    again = changed ? 2000 : 0;
  } catch {
    changed = true;
    again = 10000;
    say(words.offline);
  } finally {
    sending = false;
    if (again) waiting = setTimeout(save, again);
  }
}

// Both texts, and a choice; until it is made nothing is saved by itself.
function ask(said) {
  form.removeEventListener("input", later);
  const box = Object.assign(document.createElement("div"), { className: "summary stack", tabIndex: -1 });
  box.setAttribute("role", "alert");
  const theirs = Object.assign(document.createElement("textarea"), { rows: 12, readOnly: true, value: said.theirs });
  theirs.setAttribute("aria-label", words.theirs);
  const choose = (label, text) => {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: label });
    button.addEventListener("click", () => {
      form.elements.lock_version.value = said.lock_version;
      if (text !== undefined) form.elements.text.value = text;
      box.remove();
      form.addEventListener("input", later);
      changed = text === undefined;
      if (changed) save(); else say(words.saved);
      form.elements.text.focus();
    });
    return button;
  };
  const actions = Object.assign(document.createElement("div"), { className: "actions" });
  actions.append(choose(words.mine), choose(words.take, said.theirs));
  box.append(Object.assign(document.createElement("p"), { textContent: words.theirs }), theirs, actions);
  form.before(box);
  line.hidden = true;
  box.focus();
}

function later() {
  changed = true;
  say(words.saving);
  clearTimeout(waiting);
  waiting = setTimeout(save, 2000);
}

if (form) {
  form.addEventListener("input", later);
  form.addEventListener("focusout", save);
  form.addEventListener("submit", () => { clearTimeout(waiting); changed = false; });
  addEventListener("online", save);
}
