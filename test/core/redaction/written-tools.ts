import type { Text } from "./written-people-and-files.js";

// prettier-ignore
export const second: readonly Text[] = [
  ["ansible verbose", String.raw`ok: [db1] => {"changed": false, "invocation": {"module_args": {"login_host": "db", "login_password": "«sable otter run»", "login_user": "root", "state": "present"}}}`],
  ["ansible ini", String.raw`web1 ansible_host=10.0.0.5 ansible_user=ci ansible_password='«Ibis Lagoon 4»' ansible_become_pass=«Stilt-Saltpan»`],
  ["compose environment list", String.raw`    environment:
      - POSTGRES_USER=shop
      - POSTGRES_PASSWORD=«spoonbill reed»
      - "REDIS_PASSWORD=«Avocet;Mud=3»"
      - LOG_LEVEL=debug`],
  ["helm set", String.raw`helm upgrade web ./chart --set image.tag=1.2.3 --set db.password=«Knot-Tide-5»,replicas=3 --set-string auth.apiKey=«j5Wq9Lz3Vx7Tk1Rb8Mn2»`],
  ["helm values", String.raw`USER-SUPPLIED VALUES:
auth:
  adminPassword: «sanderling»
  existingSecret: ""
  username: admin`],
  ["grafana's message", String.raw`INFO[0003] Created admin user login=admin password=«turnstone» org=main`],
  ["jenkins initial", String.raw`Jenkins initial setup is required. An admin user has been created and a password generated.
Please use the following password to proceed to installation:

«4f1c9a7be02d4c6f8a3d5e7b9c1f2a3d»

This may also be found at: /var/jenkins_home/secrets/initialAdminPassword`],
  ["gitea cli", String.raw`generated random password is '«hV8#kLq2Zt»'
New user 'ci' has been successfully created!`],
  ["argocd", String.raw`+ argocd login cd.example.org --username admin --password «Phalarope-Spin7» --insecure`],
  ["psql connection words", String.raw`psql: connecting with "host=db.example.org port=5432 user=shop password=«Greenshank_9» dbname=shop sslmode=require"`],
  ["mongo uri srv", String.raw`MongoParseError: mongodb+srv://shop:«Redshank%40Creek»@cluster0.example.net/shop?retryWrites=true`],
  ["amqp", String.raw`Connecting to amqps://worker:«Whimbrel/Moor5»@mq.example.org:5671/prod`],
  ["kafka jaas", String.raw`sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="ci" password="«Godwit Estuary»";`],
  ["ldap bind", String.raw`ldapsearch -x -H ldap://dc.example.org -D "cn=ci,dc=example,dc=org" -w «Dunlin-Roost2» -b dc=example`],
  ["smtp url", String.raw`MAILER_DSN=smtp://ci%40example.org:«Turnstone%2BKelp»@smtp.example.org:587`],
  ["ftp dialogue", String.raw`ftp> user ci
331 Password required for ci.
---> PASS «Purple-Sandpiper»
230 User ci logged in.`],
  ["lftp open", String.raw`lftp -e "mirror -R dist /www; bye" -u deploy,«Snipe-Bog-31» sftp://www.example.org`],
  ["wget", String.raw`wget --user=ci --password='«Woodcock Glade 8»' -q https://files.example.org/a.tgz`],
  ["curl digest", String.raw`curl --digest --user "ci:«Jacksnipe&Rush7»" https://files.example.org/a.tgz`],
  ["curl data", String.raw`curl -X POST -d '{"username":"ci","password":"«Ruff\u0026Reeve4»"}' https://auth.example.org/login`],
  ["curl header trace", String.raw`=> Send header, 120 bytes (0x78)
0000: GET /v1 HTTP/1.1
0012: X-Auth-Key: «b7Xq2Lw9Vt4Zk6Rm1Nc8Pd3Sf»`],
  ["har", String.raw`{"name": "X-Amz-Security-Token", "value": "«IQoJb3JpZ2luX2VjEXAMPLExyz0987LmNoPq»"}, {"name": "Accept", "value": "*/*"}`],
  ["spring banner", String.raw`Using generated security password: «8e557245-73e2-4286-969a-ff57fe326336»`],
  ["keycloak", String.raw`KC_BOOTSTRAP_ADMIN_USERNAME=admin KC_BOOTSTRAP_ADMIN_PASSWORD=«curlew» bin/kc.sh start-dev`],
  ["rails credentials", String.raw`secret_key_base: «9f2c4e6a8b0d1f3a5c7e9b1d3f5a7c9e2b4d6f8a0c1e3a5b7d9f1c3e5a7b9d1f»
database:
  password: «nightjar heath»`],
  ["django", String.raw`SECRET_KEY = '«django-insecure-#k2)x9!m_v7+q4z&w8^t1r=b6n3c5y0-p(s@d»'
DATABASES = {'default': {'USER': 'shop', 'PASSWORD': '«Hoopoe,Olive»', 'PORT': 5432}}`],
  ["laravel", String.raw`APP_KEY=«base64:3q2+7wAbCdEfGhIjKlMnOpQrStUvWxYz0123456789A=»
DB_PASSWORD="«bee eater 12»"`],
  ["wordpress", String.raw`define( 'AUTH_KEY',         '«k#9Zt!4vQ@x7^Lm&2Wp*8Rs(1Nd)6Yc»' );
define( 'DB_USER', 'wp' );`],
  ["aspnet", String.raw`"ConnectionStrings": { "Default": "Server=tcp:sql.example.org,1433;Initial Catalog=shop;User ID=ci;Password=«Roller{Blue}7»;Encrypt=True;" }`],
  ["azure storage connection", String.raw`DefaultEndpointsProtocol=https;AccountName=ciartifacts;AccountKey=«Qk3vXw8LmZt5RbNc7YdP1sHf9JgK2aE4uO6iT0qWzXv=»;EndpointSuffix=core.example.net`],
  ["service bus", String.raw`Endpoint=sb://ci.example.net/;SharedAccessKeyName=RootManage;SharedAccessKey=«Zt5RbNc7YdP1sHf9JgK2aE4uO6iT0qWzXvQk3vXw8Lm=»;EntityPath=q`],
  ["az ad sp", String.raw`{
  "appId": "0f8fad5b-d9cb-469f-a165-70867728950e",
  "displayName": "ci-deployer",
  "password": "«qL8~mZ4.vX2-kT9_wR6pN1bY7c»",
  "tenant": "7c9e6679-7425-40de-944b-e07fc1f90ae7"
}`],
  ["aws sts", String.raw`{
    "Credentials": {
        "AccessKeyId": "«ASIAQ7EXAMPLEKEY3W2R»",
        "SecretAccessKey": "«wJ7rX2kLm9QvT4zB6nC1yD8pS3fG5hK0aE2uO4iW»",
        "SessionToken": "«FwoGZXIvYXdzEJr//EXAMPLEabcdef1234567890»",
        "Expiration": "2026-05-20T09:00:00Z"
    }
}`],
  ["gcp service account", String.raw`{"type": "service_account", "project_id": "acme-ci", "private_key_id": "5f2c9a7be02d4c6f8a3d5e7b9c1f2a3d4e6f8091", "client_email": "ci@acme-ci.example"}`],
  ["consul acl", String.raw`AccessorID:       6a1253d2-1785-24fd-91c2-f8e78c745511
SecretID:         «45a3bd52-07c7-47a4-52fd-0745e0cfe967»
Description:      ci deploy`],
  ["nomad acl", String.raw`Accessor ID  = b780e702-98ce-521f-2e5f-c6b87de05b24
Secret ID    = «3f4a0fcd-7c42-773c-25db-2d31ba0c05fe»
Name         = Bootstrap Token`],
  ["vault login", String.raw`Key                  Value
---                  -----
token                «hQ5Xw9Lz3Vt7Kr1Mb8Nc2Pd6»
token_accessor       jR6Yx0Ma4Wu8Ls2Nc9Od3Qe7
token_duration       768h`],
  ["vault approle", String.raw`Key                   Value
---                   -----
secret_id             «6a174c20-f6de-a53c-74d2-6018fcceff64»
secret_id_accessor    c454f7e5-996e-7230-6074-6ef26b7bcf86
secret_id_ttl         10m`],
  ["etcd", String.raw`etcdctl --user root:«Crake-Iris-6» put /config/region eu-west-1`],
  ["cassandra", String.raw`authenticator: PasswordAuthenticator
  username: cassandra
  password: «corn crake»`],
  ["rabbit definitions", String.raw`{"users":[{"name":"ci","password_hash":"kI3GCqW5JLMJa4iX1lo7X4D6XbYqlLgxIs30+P6tENUV2POR","tags":"administrator"}]}`],
  ["htpasswd file", String.raw`ci:$apr1$Xq9Lz3Vt$kT7wR1mB5nC8yD2pS4fG6/`],
  ["shadow", String.raw`root:$6$rounds=5000$Xq9Lz3Vt$kT7wR1mB5nC8yD2pS4fG6hJ9kL0aE3uO5iW7qZ:19000:0:99999:7:::`],
  ["rclone conf", String.raw`[backup]
type = sftp
host = nas.example.org
user = ci
pass = «Hk8vXwLmZt5RbNc7YdP1sHf9JgK2aE4u»`],
  ["boto", String.raw`[Credentials]
aws_access_key_id = «AKIAQ7EXAMPLEKEY3W2R»
aws_secret_access_key = «wJ7rX2kLm9QvT4zB6nC1yD8pS3fG5hK0aE2uO4iW»`],
  ["fastlane", String.raw`[10:22:31]: Lane Context: {:MATCH_PASSWORD=>"«Siskin Alder 5»", :BUILD_NUMBER=>42}
FASTLANE_APPLE_APPLICATION_SPECIFIC_PASSWORD=«abcd-efgh-ijkl-mnop»`],
  ["notarytool", String.raw`xcrun notarytool submit app.zip --apple-id ci@example.org --team-id AB12CD34EF --password «wxyz-qrst-mnop-ijkl» --wait`],
  ["android gradle", String.raw`signingConfigs { release { storeFile file("ci.jks") storePassword "«Crossbill-Larch»" keyAlias "ci" keyPassword "«Redpoll-Birch»" } }`],
  ["npm otp", String.raw`npm publish --otp=«483920» --access public`],
  ["age key", String.raw`# public key: age1qyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqs3290gq
«AGE-SECRET-KEY-1QYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSL8WV2N»`],
];
