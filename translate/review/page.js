// Joins the parts: restores what was kept, then listens.
(() => {
  // A term and its renderings share a number within their row.
  let lit = [];
  const light = (target) => {
    for (const mark of lit) mark.classList.remove("on");
    lit = [];
    const mark = target instanceof Element ? target.closest("mark[data-t]") : null;
    if (!mark) return;
    for (const key of mark.dataset.t.split(" ")) {
      lit.push(...mark.closest("tr").querySelectorAll(`mark[data-t~="${CSS.escape(key)}"]`));
    }
    for (const other of lit) other.classList.add("on");
  };

  // Where in the text of a cell the click fell.
  const caret = (event, cell) => {
    const place = document.caretPositionFromPoint
      ? document.caretPositionFromPoint(event.clientX, event.clientY)
      : document.caretRangeFromPoint(event.clientX, event.clientY);
    const node = place && (place.offsetNode || place.startContainer);
    if (!node || !cell.contains(node)) return undefined;
    const before = document.createRange();
    before.setStart(cell, 0);
    before.setEnd(node, place.offsetNode ? place.offset : place.startOffset);
    return before.toString().length;
  };

  const clicked = (event) => {
    const segment = segments.of(event.target);
    if (!segment) return;
    editor.select(segment);
    const button = event.target.closest("button");
    const text = event.target.closest(".text");
    if (button && button.dataset.use) editor.put(segment, segment.row.candidates[Number(button.dataset.use)]);
    else if (button && button.matches(".draft")) {
      editor.finish();
      editor.change(segment, { target: segment.row.draft, accepted: false });
      editor.go(segment);
    } else if (text && window.getSelection().isCollapsed) editor.edit(segment, caret(event, text));
  };

  const discard = () => {
    editor.finish();
    const changed = segments.all.filter((segment) => segments.state(segment) !== "draft");
    const question = `Discard your changes to ${changed.length} segments? This cannot be undone.\n放弃对 ${changed.length} 个句段的修改？此操作无法撤销。`;
    if (!changed.length || !window.confirm(question)) return;
    for (const segment of changed) editor.change(segment, { target: segment.row.draft, accepted: false });
    tally.show();
  };

  const restore = () => {
    for (const segment of segments.all) {
      const change = kept.read(segment.index);
      if (!change) continue;
      segments.restore(segment, change);
      if (segments.isEdited(segment)) rows.draw(segment);
      else rows.drawState(segment);
    }
  };

  const listen = () => {
    const table = document.querySelector("tbody");
    table.addEventListener("click", clicked);
    table.addEventListener("change", ({ target }) => {
      if (target.matches(".accept input")) editor.accept(segments.of(target), target.checked);
    });
    // A candidate's button leaves the focus in the text that it is put into.
    table.addEventListener("mousedown", (event) => {
      if (event.target.closest("[data-use]")) event.preventDefault();
    });
    table.addEventListener("focusin", ({ target }) => editor.select(segments.of(target)));
    document.addEventListener("mouseover", (event) => light(event.target));
    document.addEventListener("focusin", (event) => light(event.target));
    document.addEventListener("focusout", () => light(null));
    document.getElementById("export").addEventListener("click", corrections.save);
    document.getElementById("discard").addEventListener("click", discard);
    window.addEventListener("beforeunload", (event) => {
      if (kept.works() || corrections.isSaved()) return;
      event.preventDefault();
      event.returnValue = ""; // what older browsers go by
    });
    kept.onOther((index, change) => {
      const segment = segments.all[index];
      if (!segment || segment === editor.editing()) return;
      segments.restore(segment, change);
      rows.draw(segment);
      tally.soon();
    });
  };

  // A row that the keyboard moves to must not hide under the bar.
  const bar = document.querySelector(".bar");
  const measure = () => {
    const height = getComputedStyle(bar).position === "sticky" ? bar.offsetHeight : 0;
    document.documentElement.style.setProperty("--bar", `${height}px`);
  };

  document.documentElement.classList.add("live");
  for (const element of document.querySelectorAll(".control[hidden]")) element.hidden = false;
  kept.probe();
  restore();
  filters.start();
  keys.start();
  listen();
  tally.show();
  new ResizeObserver(measure).observe(bar);
})();
