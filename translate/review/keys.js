// The keyboard. Letters are read from the key's place where the layout in use, as a Tibetan one,
// has no Latin letter there.
const keys = (() => {
  const help = document.getElementById("help");

  const step = (by) => () => {
    const wasEditing = editor.editing() !== null;
    editor.finish();
    editor.move(editor.next(by), wasEditing);
  };
  const toFinding = (by) => () => editor.move(editor.next(by, ({ findings }) => findings.length > 0), false);
  const edit = () => {
    if (editor.current()) editor.edit(editor.current());
  };
  const finish = () => editor.go(editor.finish());
  const accept = () => {
    const wasEditing = editor.editing() !== null;
    if (!editor.current()) return;
    editor.accept(editor.current(), true);
    editor.move(editor.next(1, ({ accepted }) => !accepted) || editor.current(), false);
    if (wasEditing && !editor.current().accepted) edit();
  };
  const unaccept = () => {
    if (!editor.current()) return;
    editor.accept(editor.current(), false);
    editor.go(editor.current());
  };
  const use = (number) => () => {
    const segment = editor.current();
    // Without such a candidate the keys are the browser's.
    if (!segment || !(number in segment.row.candidates)) return false;
    editor.put(segment, segment.row.candidates[number]);
    return true;
  };
  const toggleHelp = () => {
    if (help.open) help.close();
    else help.showModal();
  };

  const everywhere = { "Ctrl+s": () => corrections.save() };
  const both = {
    ...everywhere,
    "Alt+ArrowDown": step(1), "Alt+ArrowUp": step(-1),
    "Ctrl+Enter": accept, "Ctrl+Shift+Enter": unaccept,
    ...Object.fromEntries(Array.from({ length: 9 }, (_, number) => [`Ctrl+${number + 1}`, use(number)])),
  };
  const inText = { ...both, Enter: finish, F2: finish, Escape: () => editor.cancel() };
  const inList = {
    ...both, j: step(1), k: step(-1), n: toFinding(1), "Shift+n": toFinding(-1), F2: edit, "?": toggleHelp,
  };
  // Where the row itself has the focus; elsewhere these keys scroll the page or press a button.
  const onRow = { ...inList, ArrowDown: step(1), ArrowUp: step(-1), Enter: edit };

  const symbol = ({ key, code, shiftKey }) => {
    if (key === "?" || key === "？" || (code === "Slash" && shiftKey)) return "?";
    if (/^[a-z]$/i.test(key)) return key.toLowerCase();
    const placed = /^(?:Key([A-Z])|(?:Digit|Numpad)([0-9]))$/.exec(code);
    return placed && key.length === 1 ? (placed[1] || placed[2]).toLowerCase() : key;
  };

  const pressed = (event) => {
    const name = symbol(event);
    const held = [(event.ctrlKey || event.metaKey) && "Ctrl", event.altKey && "Alt", event.shiftKey && name !== "?" && "Shift"];
    return [...held.filter(Boolean), name].join("+");
  };

  const table = (target) => {
    if (target === editor.area()) return inText;
    if (target.matches("input:not([type=checkbox]), textarea, select")) return everywhere;
    return target.matches("tbody tr, mark") ? onRow : inList;
  };

  const start = () => {
    document.addEventListener("keydown", (event) => {
      // 229: an input method has the key, also where a browser does not say that it composes.
      if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
      const name = pressed(event);
      if (help.open && name !== "?") return;
      const action = table(event.target)[name];
      if (action && action() !== false) event.preventDefault();
    });
    document.getElementById("keys").addEventListener("click", toggleHelp);
    help.addEventListener("click", ({ target }) => {
      if (target === help || target.closest("button")) help.close();
    });
  };

  return { start };
})();
