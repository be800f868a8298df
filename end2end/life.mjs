// When is a server-rendered page alive? As soon as the element in question listens.

/** Runs in the page before anything else, and remembers who listens to what. */
export function noteListeners() {
  const noted = new WeakMap();
  const original = EventTarget.prototype.addEventListener;
  EventTarget.prototype.addEventListener = function (type, ...rest) {
    if (!noted.has(this)) noted.set(this, new Set());
    noted.get(this).add(type);
    return original.call(this, type, ...rest);
  };
  window.listens = (target, type) => noted.get(target)?.has(type) ?? false;
}

/** Waits until `locator` itself reacts to `type`. */
export async function listening(locator, type) {
  const element = await locator.elementHandle();
  await locator.page().waitForFunction(([target, wanted]) => window.listens(target, wanted), [element, type]);
}
