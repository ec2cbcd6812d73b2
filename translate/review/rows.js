// Draws a segment's row again after its text or state has changed.
const rows = (() => {
  const ORDER = Object.keys(data.labels.severities);
  const STATES = { edited: ["edited", "已修改"], accepted: ["accepted", "已定稿"] };

  const underlined = (segment, side) => {
    const placed = segment.findings.filter((finding) => finding[side]);
    placed.sort((one, other) => ORDER.indexOf(one.severity) - ORDER.indexOf(other.severity));
    return placed.map((finding) => ({
      start: finding[side][0], end: finding[side][1], classes: `f ${finding.severity}`, title: finding.message,
    }));
  };

  const became = (segment, number) => {
    if (!segments.isPresent(segment, number)) return ["absent", "absent 未用"];
    if (segment.places || segment.row.places[number].drafted) return ["", "present 已用"];
    return ["repaired", "repaired 已修正"];
  };

  const drawSource = (segment) => {
    const { row } = segment;
    const terms = row.places.map(({ start, end, term: local }, number) => {
      const term = data.terms[row.terms[local]];
      const [name, told] = became(segment, number);
      const accepted = term.accepted.join(" / ");
      return {
        start, end, key: String(local), classes: `t ${term.status} ${name}`.trim(), isFocusable: true,
        title: `${term.source} → ${accepted} · ${data.labels.statuses[term.status]} · ${told}`,
      };
    });
    segment.element.querySelector(".zh").replaceChildren(highlighting.draw(row.source, terms, underlined(segment, "source")));
  };

  const drawTarget = (segment) => {
    const terms = segment.row.terms.flatMap((number, local) =>
      data.terms[number].accepted.flatMap((text) =>
        tibetan.occurrences(segment.target, text).map(([start, end]) => ({
          start, end, key: String(local), classes: `r ${data.terms[number].status}`,
        }))));
    segment.element.querySelector(".text").replaceChildren(highlighting.draw(segment.target, terms, underlined(segment, "target")));
  };

  const drawFindings = (segment) => {
    const items = [
      ...segment.findings.map((finding) => elements.finding(finding, false)),
      ...segment.stale.map((finding) => elements.finding(finding, true)),
    ];
    segment.element.querySelector(".findings").replaceChildren(...(items.length ? [elements.make("ul", {}, ...items)] : []));
  };

  const drawState = (segment) => {
    const state = segments.state(segment);
    segment.element.dataset.state = state;
    segment.element.querySelector(".accept input").checked = segment.accepted;
    segment.element.querySelector(".state").replaceChildren(...(STATES[state] ? elements.both(...STATES[state]) : []));
    const hasButton = segment.element.querySelector(".draft") !== null;
    if (segments.isEdited(segment) === hasButton) return;
    if (hasButton) segment.element.querySelector(".draft").remove();
    else {
      const button = elements.make("button", { type: "button", class: "draft" }, ...elements.both("Back to the draft", "恢复初稿"));
      segment.element.querySelector(".bo").append(button);
    }
  };

  const drawChecked = (segment) => {
    drawSource(segment);
    drawFindings(segment);
  };

  const draw = (segment) => {
    drawTarget(segment);
    drawChecked(segment);
    drawState(segment);
  };

  return { draw, drawChecked, drawState };
})();
