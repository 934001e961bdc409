import { createHmac } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createWire } from "../../../src/escalation/wire/create-wire.js";
import type { Message } from "../../../src/escalation/message.js";
import { farSide, type FarSide } from "./far-side.js";
import { message, open, over, SECRET, targets } from "./targets.js";

const NOW = new Date("2026-03-14T02:00:05Z");
let side: FarSide;
beforeEach(async () => void (side = await farSide()));
afterEach(() => side.close());

async function sent(kind: string, more: Partial<Message> = {}): Promise<Record<string, unknown>> {
  const wire = createWire({ allowPrivate: true, clock: { now: () => NOW } });
  const sending = await open(kind, targets[kind]?.(side.url) ?? "", wire).notify(message(more));
  expect(sending).toEqual({ state: "sent" });
  return JSON.parse(side.heard.at(-1)?.body ?? "") as Record<string, unknown>;
}

/** All strings of a body, wherever they stand. */
function strings(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(strings) : [];
}

const all = (text: string): Partial<Message> => ({
  title: text,
  service: text,
  environment: text,
  repository: text,
  cause: text,
  doing: text,
});
const long = all("&<*".repeat(20_000));
const hostile = [
  "<!channel> <!here> <@U012AB3CD> <https://evil.example|Incident>",
  "@everyone @here <@&165511591545143296> [Incident](https://evil.example)",
  "<at>everyone</at> **bold** # title",
  '<script>alert(1)</script><img src=x onerror="alert(1)">',
  "first\r\nBcc: victim@example.com\u001b[31m\u202etxet",
].join(" ");

describe.each(Object.keys(targets))("%s", (kind) => {
  it("says what happened, where, since when, and links to the incident and the issue", async () => {
    const said = strings(await sent(kind))
      .join("\n")
      .replaceAll("\\", "");
    for (const word of ["Payments are down", "payments", "https://heal.example/incidents/7"])
      expect(said).toContain(word);
    for (const word of ["production", "acme/shop", "service_outage", "issues/3", "2026-03-14"])
      expect(said).toContain(word);
  });

  it("is one line where it has to be, without what moves a cursor or turns text round", async () => {
    const raw = strings(await sent(kind, all(hostile)));
    for (const text of raw)
      for (const turn of ["\r", "\u001b", "\u202e", "first\nBcc"]) expect(text).not.toContain(turn);
  });

  it("keeps to 64 KB whatever the texts are", async () => {
    const body = JSON.stringify(await sent(kind, long));
    expect(Buffer.byteLength(body)).toBeLessThan(kind === "teams" ? 28 * 1024 : 64 * 1024);
  });

  it("links to nothing but the web", async () => {
    const said = strings(
      await sent(kind, { url: "javascript:alert(1)", issueUrl: "https://x.example/a|b>c" }),
    );
    expect(said.join("\n")).not.toMatch(/javascript:|a\|b>c/);
  });
});

describe("Slack", () => {
  it("has none of its markup from strangers, and keeps to the lengths of blocks", async () => {
    const text = strings(await sent("slack", all(hostile)));
    for (const one of text)
      expect(one.replace(/<https:\/\/(?:heal|github)\.example\/[^<>|]+\|\w+>/g, "")).not.toMatch(/[<>]/);
    interface Block {
      type: string;
      text?: { text: string };
      fields?: { text: string; verbatim: boolean }[];
    }
    const body = (await sent("slack", long)) as { attachments: { blocks: Block[] }[] };
    const blocks = body.attachments[0]?.blocks ?? [];
    expect(blocks.map(({ type }) => type)).toEqual(["section", "section", "context"]);
    expect(blocks[0]?.text?.text.length).toBeLessThanOrEqual(3_000);
    const fields = blocks[1]?.fields ?? [];
    expect(fields.length).toBeLessThanOrEqual(10);
    for (const field of fields) expect([field.text.length <= 2_000, field.verbatim]).toEqual([true, true]);
  });
});

describe("Discord", () => {
  it("mentions nobody, links to nothing of strangers', and keeps to the lengths of embeds", async () => {
    interface Embed {
      title: string;
      fields: { name: string; value: string }[];
    }
    for (const more of [all(hostile), long]) {
      const body = (await sent("discord", more)) as { embeds: Embed[]; allowed_mentions: object };
      expect(body.allowed_mentions).toEqual({ parse: [] });
      const [embed] = body.embeds;
      expect(embed?.title.length).toBeLessThanOrEqual(256);
      for (const { value } of embed?.fields ?? []) expect(value.length).toBeLessThanOrEqual(1_024);
      expect(strings(embed).join("").length).toBeLessThanOrEqual(6_000);
      expect(strings(embed).join("")).not.toMatch(/[^\\]\]\(https:\/\/evil|@everyone/);
    }
  });
});

describe("Teams", () => {
  it("has strangers' text in runs alone, which are no Markdown", async () => {
    interface Item {
      type: string;
      inlines: { type: string }[];
    }
    const body = (await sent("teams", all(hostile))) as {
      attachments: { contentType: string; content: { body: Item[]; actions: { url: string }[] } }[];
    };
    const card = body.attachments[0];
    expect(card?.contentType).toBe("application/vnd.microsoft.card.adaptive");
    expect(new Set(card?.content.body.map(({ type }) => type))).toEqual(new Set(["RichTextBlock"]));
    const runs = card?.content.body.flatMap(({ inlines }) => inlines.map(({ type }) => type));
    expect(new Set(runs)).toEqual(new Set(["TextRun"]));
    expect(card?.content.actions.map(({ url }) => url)).toEqual([message().url, message().issueUrl]);
  });
});

describe("PagerDuty", () => {
  it("triggers and resolves by one dedup_key", async () => {
    const opened = await sent("pagerduty");
    expect(opened).toMatchObject({
      routing_key: SECRET,
      dedup_key: message().key,
      event_action: "trigger",
      client_url: message().url,
      payload: { severity: "critical", source: "payments", timestamp: "2026-03-14T02:00:00.000Z" },
    });
    expect(side.heard[0]?.path).toBe("/v2/enqueue");
    expect(await sent("pagerduty", over)).toEqual({
      routing_key: SECRET,
      dedup_key: message().key,
      event_action: "resolve",
    });
  });

  it("keeps a summary to 1,024 characters, and resolves a test at once", async () => {
    const { payload } = (await sent("pagerduty", long)) as { payload: { summary: string } };
    expect(payload.summary).toHaveLength(1_024);
    side.heard.length = 0;
    await sent("pagerduty", { what: "test" });
    expect(side.heard.map(({ body }) => /"event_action":"(\w+)"/.exec(body)?.[1])).toEqual([
      "trigger",
      "resolve",
    ]);
  });
});

describe("Opsgenie", () => {
  it("creates and closes by one alias, with the key in the header alone", async () => {
    expect(await sent("opsgenie")).toMatchObject({
      alias: message().key,
      priority: "P1",
      entity: "payments",
    });
    await sent("opsgenie", over);
    expect(side.heard.map(({ path }) => path)).toEqual([
      "/v2/alerts",
      `/v2/alerts/${message().key}/close?identifierType=alias`,
    ]);
    for (const { headers, body } of side.heard) {
      expect(headers.authorization).toBe(`GenieKey ${SECRET}`);
      expect(body).not.toContain(SECRET);
    }
  });

  it("keeps to its lengths, and holds no HTML", async () => {
    const body = (await sent("opsgenie", long)) as { message: string; description: string; entity: string };
    expect([body.message.length <= 130, body.description.length <= 15_000]).toEqual([true, true]);
    expect(body.entity.length).toBeLessThanOrEqual(512);
    expect(strings(await sent("opsgenie", all(hostile))).join("\n")).not.toMatch(/<[a-z!@/]/i);
  });
});

describe("webhook", () => {
  it("is signed with its time, and has an id that stays when it is sent again", async () => {
    const body = await sent("webhook");
    expect(body).toMatchObject({ version: 1, id: message().id, key: message().key, event: "opened" });
    const [first] = side.heard;
    if (!first) throw new Error("nothing came");
    const { headers, body: raw } = first;
    const at = String(headers["x-heal-timestamp"]);
    expect(Number(at)).toBe(NOW.getTime() / 1_000);
    const hmac = createHmac("sha256", SECRET).update(`${at}.${raw}`).digest("hex");
    expect(headers["x-heal-signature-256"]).toBe(`sha256=${hmac}`);
    expect(headers["x-heal-delivery"]).toBe(message().id);
    expect(raw).not.toContain(SECRET);
  });
});
