// How long a list of 100,000 images takes, asked of a real server's Image API by a member and by an admin:
//   scripts/postgres.sh with node end2end/benchmarks/lists.mjs
// Prints the median of 9 answers in milliseconds, on SQLite and (where VITRINE_TEST_POSTGRES names a cluster) on PostgreSQL.
import { ADMIN, startVitrine } from '../server.mjs';
import { COUNT, DATABASES, image, median, member, seed, token } from './many.mjs';

const marker = (index) => `marker=${image(index)}`;

const PAGES = [
  ['first page', ''],
  ['first page by name', 'sort=name:asc'],
  ['status=active', 'status=active'],
  ['disk_format that nothing has', 'disk_format=vhdx'],
  ['a tag', 'tag=tag-7'],
  ['a property', 'kind=kind-7'],
  ['a property that nothing has', 'kind=none'],
  ['name that one image has', 'name=image-77'],
  ['at 90 %', marker(COUNT / 10)],
  ['at 90 % by size', `sort=size:desc&${marker(COUNT / 10)}`],
  ['last page', marker(20)],
];

for (const database of DATABASES) {
  const vitrine = await startVitrine({ database });
  try {
    const admin = await token(vitrine.url, ADMIN);
    const alice = await member(vitrine.url, admin);
    await seed(vitrine, alice.project);
    for (const [who, secret] of [['member', alice.token], ['admin', admin]]) {
      for (const [page, query] of PAGES) {
        const { text, ms } = await median(`${vitrine.url}/image/v2/images?${query}`, { 'x-auth-token': secret });
        const images = JSON.parse(text).images.length;
        console.log(`${database.padEnd(9)}${who.padEnd(7)}${page.padEnd(30)}${ms.toFixed(1).padStart(8)} ms ${String(images).padStart(4)} images`);
      }
    }
  } finally {
    await vitrine.stop();
  }
}
