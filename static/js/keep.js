// What was typed into a form stays on this device, in this tab, until it is saved: a lost connection or an ended session
// costs no words. Nothing is kept once the form went through, and the tab's end forgets all.
const form = document.querySelector("form[data-keep]");
const key = `keep:${form?.dataset.keepAs || location.pathname + location.search}`;
const isKept = (one) => one.name && (one.name === "lock_version" || !["hidden", "password", "file", "submit", "button"].includes(one.type));

// What somebody else has saved since is noticed by the number that this writer began with.
function valueOf(one) {
  if (one.name === "lock_version") return form.elements.began_with?.value ?? one.value;
  return one.multiple ? [...one.selectedOptions].map((chosen) => chosen.value) : one.value;
}
const typed = () => [...form.elements].filter(isKept).map((one) => [one.name, valueOf(one), one.checked ?? false]);

function putBack(values) {
  const nth = {};
  for (const [name, value, checked] of values) {
    const all = [...form.elements].filter((one) => one.name === name && isKept(one));
    if (["checkbox", "radio"].includes(all[0]?.type)) {
      for (const one of all) if (one.value === value) one.checked = checked;
      continue;
    }
    const one = all[(nth[name] = (nth[name] ?? -1) + 1)];
    if (one?.multiple) for (const option of one.options) option.selected = value.includes(option.value);
    else if (one) one.value = value;
  }
}

if (form) {
  const kept = JSON.parse(sessionStorage.getItem(key) ?? "null");
  const came = document.referrer && new URL(document.referrer).pathname.startsWith("/accounts/");
  sessionStorage.removeItem(key);
  const keep = (sent) => sessionStorage.setItem(key, JSON.stringify({ sent, values: typed() }));
  if (kept && (came || !kept.sent) && JSON.stringify(kept.values) !== JSON.stringify(typed())) {
    const before = typed();
    putBack(kept.values);
    keep(false);
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
    (form.querySelector("[data-kept]") ?? form).before(note);
  }
  form.addEventListener("input", () => keep(false));
  form.addEventListener("submit", () => keep(true));
}
