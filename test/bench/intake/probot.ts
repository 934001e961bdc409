/** A Probot app that does nothing with its events: what there is to compare with. The port on stdout. */
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createNodeMiddleware, Probot } from "probot";
import { SECRET } from "./body.js";

const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs1", format: "pem" },
});
const probot = new Probot({ appId: 1, privateKey, secret: SECRET, logLevel: "fatal" });
const middleware = await createNodeMiddleware((app) => void app.on("workflow_run", () => {}), { probot });
const server = createServer((req, res) => void middleware(req, res));
server.listen(0, "127.0.0.1", () => console.log((server.address() as AddressInfo).port));
