/** Caches of Actions: listed by the beginning of their keys, deleted one by one. */
import { counted, noContent, notFound, number } from "../router.js";
import type { Route } from "../router.js";
import { stamp } from "../world.js";

const base = "/repos/{owner}/{repo}/actions/caches";

export const cacheRoutes: Route[] = [
  {
    method: "GET",
    path: base,
    need: "actions:read",
    handle: (call) => {
      const [key, ref] = [call.query.get("key") ?? "", call.query.get("ref")];
      const found = call.repo.caches
        .filter((one) => one.key.startsWith(key) && (ref === null || one.ref === ref))
        .reverse();
      return counted(call, "actions_caches", found, (one) => ({
        id: one.id,
        ref: one.ref,
        key: one.key,
        version: "7d865e959b2466918c9863afca942d0fb89d7c9ac0c99bafc3749504ded97730",
        last_accessed_at: stamp(one.createdAt),
        created_at: stamp(one.createdAt),
        size_in_bytes: 1024,
      }));
    },
  },
  {
    method: "DELETE",
    path: `${base}/{cache_id}`,
    need: "actions:write",
    handle: (call) => {
      const { caches } = call.repo;
      const at = caches.findIndex(({ id }) => id === number(call, "cache_id"));
      const found = caches[at];
      if (found === undefined) throw notFound();
      caches.splice(at, 1);
      call.world.effect(call.actor, "cache-deleted", call.repo, { key: found.key });
      return noContent;
    },
  },
];
