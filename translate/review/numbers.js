// The core of translate/checks/numbers.py. Where words may stand for a number it asks less than
// that check does, never more: what the words are comes from Python, in data.spellings.
const numbers = (() => {
  const NUMBER =
    /[0-9]+(?=(?:\.[0-9]+){2})|(?<=[0-9]\.)[0-9]+(?=\.[0-9])|[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?/g;
  const CHINESE = new Map([
    ["十", 10], ["拾", 10], ["百", 100], ["佰", 100], ["千", 1000], ["仟", 1000], ["万", 1e4], ["萬", 1e4], ["亿", 1e8], ["億", 1e8],
  ]);
  // Before a 万 or the like: 10余万.
  const MORE_OR_LESS = /^\s*[多余几来]?/;
  const TIBETAN = new Map([["ཐེར་འབུམ", 1e9], ["དུང་ཕྱུར", 1e8], ["བྱེ་བ", 1e7], ["ས་ཡ", 1e6], ["འབུམ", 1e5], ["ཁྲི", 1e4], ["སྟོང", 1e3], ["བརྒྱ", 1e2]]);
  const SCALE = new RegExp(`(?:^|[^\u0f40-\u0fbc])(${[...TIBETAN.keys()].join("|")})(?:་ཕྲག)?[་ ]*$`);
  // After these a number is the rest of a greater one: གསུམ in ཉེར་གསུམ.
  const TENS = /(?:^|[^\u0f40-\u0fbc])(?:ཉེར|བཅུ|ཅུ|ཤུ|རྩ|བཅོ)[་༌]$/;

  const halfWidth = (text) =>
    text.replace(/[０-９．༠-༩]/g, (char) => {
      if (char === "．") return ".";
      return String(char.codePointAt(0) - (char >= "０" ? 0xff10 : 0x0f20));
    });

  // One writing for each value, so that values can be compared: 05, 5 and 5.0 are "5".
  const plain = (digits) => {
    const [whole, fraction = ""] = digits.replace(/,/g, "").split(".");
    const rest = fraction.replace(/0+$/, "");
    return whole.replace(/^0+(?=[0-9])/, "") + (rest && `.${rest}`);
  };
  const times = (value, factor) => (factor === 1 ? value : String(Number((Number(value) * factor).toPrecision(12))));

  const read = (text) =>
    Array.from(halfWidth(text).matchAll(NUMBER), (found) => {
      const span = [found.index, found.index + found[0].length];
      return { span, text: text.slice(...span), value: plain(found[0]) };
    });

  const inSource = (text) =>
    read(text).map((number) => {
      const scaled = [number.value];
      for (const char of text.slice(number.span[1]).replace(MORE_OR_LESS, "")) {
        if (!CHINESE.has(char)) break;
        scaled.push(times(scaled[scaled.length - 1], CHINESE.get(char)));
      }
      return { ...number, scaled };
    });

  const scaleBefore = (text, position) => {
    const found = text.slice(Math.max(0, position - 24), position).match(SCALE);
    return found ? TIBETAN.get(found[1]) : 1;
  };

  const inTarget = (text) =>
    read(text).map((number) => ({
      ...number,
      scaled: [number.value, times(number.value, scaleBefore(text, number.span[0]))],
    }));

  const meet = (one, other) => one.some((value) => other.includes(value));

  // What is left on either side when equals are paired, plain values before scaled ones.
  const unpaired = (expected, written) => {
    let missing = expected;
    const extra = [...written];
    const alike = [(one, other) => one.value === other.value, (one, other) => meet(one.scaled, other.scaled)];
    for (const same of alike) {
      missing = missing.filter((number) => {
        const partner = extra.findIndex((other) => same(number, other));
        if (partner >= 0) extra.splice(partner, 1);
        return partner < 0;
      });
    }
    return [missing, extra];
  };

  // Where a whole number stands in words, alone and not as the end of a greater one.
  const inWords = (target, value) =>
    (data.spellings[value] || [])
      .flatMap((text) => tibetan.occurrences(target, text))
      .filter(([start]) => !TENS.test(target.slice(Math.max(0, start - 24), start)));

  const isSpelled = (target, value) => {
    if (inWords(target, value).length) return true;
    return [...TIBETAN.values()].some((factor) =>
      inWords(target, times(value, 1 / factor)).some(([start]) => scaleBefore(target, start) === factor));
  };

  const isExplained = (number, expected, named, target) => {
    if (number.value === "0" && /[:：]$/.test(target.slice(0, number.span[0]))) return true; // 11点 as 11:00
    if (meet(number.scaled, named) || expected.some((other) => meet(number.scaled, other.scaled))) return true;
    const [whole, fraction] = number.value.split(".");
    return fraction !== undefined && named.includes(whole) && named.includes(plain(fraction)); // 一米八 is སྨི་1.8
  };

  const finding = (message, source, target) => ({ check: "numbers", severity: "warning", message, source, target });

  const differences = (missing, extra) => {
    if (missing.length === 1 && extra.length === 1) {
      const [was, now] = [missing[0], extra[0]];
      return [finding(`The number ${was.text} of the source became ${now.text} in the target.`, was.span, now.span)];
    }
    return [
      ...missing.map((n) => finding(`The number ${n.text} of the source is not in the target.`, n.span, null)),
      ...extra.map((n) => finding(`The target has the number ${n.text}, which the source does not have.`, null, n.span)),
    ];
  };

  const isCounted = (target, value, written) => {
    if (written.some((number) => number.value === value)) return true;
    // གཅིག is in many words, so only དང་པོ is the first.
    if (value === "1") return tibetan.occurrences(target, data.ordinals[value]).length > 0;
    return inWords(target, value).length > 0;
  };

  const ordinals = (divisions, row, target, written) =>
    divisions
      .filter(({ value }) => !isCounted(target, value, written))
      .map(({ start, end, value }) => {
        const form = data.ordinals[value] ? `${data.ordinals[value]} or ` : "";
        const text = row.source.slice(start, end);
        return finding(`${text} of the source should stand in the target as ${form}${value}.`, [start, end], null);
      });

  // Numbers in `sources` belong to terms, and so do those in `targets`, their renderings.
  const check = (row, target, sources, targets) => {
    const isOutside = (start, end, spans) => !spans.some(([from, to]) => from <= start && end <= to);
    const expected = inSource(row.source).filter(({ span }) => isOutside(...span, sources));
    const written = inTarget(target);
    const [missing, extra] = unpaired(expected, written);
    const lost = missing.filter((number) => !number.scaled.some((value) => isSpelled(target, value)));
    const added = extra
      .filter(({ span }) => isOutside(...span, targets))
      .filter((number) => !isExplained(number, expected, row.named, target));
    const divisions = row.ordinals.filter(({ start, end }) => isOutside(start, end, sources));
    return [...differences(lost, added), ...ordinals(divisions, row, target, written)];
  };

  return { check };
})();
