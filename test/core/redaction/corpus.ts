/** Secrets and ordinary lines made from a seed: the same in every run, and none of them was ever anybody's. */
export interface Dice {
  /** 0 <= n < below. */
  below(below: number): number;
  /** `length` characters of an alphabet. */
  text(alphabet: string, length: number): string;
  pick<T>(from: readonly T[]): T;
}

/** Xorshift (Marsaglia 2003). */
export function diceOf(seed: number): Dice {
  let state = seed >>> 0 || 1;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  const below = (n: number): number => Math.floor(next() * n);
  return {
    below,
    text: (alphabet, length) => Array.from({ length }, () => alphabet[below(alphabet.length)]).join(""),
    pick: (from) => from[below(from.length)]!,
  };
}

const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const LOWER = UPPER.toLowerCase();
const DIGIT = "0123456789";
export const HEX = "0123456789abcdef";
export const WORD = UPPER + LOWER + DIGIT;
const URLSAFE = `${WORD}-_`;
export const BASE64 = `${WORD}+/`;

const uuid = (d: Dice): string => [8, 4, 4, 4, 12].map((n) => d.text(HEX, n)).join("-");
const jwt = (d: Dice): string => `eyJ${d.text(URLSAFE, 30)}.eyJ${d.text(URLSAFE, 60)}.${d.text(URLSAFE, 43)}`;
/** Characters that end in a letter or digit, as issuers' tokens do. */
const token = (d: Dice, alphabet: string, length: number): string =>
  d.text(alphabet, length - 1) + d.text(WORD, 1);

/** A kind as `tokenShapes` names it, the text around a secret, and the secret: several makers where several forms are issued. */
export const makers: Readonly<
  Record<string, readonly ((d: Dice) => readonly [before: string, secret: string])[]>
> = {
  "github-token": [
    (d) => ["", `gh${d.pick([..."pousr"])}_${d.text(WORD, 36)}`],
    (d) => ["", `ghs_${token(d, `${URLSAFE}.`, 516)}`],
    (d) => ["", `github_pat_${d.text(WORD, 22)}_${d.text(WORD, 59)}`],
  ],
  "gitlab-token": [
    (d) => ["", `gl${d.pick(["pat", "ptt", "dt", "rt", "cbt", "soat"])}-${token(d, URLSAFE, 20)}`],
  ],
  jwt: [(d) => ["", jwt(d)]],
  "aws-key": [(d) => ["", `${d.pick(["AKIA", "ASIA"])}${d.text(`${UPPER}234567`, 16)}`]],
  "gcp-key": [(d) => ["", `AIza${d.text(URLSAFE, 35)}`]],
  "gcp-token": [(d) => ["", `ya29.${d.text(URLSAFE, 120)}`]],
  "gcp-secret": [(d) => ["", `GOCSPX-${d.text(URLSAFE, 28)}`]],
  "azure-key": [
    (d) => ["DefaultEndpointsProtocol=https;AccountName=ci;AccountKey=", `${d.text(BASE64, 86)}==`],
    (d) => ["Endpoint=sb://ci.example/;SharedAccessKeyName=all;SharedAccessKey=", `${d.text(BASE64, 43)}=`],
  ],
  "azure-secret": [(d) => ["", `${d.text(WORD, 3)}${d.text(DIGIT, 1)}Q~${d.text(`${URLSAFE}.~`, 34)}`]],
  "signed-url": [
    (d) => ["https://ci.blob.example/a?sv=2024-01-01&sig=", `${d.text(WORD, 40)}%3D`],
    (d) => ["https://ci.s3.example/a?X-Amz-Expires=60&X-Amz-Signature=", d.text(HEX, 64)],
  ],
  "slack-token": [
    (d) => ["", `xox${d.pick([..."bpr"])}-${d.text(DIGIT, 12)}-${d.text(DIGIT, 12)}-${d.text(WORD, 24)}`],
    (d) => ["", `xapp-1-${d.text(UPPER, 11)}-${d.text(DIGIT, 13)}-${d.text(HEX, 64)}`],
  ],
  "slack-webhook": [
    (d) => [
      "https://hooks.slack.com/services/",
      `T${d.text(WORD, 8)}/B${d.text(WORD, 8)}/${d.text(WORD, 24)}`,
    ],
  ],
  "discord-webhook": [(d) => [`https://discord.com/api/webhooks/${d.text(DIGIT, 18)}/`, d.text(URLSAFE, 68)]],
  "stripe-key": [
    (d) => ["", `${d.pick(["sk", "rk"])}_${d.pick(["live", "test"])}_${d.text(WORD, 24)}`],
    (d) => ["", `whsec_${d.text(WORD, 32)}`],
  ],
  "npm-token": [(d) => ["", `npm_${d.text(WORD, 36)}`]],
  "pypi-token": [(d) => ["", `pypi-AgEIcHlwaS5vcmc${d.text(URLSAFE, 120)}`]],
  "rubygems-token": [(d) => ["", `rubygems_${d.text(HEX, 48)}`]],
  "anthropic-key": [(d) => ["", `sk-ant-api03-${d.text(URLSAFE, 93)}AA`]],
  "openai-key": [(d) => ["", `sk-proj-${d.text(URLSAFE, 74)}`], (d) => ["", `sk-${d.text(WORD, 48)}`]],
  "codegen-token": [(d) => ["", `sk-${uuid(d)}`]],
  "sendgrid-key": [(d) => ["", `SG.${d.text(URLSAFE, 22)}.${d.text(URLSAFE, 43)}`]],
  "twilio-key": [(d) => ["", `SK${d.text(HEX, 32)}`]],
  "huggingface-token": [(d) => ["", `hf_${d.text(WORD, 34)}`]],
  "digitalocean-token": [(d) => ["", `do${d.pick([..."opr"])}_v1_${d.text(HEX, 64)}`]],
  "docker-token": [(d) => ["", `dckr_${d.pick(["pat", "oat"])}_${d.text(URLSAFE, 27)}`]],
  "databricks-token": [(d) => ["", `dapi${d.text(HEX, 32)}`]],
  "vault-token": [(d) => ["", `hv${d.pick([..."bsr"])}.${d.text(URLSAFE, 90)}`]],
  "grafana-token": [
    (d) => ["", `glsa_${d.text(WORD, 32)}_${d.text(HEX, 8)}`],
    (d) => ["", `glc_${d.text(BASE64, 80)}`],
  ],
  "sentry-token": [(d) => ["", `sntry${d.pick([..."su"])}_${d.text(BASE64, 80)}`]],
  "shopify-token": [(d) => ["", `shp${d.pick(["at", "ca", "pa", "ss"])}_${d.text(HEX, 32)}`]],
  "linear-key": [(d) => ["", `lin_api_${d.text(WORD, 40)}`]],
  "newrelic-key": [(d) => ["", `NRAK-${d.text(UPPER + DIGIT, 27)}`]],
  "postman-key": [(d) => ["", `PMAK-${d.text(HEX, 24)}-${d.text(HEX, 34)}`]],
  "terraform-token": [(d) => ["", `${d.text(WORD, 14)}.atlasv1.${d.text(URLSAFE, 67)}`]],
  "circleci-token": [(d) => ["", `CCIPAT_${d.text(WORD, 22)}_${d.text(HEX, 40)}`]],
  "atlassian-token": [(d) => ["", `ATATT3x${d.text(URLSAFE, 180)}`]],
  "age-key": [(d) => ["", `AGE-SECRET-KEY-1${d.text(UPPER + DIGIT, 58)}`]],
  "telegram-token": [(d) => ["", `${d.text("123456789", 9)}:AA${d.text(URLSAFE, 33)}`]],
};

/** Where a secret known by its shape stands in a log. */
export const places: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => `2024-01-02T03:04:05.1234567Z ${text}`,
  (text) => `build\tDeploy\t${text}`,
  (text) => `\u001b[36m${text}\u001b[0m`,
  (text) => `export DEPLOY_WITH="${text}"`,
  (text) => `{"level":"info","value":"${text}"}`,
  (text) => `+ deploy --with '${text}' --verbose`,
  (text) => `Error: could not use ${text}, giving up (401).`,
  (text) => `value: ${text}`,
];

/** Secrets that only what stands around them gives away. */
export const knownSecrets: Readonly<Record<string, (d: Dice) => readonly [line: string, secret: string]>> = {
  "password in a URL": (d) =>
    told2(d.text(WORD, 12), (s) => `git clone https://ci:${s}@git.example/acme/web.git`),
  "database URL": (d) =>
    told2(d.text(WORD, 16), (s) => `DATABASE_URL=postgres://app:${s}@db.example:5432/app`),
  "bearer header": (d) => told2(token(d, URLSAFE, 40), (s) => `> Authorization: Bearer ${s}`),
  "basic header": (d) =>
    told2(Buffer.from(`ci:${d.text(WORD, 16)}`).toString("base64"), (s) => `authorization: Basic ${s}`),
  cookie: (d) => told2(d.text(WORD, 32), (s) => `Set-Cookie: session=${s}; Path=/; HttpOnly`),
  "shell password": (d) => told2(d.text(WORD, 12), (s) => `DB_PASSWORD=${s} ./run.sh`),
  "quoted shell password": (d) => told2(d.text(WORD, 12), (s) => `export MYSQL_PWD='${s}'`),
  "JSON secret": (d) => told2(d.text(WORD, 24), (s) => `{"client_id":"web","client_secret":"${s}"}`),
  "YAML password": (d) => told2(`${d.text(LOWER, 6)}${d.text(DIGIT, 3)}`, (s) => `    password: ${s}`),
  "AWS secret key": (d) => told2(d.text(BASE64, 40), (s) => `AWS_SECRET_ACCESS_KEY=${s}`),
  "high-entropy token": (d) => told2(d.text(HEX, 40), (s) => `DEPLOY_TOKEN=${s}`),
  "api key in a query": (d) =>
    told2(d.text(WORD, 32), (s) => `GET https://api.example/v1?api_key=${s}&page=2`),
  "option of a tool": (d) =>
    told2(`${d.text(WORD, 12)}1`, (s) => `$ twine upload --password ${s} dist/app.whl`),
  "curl user": (d) => told2(d.text(WORD, 14), (s) => `curl -s -u ci:${s} https://repo.example/app.jar`),
  "npm auth": (d) => told2(d.text(WORD, 40), (s) => `//registry.example/:_authToken=${s}`),
};
const told2 = (secret: string, line: (secret: string) => string): readonly [string, string] => [
  line(secret),
  secret,
];

const path = (d: Dice): string =>
  Array.from({ length: 4 }, () =>
    d.pick(["src", "node_modules", "lib", "token", "auth", "build", "secrets", "keys", "x64"]),
  ).join("/");
const version = (d: Dice): string => `${d.below(20)}.${d.below(40)}.${d.below(90)}`;

/** Lines of ordinary CI logs with much in them that looks random. */
export const ordinary: Readonly<Record<string, (d: Dice) => string>> = {
  "a commit": (d) => `HEAD is now at ${d.text(HEX, 40)} fix: tokens are trimmed`,
  "a short commit": (d) => `* ${d.text(HEX, 7)} Merge ${d.text(HEX, 40)} into ${d.text(HEX, 40)}`,
  "a UUID": (d) => `Started session ${uuid(d)} on worker ${d.below(90)}`,
  "an image digest": (d) => `Digest: sha256:${d.text(HEX, 64)}`,
  "a layer": (d) => `${d.text(HEX, 12)}: Pull complete`,
  "an integrity hash": (d) => `    integrity: "sha512-${d.text(BASE64, 86)}=="`,
  "yarn's integrity": (d) => `  integrity sha512-${d.text(BASE64, 86)}==`,
  "yarn's resolved": (d) =>
    `  resolved "https://registry.yarnpkg.com/jsonwebtoken/-/jsonwebtoken-${version(d)}.tgz#${d.text(HEX, 40)}"`,
  "go.sum": (d) => `golang.org/x/oauth2 v${version(d)} h1:${d.text(BASE64, 43)}=`,
  "pip's hash": (d) => `    --hash=sha256:${d.text(HEX, 64)} \\`,
  "a version": (d) => `Installing token-bucket ${version(d)} (was ${version(d)})`,
  "a path": (d) => `/home/runner/work/${path(d)}/index.ts:${d.below(900)}:${d.below(80)} - error TS2304`,
  "a URL": (d) =>
    `GET https://registry.npmjs.org/@acme%2fsecret-store/-/secret-store-${version(d)}.tgz 200 ${d.below(900)}ms`,
  "a cache key": (d) => `Cache restored from key: Linux-node-${d.text(HEX, 64)}`,
  "a cache setting": (d) => `  key: Linux-gradle-${d.text(HEX, 40)}`,
  "a primary key": (d) => `  primary-key: node-cache-Linux-x64-npm-${d.text(HEX, 64)}`,
  "a fingerprint": (d) => `SHA256:${d.text(BASE64, 43)} ci@runner (ED25519)`,
  "a public key": (d) => `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${d.text(BASE64, 43)} ci@runner`,
  "a gpg key": (d) => `gpg: key ${d.text("0123456789ABCDEF", 16)}: public key "Acme" imported`,
  "a trace id": (d) =>
    `trace_id=${d.text(HEX, 32)} span_id=${d.text(HEX, 16)} msg="password reset mail queued"`,
  "a pointer": (d) =>
    `#${d.below(30)} 0x${d.text(HEX, 12)} in TokenStream::next src/token.cc:${d.below(900)}`,
  "a test name": (d) => `  ✓ rejects a wrong password (${d.below(90)} ms)`,
  "an assertion": (d) => `Expected token: "}" but got token: EOF at line ${d.below(90)}`,
  "a key's file": (d) => `private_key=/home/runner/work/_temp/${path(d)}/deploy.pem`,
  "a token of a language": () => "unexpected token: end-of-template-expression",
  "a setting named token": () => "  access_token: read-from-the-environment",
  "a masked secret": () => "  password: ***",
  "a template": () => "  token: ${{ secrets.GITHUB_TOKEN }}",
  code: () => "    const secret = await vault.read(secretName);",
  "a type": () => "  apiKey: string | undefined;",
  "a module": (d) => `  sk-SK.json  ${d.below(90)}.${d.below(90)} kB │ gzip: ${d.below(9)}.${d.below(90)} kB`,
  "a chunk": (d) => `dist/assets/index-${d.text(URLSAFE, 8)}.js  ${d.below(900)}.12 kB`,
  "a timing": (d) =>
    `travis_time:end:${d.text(HEX, 8)}:start=${d.text(DIGIT, 19)},finish=${d.text(DIGIT, 19)}`,
  "base64 output": (d) => `Received: data:image/png;base64,${d.text(BASE64, 80)}`,
  "a commit's tree": (d) =>
    `remote: Resolving deltas: 100% (${d.below(90)}/${d.below(90)}), tree:${d.text(HEX, 40)}`,
  "a reference to App Service's vault": () =>
    "SmtpPassword = @Microsoft.KeyVault(SecretUri=https://web-kv.vault.azure.net/secrets/smtp/)",
  "a reference of a Secret": () =>
    "env: {name: DB_PASSWORD, valueFrom: {secretKeyRef: {name: web, key: password}}}",
  "a schema": () => '<xs:element name="password" type="xs:string" minOccurs="0"/>',
  "a feed": () => '<add key="nuget.org" value="https://api.nuget.org/v3/index.json" protocolVersion="3" />',
  "a table of options": () => "| password | string | the user's password | yes |",
  "a list of tokens": () => '{"tokens": ["import", "identifier", "from"], "passwords": ["required"]}',
  "counts of TAP": (d) => `# pass ${d.below(900)}, pass: ${d.below(900)}, pass = ${d.below(900)}`,
  "a stack's colons": (d) => `at Object.<anonymous> (/web/src/db.ts:5432:${d.below(90)})`,
  "a port and a name": () => "db.example.net:5432:web is up",
  "value and name": (d) => `{"value": "${d.text(HEX, 24)}", "name": "commit"}`,
  "a public key of nix": (d) => `trusted-public-keys = cache.example.org-1:${d.text(BASE64, 43)}=`,
  "a paragraph": () => "<p>Reset your password in the settings.</p>",
  "a webhook's manual": () =>
    "see https://api.slack.com/messaging/webhooks and https://example.com/hooks/post-receive.md",
};
