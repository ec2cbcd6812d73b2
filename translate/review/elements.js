// Elements of the page. Text is only ever set as text, never as HTML.
const elements = (() => {
  const SVG = document.querySelector("svg").namespaceURI;

  const make = (tag, attributes = {}, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  };

  const drawn = (tag, attributes, text = "") => {
    const made = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
    made.textContent = text;
    return made;
  };

  const both = (english, chinese) =>
    chinese ? [`${english} `, make("span", { lang: "zh-CN" }, chinese)] : [english];

  // An English sentence whose Tibetan is marked as such, so that it gets its fonts and size.
  const sentence = (text) =>
    text.split(/([\u0f00-\u0fff]+(?: +[\u0f00-\u0fff]+)*)/).map((part, index) =>
      index % 2 ? make("span", { lang: "bo-CN" }, part) : part);

  const finding = ({ check, severity, message }, isStale) => {
    const item = make("li", { class: isStale ? "stale" : severity },
      make("b", {}, ...both(...data.labels.severities[severity])), " ",
      make("i", {}, ...both(check, data.labels.checks[check])), " ",
      ...sentence(message));
    if (isStale) item.append(" ", make("small", {}, ...both("(of the draft)", "（针对初稿）")));
    return item;
  };

  return { both, drawn, finding, make };
})();
