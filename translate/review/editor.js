// Editing in place. A text area stands in for the row's text while it is edited: unlike an
// editable element it has plain text, undo and input methods right in every browser.
const editor = (() => {
  let open = null;
  let current = null;
  let waiting = 0;

  const isShown = (segment) => !segment.element.classList.contains("out");

  const select = (segment) => {
    if (segment === current) return;
    if (current) {
      current.element.removeAttribute("aria-current");
      current.element.tabIndex = -1;
    }
    current = segment;
    current.element.setAttribute("aria-current", "true");
    current.element.tabIndex = 0;
  };

  // Not the row as a whole: with many findings it may be taller than the window.
  const reveal = ({ element }) => {
    (element.querySelector("textarea") || element.querySelector(".text")).scrollIntoView({ block: "nearest" });
    element.querySelector("th").scrollIntoView({ block: "nearest" });
  };

  const go = (segment) => {
    select(segment);
    segment.element.focus({ preventScroll: true });
    reveal(segment);
  };

  // The first shown segment in that direction for which `fits` holds, or null.
  const next = (step, fits = () => true) => {
    for (let at = current ? current.index + step : step > 0 ? 0 : -1; segments.all[at]; at += step) {
      if (isShown(segments.all[at]) && fits(segments.all[at])) return segments.all[at];
    }
    return null;
  };

  const fit = (area) => {
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight + 2}px`;
  };

  const check = (segment) => {
    clearTimeout(waiting);
    segments.recheck(segment);
    rows.drawChecked(segment);
    tally.soon();
  };

  const typed = (event) => {
    const { segment, area } = open;
    fit(area);
    if (event.isComposing) return;
    segments.set(segment, { target: area.value });
    rows.drawState(segment);
    clearTimeout(waiting);
    waiting = setTimeout(() => check(segment), 250);
  };

  const edit = (segment, caret = segment.target.length) => {
    if (open && open.segment === segment) return;
    finish();
    select(segment);
    const area = elements.make("textarea", {
      lang: "bo-CN", rows: "1", spellcheck: "false", autocomplete: "off", autocapitalize: "off",
      "aria-label": `Translation of segment ${segment.index + 1} 译文`, "aria-describedby": "told",
    });
    const hint = document.getElementById("hint").content.cloneNode(true);
    area.value = segment.target;
    open = { segment, area, before: { target: segment.target, accepted: segment.accepted } };
    segment.element.classList.add("editing");
    segment.element.querySelector(".text").after(area, hint);
    area.addEventListener("input", typed);
    area.addEventListener("compositionend", typed);
    area.addEventListener("blur", () => {
      // Another window in front is no reason to stop editing.
      if (document.hasFocus() && open && open.area === area) finish();
    });
    fit(area);
    area.focus({ preventScroll: true });
    area.setSelectionRange(caret, caret);
    reveal(segment);
  };

  const close = (change) => {
    const { segment, area } = open;
    open = null;
    segments.set(segment, change);
    segment.element.classList.remove("editing");
    area.remove();
    segment.element.querySelector(".hint").remove();
    check(segment);
    rows.draw(segment);
    return segment;
  };

  const finish = () => (open ? close({ target: segments.tidied(open.segment, open.area.value) }) : null);
  const cancel = () => go(close(open.before));

  const change = (segment, to) => {
    segments.set(segment, to);
    check(segment);
    rows.draw(segment);
  };

  const accept = (segment, accepted) => {
    finish();
    change(segment, { accepted });
  };

  // Through the text area if it is open, so that the browser's undo takes it back.
  const put = (segment, text) => {
    if (!open || open.segment !== segment) {
      change(segment, { target: text });
      return;
    }
    const { area } = open;
    area.focus();
    area.select();
    if (!document.execCommand("insertText", false, text)) {
      area.value = text;
      typed({ isComposing: false });
    }
  };

  const move = (segment, wasEditing) => {
    if (!segment) return;
    if (wasEditing) edit(segment);
    else go(segment);
  };

  window.addEventListener("resize", () => {
    if (open) fit(open.area);
  });

  return {
    accept, cancel, change, edit, finish, go, move, next, put, select,
    area: () => open && open.area,
    current: () => current,
    editing: () => open && open.segment,
  };
})();
