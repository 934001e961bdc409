import type { Text } from "./written-people-and-files.js";

// prettier-ignore
export const fifth: readonly Text[] = [
  ["terraform plan", String.raw`  # aws_db_instance.shop will be created
  + resource "aws_db_instance" "shop" {
      + engine              = "postgres"
      + engine_version      = "16.3"
      + username            = "shop"
      + password            = "«Nightingale Thicket»"
      + allocated_storage   = 20
    }
  ~ resource "random_id" "x" {
      ~ keepers = {
          ~ "master_password" = "«old-Blackcap»" -> "«new-Blackcap»"
        }
    }`],
  ["terraform output", String.raw`Outputs:

db_endpoint = "shop.abc123.eu-west-1.rds.example.com:5432"
db_password = "«garden warbler»"
api_key = "«Wp3-lesser-Whitethroat»"
kubeconfig = <sensitive>`],
  ["ansible diff", String.raw`TASK [db : write config] ******
--- before: /etc/shop.ini
+++ after: /etc/shop.ini
@@ -1,4 +1,4 @@
 [db]
 user = shop
-password = «dartford warbler»
+password = «grasshopper warbler»
 port = 5432
changed: [web1]`],
  ["docker inspect", String.raw`            "Env": [
                "POSTGRES_USER=shop",
                "POSTGRES_PASSWORD=«reed warbler»",
                "PATH=/usr/local/sbin:/usr/local/bin",
                "API_SECRET=«sedge-Warbler-12»"
            ],
            "Image": "sha256:757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",`],
  ["kubectl get secret", String.raw`$ kubectl get secret shop -o jsonpath='{.data.password}' | base64 -d
«Wood-Warbler!7»
$ echo done`],
  ["kubectl env", String.raw`# deployments/shop, container web
DB_HOST=db
DB_PASSWORD=«willow warbler»
# SESSION_SECRET from secret shop, key session`],
  ["helm diff", String.raw`  stringData:
-   admin-password: "«chiffchaff»"
+   admin-password: "«goldcrest 2»"
    admin-user: admin`],
  ["compose up", String.raw`db-1  | 2026-05-20 08:00:00 LOG:  statement: CREATE ROLE shop LOGIN PASSWORD '«firecrest»';
db-1  | 2026-05-20 08:00:01 LOG:  database system is ready`],
  ["mysql error", String.raw`ERROR 1045 (28000): Access denied for user 'shop'@'10.0.0.5' (using password: YES)
command was: mysql --host=db --user=shop --password='«spotted flycatcher»' -e 'select 1'`],
  ["rails log", String.raw`Started POST "/login" for 10.0.0.5 at 2026-05-20
  Parameters: {"utf8"=>"ok", "authenticity_token"=>"«q9Lz3Vt7Kr1Mb5NcXw8RmYdPsHf==»", "user"=>{"email"=>"ci@example.org", "password"=>"«pied flycatcher»"}, "commit"=>"Sign in"}
Completed 302 Found in 120ms`],
  ["django debug", String.raw`EMAIL_HOST_PASSWORD              = '«long tailed tit»'
EMAIL_HOST_USER                  = 'ci'
SECRET_KEY                       = '********************'
AWS_SECRET_ACCESS_KEY            = '«wJ7rX2kLm9QvT4zB6nC1yD8pS3fG5hK0aE2uO4iW»'`],
  ["spring env", String.raw`2026-05-20T08:00:00.123Z  INFO 1 --- [main] c.e.Config : spring.datasource.password=«marsh-tit», spring.datasource.url=jdbc:postgresql://db/shop
2026-05-20T08:00:00.124Z  INFO 1 --- [main] c.e.Config : jwt.secret=«coal tit needle»`],
  ["dotnet user secrets", String.raw`$ dotnet user-secrets list
Smtp:Password = «crested tit 4»
Stripe:ApiKey = «Blue-Tit-77-Nest»
Logging:Level = Debug
$ dotnet user-secrets set "Db:Password" "«great tit»"
Successfully saved Db:Password to the secret store.`],
  ["heroku config", String.raw`=== shop Config Vars
DATABASE_URL:  postgres://u:«nuthatch9Oak»@ec2.example.com:5432/d
SECRET_TOKEN:  «treecreeper-Bark-3»
WEB_CONCURRENCY: 2`],
  ["vercel env", String.raw`> Environment Variables found in project shop
 name               value               environments
 STRIPE_SECRET      «Dunnock-Hedge-8x»  Production
 NODE_VERSION       20                  Production`],
  ["aws ssm", String.raw`-----------------------------------------------
|                GetParameter                 |
||  Name   |  /shop/prod/db_password         ||
||  Type   |  SecureString                   ||
||  Value  |  «House-Sparrow-4»              ||`],
  ["aws secretsmanager", String.raw`{
    "ARN": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop/db-AbC123",
    "Name": "shop/db",
    "VersionId": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    "SecretString": "«{\"username\":\"shop\",\"password\":\"tree sparrow\",\"port\":5432}»",
    "CreatedDate": "2026-05-20T08:00:00Z"
}`],
  ["gcloud secret", String.raw`$ gcloud secrets versions access latest --secret=shop-db
«Chaffinch#Beech2»
$ gcloud sql users set-password shop --instance=db --password="«brambling»"`],
  ["az keyvault", String.raw`$ az keyvault secret show --vault-name kv --name db --query value -o tsv
«Greenfinch-Yew-5»`],
  ["vault kv get", String.raw`====== Data ======
Key         Value
---         -----
password    «linnet-gorse7»
username    shop
ttl         3600`],
  ["op item", String.raw`$ op item get shop --fields label=password --reveal
«Goldfinch-Teasel-6»`],
  ["pass show", String.raw`$ pass show ci/db
«Bullfinch Bud 7»
user: shop`],
  ["bitwarden", String.raw`{"object":"item","login":{"username":"shop","password":"«hawfinch cherry»","totp":"«JBSWY3DPEHPK3PXP»","uris":[]},"notes":null}`],
  ["chef encrypted", String.raw`knife bootstrap 10.0.0.5 -x ci -P '«corn bunting»' --node-name web1`],
  ["winrm", String.raw`ansible_connection: winrm
ansible_password: «reed bunting»
ansible_winrm_password: "«cirl bunting»"`],
  ["svn", String.raw`svn checkout --username ci --password «Yellowhammer» --non-interactive https://svn.example.org/trunk`],
  ["perforce", String.raw`P4PASSWD='«snow bunting-1»'
p4 -u ci -P «Lapland8Bunting» sync`],
  ["ftp netrc inline", String.raw`echo "machine ftp.example.org login ci password «ortolan» " >> ~/.netrc`],
  ["mail", String.raw`curl --url smtps://smtp.example.org --mail-from ci@example.org --user 'ci@example.org:«Little Bunting 3»' -T mail.txt`],
  ["imap trace", String.raw`> A001 LOGIN "ci@example.org" "«rustic bunting»"
< A001 OK LOGIN completed`],
  ["redis cli auth", String.raw`127.0.0.1:6379> AUTH «Rock-Bunting»
OK
127.0.0.1:6379> CONFIG SET requirepass "«pine bunting»"`],
  ["mongo shell", String.raw`db.createUser({user: "shop", pwd: "«black headed»", roles: [{role: "readWrite", db: "shop"}]})`],
  ["couchdb", String.raw`[admins]
admin = «red-headed-9»

[couch_httpd_auth]
secret = «5f2c9a7be02d4c6f8a3d5e7b9c1f2a3d»`],
  ["influx", String.raw`influx setup --username ci --password «indigo-bunt» --token «Qk3vXw8LmZt5RbNc7YdP1sHf9JgK==» --org acme --bucket b --force`],
  ["rabbit add user", String.raw`rabbitmqctl add_user ci '«painted bunting»'
Adding user "ci" ...`],
  ["minio", String.raw`API: http://10.0.0.5:9000
   RootUser: minio
   RootPass: «snowfinch»
MINIO_SECRET_KEY=«rosefinch-4-Nest»`],
  ["elastic", String.raw`Password for the elastic user (reset with 'bin/elasticsearch-reset-password -u elastic'):
  «Tz8*kQ2w_Lm5v»

Enrollment token for Kibana (valid for the next 30 minutes):
  «eyJ2ZXIiOiI4LjE0LjAiLCJhZHIiOlsiMTAuMC4wLjU6OTIwMCJdLCJmZ3IiOiI1ZjJjOWE3YmUwMmQ0YzZmOGEzZDVlN2I5YzFmMmEzZCIsImtleSI6InFMOG1aNHZYMmtUOXdSNnBOMWJZN2MifQ==»`],
  ["kibana yml", String.raw`elasticsearch.username: "kibana_system"
elasticsearch.password: "«crossbill cone»"
xpack.security.encryptionKey: "«fhjskloppd678ehkdfdlliverpoolfcr»"`],
  ["sonar", String.raw`sonar-scanner -Dsonar.projectKey=shop -Dsonar.host.url=https://sonar.example.org -Dsonar.login=«a1b2c3d4e5f60718293a4b5c6d7e8f9001122334»`],
  ["jira basic", String.raw`jira_user: ci@example.org
jira_api_token: «ATfake-parrot-crossbill-3xFfGF0»
jira_url: https://acme.example.net`],
  ["ldap conf", String.raw`BIND_DN: cn=ci,dc=example,dc=org
BIND_PW: «twite»
olcRootPW: «redpoll.birch»`],
  ["saml key", String.raw`<ds:X509Certificate>MIIC8jCCAdqgAwIBAgIQ</ds:X509Certificate>
<saml:Attribute Name="apiToken"><saml:AttributeValue>«Serin-Pine-55-kQ»</saml:AttributeValue></saml:Attribute>`],
  ["python getpass echo", String.raw`>>> getpass.getpass()
Password: «citril finch»
>>> import os; os.environ["TOKEN"] = "«trumpeter-Finch-31-Lz»"`],
  ["ruby env", String.raw`ENV['SECRET_TOKEN'] = '«Desert-Finch-8»'
ENV["RAILS_ENV"] = "test"`],
  ["js dotenv", String.raw`[dotenv] injected: DB_PASS="«zebra finch»" PORT="3000"`],
  ["go flags", String.raw`flags: -db.user=shop -db.password=«strawberry_finch» -listen=:8080`],
  ["nested yaml", String.raw`credentials:
  github:
    username: ci
    token: «x4Kq2Lw9Vt4Zr6Rm1Nc8»
  registry:
    username: ci
    password: «java sparrow»`],
  ["comment", String.raw`# password: «cordon bleu 9»`],
  ["pgpass echo", String.raw`echo "db:5432:shop:shop:«Firefinch:2»" > ~/.pgpass`],
  ["basic in url twice", String.raw`Cloning from https://ci:«Whydah-Tail-6»@git.example.org/a.git
fatal: unable to access 'https://ci:«Whydah-Tail-6»@git.example.org/a.git/': 403`],
];
