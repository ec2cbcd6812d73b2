// The segments: what stands as their translation, how far it is, and what is found in it.
const segments = (() => {
  const all = Array.from(document.querySelectorAll("tbody tr"), (element, index) => ({
    index,
    element,
    row: data.rows[index],
    target: data.rows[index].draft,
    accepted: false,
    // What follows from the text; `recheck` works it out.
    findings: data.rows[index].findings,
    stale: [],
    places: null,
  }));

  const isEdited = (segment) => segment.target !== segment.row.draft;

  const state = (segment) => {
    if (segment.accepted) return "accepted";
    return isEdited(segment) ? "edited" : "draft";
  };

  const isPresent = (segment, number) =>
    segment.places ? segment.places[number] !== null : segment.row.places[number].present;

  // The findings of the draft stay where they cannot be made again, but count no longer.
  const recheck = (segment) => {
    const { row, target } = segment;
    const edited = isEdited(segment);
    const text = tibetan.normalise(target);
    segment.places = edited ? checks.verify(row, text) : null;
    segment.findings = edited ? checks.run(row, text, segment.places) : row.findings;
    segment.stale = edited ? row.findings.filter(({ check }) => !checks.LIVE.has(check)) : [];
  };

  // Change and save; a changed text is no longer the accepted one.
  const set = (segment, { target = segment.target, accepted = segment.accepted && target === segment.target }) => {
    segment.target = target;
    segment.accepted = accepted;
    kept.write(segment.index, isEdited(segment) || accepted ? { target, accepted } : null);
    corrections.changed();
  };

  const restore = (segment, change) => {
    segment.target = change ? change.target : segment.row.draft;
    segment.accepted = change ? change.accepted : false;
    recheck(segment);
  };

  // A translation stands on the lines that its source has.
  const tidied = (segment, text) => {
    const lines = segment.row.source.includes("\n") ? text : text.replace(/\s*[\r\n]+\s*/g, " ");
    return lines === segment.row.draft ? lines : tibetan.normalise(lines);
  };

  const of = (node) => {
    const element = node instanceof Element ? node.closest("tbody tr") : null;
    return element ? all[Number(element.dataset.n)] : null;
  };

  return { all, isEdited, isPresent, of, recheck, restore, set, state, tidied };
})();
