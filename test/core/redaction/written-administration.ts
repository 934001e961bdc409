import type { Text } from "./written-people-and-files.js";

// prettier-ignore
export const fourteenth: readonly Text[] = [
  ["cmdkey", String.raw`C:\agent> cmdkey /add:fs01 /user:ACME\svc-build /pass:«Heron+Lake»
CMDKEY: Credential added successfully.`],
  ["schtasks", String.raw`schtasks /create /tn Nightly /tr C:\jobs\n.cmd /sc daily /ru ACME\svc-job /rp «grey plover»
SUCCESS: The scheduled task "Nightly" has successfully been created.`.replace("«grey plover»", '"«grey plover»"')],
  ["sc config", String.raw`sc.exe config AcmeAgent obj= ACME\svc-agent password= «Dunlin_04»
[SC] ChangeServiceConfig SUCCESS`],
  ["wmic node", String.raw`wmic /node:web01 /user:ACME\deploy /password:«Knot-Knot-9» os get caption`],
  ["psexec", String.raw`PsExec.exe \\web01 -u ACME\deploy -p «sanderling» -h cmd /c ipconfig
PsExec v2.43 - Execute processes remotely`],
  ["msdeploy", String.raw`msdeploy.exe -verb:sync -source:package=app.zip -dest:auto,computerName="https://web01:8172/msdeploy.axd",userName="deploy",password="«Turn,stone»",authType="Basic" -allowUntrusted
Total changes: 14 (3 added, 0 deleted, 11 updated)`],
  ["publishsettings", String.raw`<publishProfile profileName="shop - Web Deploy" publishMethod="MSDeploy" msdeploySite="shop" userName="$shop" userPWD="«k9Xv2Lq7Wz4Rt8Mn1Bc5Zr6Rm1Nc8Pd3»" destinationAppUrl="https://shop.azurewebsites.net" />`],
  ["signtool", String.raw`signtool sign /f cert.pfx /p «Ruff&Reeve» /fd SHA256 /tr http://timestamp.acme.io app.exe
Successfully signed: app.exe
/p <password> Specifies the password`],
  ["jarsigner", String.raw`jarsigner -keystore release.jks -storepass «whimbrel» -keypass «curlew7» app.apk upload
jar signed.`],
  ["keytool list", String.raw`keytool -list -v -keystore release.jks -storepass:env KS_PASS
keytool -importkeystore -srckeystore a.p12 -srcstorepass «godwit» -destkeystore b.jks -deststorepass «avocet12» -noprompt
Certificate fingerprints:
	 SHA256: 5F:2C:9A:7B:E0:2D:4C:6F:8A:3D:5E:7B:9C:1F:2A:3D:5F:2C:9A:7B:E0:2D:4C:6F:8A:3D:5E:7B:9C:1F:2A:3D`],
  ["gradle signing", String.raw`./gradlew assembleRelease -Pandroid.injected.signing.store.password=«oyster» -Pandroid.injected.signing.key.alias=upload -Pandroid.injected.signing.key.password=«catcher»
> Task :app:packageRelease`],
  ["gpg pass", String.raw`gpg --batch --yes --pinentry-mode loopback --passphrase «lapwing» --detach-sign app.tar
gpg: using "5F2C9A7BE02D4C6F" as default secret key for signing`],
  ["ansible vault id", String.raw`fatal: [web1]: FAILED! => {"changed": true, "cmd": "mysqladmin -u root -p'«jack snipe»' status", "rc": 1, "stderr": "mysqladmin: connect to server at 'localhost' failed"}
ok: [web2] => {"ansible_facts": {"ansible_become_pass": "«woodcock»"}}`],
  ["mongosh", String.raw`mongosh "mongodb+srv://app:«p%40lila»@cluster0.abcde.mongodb.net/shop" --eval 'db.createUser({user: "ro", pwd: "«great skua»", roles: ["read"]})'
{ ok: 1 }`],
  ["psql alter", String.raw`psql -h db -U postgres -c "ALTER ROLE app WITH LOGIN PASSWORD '«arctic tern»' VALID UNTIL 'infinity'"
ALTER ROLE
LOG:  statement: CREATE USER MAPPING FOR app SERVER s OPTIONS (user 'x', password '«little tern»');`],
  ["clickhouse", String.raw`clickhouse-client --host ch --user default --password «sandwich» --query "CREATE USER ro IDENTIFIED WITH sha256_password BY '«roseate»'"
Code: 516. DB::Exception: default: Authentication failed: password is incorrect, or there is no user with such name.`],
  ["snowsql", String.raw`snowflake.connector.connect(user='CI', password='«BlackTern1»', account='ab12345.eu-north-1', warehouse='WH')
250001 (08001): Failed to connect to DB: ab12345.snowflakecomputing.com:443. Incorrect username or password was specified.`],
  ["jdbc sqlserver", String.raw`spring.datasource.url=jdbc:sqlserver://sql01:1433;databaseName=shop;user=sa;password={«K;ittiwake»};encrypt=true
com.microsoft.sqlserver.jdbc.SQLServerException: Login failed for user 'sa'. ClientConnectionId:7c9e6679-7425-40de-944b-e07fc1f90ae7`],
  ["odbc dsn", String.raw`pyodbc.connect('DRIVER={ODBC Driver 18 for SQL Server};SERVER=sql01;UID=sa;PWD=«fulmar!»;TrustServerCertificate=yes')
('28000', "[28000] Login failed for user 'sa'. (18456)")`],
  ["amqp config", String.raw`rabbitmqctl add_user shop «manx»
Adding user "shop" ...
rabbitmqctl change_password shop «shear water»
celery -b amqp://shop:«manx»@mq:5672// worker`.replace("«shear water»", "'«shear water»'")],
  ["kafka jaas", String.raw`sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="ci" password="«storm petrel»";
	sasl.mechanism = SCRAM-SHA-512
	ssl.key.password = null
	ssl.keystore.password = [hidden]`],
  ["mosquitto", String.raw`mosquitto_pub -h mq -u sensor -P «gannet» -t a/b -m 1
mosquitto_passwd -b /etc/mosquitto/passwd sensor «booby»
Client null sending CONNECT`],
  ["ftp dialogue", String.raw`230 Login successful
lftp -u deploy,«cormorant» sftp://files.acme.io
ncftpput -u deploy -p «shag» files.acme.io /web out.zip
---> USER deploy
<--- 331 Please specify the password.
---> PASS «bittern reed»
<--- 230 Login successful.`],
  ["stomp", String.raw`>>> CONNECT
login:guest
passcode:«egret»
accept-version:1.2
heart-beat:0,0

<<< CONNECTED`],
  ["smtp login", String.raw`AUTH LOGIN
334 VXNlcm5hbWU6
Y2lAYWNtZS5pbw==
334 UGFzc3dvcmQ6
«c3Bvb25iaWxs»
235 2.7.0 Authentication successful`],
  ["unattend", String.raw`<AutoLogon>
  <Password>
    <Value>«Glossy Ibis»</Value>
    <PlainText>true</PlainText>
  </Password>
  <Enabled>true</Enabled>
  <Username>Administrator</Username>
</AutoLogon>`],
  ["winlogon reg", String.raw`Windows Registry Editor Version 5.00
[HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon]
"AutoAdminLogon"="1"
"DefaultUserName"="build"
"DefaultPassword"="«stork»"
reg add "HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon" /v DefaultPassword /t REG_SZ /d «crane» /f`],
  ["cloud-init", String.raw`#cloud-config
chpasswd:
  list: |
    root:«moorhen»
    ci:«coot22»
  expire: false
users:
  - name: deploy
    plain_text_passwd: «water rail»
    lock_passwd: false
ssh_pwauth: true`],
  ["mount cifs", String.raw`mount -t cifs //fs01/share /mnt -o username=svc,password=«quail»,domain=ACME,vers=3.0
mount error(13): Permission denied`],
  ["netrc", String.raw`machine api.acme.io
  login ci
  password «black grouse»
machine git.acme.io login bot password «ptarmigan»`.replace("«black grouse»", "«capercaillie»")],
  ["pgpass", String.raw`$ cat ~/.pgpass
db.acme.io:5432:shop:app:«pheasant»
localhost:*:*:postgres:«bobwhite»
$ psql`],
  ["vault kv", String.raw`$ vault kv get secret/shop
====== Data ======
Key         Value
---         -----
db_host     db.acme.io
password    «nightjar»
api_token   «swift-7»
$ vault kv put secret/shop password=«martin» ttl=30m`],
  ["doctl ghp", String.raw`git clone https://x-access-token:«ghs_k9Xv2Lq7Wz4Rt8Mn1Bc5Zr6Rm1Nc8Pd3SfGh»@github.com/acme/shop.git
fatal: unable to access 'https://bot:«hoopoe»@git.acme.io/acme/shop.git/': Could not resolve host: git.acme.io`],
  ["java props trace", String.raw`Caused by: java.sql.SQLException: Cannot create PoolableConnectionFactory {user=shop, password=«roller», useSSL=false}
	at com.acme.Db.connect(Db.java:41)
DataSourceProperties(url=jdbc:h2:mem:x, username=sa, password=«bee eater», driver=org.h2.Driver)
UserDto[id=4, name=ci, password=«wryneck», roles=[ADMIN]]`],
  ["ruby inspect", String.raw`#<Mysql2::Client @query_options={:host=>"db", :username=>"shop", :password=>"«lesser spot»", :port=>3306}>
{host: "db", username: "shop", password: "«green pecker»"}
#<User id: 4, email: "a@acme.io", encrypted_password: [FILTERED]>`],
  ["python popen", String.raw`subprocess.CalledProcessError: Command '['svn', 'co', '--username', 'ci', '--password', '«wag-tail»', 'https://svn.acme.io/x']' returned non-zero exit status 1.
sshpass -p «dipper» ssh ci@web01 uptime
svn: E170001: Authentication failed`],
  ["docker login", String.raw`docker login -u ci -p «wren-6» registry.acme.io
WARNING! Using --password via the CLI is insecure. Use --password-stdin.
{"auths":{"registry.acme.io":{"auth":"«Y2k6d3Jlbi02»"}}}
helm registry login -u ci -p «dunnock» registry.acme.io`],
  ["git config", String.raw`http.https://github.com/.extraheader=AUTHORIZATION: basic «eC1hY2Nlc3MtdG9rZW46Z2hzX2s5WHYyTHE3V3o0UnQ4TW4xQmM1»
http.proxy=http://proxy:«robin!»@10.0.0.9:3128
credential.helper=store`],
  ["label next line", String.raw`Administrator password:

    «nightingale9»

Please store it. The password will not be shown again.
Your API key:
«blue-throat-44c1»
Passwords: 12 checked`],
];
