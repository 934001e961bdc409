import { describe, expect, it } from "@jest/globals";
import { matchRoute, type Route } from "../../src/server/route.js";

const route = (method: Route["method"], path: string): Route => ({
  method,
  path,
  access: "public",
  handler: () => undefined,
});
const routes = [
  route("GET", "/things"),
  route("DELETE", "/things"),
  route("GET", "/files/*path"),
  route("GET", "/*rest"),
];

describe("which route answers", () => {
  it.each([
    ["GET", "/things", "/things"],
    ["HEAD", "/things", "/things"],
    ["GET", "/elsewhere", "/*rest"],
    ["GET", "/files/a/b", "/files/*path"],
  ])("%s %s is answered by %s", (method, path, wanted) => {
    expect(matchRoute(routes, method, path)).toMatchObject({ kind: "found", route: { path: wanted } });
  });

  it("tells which methods a path knows, and nothing of one that only the page for missing ones answers", () => {
    expect(matchRoute(routes, "POST", "/things")).toEqual({ kind: "wrong-method", allow: ["GET", "DELETE"] });
    expect(matchRoute(routes, "POST", "/files/a")).toEqual({ kind: "wrong-method", allow: ["GET"] });
    expect(matchRoute(routes, "POST", "/elsewhere")).toEqual({ kind: "none" });
  });
});
