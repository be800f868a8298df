// A chooser that says where its files lie. No person sits before the real one; the handles are real: they can be kept, and lead back to their files.

/** Copies the file at `path` to where the page's browser keeps files of its own, as `name`. */
export async function keep(page, path, name) {
  await page.evaluate(() => {
    const input = document.createElement('input');
    input.type = 'file';
    input.id = 'copied';
    input.hidden = true;
    document.body.append(input);
  });
  await page.locator('#copied').setInputFiles(path);
  await page.locator('#copied').evaluate(async (input, name) => {
    const folder = await navigator.storage.getDirectory();
    const handle = await folder.getFileHandle(name, { create: true });
    await input.files[0].stream().pipeTo(await handle.createWritable());
    input.remove();
  }, name);
}

/** Has the chooser answer with all that was kept. */
export function choosesWhatWasKept() {
  window.showOpenFilePicker = async () => {
    const folder = await navigator.storage.getDirectory();
    return Array.fromAsync(folder.values());
  };
}

/** Has the browser ask before it reads a file again, as it does of files elsewhere on a disk once it was restarted. */
export function asksBeforeItReads() {
  let allowed = false;
  FileSystemHandle.prototype.queryPermission = async () => (allowed ? 'granted' : 'prompt');
  FileSystemHandle.prototype.requestPermission = async () => {
    if (!navigator.userActivation.isActive) throw new DOMException('Nobody clicked.', 'SecurityError');
    allowed = true;
    return 'granted';
  };
}
