import type pg from "pg";

/**
 * Commits of these connections do not wait for the disk. Of a crash of PostgreSQL the last half second is lost, never a part of it
 * that a later durable commit stands on: one that waits takes everything before it along.
 */
export function commitAsynchronously(pool: pg.Pool): pg.Pool {
  pool.options.options = "-c synchronous_commit=off";
  return pool;
}
