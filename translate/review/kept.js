// What the person changed, kept in the browser: one item a segment, so that saving one costs the
// same however many there are. The key holds a hash of the drafts: another run's page has another.
const kept = (() => {
  const PREFIX = `gyur.${data.key}.`;
  let isWorking = true;

  const attempt = (action) => {
    try {
      return action(window.localStorage);
    } catch (error) {
      // Blocked, or full: either way the person must know.
      isWorking = false;
      document.getElementById("unkept").hidden = false;
      return null;
    }
  };

  const parsed = (text) => {
    try {
      const { target, accepted } = JSON.parse(text);
      return typeof target === "string" ? { target, accepted: accepted === true } : null;
    } catch (error) {
      return null;
    }
  };

  const read = (index) => parsed(attempt((storage) => storage.getItem(PREFIX + index)));

  const write = (index, change) =>
    attempt((storage) => {
      if (change) storage.setItem(PREFIX + index, JSON.stringify(change));
      else storage.removeItem(PREFIX + index);
    });

  // Another window with the same page has changed a segment.
  const onOther = (tell) =>
    window.addEventListener("storage", ({ key, newValue }) => {
      if (key && key.startsWith(PREFIX)) tell(Number(key.slice(PREFIX.length)), parsed(newValue));
    });

  const probe = () => attempt((storage) => {
    storage.setItem(`${PREFIX}probe`, "1");
    storage.removeItem(`${PREFIX}probe`);
  });

  return { onOther, probe, read, write, works: () => isWorking };
})();
