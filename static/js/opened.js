// Tells once that the page was opened by something that runs scripts. No cookies; the address itself is the proof.
const mark = document.querySelector("[data-opened]");
if (mark) fetch(mark.dataset.opened, { method: "POST", credentials: "omit", keepalive: true }).catch(() => {});
