// Rows of the editor by drag; the buttons do the same without. After a move the page is asked for anew: numbers change.
const tree = document.getElementById("tree");
const UNDER = { objective: "line", activity: "objective", indicator: "activity" };

function target(row, x, y) {
  const over = document.elementFromPoint(x, y)?.closest("section[data-pk]");
  if (!over || over === row) return null;
  const kind = row.dataset.k;
  if (over.dataset.k === UNDER[kind]) return { over, place: `${over.dataset.pk}:0` };
  if (over.dataset.k !== kind) return null;
  const first = tree.querySelector(`section[data-p="${over.dataset.p}"]`) === over;
  const box = over.getBoundingClientRect();
  if (first && y < box.top + box.height / 2) return { over, place: `${over.dataset.p}:0`, before: true };
  return { over, place: `${over.dataset.p}:${over.dataset.pk}` };
}

// A plan is longer than a screen: near its edges the page moves along.
const EDGE = 70;
function pull(y) {
  const past = y < EDGE ? y - EDGE : Math.max(y - (innerHeight - EDGE), 0);
  if (past) scrollBy(0, Math.max(-EDGE, Math.min(past, EDGE)) / 3);
  return Boolean(past);
}

async function put(row, place) {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", tree.elements.csrfmiddlewaretoken.value);
  body.set("place", place);
  try {
    const answer = await fetch(`/plans/items/${row.dataset.pk}/place/`, { method: "POST", body, redirect: "manual" });
    if (answer.type !== "opaqueredirect") throw new Error(answer.status); // done is a redirect, which the reload follows
    tree.dispatchEvent(new Event("input")); // what is typed into an open row is kept
    const part = tree.dataset.parts && `${tree.dataset.parts}?at=${row.id.slice(2)}`; // of a long plan: where it is now
    const here = tree.dataset.here ?? part ?? location.pathname + location.search;
    const there = new URL(`${here}#${row.id}`, location.href);
    if (location.pathname + location.search === there.pathname + there.search) { location.hash = row.id; location.reload(); }
    else location.assign(there); // this page is the answer to a form: to load it again would send that again
  } catch {
    const words = document.createElement("p");
    words.className = "note error";
    words.role = "alert";
    words.textContent = tree.dataset.failed;
    row.prepend(words);
  }
}

for (const row of tree?.querySelectorAll("section[data-pk]") ?? []) {
  const grip = document.createElement("span");
  grip.className = "grip";
  grip.textContent = "⠿";
  grip.ariaHidden = "true";
  row.querySelector(".actions")?.prepend(grip);
  let found = null;
  const mark = (next) => {
    found?.over.classList.remove("drop", "before");
    found = next;
    found?.over.classList.add("drop");
    if (found?.before) found.over.classList.add("before");
  };
  const at = { x: 0, y: 0 };
  const dragged = () => row.classList.contains("dragged");
  const follow = () => {
    if (!dragged()) return;
    if (pull(at.y)) mark(target(row, at.x, at.y));
    requestAnimationFrame(follow);
  };
  grip.addEventListener("pointerdown", (event) => { event.preventDefault(); grip.setPointerCapture(event.pointerId); row.classList.add("dragged"); Object.assign(at, { x: event.clientX, y: event.clientY }); follow(); });
  grip.addEventListener("pointermove", (event) => {
    if (!dragged()) return;
    Object.assign(at, { x: event.clientX, y: event.clientY });
    mark(target(row, at.x, at.y));
  });
  grip.addEventListener("pointercancel", () => { row.classList.remove("dragged"); mark(null); });
  grip.addEventListener("pointerup", () => {
    row.classList.remove("dragged");
    const place = found?.place;
    mark(null);
    if (place) put(row, place);
  });
}
