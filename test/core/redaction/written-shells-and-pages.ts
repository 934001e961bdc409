import type { Text } from "./written-people-and-files.js";

// prettier-ignore
export const third: readonly Text[] = [
  ["markdown table", String.raw`| Setting | Value |
|---------|-------|
| SMTP password | «heath fritillary» |
| Retries | 3 |`],
  ["markdown list", String.raw`- **Admin password:** «Brimstone-Buckthorn2»
- **Region:** eu-west-1`],
  ["markdown backticks", "The staging login is `ci` and the password is `«Comma-Nettle8»`, see the wiki."],
  ["yaml name value lines", String.raw`parameters:
  - name: REGISTRY_PASSWORD
    description: for pulls
    value: «peacock butterfly»
  - name: REPLICAS
    value: "3"`],
  ["openshift param", String.raw`oc process -f t.yml -p ADMIN_PASSWORD=«Ringlet-Bramble7» -p NAME=web`],
  ["circleci context", String.raw`  Using environment variables from project settings and/or contexts:
  DOCKERHUB_PASS=**REDACTED**
  BASH_ENV=/tmp/.bash_env
  DEPLOY_PASS=«gatekeeper»`],
  ["jenkins withCredentials", String.raw`[Pipeline] sh
+ ./deploy.sh --user ci --pass «Skipper-Meadow4»`],
  ["jenkins echo", String.raw`+ echo Password is «SmallHeath#9»
Password is «SmallHeath#9»`],
  ["bash xtrace curl", String.raw`++ curl -sf -H 'PRIVATE-TOKEN: «x7Kq2Lw9Vt4Zr6Rm1Nc8» ' https://git.example.org/api/v4/projects`],
  ["powershell splat", String.raw`PS C:\agent> $cred = New-Object System.Management.Automation.PSCredential("ci", (ConvertTo-SecureString "«Wall Brown 3»" -AsPlainText -Force))`],
  ["powershell hashtable", String.raw`@{ UserName = 'ci'; Password = '«Grayling;Dune5»'; Retry = 3 }`],
  ["batch set quoted", String.raw`C:\agent> set "DB_PASSWORD=«Marbled White 6»"`],
  ["batch call", String.raw`C:\agent>call deploy.cmd /user:ci /password:«Small-Copper9» /force`],
  ["msbuild property", String.raw`msbuild app.csproj /p:PublishProfile=ci /p:Password=«Holly-Blue-4» /p:Configuration=Release`],
  ["msdeploy", String.raw`-dest:auto,computerName="https://web:8172/msdeploy.axd",userName="ci",password="«Chalkhill,Blue3»",authtype="Basic"`],
  ["iis appcmd", String.raw`appcmd set apppool /apppool.name:web /processModel.userName:ci /processModel.password:«Adonis-Blue-2»`],
  ["sc config", String.raw`sc config web obj= "CORP\ci" password= "«Duke of Burgundy»"`],
  ["net user", String.raw`net user ci «Silver-Studded5» /add`],
  ["reg add", String.raw`reg add "HKLM\SOFTWARE\Winlogon" /v DefaultPassword /t REG_SZ /d «Purple-Emperor6» /f`],
  ["unattend xml", String.raw`<AdministratorPassword>
  <Value>«White-Admiral7»</Value>
  <PlainText>true</PlainText>
</AdministratorPassword>`],
  ["sql set", String.raw`mysql> SET PASSWORD FOR 'ci'@'%' = PASSWORD('«Speckled-Wood8»');`],
  ["oracle identified", String.raw`ALTER USER shop IDENTIFIED BY "«Orange Tip 4»" ACCOUNT UNLOCK;`],
  ["mssql login", String.raw`CREATE LOGIN ci WITH PASSWORD = N'«Green-Veined3!»', CHECK_POLICY = OFF;`],
  ["snowflake", String.raw`snowsql -a acme -u ci --private-key-path k.p8 -o log_level=DEBUG; SNOWSQL_PWD='«large white»' SNOWSQL_PRIVATE_KEY_PASSPHRASE='«Clouded Yellow 1»'`],
  ["dbt profile", String.raw`shop:
  outputs:
    dev: {type: postgres, host: db, user: ci, pass: «Small-Tortoise2», port: 5432}`],
  ["airflow conn", String.raw`AIRFLOW_CONN_SHOP='postgres://ci:«Painted_Lady9»@db:5432/shop'
airflow users create --username admin --password '«red admiral»' --role Admin`],
  ["sqlalchemy error", String.raw`sqlalchemy.exc.OperationalError: (pymysql.err) could not connect: mysql+pymysql://ci:«Monarch:Milk5»@db:3306/shop`],
  ["python traceback locals", String.raw`    password = '«Swallowtail-Fen1»'
    self     = <Client object at 0x7f1c2b3d>
    timeout  = 30`],
  ["pytest locals", String.raw`api_key    = '«v9Xq3Lw7Tt5Zk1Rm8Nc2»'
expected   = 200`],
  ["node inspect", String.raw`{
  host: 'db',
  auth: { user: 'ci', pass: '«Camberwell, Beauty»' },
  retries: 3
}`],
  ["java system props", String.raw`-Djavax.net.ssl.trustStore=/etc/ts.jks -Djavax.net.ssl.trustStorePassword=«changeme77» -Xmx2g`],
  ["maven debug", String.raw`[DEBUG]   (s) password = «Lulworth-Skip6»
[DEBUG]   (s) url = https://nexus.example.org`],
  ["gradle properties", String.raw`signing.keyId=24875D73
signing.password=«essex skipper»
signing.secretKeyRingFile=/home/ci/.gnupg/secring.gpg`],
  ["gpg batch", String.raw`%echo Generating a key
Key-Type: RSA
Name-Real: CI
Passphrase: «dingy skipper moor»
%commit`],
  ["gpg loopback", String.raw`gpg --batch --pinentry-mode loopback --passphrase "«grizzled skipper 2»" --sign a.tgz`],
  ["ssh-keygen", String.raw`ssh-keygen -t ed25519 -N '«Silver Spotted»' -f id_ci -C ci@example.org`],
  ["openssl req", String.raw`openssl pkcs12 -export -inkey k.pem -in c.pem -out c.p12 -passout 'pass:«Northern Brown»' -name ci`],
  ["keytool prompt", String.raw`Enter keystore password:  «Mountain-Ringlet»
Re-enter new password: «Mountain-Ringlet»`],
  ["saltstack pillar", String.raw`local:
    ----------
    mysql:
        ----------
        root_password:
            «scotch argus»
        port:
            3306`],
  ["puppet hiera", String.raw`Notice: profile::db::password: «Large Heath 3»`],
  ["chef attributes", String.raw`default['postgresql']['password']['postgres'] = '«meadow brown»'`],
  ["vagrant", String.raw`config.ssh.password = "«hedge brown»"`],
  ["packer", String.raw`==> amazon-ebs: "winrm_password": "«High.Brown-7»",`],
  ["serverless env json escaped", String.raw`{"message":"env: {\"DB_PASS\":\"«Dark Green 9»\",\"STAGE\":\"prod\"}","level":"info"}`],
  ["log in html", String.raw`<td>Password</td><td>«Silver-Washed5»</td>`],
  ["html entities", String.raw`&lt;add key=&quot;SmtpPassword&quot; value=&quot;«Pearl-Border6»&quot; /&gt;`],
  ["cookie jar", ".shop.example.org\tTRUE\t/\tTRUE\t1779267600\tsession_id\t«h7Xq3Lw9Vt5Zk1Rm8Nc2Pd»"],
  ["graphql", String.raw`mutation { login(email: "ci@example.org", password: "«Heath Fritill»") { token } }`],
  ["same value again", String.raw`DB_PASSWORD=«Glanville4Undercliff»
retrying with Glanville@host
connect failed: access denied for shop using «Glanville4Undercliff» at db:5432`],
  ["base64 again", String.raw`export NPM_PASSWORD=«MarshFritillary7»
_password «TWFyc2hGcml0aWxsYXJ5Nw==» written`],
];
