// How long the dashboard's list takes with 100,000 images, asked of a real server by a member and by an admin:
//   scripts/postgres.sh with node end2end/benchmarks/pages.mjs
// Prints the median of 9 whole pages in milliseconds, the first byte to the last; ends with 1 if one takes 300 or more.
import { ADMIN, startVitrine } from '../server.mjs';
import { COUNT, DATABASES, image, median, member, seed, signIn, token } from './many.mjs';

const MOST = 300;

/** Of the `tab`: oldest images come last, so the oldest but few are followed by the last page. */
const pages = (tab, oldest) => [
  ['first page', `tab=${tab}`],
  ['by name', `tab=${tab}&sort=name:asc`],
  ['filter: status', `tab=${tab}&status=queued`],
  ['filter: a format that nothing has', `tab=${tab}&format=vhdx`],
  ['filter: visibility', `tab=${tab}&visibility=shared`],
  ['search: many', `tab=${tab}&q=image-7`],
  ['search: one', `tab=${tab}&q=image-77777`],
  ['search: none', `tab=${tab}&q=nothing+is+called+so`],
  ['in the middle', `tab=${tab}&marker=${image(COUNT / 2 + 5)}`],
  ['last page', `tab=${tab}&marker=${image(oldest)}`],
];

let late = false;
for (const database of DATABASES) {
  const vitrine = await startVitrine({ database });
  try {
    const admin = await token(vitrine.url, ADMIN);
    const alice = await member(vitrine.url, admin);
    await seed(vitrine, alice.project);
    for (const [who, tabs] of [[{ ...alice, role: 'member' }, ['mine', 'shared', 'community', 'public']], [{ ...ADMIN, role: 'admin' }, ['all']]]) {
      const cookie = await signIn(vitrine.url, who);
      const landed = await fetch(`${vitrine.url}/images`, { headers: { cookie } });
      for (const tab of tabs) {
        // Every tenth image is of one of these kinds.
        for (const [page, query] of pages(tab, { mine: 205, shared: 503, community: 201, public: 210, all: 20 }[tab])) {
          const { text, ms } = await median(`${landed.url}?${query}`, { cookie });
          const rows = text.match(/data-image=/g)?.length ?? 0;
          late ||= ms >= MOST;
          console.log(`${database.padEnd(9)}${who.role.padEnd(7)}${tab.padEnd(10)}${page.padEnd(36)}${ms.toFixed(1).padStart(8)} ms ${String(rows).padStart(3)} rows`);
        }
      }
    }
  } finally {
    await vitrine.stop();
  }
}
process.exitCode = late ? 1 : 0;
