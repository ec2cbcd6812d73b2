// Which rows are shown.
const filters = (() => {
  const buttons = Array.from(document.querySelectorAll("button[data-severity], button[data-check], button[data-state]"));
  const only = document.getElementById("only");
  const input = document.getElementById("text");
  const shown = document.getElementById("shown");
  const plain = (text) => text.normalize("NFC").toLowerCase();
  const isPressed = (button) => button.getAttribute("aria-pressed") === "true";
  const press = (button, on) => button.setAttribute("aria-pressed", String(on));
  const pressed = (kind) => new Set(buttons.filter((b) => kind in b.dataset && isPressed(b)).map((b) => b.dataset[kind]));

  const words = ({ index, row, target, findings, element }) =>
    plain([
      index + 1, row.id, row.source, target, ...findings.map(({ check, message }) => `${check} ${message}`),
      element.querySelector(".repairs").textContent,
    ].join("\n"));

  // A row is shown if one of its findings fits both the pressed checks and severities.
  const apply = () => {
    const [checked, severities, states] = [pressed("check"), pressed("severity"), pressed("state")];
    const wanted = plain(input.value.trim());
    const needsFinding = isPressed(only) || checked.size > 0 || severities.size > 0;
    const fits = ({ check, severity }) =>
      (checked.size === 0 || checked.has(check)) && (severities.size === 0 || severities.has(severity));
    let count = 0;
    for (const segment of segments.all) {
      const visible =
        (!needsFinding || segment.findings.some(fits)) &&
        (states.size === 0 || states.has(segments.state(segment))) &&
        (!wanted || words(segment).includes(wanted));
      segment.element.classList.toggle("out", !visible);
      if (visible) count += 1;
    }
    shown.textContent = String(count);
  };

  const start = () => {
    for (const button of [...buttons, only]) {
      button.addEventListener("click", () => {
        press(button, !isPressed(button));
        apply();
      });
    }
    let waiting = 0;
    input.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(apply, 120);
    });
    document.getElementById("clear").addEventListener("click", () => {
      for (const button of [...buttons, only]) press(button, false);
      input.value = "";
      tally.show();
      apply();
    });
  };

  return { start };
})();
