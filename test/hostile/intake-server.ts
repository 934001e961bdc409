/** A collector with a memory inbox in a process of its own, so that its memory can be measured. The port on stdout. */
import type { AddressInfo } from "node:net";
import { stand } from "../intake/test-server.js";

const { server } = await stand();
process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
