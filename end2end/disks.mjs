// Disk images for specs, and their fingerprints.
import { execFileSync } from 'node:child_process';
import { createHash, randomFillSync } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';

const MIB = 1024 * 1024;

/** A qcow2 file at `path` that holds `mebibytes` of noise, so that nothing on the way can compress or skip it. */
export async function makeQcow2(path, mebibytes) {
  const raw = `${path}.raw`;
  const file = await open(raw, 'w');
  const noise = Buffer.alloc(MIB);
  for (let written = 0; written < mebibytes; written += 1) {
    await file.write(randomFillSync(noise));
  }
  await file.close();
  execFileSync('qemu-img', ['convert', '-f', 'raw', '-O', 'qcow2', raw, path]);
  await rm(raw);
  return path;
}

/** A qcow2 file that only works together with another file; no registry can serve it. */
export async function makeOverlay(path) {
  await makeQcow2(`${path}.base`, 1);
  execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', '-b', `${path}.base`, '-F', 'qcow2', path]);
  return path;
}

export async function sha512(path) {
  const hash = createHash('sha512');
  for await (const piece of createReadStream(path)) hash.update(piece);
  return hash.digest('hex');
}
