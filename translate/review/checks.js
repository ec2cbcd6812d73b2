// The checks that can be made again while a person types: those of translate/checks and
// translate/constraint.py that need no table of spellings.
const checks = (() => {
  const LIVE = new Set(["copied", "chinese", "terms", "numbers", "length"]);
  const HAN = /[\p{Script=Han}]+/gu;
  const ADDRESS = /(?:https?:\/\/|www\.|[A-Za-z0-9_.+-]{1,64}@)[^\s，。；、）》”]+/g;
  const SHORTEST = 0.5;
  const LONGEST = 2.8;
  const TOO_FEW = 8;
  const SHOWN = 20;

  const spans = (text, pattern) => Array.from(text.matchAll(pattern), (m) => [m.index, m.index + m[0].length]);
  const within = (span, others) => others.some(([start, end]) => start <= span[0] && span[1] <= end);
  const term = (row, place) => data.terms[row.terms[place.term]];
  const distinct = (row) => row.terms.map((number) => data.terms[number]);

  // Where the rendering of each matched occurrence stands, null where it is missing. One place
  // serves one occurrence; longer renderings choose first.
  const verify = (row, target) => {
    const places = row.places.map(() => null);
    const used = [];
    const wanted = row.places.flatMap((place, number) =>
      term(row, place).accepted.map((text) => ({ text, number, length: [...text].length })));
    wanted.sort((one, other) => other.length - one.length || one.number - other.number);
    for (const { text, number } of wanted) {
      if (places[number]) continue;
      const free = tibetan.occurrences(target, text).find(([start, end]) => used.every(([a, b]) => end <= a || start >= b));
      if (!free) continue;
      places[number] = free;
      used.push(free);
    }
    return places;
  };

  const renderings = (row, target) =>
    distinct(row).flatMap(({ accepted }) => accepted.flatMap((text) => tibetan.occurrences(target, text)));

  const finding = (check, severity, message, source = null, target = null) => ({ check, severity, message, source, target });

  const copied = (row, target) => {
    if (row.source.trim() !== target.trim() || row.source.search(HAN) < 0) return [];
    const message = "The target is the Chinese source itself: nothing was translated.";
    return [finding("copied", "error", message, [0, row.source.length], [0, target.length])];
  };

  const chinese = (row, target) => {
    const kept = spans(target, ADDRESS).filter((span) => row.source.includes(target.slice(...span)));
    for (const { accepted } of distinct(row)) {
      for (const text of accepted) if (text.search(HAN) >= 0) kept.push(...tibetan.occurrences(target, text));
    }
    const stretches = [];
    for (const [start, end] of spans(target, HAN).filter((span) => !within(span, kept))) {
      const last = stretches[stretches.length - 1];
      if (last && !tibetan.has(target.slice(last[1], start))) last[1] = end;
      else stretches.push([start, end]);
    }
    return stretches.map((span) => {
      const text = target.slice(...span).replace(/\s+/g, " ");
      const shown = [...text].length <= SHOWN ? text : `${[...text].slice(0, SHOWN).join("")}…`;
      return finding("chinese", "error", `The Chinese “${shown}” was left untranslated in the target.`, null, span);
    });
  };

  const absent = (row, places) =>
    row.places.filter((_, number) => !places[number]).map((place) => {
      const source = row.source.slice(place.start, place.end);
      const accepted = term(row, place).accepted.join(" or ");
      return finding("terms", "error", `The term ${source} is not rendered as the glossary says: ${accepted}.`, [place.start, place.end]);
    });

  const forbidden = (row, target) => {
    const fine = renderings(row, target);
    const reported = new Set();
    const found = [];
    for (const place of row.places) {
      const { accepted, forbidden: texts } = term(row, place);
      for (const text of texts) {
        for (const span of tibetan.occurrences(target, text)) {
          if (reported.has(String(span)) || within(span, fine)) continue;
          reported.add(String(span));
          const source = row.source.slice(place.start, place.end);
          const message = `${text} must not be used for ${source}; the glossary has ${accepted.join(" or ")}.`;
          found.push(finding("terms", "error", message, [place.start, place.end], span));
        }
      }
    }
    return found;
  };

  const length = (row, target) => {
    if (!target.trim()) return row.source.trim() ? [finding("length", "error", "The target is empty.")] : [];
    const characters = spans(row.source, HAN).reduce((sum, span) => sum + [...row.source.slice(...span)].length, 0);
    const written = tibetan.syllables(target);
    if (characters <= TOO_FEW || target.search(HAN) >= 0) return [];
    const share = written / characters;
    if (SHORTEST <= share && share <= LONGEST) return [];
    const verdict = share < SHORTEST ? "short: something may be missing" : "long: something may have been added or repeated";
    return [finding("length", "warning", `The target has ${written} syllables for ${characters} Chinese characters, which is unusually ${verdict}.`)];
  };

  const run = (row, target, places) => {
    const present = row.places.filter((_, number) => places[number]);
    const used = present.flatMap((place) => term(row, place).accepted).flatMap((text) => tibetan.occurrences(target, text));
    const figures = target.trim() ? numbers.check(row, target, present.map(({ start, end }) => [start, end]), used) : [];
    return [
      ...copied(row, target), ...chinese(row, target), ...absent(row, places), ...forbidden(row, target), ...figures, ...length(row, target),
    ];
  };

  return { LIVE, run, verify };
})();
