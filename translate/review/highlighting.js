// Text with marked spans, drawn as review/highlighting.py draws it: terms outside, findings inside.
const highlighting = (() => {
  const LEANS = /[\p{M}\u200c\u200d\udc00-\udfff]/u;

  // No edge within a letter and its signs; an empty span is widened to the letter at its place.
  const fitted = (region, text) => {
    let start = Math.min(Math.max(region.start, 0), text.length);
    let end = Math.min(Math.max(region.end, start), text.length);
    if (start === end) [start, end] = end < text.length ? [start, end + 1] : [Math.max(0, start - 1), end];
    const leans = (at) => LEANS.test(text[at]);
    while (start > 0 && start < text.length && leans(start)) start -= 1;
    while (end < text.length && leans(end)) end += 1;
    return { ...region, start, end };
  };

  const joined = (regions, name, separator) =>
    [...new Set(regions.map((region) => region[name]).filter(Boolean).flatMap((value) => value.split(separator)))].join(separator);

  const attributes = (regions) => {
    const given = { class: joined(regions, "classes", " ") };
    const title = joined(regions, "title", "\n");
    if (title) given.title = title;
    if (regions.some((region) => region.isFocusable)) given.tabindex = "0";
    return given;
  };

  const draw = (text, terms, findings) => {
    const outer = terms.map((region) => fitted(region, text));
    const inner = findings.map((region) => fitted(region, text));
    const edges = new Set([0, text.length, ...[...outer, ...inner].flatMap(({ start, end }) => [start, end])]);
    const cuts = [...edges].sort((one, other) => one - other);
    const parts = document.createDocumentFragment();
    let mark = null;
    let before = "";
    for (let at = 0; at + 1 < cuts.length; at += 1) {
      const [start, end] = [cuts[at], cuts[at + 1]];
      const covers = (region) => region.start <= start && end <= region.end;
      const above = outer.filter(covers);
      const below = inner.filter(covers);
      const piece = text.slice(start, end);
      const content = below.length ? elements.make("span", attributes(below), piece) : piece;
      const same = above.map((region) => outer.indexOf(region)).join(" ");
      if (!above.length) parts.append(content);
      else if (mark && same === before) mark.append(content);
      else {
        mark = elements.make("mark", { "data-t": joined(above, "key", " "), ...attributes(above) }, content);
        parts.append(mark);
      }
      if (!above.length) mark = null;
      before = same;
    }
    return parts;
  };

  return { draw };
})();
