// What was typed into a form stays on this device, in this tab, until it is saved: a lost connection or an ended session
// costs no words. Nothing is kept once the form went through, and the tab's end forgets all.
const form = document.querySelector("form[data-keep]");
const key = `keep:${location.pathname}${location.search}`;
const typed = () => [...form.elements]
  .filter((one) => one.name && !["hidden", "password", "file", "submit", "button"].includes(one.type))
  .map((one) => [one.name, one.value, one.checked ?? false]);

function putBack(values) {
  for (const [name, value, checked] of values) {
    for (const one of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (["checkbox", "radio"].includes(one.type)) { if (one.value === value) one.checked = checked; }
      else if (one.tagName !== "SELECT" || !one.multiple) one.value = value;
    }
  }
}

if (form) {
  const kept = JSON.parse(sessionStorage.getItem(key) ?? "null");
  const came = document.referrer && new URL(document.referrer).pathname.startsWith("/accounts/");
  sessionStorage.removeItem(key);
  if (kept && (came || !kept.sent) && JSON.stringify(kept.values) !== JSON.stringify(typed())) {
    const before = typed();
    putBack(kept.values);
    const note = document.createElement("p");
    note.className = "note";
    note.role = "status";
    note.textContent = form.dataset.keep + " ";
    const drop = document.createElement("button");
    drop.type = "button";
    drop.className = "btn small";
    drop.textContent = form.dataset.drop;
    drop.addEventListener("click", () => { putBack(before); sessionStorage.removeItem(key); note.remove(); });
    note.append(drop);
    form.before(note);
  }
  const keep = (sent) => sessionStorage.setItem(key, JSON.stringify({ sent, values: typed() }));
  form.addEventListener("input", () => keep(false));
  form.addEventListener("submit", () => keep(true));
}
