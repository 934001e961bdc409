import { addEntry, addImport } from "../edits.js";
import type { Kind } from "../kind.js";

export const notifier: Kind = {
  name: "notifier",
  says: "A way to tell people of an escalation.",
  make: ({ kebab, camel, title }) => ({
    files: {
      [`src/escalation/notifiers/${kebab}.ts`]: `import { factsOf, headline, linksOf, type Message } from "../message.js";
import { readAddress } from "../wire/address.js";
import { sent } from "../wire/answers.js";
import { defineNotifier } from "./notifier.js";

/** Say here where the vendor's limits stand. */
const TEXT_MAX = 1_000;

const bodyOf = (message: Message): object => ({
  text: [
    headline(message, TEXT_MAX),
    ...factsOf(message, TEXT_MAX).map(({ name, text }) => \`\${name}: \${text}\`),
    ...linksOf(message).map(({ url }) => url),
  ].join("\\n"),
});

export const ${camel} = defineNotifier<URL>({
  name: "${kebab}",
  doc: "A message in ${title}.",
  form: "${kebab}:https://...",
  documentation: "https://example.com/",
  repeated: "stands there twice",
  read: readAddress,
  send: (url, message, wire) => sent(() => wire.post(url, JSON.stringify(bodyOf(message)))),
});
`,
    },
    edits: {
      "src/escalation/notifiers/index.ts": [
        addImport(`import { ${camel} } from "./${kebab}.js";`),
        addEntry("notifierKinds: readonly NotifierKind[] = [", camel),
      ],
      "test/escalation/notifiers/targets.ts": [
        addEntry(
          "export const targets: Readonly<Record<string, (url: string) => string>> = {",
          `"${kebab}": (url) => \`\${url}/hook/\${SECRET}\``,
          "\n};",
        ),
      ],
    },
    next: [
      "Name the vendor's page in `documentation`, and say in `repeated` what a message does that is sent twice.",
      "Escape what strangers write as the vendor needs it, keep to its lengths, and show both in test/escalation/notifiers/texts.test.ts.",
    ],
  }),
};
