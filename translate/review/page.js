
(() => {
  "use strict";
  const rows = Array.from(document.querySelectorAll("tbody tr"), (row) => ({
    row,
    found: row.dataset.f ? row.dataset.f.split("\t").map((pair) => pair.split("\n")) : [],
    text: null,
  }));
  const buttons = Array.from(document.querySelectorAll("[data-severity], [data-check]"));
  const only = document.getElementById("only");
  const input = document.getElementById("text");
  const shown = document.getElementById("shown");
  const plain = (text) => text.normalize("NFC").toLowerCase();
  const isPressed = (button) => button.getAttribute("aria-pressed") === "true";
  const press = (button, on) => button.setAttribute("aria-pressed", String(on));

  const pressed = (kind) => new Set(buttons.filter((b) => kind in b.dataset && isPressed(b)).map((b) => b.dataset[kind]));

  // A row is shown if one of its findings fits both the pressed checks and severities.
  const filter = () => {
    const checks = pressed("check");
    const severities = pressed("severity");
    const wanted = plain(input.value.trim());
    const needsFinding = isPressed(only) || checks.size > 0 || severities.size > 0;
    const fits = ([check, severity]) =>
      (checks.size === 0 || checks.has(check)) && (severities.size === 0 || severities.has(severity));
    let count = 0;
    for (const item of rows) {
      if (wanted && item.text === null) item.text = plain(item.row.textContent);
      const visible = (!needsFinding || item.found.some(fits)) && (!wanted || item.text.includes(wanted));
      item.row.classList.toggle("out", !visible);
      if (visible) count += 1;
    }
    shown.textContent = String(count);
  };

  for (const button of [...buttons, only]) {
    button.addEventListener("click", () => {
      press(button, !isPressed(button));
      filter();
    });
  }
  let waiting = 0;
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(filter, 120);
  });
  document.getElementById("clear").addEventListener("click", () => {
    for (const button of [...buttons, only]) press(button, false);
    input.value = "";
    filter();
  });

  // A term and its renderings share a number within their row.
  let lit = [];
  const light = (target) => {
    for (const mark of lit) mark.classList.remove("on");
    lit = [];
    const mark = target instanceof Element ? target.closest("mark[data-t]") : null;
    if (!mark) return;
    const row = mark.closest("tr");
    for (const key of mark.dataset.t.split(" ")) {
      lit.push(...row.querySelectorAll(`mark[data-t~="${CSS.escape(key)}"]`));
    }
    for (const other of lit) other.classList.add("on");
  };
  document.addEventListener("mouseover", (event) => light(event.target));
  document.addEventListener("focusin", (event) => light(event.target));
  document.addEventListener("focusout", () => light(null));

  document.querySelector(".bar").hidden = false;
})();
