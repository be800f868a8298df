// Looks at files with the inspector as WebAssembly: run.mjs MODULE FOLDER prints a verdict in JSON a line, for each file in
// the order of their numbers.
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

const [module, folder] = process.argv.slice(2);
const { instance } = await WebAssembly.instantiate(await readFile(module), {});
const { input, inspect, memory, output } = instance.exports;

const files = (await readdir(folder)).sort((one, other) => Number(one) - Number(other));
for (const file of files) {
  const bytes = await readFile(join(folder, file));
  // Two lines of words, then the file.
  const head = bytes.indexOf(10, bytes.indexOf(10) + 1) + 1;
  const at = input(bytes.length);
  new Uint8Array(memory.buffer, at, bytes.length).set(bytes);
  const length = inspect(head);
  console.log(new TextDecoder().decode(new Uint8Array(memory.buffer, output(), length)));
}
