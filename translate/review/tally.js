// The figures of the page: counts, progress, the chart and the numbers on the filter buttons.
const tally = (() => {
  const SEVERITIES = Object.keys(data.labels.severities);
  const [BAR, GAP] = [18, 8];
  const buttons = document.querySelector(".filters");
  const figure = (number) => number.toLocaleString("en-US");
  const count = (name) => document.querySelector(`[data-count="${name}"]`);

  const counted = () => {
    const found = { severity: new Map(), check: new Map(), state: new Map(), both: new Map(), present: 0, terms: 0 };
    const add = (map, key) => map.set(key, (map.get(key) || 0) + 1);
    for (const segment of segments.all) {
      add(found.state, segments.state(segment));
      found.terms += segment.row.places.length;
      segment.row.places.forEach((_, number) => {
        if (segments.isPresent(segment, number)) found.present += 1;
      });
      for (const { check, severity } of segment.findings) {
        add(found.severity, severity);
        add(found.check, check);
        add(found.both, `${check}\n${severity}`);
      }
    }
    return found;
  };

  const showCounts = (found) => {
    for (const severity of SEVERITIES) count(severity).textContent = figure(found.severity.get(severity) || 0);
    const present = [figure(found.present)];
    if (found.terms) present.push(" ", elements.make("small", {}, `${Math.round((100 * found.present) / found.terms)}%`));
    count("present").replaceChildren(...present);
  };

  const showProgress = (found) => {
    const accepted = found.state.get("accepted") || 0;
    document.getElementById("accepted").textContent = figure(accepted);
    document.getElementById("edited").textContent = figure(found.state.get("edited") || 0);
    document.getElementById("progress").value = accepted;
  };

  // A filter without findings is hidden, unless it is pressed: it must be possible to release it.
  const showFilters = (found) => {
    for (const kind of ["severity", "check", "state"]) {
      for (const button of buttons.querySelectorAll(`[data-${kind}]`)) {
        const number = found[kind].get(button.dataset[kind]) || 0;
        button.querySelector("b").textContent = figure(number);
        button.hidden = number === 0 && button.getAttribute("aria-pressed") !== "true";
      }
    }
  };

  const bar = ([check, number], index, most, found) => {
    const top = index * (BAR + GAP);
    const label = `${check} ${data.labels.checks[check] || ""}`.trim();
    const parts = [elements.drawn("text", { x: 0, y: top + BAR - 4 }, label)];
    let left = 34;
    for (const severity of SEVERITIES) {
      const width = (56 * (found.both.get(`${check}\n${severity}`) || 0)) / most;
      if (width) parts.push(elements.drawn("rect", { class: severity, x: `${left.toFixed(2)}%`, y: top, width: `${width.toFixed(2)}%`, height: BAR }));
      left += width;
    }
    return [...parts, elements.drawn("text", { x: `${left.toFixed(2)}%`, dx: 6, y: top + BAR - 4 }, figure(number))];
  };

  const showChart = (found) => {
    const drawing = document.querySelector("figure svg");
    const sorted = [...found.check].sort((one, other) => other[1] - one[1]);
    drawing.closest("figure").hidden = sorted.length === 0;
    drawing.setAttribute("aria-label", sorted.map(([check, number]) => `${check}: ${number}`).join("; "));
    drawing.setAttribute("height", String(Math.max(0, sorted.length * (BAR + GAP) - GAP)));
    const most = Math.max(1, ...sorted.map(([, number]) => number));
    drawing.replaceChildren(...sorted.flatMap((entry, index) => bar(entry, index, most, found)));
  };

  const show = () => {
    const found = counted();
    // A chart that grows must not push away the row that is being edited.
    const anchor = document.activeElement.closest("tbody tr");
    const before = anchor && anchor.getBoundingClientRect().top;
    showCounts(found);
    showProgress(found);
    showFilters(found);
    showChart(found);
    if (anchor) window.scrollBy(0, anchor.getBoundingClientRect().top - before);
  };

  let waiting = 0;
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, 100);
  };

  return { show, soon };
})();
