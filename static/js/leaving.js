// Logging out clears this device. What a meeting's page could not send yet would go with it: say so, with the way there.
const note = document.querySelector("[data-unsent]");
const waiting = Object.keys(localStorage).filter((key) => key.startsWith(note.dataset.unsent));
for (const key of waiting) {
  const link = document.createElement("a");
  link.href = note.dataset.page.replace("/0/", `/${key.slice(note.dataset.unsent.length)}/`);
  link.textContent = note.dataset.words;
  note.append(" ", link);
}
note.hidden = !waiting.length;
