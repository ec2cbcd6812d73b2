// Written Tibetan as glossary/tibetan.py has it; one set of cases in tests/cases holds both.
const tibetan = (() => {
  const SYLLABIC = "\\u0f00\\u0f35\\u0f37\\u0f39\\u0f40-\\u0f84\\u0f86-\\u0fbc";
  const TSHEG = "\\u0f0b\\u0f0c";
  const JOINED = "(?:འི|འང|འམ|འོ|[སར])";
  const SYLLABLE = new RegExp(`[${SYLLABIC}]+`, "g");
  const patterns = new Map();

  // The deprecated signs are what NFC leaves alone.
  const normalise = (text) =>
    text.replace(/\u0f77/g, "\u0fb2\u0f71\u0f80").replace(/\u0f79/g, "\u0fb3\u0f71\u0f80").normalize("NFC");

  const syllables = (text) => (text.match(SYLLABLE) || []).length;

  const has = (text) => text.search(SYLLABLE) >= 0;

  // What may not stand beside a word that begins or ends with this character.
  const edge = (character) => {
    if (has(character)) return `[${SYLLABIC}]`;
    return /[0-9A-Za-z]/.test(character) ? "[0-9A-Za-z]" : "";
  };

  const pattern = (given) => {
    const target = given.replace(/^[ \u0f0b-\u0f0d]+|[ \u0f0b-\u0f0d]+$/g, "");
    if (!target) return null;
    const body = target
      .split(new RegExp(`[${TSHEG}]`))
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
      .join(`[${TSHEG}]`);
    const start = edge(target[0]);
    const end = edge(target[target.length - 1]);
    const before = start && `(?<!${start})`;
    const after = end && `(?!${end})`;
    // Which words take a joined particle follows from their spelling, which only Python knows.
    const ending = data.endings[given];
    if (ending === "vowel") return new RegExp(`${before}${body}(?=${JOINED}?${after})`, "g");
    if (ending === "འ") {
      const joined = target.search(new RegExp(`[${TSHEG}]`)) >= 0 ? JOINED : "འ[ིངམོ]";
      return new RegExp(`${before}${body.slice(0, -1)}(?:འ${after}|(?=${joined}${after}))`, "g");
    }
    return new RegExp(before + body + after, "g");
  };

  // Where the target stands as whole syllables: [start, end] pairs, left to right.
  const occurrences = (text, target) => {
    if (!patterns.has(target)) patterns.set(target, pattern(target));
    const found = patterns.get(target);
    if (!found) return [];
    return Array.from(text.matchAll(found), (match) => [match.index, match.index + match[0].length]);
  };

  return { has, normalise, occurrences, syllables };
})();
