// In a meeting: each act is kept on this device until the server has it, and sent once, in order. What somebody else was
// quicker with is shown with both texts; nothing is overwritten. Without this script the same forms post by themselves.
const page = document.querySelector("[data-run]");
const words = page.dataset;
const key = words.run;
const line = document.getElementById("queue");
const problems = document.getElementById("problems");
const coming = document.getElementById("coming");
const sending = new Set();
let ended = false;

const read = () => JSON.parse(localStorage.getItem(key) ?? "[]");
const write = (acts) => (acts.length ? localStorage.setItem(key, JSON.stringify(acts)) : localStorage.removeItem(key));
const change = (uid, next) => write(read().flatMap((one) => (one.uid === uid ? next(one) : [one])));
const make = (tag, text, className = "") => Object.assign(document.createElement(tag), { textContent: text, className });

function say() {
  const waiting = read().filter((one) => !one.said).length;
  const text = waiting === 1 ? words.one : words.waiting;
  line.hidden = false;
  line.textContent = (ended ? words.login : waiting ? text : words.saved).replace("#", waiting);
}

function put(fields) {
  const acts = read();
  const same = fields.act === "notes" && acts.find((one) => !one.said && !sending.has(one.uid)
    && one.fields.act === "notes" && one.fields.item === fields.item);
  if (same) same.fields.text = fields.text;
  else acts.push({ uid: crypto.randomUUID?.() ?? uuid(), at: new Date().toISOString(), fields });
  write(acts);
  if (fields.act === "came") announce(acts.at(-1));
  say();
  send();
}

function uuid() { // where the page isn't served by https
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  return [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

async function send() {
  const acts = read().filter((one) => !one.said).slice(0, 50);
  if (sending.size || !acts.length) return;
  acts.forEach((one) => sending.add(one.uid));
  let taken = false;
  try {
    const token = page.querySelector("[name=csrfmiddlewaretoken]").value;
    const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
    const body = JSON.stringify({ acts: acts.map(({ uid, at, fields }) => ({ uid, at, fields })) });
    const answer = await fetch(words.sync, { method: "POST", headers, body, signal: AbortSignal.timeout(30000) });
    ended = answer.redirected || answer.status === 403;
    if (ended || !answer.ok) return;
    for (const one of (await answer.json()).acts) {
      change(one.uid, (act) => (one.state === "done" ? [] : [{ ...act, said: one }]));
    }
    taken = true;
    ask();
    await renew();
  } catch { // no connection: what waits is sent again, and carried out once
  } finally {
    sending.clear();
    say();
    if (taken && read().some((one) => !one.said)) setTimeout(send); // done while the page was being renewed
  }
}

// What others did meanwhile, and what became of our acts: the parts of the page that nobody is typing in.
async function renew() {
  if (read().some((one) => !one.said)) return;
  const answer = await fetch(location.pathname);
  if (!answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (read().some((one) => !one.said)) return;
  welcome(fresh);
  for (const part of page.querySelectorAll("[data-live]")) {
    const next = fresh.getElementById(part.id);
    const focus = part.contains(document.activeElement) ? document.activeElement : null;
    if (!next) part.remove();
    else if (next.innerHTML !== part.innerHTML || (part.matches("li") && focus?.tagName !== "SELECT")) {
      part.className = next.className;
      part.replaceChildren(...next.childNodes);
      const same = `[name="${focus?.name}"]`;
      if (focus?.name) part.querySelector(`select${same}, ${same}[value="${CSS.escape(focus.value)}"]`)?.focus();
    }
  }
  for (const area of page.querySelectorAll("textarea[id^=notes-]")) {
    const before = area.form.elements.before;
    const theirs = fresh.getElementById(area.id);
    if (theirs && area.value === before.value) { area.value = theirs.value; before.value = theirs.value; }
  }
}

// Who is on the list since this page was opened stands there too, and can be named as responsible.
function welcome(fresh) {
  const list = document.getElementById("people");
  coming.replaceChildren();
  let before = null;
  for (const row of [...fresh.getElementById("people").children].reverse()) {
    const here = document.getElementById(row.id) ?? list.insertBefore(row.cloneNode(true), before);
    before = here;
  }
  for (const chosen of page.querySelectorAll("[data-act=agreement] select")) {
    const known = new Set([...chosen.options].map((one) => one.value));
    chosen.append(...[...fresh.getElementById(chosen.id).options].filter((one) => !known.has(one.value)));
  }
}

// Each act that could not be carried out, with what was typed; it goes when somebody has decided.
function ask() {
  problems.replaceChildren(...read().filter((one) => one.said).map((act) => {
    const note = make("div", "", "note warning stack");
    const choices = make("div", "", "actions");
    document.getElementById(`c-${act.uid}`)?.remove();
    note.append(make("p", `${words.lost} ${act.said.words}`));
    const typed = act.fields.text ?? [act.fields.name, act.fields.organization].filter(Boolean).join(" · ");
    if (typed) note.append(make("p", words.mine), make("blockquote", typed));
    if (act.said.state === "conflict" && act.fields.act === "notes") {
      note.append(make("p", words.theirs), make("blockquote", act.said.theirs));
      choices.append(choice(words.keep, act, () => put({ ...act.fields, before: act.said.theirs })));
      choices.append(choice(words.take, act, () => settle(act.fields.item, act.said.theirs)));
    } else if (act.fields.act === "agreement" || act.fields.act === "came") {
      const whom = (act.said.choices ?? []).map(([who, label]) => choice(label, act, () => put({ ...act.fields, who })));
      choices.append(...whom, choice(words.again, act, () => putBack(act.fields)));
    } else choices.append(choice(words.seen, act, () => {}));
    note.append(choices);
    return note;
  }));
}

function choice(label, act, then) {
  const button = Object.assign(make("button", label, "btn small"), { type: "button" });
  button.addEventListener("click", () => { change(act.uid, () => []); then(); ask(); say(); renew(); });
  return button;
}

function putBack(fields) {
  const form = page.querySelector(`[data-act=${fields.act}]`);
  for (const [name, value] of Object.entries(fields)) {
    if (name !== "who" && form.elements[name]) form.elements[name].value = value;
  }
  if (form.closest("details")) form.closest("details").open = true;
  (form.elements.text ?? form.elements.name).focus();
}

function settle(item, text) {
  const area = document.getElementById(`notes-${item}`);
  area.value = text;
  area.form.elements.before.value = text;
}

function fieldsOf(form, submitter) {
  const fields = Object.fromEntries(new FormData(form));
  delete fields.csrfmiddlewaretoken;
  if (submitter?.name) fields[submitter.name] = submitter.value;
  return fields;
}

const typing = new Map();
function note(area) {
  clearTimeout(typing.get(area));
  const before = area.form.elements.before;
  if (area.value === before.value) return;
  const fields = fieldsOf(area.form);
  put({ ...fields, before: fields.before.replaceAll("\r\n", "\n"), text: area.value });
  before.value = area.value;
}

page.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.dataset.act) return;
  event.preventDefault();
  if (form.dataset.act === "notes") return note(form.elements.text);
  const fields = fieldsOf(form, event.submitter);
  if (form.dataset.act === "came" && !form.reportValidity()) return;
  if (form.dataset.act === "mark") put({ act: "mark", ...(fields.leave ? { leave: fields.leave } : { back: fields.back ?? "" }) });
  else put(fields);
  if (form.dataset.act === "came") {
    form.reset();
    form.elements.name.focus();
  }
  if (form.dataset.act === "agreement") {
    const under = document.getElementById(`taken-${fields.agenda_item || "loose"}`);
    under?.append(Object.assign(make("p", `${fields.text} (${words.pending})`)));
    form.elements.text.value = "";
    form.elements.text.focus();
  }
});

// The field beside a mark, or beside what somebody comes as, that holds what stood there before; else undefined.
function tapped(name) {
  const [, what, pk] = name?.match(/^(mark|as)-(\d+)$/) ?? [];
  return what && (what === "mark" ? `was-${pk}` : `was-as-${pk}`);
}

// Whoever came stands below the list until the server has put them on it.
function announce({ uid, fields }) {
  coming.append(Object.assign(make("li", `${fields.name} (${words.pending})`), { id: `c-${uid}` }));
}

page.addEventListener("change", (event) => {
  const { name, value, form } = event.target;
  const was = tapped(name) && form.elements[tapped(name)];
  if (!was) return;
  put({ act: "mark", [was.name]: was.value, [name]: value });
  was.value = value;
});

page.addEventListener("input", (event) => {
  const area = event.target;
  if (!area.matches("textarea[id^=notes-]")) return;
  clearTimeout(typing.get(area));
  typing.set(area, setTimeout(() => note(area), 1500));
});

page.addEventListener("focusout", (event) => { if (event.target.matches("textarea[id^=notes-]")) note(event.target); });
addEventListener("pagehide", () => page.querySelectorAll("textarea[id^=notes-]").forEach(note));
addEventListener("online", send);

page.addEventListener("click", (event) => {
  const under = event.target.closest("[data-under]")?.dataset.under;
  if (!under) return;
  event.preventDefault();
  const form = page.querySelector("[data-act=agreement]");
  form.elements.agenda_item.value = under;
  form.elements.text.focus();
});

// What a former page of this device has not sent yet stands where it was typed.
for (const act of read()) {
  const { fields, said } = act;
  if (said) continue;
  if (fields.act === "notes" && document.getElementById(`notes-${fields.item}`)) settle(fields.item, fields.text);
  if (fields.act === "came") announce(act);
  for (const [name, value] of Object.entries(fields)) {
    const field = tapped(name) && page.querySelector("[data-act=mark]").elements[name];
    if (field) { field.value = value; field.form.elements[tapped(name)].value = value; }
  }
}
page.querySelectorAll("[data-plain]").forEach((one) => { one.hidden = true; });
// The clock of the item that is on: it goes on without a connection too. Minutes are counted as the server counts them.
function tick() {
  for (const clock of page.querySelectorAll("[data-until]")) {
    const left = Math.ceil((Date.parse(clock.dataset.until) - Date.now()) / 60000);
    const text = (left >= 0 ? words.left : words.over).replace("#", Math.abs(left));
    if (clock.textContent !== text) clock.textContent = text;
  }
}

tick();
setInterval(tick, 1000);
ask();
say();
send();
setInterval(() => (read().some((one) => !one.said) ? send() : renew().catch(() => {})), 20000);
