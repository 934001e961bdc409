import { describe, expect, it } from "@jest/globals";
import { createRouter, type Route } from "../../src/server/route.js";

const route = (method: Route["method"], path: string): Route => ({
  method,
  path,
  access: "public",
  handler: () => undefined,
});
const match = createRouter([
  route("GET", "/things"),
  route("DELETE", "/things"),
  route("GET", "/files/*"),
  route("GET", "/things/:id"),
  route("GET", "/things/new"),
  route("*", "/doors/:name"),
  route("GET", "/*"),
]);

describe("which route answers", () => {
  it.each([
    ["GET", "/things", "/things"],
    ["HEAD", "/things", "/things"],
    ["GET", "/elsewhere", "/*"],
    ["GET", "/files/a/b", "/files/*"],
    ["GET", "/things/new", "/things/new"],
    ["GET", "/things/12", "/things/:id"],
    ["GET", "/things/", "/*"],
    ["GET", "/things/%ff", "/*"],
    ["PATCH", "/doors/front", "/doors/:name"],
  ])("%s %s is answered by %s", (method, path, wanted) => {
    expect(match(method, path)).toMatchObject({ kind: "found", route: { path: wanted } });
  });

  it("tells which methods a path knows, and nothing of one that only the page for missing ones answers", () => {
    expect(match("POST", "/things")).toEqual({ kind: "wrong-method", allow: ["GET", "DELETE"] });
    expect(match("POST", "/files/a")).toEqual({ kind: "wrong-method", allow: ["GET"] });
    expect(match("POST", "/elsewhere")).toEqual({ kind: "none" });
  });

  it("decodes a part once", () => {
    expect(match("GET", "/things/a%2Fb%2525")).toMatchObject({ kind: "found", params: { id: "a/b%25" } });
    expect(match("GET", "/things/a;b=%20c")).toMatchObject({ kind: "found", params: { id: "a;b= c" } });
  });
});
