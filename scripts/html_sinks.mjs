// Text of users becomes markup only where something writes HTML as it is. Every such place stands in the list below, with
// the one file that may use it; so does the one file that writes cookies.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const SINKS = [
  { name: '<Title> of leptos_meta', pattern: /<Title\b|leptos_meta::\*|Title::/, only: ['app/src/pages/ui/window_title.rs'] },
  // The other looks for it in pages that are made already.
  { name: '<textarea>', pattern: /<textarea\b|\btextarea\(\)/, only: ['app/src/pages/ui/text_area.rs', 'server/src/pages/direction.rs'] },
  { name: 'inner_html', pattern: /\binner_html\b/, only: ['app/src/pages/ui/text_area.rs'] },
  // Its content is the address of our own files; Leptos does not escape it.
  { name: '<script>', pattern: /<script\b/, only: ['app/src/pages/shell.rs'] },
  { name: '<style>, <noscript>', pattern: /<(style|noscript)\b/, only: [] },
  {
    name: 'HTML from a text in the browser',
    pattern: /set_inner_html|set_outer_html|insert_adjacent_html|insertAdjacentHTML|innerHTML|outerHTML|document\.write|set_srcdoc|srcdoc=|create_contextual_fragment/,
    only: [],
  },
  // Glance's own page of an error, whose text is escaped.
  { name: 'an HTML answer that is no view', pattern: /\bHtml\(/, only: ['server/src/middleware/error_format.rs'] },
  { name: 'Set-Cookie', pattern: /\bSET_COOKIE\b|"set-cookie"/, only: ['server/src/pages/cookies.rs', 'server/src/sessions.rs', 'server/src/middleware/headers.rs'] },
];

const complaints = [];
for (const file of ['app/src', 'frontend/src', 'server/src'].flatMap(sources)) {
  const lines = code(readFileSync(file, 'utf8')).split('\n');
  for (const { name, pattern, only } of SINKS) {
    if (only.includes(file)) continue;
    lines.forEach((line, at) => {
      if (pattern.test(line)) complaints.push(`${file}:${at + 1}: ${name} is confined to ${only.join(', ') || 'nowhere'}`);
    });
  }
}
for (const complaint of complaints) console.error(`✗ ${complaint}`);
process.exit(complaints.length > 0 ? 1 : 0);

/** Every Rust file below a folder. */
function sources(folder) {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return path.endsWith('.rs') ? [path] : [];
  });
}

/** What of a file is compiled into the program: no comments, and nothing of its tests. */
function code(text) {
  const program = text.split(/^#\[cfg\(test\)\]/m)[0];
  return program.replace(/^\s*\/\/.*$/gm, '');
}
