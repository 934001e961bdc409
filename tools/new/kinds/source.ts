import { addEntry, addImport } from "../edits.js";
import type { Kind } from "../kind.js";

export const source: Kind = {
  name: "source",
  says: "A sender of alerts, with its secret and its path.",
  make({ kebab, camel, title }) {
    if (kebab.includes("-"))
      return "a source's name is a part of an environment variable: letters and digits alone";
    return {
      files: {
        [`src/intake/sources/${kebab}/payload.ts`]: `import { z } from "zod";

const text = z.string().nullish();

/** What the vendor sends, as far as it is read; name here the page that documents it. */
export const hook = z.looseObject({
  id: z.string(),
  status: z.enum(["firing", "resolved"]),
  title: text,
  message: text,
  severity: text,
  time: text,
  url: text,
});
`,
        [`src/intake/sources/${kebab}/index.ts`]: `import { alertSignal, severityOf } from "../../alert.js";
import { bodyKey, sharedSecret } from "../../secrets.js";
import { BYTE_CAP, type Source } from "../../source.js";
import { time } from "../../text.js";
import { hook } from "./payload.js";

export const ${camel}: Source = {
  name: "${kebab}",
  doc: "${title}'s webhooks.",
  byteCap: BYTE_CAP,
  keptHeaders: [],
  authenticate: ({ headers }, secrets) => sharedSecret(headers, secrets),
  identify: ({ body, now }) => ({ key: bodyKey(body, now), event: "alert", priority: 5 }),
  read({ json, receivedAt }) {
    const alert = hook.parse(json);
    return {
      signals: [
        alertSignal({
          source: "${kebab}",
          identity: alert.id,
          status: alert.status,
          severity: severityOf(alert.severity, "warning"),
          title: alert.title ?? "",
          message: alert.message,
          at: time(alert.time, receivedAt),
          url: alert.url,
        }),
      ],
    };
  },
};
`,
        [`src/intake/sources/${kebab}/README.md`]: `# ${title}

Webhooks at \`POST /api/alerts/${kebab}\`.

- **Sender:** Bearer or Basic; or the secret in the path, \`/api/alerts/${kebab}/SECRET\`.
- **The same delivery again:** The body's hash and the hour.
- **Severity:** \`severity\` in the words of Alertmanager's table; without one \`warning\`.
- **Identity** (what firing and resolved meet by): \`id\`.

## Connect it

1. Start heal with \`HEAL_SOURCE_${kebab.toUpperCase()}_SECRET=$(openssl rand -hex 32)\`; the value is SECRET below.
2. At the vendor make a webhook with \`POST\`, the address \`https://HOST/api/alerts/${kebab}/SECRET\` and a JSON body with \`id\`, \`status\`, \`title\` and \`severity\`.
3. Look at \`/sources\`: it shows the last bodies and how heal reads them.
`,
        [`test/intake/sources/${kebab}.test.ts`]: `import { expect, it } from "@jest/globals";
import { events, meaning, RECEIVED_AT } from "../read-fixture.js";

it.each(["firing", "resolved"] as const)("%s", (status) => {
  const body = JSON.stringify({ id: "7", status, title: "Checkout is slow", severity: "critical" });
  expect(events(meaning("${kebab}", body))).toMatchObject([
    { source: "${kebab}", fingerprint: "7", status, severity: "critical", occurredAt: RECEIVED_AT },
  ]);
});

it("ignores a body of another shape, with the reason", () => {
  expect(meaning("${kebab}", "[]")).toMatchObject({ signals: [], ignored: expect.any(String) });
});
`,
      },
      edits: {
        "src/intake/sources/index.ts": [
          addImport(`import { ${camel} } from "./${kebab}/index.js";`),
          addEntry("alertSources: readonly Source[] = [", camel, "generic,\n];"),
        ],
      },
      next: ["Put a body as the vendor sends it into test/fixtures/intake/, and read it in the test."],
    };
  },
};
