/**
 * Which file may import which: `test/contract/layers.test.ts` holds it, `npx depcruise src action/src migrations` says it by hand.
 *
 * The rooms stand in `rooms.json`. `pure`: each may import itself and the rooms before it. `ports`: `core` and `events`, and types
 * of other pure rooms. `doing`: pure rooms and ports, and types of each other. `edges`, and the `files` that stand in no room,
 * may import everything. `allowed`: what these lists do not say (a room, or one file of it), with the reason. `knownCircles`: the circles that stand today;
 * a new one fails, and so does an entry whose circle is gone.
 */
const { pure, ports, doing, edges, files, allowed, knownCircles } = require("./test/contract/rooms.json");

const exactly = (paths) => `^(${paths.map((path) => path.replaceAll(".", "[.]")).join("|")})$`;
/** Rooms, and single files of rooms. */
const rooms = (names) =>
  `^src/(${names.map((name) => (name.endsWith(".ts") ? `${name.replaceAll(".", "[.]")}$` : `${name}/`)).join("|")})`;
const namedFor = (room) => allowed.filter(({ from }) => from === room).map(({ to }) => to);

/** Imports that `room` must not have: all but of `values`, and but types of `types`. */
const directions = (room, values, types) => [
  {
    name: "direction",
    comment: `${room}/ may import ${values.join(", ") || "nothing"}`,
    severity: "error",
    from: { path: rooms([room]) },
    to: {
      path: "^src/",
      pathNot: rooms([room, ...values, ...namedFor(room)]),
      dependencyTypesNot: ["type-only"],
    },
  },
  {
    name: "direction-of-types",
    comment: `${room}/ may import types of ${[...values, ...types].join(", ") || "nothing"}`,
    severity: "error",
    from: { path: rooms([room]) },
    to: { path: "^src/", pathNot: rooms([room, ...values, ...types, ...namedFor(room)]) },
  },
];

module.exports = {
  forbidden: [
    ...pure.flatMap((room, i) => directions(room, pure.slice(0, i), [])),
    ...ports.flatMap((room) => directions(room, ["core", "events"], pure)),
    ...doing.flatMap((room) => directions(room, [...pure, ...ports], doing)),
    {
      name: "pure-rooms-reach-nothing",
      // `timers/promises` gives way to others in long work (`setImmediate`); it decides nothing.
      comment: "Where rules decide there are no files, network, programs or timers.",
      severity: "error",
      from: { path: rooms(pure) },
      to: {
        path: "^(node:)?(fs|fs/promises|net|http|https|http2|tls|dns|dns/promises|dgram|child_process|timers)$",
      },
    },
    {
      name: "product-without-tests",
      severity: "error",
      from: { path: "^(src|action/src|migrations)/" },
      to: { path: "^test/" },
    },
    {
      name: "product-without-development-packages",
      comment: "A package that users run stands in `dependencies`.",
      severity: "error",
      from: { path: "^(src|migrations)/" },
      to: { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"], dependencyTypesNot: ["type-only"] },
    },
    { name: "unresolved", severity: "error", from: {}, to: { couldNotResolve: true } },
    {
      name: "circle",
      severity: "error",
      from: { pathNot: exactly(knownCircles.flat()) },
      to: { circular: true },
    },
    ...knownCircles.map((circle) => ({
      name: "known-circle-grew",
      severity: "error",
      from: { path: exactly(circle) },
      to: { circular: true, via: { pathNot: exactly(circle) } },
    })),
  ],
  options: {
    // Imports as they are written: the compiler takes out those of types.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    // As Node resolves an import: some packages have no other entry.
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default"] },
  },
};
