// Only enhances: every page works without it.
(() => {
  "use strict";
  const first = document.querySelector("[data-focus]");
  if (first) first.focus();

  // The part of the site that is open stays in sight where the links do not fit side by side.
  for (const here of document.querySelectorAll(".parts [aria-current], .tabs [aria-current]")) {
    here.parentElement.scrollLeft = here.offsetLeft - here.parentElement.offsetLeft - 24;
  }

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

  // Ticks all boxes of a table.
  for (const all of document.querySelectorAll("[data-all]")) {
    all.addEventListener("change", () => {
      for (const box of document.querySelectorAll(`input[name="${all.dataset.all}"]`)) box.checked = all.checked;
    });
  }
})();
