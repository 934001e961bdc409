import type { Text } from "./written-people-and-files.js";

// prettier-ignore
export const sixth: readonly Text[] = [
  ["passphrase of small words", String.raw`passphrase: "«the cat is on a mat»"
retries: 3`],
  ["passphrase env of small words", String.raw`GPG_PASSPHRASE='«it was a cold day in may»' gpg --sign a`],
  ["passphrase unquoted small words", String.raw`Passphrase: «we go up to the hill»
Expire-Date: 0`],
  ["json passphrase", String.raw`{"passphrase":"«so long and thanks for fish»","cipher":"aes"}`],
  ["mnemonic in json", String.raw`{"mnemonic":"«able the of zone you any how can tree do»","path":"m/44'/60'/0'"}`],
  ["hardhat keys", String.raw`Account #0: 0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266 (10000 ETH)
Private Key: «0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80»`],
  ["eth env", String.raw`DEPLOYER_PRIVATE_KEY=«4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318»
CONTRACT=0x5FbDB2315678afecb367f032d93F642f64180aa3`],
  ["solana array", String.raw`secret key: «[174,47,154,16,202,193,206,113,199,190,53,133,169,175,31,56]»`],
  ["jks prompt", String.raw`$ keytool -list -keystore ci.jks
Enter keystore password:
«robin-Redbreast»
Keystore type: PKCS12`],
  ["sudo stdin", String.raw`echo '«Stone-Chat 7»' | sudo -S apt-get update`],
  ["printf pipe", String.raw`printf '%s' "«Whin-Chat-8»" | gh auth login --with-token`],
  ["env inline node", String.raw`$ TOKEN=«redstart-Wall-12» CI=1 node publish.js`],
  ["export multiple", String.raw`export A=1 DB_PASS=«blackstart» C=3`],
  ["unset masked", String.raw`GITLAB_PASSWORD='«fieldfare rowan»'; export GITLAB_PASSWORD`],
  ["fish", String.raw`set -x NPM_TOKEN «redwing-Holly-4-x9»`],
  ["nushell", String.raw`$env.DB_PASSWORD = "«song thrush»"`],
  ["cmd echo", String.raw`C:\>echo %DB_PASSWORD%
«MistleThrush5»`],
  ["printenv", String.raw`$ printenv DB_PASSWORD
«blackbird.song»`],
  ["env grep", String.raw`$ env | grep -i pass
MYSQL_PASS=«ring-ouzel»
PGPASSFILE=/root/.pgpass`],
  ["set dump", String.raw`DB_PASSWORD=$'«star\tling-9»'
IFS=$' \t\n'`],
  ["properties escaped", String.raw`db.password=«my\:na\=bird»
db.url=jdbc\:mysql\://db/shop`],
  ["yaml block folded", String.raw`password: >-
  «rose coloured starling»
user: ci`],
  ["yaml double quoted escape", String.raw`token: "«orioles\u002D7-Gold-Kx»"`],
  ["toml literal", String.raw`[database]
password = '«golden\oriole»'
server = "db"`],
  ["hocon", String.raw`db { user = shop, password = ${"$"}{?DB_PASS}, secret = "«red-backed»" }`],
  ["jsonnet", String.raw`{ password:: '«great grey»', port: 5432 }`],
  ["nix", String.raw`services.db.passwordFile = "/run/keys/db"; services.db.initialPassword = "«woodchat»";`],
  ["bicep", String.raw`param adminPassword string = '«jay-Acorn-2»'`],
  ["arm template", String.raw`"adminPassword": { "value": "«magpie-Nest-3»" }, "location": { "value": "westeurope" }`],
  ["pulumi", String.raw`    dbPassword    : "«jackdaw»"
    endpoint      : "db.example.org"`],
  ["cdk", String.raw`new SecretValue("«rook-Elm-4»"); SecretValue.unsafePlainText("«hooded-Crow-5»")`],
  ["graph api", String.raw`{"passwordCredentials":[{"secretText":"«Xk8~raven.Q-chough_7»","keyId":"7c9e6679-7425-40de-944b-e07fc1f90ae7"}]}`],
  ["entra cli", String.raw`WARNING: The output includes credentials that you must protect.
AppId                                 Password                          Tenant
------------------------------------  --------------------------------  ------
0f8fad5b-d9cb-469f-a165-70867728950e  «qL8~mZ4.vX2-kT9_wR6pN1bY7cAAAAAA»  t1`],
  ["s3 presign", String.raw`https://b.s3.example.com/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=«AKIAQ7EXAMPLEKEY3W2R%2F20260520%2Feu-west-1%2Fs3%2Faws4_request»&X-Amz-Date=20260520T080000Z&X-Amz-Signature=«5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7»`],
  ["reset link", String.raw`Reset link: https://app.example.org/reset?token=«Kx9Lz3Vt7Kr1Mb5NcXw8R»&uid=42`],
  ["magic link path", String.raw`Magic link: https://app.example.org/login/verify?key=«Pz9Lz3Vt7Kr1Mb5NcXw8R»`],
  ["oauth fragment", String.raw`redirected to http://localhost:8400/#access_token=«ya29-tree-Pipit-4xLmN»&token_type=Bearer&expires_in=3599`],
  ["websocket", String.raw`ws connect wss://rt.example.org/socket?token=«jw9Lz3Vt7Kr1Mb5NcXw8R»&vsn=2.0.0`],
  ["grpc metadata", String.raw`metadata: [("authorization", "Bearer «gw9Lz3Vt7Kr1Mb5NcXw8RtY»"), ("x-request-id", "42")]`],
  ["nginx log", String.raw`10.0.0.5 - ci [20/May/2026:08:00:00 +0000] "GET /api?apikey=«nk9Lz3Vt7Kr1Mb5NcX» HTTP/1.1" 200 12`],
  ["tcpdump", String.raw`E..~..@.@....POST /login HTTP/1.1
user=ci&pass=«Alpine-Swift6»&submit=1`],
  ["telnet", String.raw`login: ci
Password: «Pallid.Swift7»
Last login: Tue May 20`],
  ["cisco", String.raw`enable secret 0 «Bee-Eater8»
username ci privilege 15 password 0 «roller-9x»
snmp-server community «hoopoe-10» RO`],
  ["junos", String.raw`set system root-authentication plain-text-password-value "«Wry-Neck-11»"`],
  ["mikrotik", String.raw`/user add name=ci password="«green woodpecker»" group=full`],
  ["hostapd", String.raw`wpa=2
wpa_passphrase=«lesser spotted»
ssid=office`],
  ["asterisk", String.raw`[6001]
type=friend
secret=«white.backed»
host=dynamic`],
  ["icecast", String.raw`<source-password>«black woodpecker»</source-password><admin-user>admin</admin-user>`],
];
