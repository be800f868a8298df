// A real server of one's own: a free port, an empty folder, and the power to kill it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { freshDatabase } from './postgres.mjs';

const BINARY = resolve(process.env.VITRINE_BIN ?? fileURLToPath(new URL('../target/debug/vitrine', import.meta.url)));
const START_LIMIT = 30_000;

export const ADMIN = { name: 'admin', password: 'correct horse battery staple', project: 'admin' };

/** Starts a server and waits until it answers. `environment` adds to its variables. */
export async function startVitrine({ database = 'sqlite', environment = {} } = {}) {
  if (!existsSync(BINARY)) throw new Error(`${BINARY} is missing: run 'make build' first`);
  const vitrine = new Vitrine();
  vitrine.port = await freePort();
  vitrine.folder = await mkdtemp(join(tmpdir(), 'vitrine-end2end-'));
  vitrine.database = database === 'postgres' ? freshDatabase() : undefined;
  vitrine.environment = {
    ...withoutOurs(process.env),
    VITRINE_LISTEN: `127.0.0.1:${vitrine.port}`,
    VITRINE_DATA_DIR: join(vitrine.folder, 'data'),
    VITRINE_ADMIN_PASSWORD: ADMIN.password,
    ...(vitrine.database && { VITRINE_DATABASE_URL: vitrine.database.url }),
    ...environment,
  };
  await vitrine.start();
  return vitrine;
}

class Vitrine {
  /** What the server said, for the report of a failed test. */
  log = '';
  #process;

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Starts on the same port and data as before. */
  async start() {
    this.#process = spawn(BINARY, ['serve'], { cwd: this.folder, env: this.environment, stdio: ['ignore', 'pipe', 'pipe'] });
    const end = this.#process;
    // A worker that is ended in the middle of a test must not leave its server behind.
    const reap = () => end.kill('SIGKILL');
    process.once('exit', reap);
    end.once('exit', () => process.off('exit', reap));
    for (const stream of [end.stdout, end.stderr]) stream.on('data', (text) => (this.log += text));
    const deadline = Date.now() + START_LIMIT;
    while (!(await answers(`${this.url}/healthz`))) {
      if (end.exitCode !== null || end.signalCode !== null) throw new Error(`vitrine ended while starting:\n${this.log}`);
      if (Date.now() > deadline) throw new Error(`vitrine did not answer within ${START_LIMIT / 1000} s:\n${this.log}`);
      await sleep(30);
    }
  }

  /** Ends the server without a word of warning, as a power cut does. */
  async kill() {
    await this.#end('SIGKILL');
  }

  /** Ends the server by SIGTERM and removes all it kept. */
  async stop() {
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), 5_000);
    await this.#end('SIGTERM');
    clearTimeout(timer);
    this.database?.drop();
    await rm(this.folder, { recursive: true, force: true });
  }

  async #end(signal) {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = once(this.#process, 'exit');
    this.#process.kill(signal);
    await ended;
  }
}

/** The developer's own settings must not reach the servers of tests. */
function withoutOurs(environment) {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('VITRINE_')));
}

async function answers(url) {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
