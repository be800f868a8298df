// Uploads a file with tus-js-client, unmodified, and prints how often it had to try again.
import fs from 'node:fs';
import { createRequire } from 'node:module';

// It is installed with the tools of the browser specs.
const tus = createRequire(new URL('../package.json', import.meta.url))('tus-js-client');

const { TUS_URL, TUS_TOKEN, TUS_FILE, TUS_NAME, TUS_CHUNK } = process.env;
let retries = 0;
const upload = new tus.Upload(fs.createReadStream(TUS_FILE), {
  endpoint: TUS_URL,
  uploadSize: fs.statSync(TUS_FILE).size,
  chunkSize: Number(TUS_CHUNK),
  headers: { 'X-Auth-Token': TUS_TOKEN },
  metadata: { name: TUS_NAME, disk_format: 'raw', container_format: 'bare' },
  retryDelays: Array(2000).fill(50),
  onShouldRetry: () => {
    retries += 1;
    return true;
  },
  onError: (error) => {
    console.error(String(error));
    process.exit(1);
  },
  onSuccess: () => {
    console.log(retries);
    process.exit(0);
  },
});
upload.start();
