// Only enhances: every page works without it.
(() => {
  "use strict";
  const first = document.querySelector("[data-focus]");
  if (first) first.focus();

  // A count of characters under long texts, told to screen readers at rest.
  for (const box of document.querySelectorAll("[data-count]")) {
    const max = Number(box.dataset.count);
    const note = document.createElement("p");
    note.className = "hint count";
    note.setAttribute("aria-live", "polite");
    const show = () => {
      const length = [...box.value].length;
      note.textContent = `${length.toLocaleString()} / ${max.toLocaleString()}`;
      note.classList.toggle("over", length > max);
    };
    box.after(note);
    box.addEventListener("input", show);
    show();
  }

  // Warns before typed text is lost.
  let touched = false;
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-guard]");
    if (form) touched = true;
  });
  document.addEventListener("submit", (event) => {
    touched = false;
    // A second press while the first is under way does nothing. A form that is answered with a file stays on the page and may go again.
    const form = event.target;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    if (form.method === "post" && !("again" in form.dataset)) form.dataset.sent = "1";
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });
  window.addEventListener("beforeunload", (event) => {
    if (touched) event.preventDefault();
  });

  // A page of questions saves itself while it is being typed. What it saves is what Continue would.
  for (const form of document.querySelectorAll("form[data-keep]")) {
    const note = form.querySelector("[data-kept]");
    let timer = 0;
    let busy = false;
    let more = false;
    let over = false;
    let pressed = null;
    const later = (seconds) => {
      clearTimeout(timer);
      timer = setTimeout(keep, seconds * 1000);
    };
    const keep = async () => {
      if (busy || over) {
        more = true;
        return;
      }
      busy = true;
      more = false;
      try {
        const body = new URLSearchParams(new FormData(form));
        body.set("go", "keep");
        const answer = await fetch(form.getAttribute("action"), { method: "POST", body, redirect: "manual" });
        const read = (answer.headers.get("content-type") || "").startsWith("application/json");
        const told = read ? await answer.json() : { said: form.dataset.out };
        note.textContent = told.said;
        if (answer.ok && told.version) {
          form.elements.version.value = told.version;
          touched = more;
        } else if (answer.status !== 503) {
          over = true;
        } else {
          later(30);
        }
      } catch {
        note.textContent = form.dataset.offline;
        later(15);
      }
      busy = false;
      // Continue was pressed meanwhile: it goes with the version that is right now.
      if (pressed) form.requestSubmit(pressed);
      else if (more) later(2);
    };
    form.addEventListener("input", () => later(2));
    form.addEventListener("submit", (event) => {
      clearTimeout(timer);
      if (!busy) return;
      pressed = event.submitter;
      event.preventDefault();
      event.stopPropagation();
    });
  }

  // Ticks all boxes of a table.
  for (const all of document.querySelectorAll("[data-all]")) {
    all.addEventListener("change", () => {
      for (const box of document.querySelectorAll(`input[name="${all.dataset.all}"]`)) box.checked = all.checked;
    });
  }
})();
