// Databases of our own in the tests' PostgreSQL.
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';

/** Runs one statement as the superuser of the cluster that VITRINE_TEST_POSTGRES names. */
function execute(statement) {
  const cluster = process.env.VITRINE_TEST_POSTGRES;
  execFileSync('psql', ['--no-psqlrc', '--quiet', '--dbname', cluster, '--command', statement], { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** A database that nobody else has: its address, and how to end it. */
export function freshDatabase() {
  const name = `end2end_${randomUUID().replaceAll('-', '')}`;
  execute(`create database ${name}`);
  const url = new URL(process.env.VITRINE_TEST_POSTGRES);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => execute(`drop database if exists ${name} with (force)`) };
}
