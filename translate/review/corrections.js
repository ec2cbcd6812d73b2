// The corrections as XLIFF 2.1, written as translate/formats/xliff21.py writes it and reads it.
const corrections = (() => {
  const STATES = { draft: "translated", edited: "reviewed", accepted: "final" };
  let isSaved = true;

  // A carriage return that is not escaped would be read as a line feed.
  const escape = (text) =>
    text
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd")
      .replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;").replace(/\r/g, "&#13;");

  const match = ({ row }) =>
    '   <mtc:matches>\n    <mtc:match ref="#s1" type="mt" origin="gyur">' +
    `<source>${escape(row.source)}</source><target>${escape(row.draft)}</target></mtc:match>\n   </mtc:matches>\n`;

  // An id must be an XML name token, which a spreadsheet's cell is not; the name may be anything,
  // and the type says that it stands for the id. The subState tells a machine's text from a person's.
  const unit = (segment) => {
    const state = segment.target ? STATES[segments.state(segment)] : "initial";
    const drafted = state === "translated" ? ' subState="gyur:draft"' : "";
    return (
      `  <unit id="u${segment.index + 1}" name="${escape(segment.row.id)}" type="gyur:named">\n` +
      (segments.isEdited(segment) ? match(segment) : "") +
      `   <segment id="s1" state="${state}"${drafted}><source>${escape(segment.row.source)}</source>` +
      `<target>${escape(segments.tidied(segment, segment.target))}</target></segment>\n  </unit>\n`
    );
  };

  const text = () =>
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" xmlns:mtc="urn:oasis:names:tc:xliff:matches:2.0" ' +
    'version="2.1" srcLang="zh-CN" trgLang="bo-CN">\n' +
    ` <file id="f1" original="${escape(data.name)}" xml:space="preserve">\n` +
    `${segments.all.map(unit).join("")} </file>\n</xliff>\n`;

  const save = () => {
    const address = URL.createObjectURL(new Blob([text()], { type: "application/xliff+xml" }));
    const link = elements.make("a", { href: address, download: data.file });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
    isSaved = true;
    document.getElementById("exported").hidden = false;
  };

  return { changed: () => { isSaved = false; }, isSaved: () => isSaved, save };
})();
