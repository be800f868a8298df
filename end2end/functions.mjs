// The addresses that forms of the dashboard post to, read from where the program declares them.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const APP = fileURLToPath(new URL('../app/src/', import.meta.url));

/** Every server function, and the form that carries a file. */
export function functions() {
  const forms = readdirSync(join(APP, 'forms'), { recursive: true }).filter((name) => name.endsWith('.rs')).map((name) => join('forms', name));
  const sources = ['api.rs', ...forms].map((name) => readFileSync(join(APP, name), 'utf8')).join('\n');
  const declared = [...sources.matchAll(/#\[server\(prefix = "([^"]+)", endpoint = "([^"]+)"/g)].map(([, prefix, endpoint]) => `${prefix}/${endpoint}`);
  const marks = sources.match(/#\[server\b(?!\(default\))/g)?.length ?? 0;
  if (declared.length === 0 || declared.length !== marks) throw new Error(`${marks} server functions, and the addresses of ${declared.length}`);
  return [...declared, '/fn/upload_image'];
}
