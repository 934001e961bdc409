/**
 * Sends five authentic bodies of 24 MB at once, each of another hostile shape, from a process of its own: `sender.js URL`.
 * Says `ready` when they are made and signed, sends them at the first byte on stdin, and prints the answers as one line of JSON.
 */
import { once } from "node:events";
import { request } from "node:http";
import { sign } from "../intake/body.js";

const BYTES = 24 * 1024 * 1024;
const [url = ""] = process.argv.slice(2);

const filled = (text: string, room = BYTES): string =>
  text.repeat(Math.ceil(room / text.length)).slice(0, room);
const shapes: Readonly<Record<string, () => string>> = {
  "credentials in URLs": () => JSON.stringify({ text: filled("://u:p@") }),
  assignments: () => JSON.stringify({ text: filled("password=hunter22 token=a1b2c3d4e5f6g7 ") }),
  "empty objects": () => `[${filled("{},", BYTES - 3)}{}]`,
  "many keys": () =>
    JSON.stringify(Object.fromEntries(Array.from({ length: 1_200_000 }, (_, i) => [`key${i}`, i]))),
  "one long text": () => JSON.stringify({ text: filled("x") }),
};

/** What came back, and how long after the first byte was sent. */
interface Answer {
  body: string;
  status: number | string;
  seconds: number;
  retryAfter: string;
}

function post(name: string, body: Buffer, signature: string): Promise<Answer> {
  const started = performance.now();
  return new Promise((resolve) => {
    const done = (status: number | string, retryAfter = "") =>
      resolve({ body: name, status, seconds: (performance.now() - started) / 1_000, retryAfter });
    const req = request(
      new URL("/api/github/webhooks", url),
      {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "content-length": body.length,
          "x-github-event": "ping",
          "x-github-delivery": `hostile-${name.replaceAll(" ", "-")}`,
          "x-hub-signature-256": signature,
        },
      },
      (res) => {
        res.resume();
        done(res.statusCode ?? 0, res.headers["retry-after"]);
      },
    );
    // Behind an answer this is only the end of a connection whose body was not read.
    req.on("error", (error: NodeJS.ErrnoException) => done(error.code ?? "error"));
    req.end(body);
  });
}

const ready = Object.entries(shapes).map(([name, make]) => {
  const body = Buffer.from(make());
  return { name, body, signature: sign(body) };
});
console.log("ready");
await once(process.stdin, "data");
const answers = await Promise.all(ready.map(({ name, body, signature }) => post(name, body, signature)));
console.log(JSON.stringify(answers));
process.exit(0);
