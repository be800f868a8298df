// The few parts of Markdown that the documentation check reads.

/** The texts in backticks outside code blocks, with their line numbers. A span may go over a line's end. */
export function spans(markdown) {
  const prose = markdown.replace(/^```[\s\S]*?^```$/gm, (block) => block.replace(/[^\n]/g, ' '));
  const found = [];
  for (const match of prose.matchAll(/`([^`]+)`/g)) {
    const line = prose.slice(0, match.index).split('\n').length;
    found.push({ text: match[1].replace(/\s+/g, ' '), line });
  }
  return found;
}

/** The cells below the heading `name` in all tables of a page, with their line numbers. */
export function tableColumn(markdown, name) {
  const cells = [];
  let column = -1;
  markdown.split('\n').forEach((line, at) => {
    if (!line.startsWith('|')) {
      column = -1;
      return;
    }
    const row = line.split(/ ?\| ?/).slice(1, -1);
    if (column < 0) column = row.indexOf(name);
    else if (!/^-+$/.test(row[column])) cells.push({ cell: row[column] ?? '', line: at + 1 });
  });
  return cells;
}

/** The fragment that GitHub gives to a heading. */
export function slug(heading) {
  return heading.toLowerCase().replace(/[`*]/g, '').replace(/[^\p{L}\p{N}\s_-]/gu, '').trim().replace(/\s/g, '-');
}
