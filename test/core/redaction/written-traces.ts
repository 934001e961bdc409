import type { Text } from "./written-people-and-files.js";

// prettier-ignore
export const twelfth: readonly Text[] = [
  ["ansible loop diff", String.raw`TASK [mysql : create users] ****************************************************
--- before
+++ after: /etc/my.cnf
@@ -3,4 +3,4 @@
 [client]
-password=«old-Corn-Bunting»
+password=«new-Corn-Bunting»
 socket=/run/mysqld/mysqld.sock
changed: [db1] => (item={'name': 'shop', 'password': '«Reed-Bunting»', 'priv': 'shop.*:ALL'})
ok: [db1] => (item={'name': 'ro', 'password_hash': '*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19'})`],
  ["powershell verbose", String.raw`VERBOSE: Performing the operation "Set-ADAccountPassword" on target "CN=svc-web".
VERBOSE: Invoke-Sqlcmd -ServerInstance sql01 -Username sa -Password «Snow!Bunting» -Query "SELECT 1"
VERBOSE: Importing cmdlet 'Get-Secret'.
WARNING: The password for svc-web expires in 3 days.
SecretName : shop-db
Secret     : System.Security.SecureString
Token      : «Zr6Rm1Nc8Pd3SfGh5Jk0aEuOiWzXvB»`],
  ["packer winrm", String.raw`==> amazon-ebs.win: Waiting for auto-generated password for instance...
==> amazon-ebs.win: It is normal for this process to take up to 15 minutes,
    amazon-ebs.win: Password retrieved!
    amazon-ebs.win: Password (since debug is enabled): «k$8Xv?Lapland-Bunting»
==> amazon-ebs.win: Using WinRM communicator to connect: 10.0.0.7`],
  ["vagrant kadmin", String.raw`kadmin.local:  addprinc -pw «cirl-bunting» ci@ACME.IO
Principal "ci@ACME.IO" created.
kadmin.local:  ktadd -k /etc/krb5.keytab ci@ACME.IO
Entry for principal ci@ACME.IO with kvno 2, encryption type aes256-cts-hmac-sha1-96 added to keytab WRFILE:/etc/krb5.keytab.`],
  ["k8s env from describe", String.raw`    Environment:
      REDIS_PASSWORD:    «ortolan»
      DB_PASSWORD:       <set to the key 'password' in secret 'shop-db'>  Optional: false
      TOKEN_ISSUER:      https://login.acme.io
    Mounts:
      /var/run/secrets/kubernetes.io/serviceaccount from kube-api-access-x7k2m (ro)
    Liveness:  exec [redis-cli -a «ortolan» ping] delay=5s timeout=1s`],
  ["http trace node", String.raw`_header: 'POST /api/v1/login HTTP/1.1\r\n' +
  'Host: api.acme.io\r\n' +
  'X-Api-Key: «7f3b9c2d4e5a6b7c8d9e0f1a2b3c4d5e»\r\n' +
  'Authorization: Bearer «abc.def-Rock-Bunting-2026»\r\n' +
  'Content-Length: 52\r\n',
data: '{"username":"ci","password":"«yellow hammer»"}'`],
  ["axios error", String.raw`  config: {
    url: 'https://api.acme.io/v1/x',
    headers: {
      Accept: 'application/json',
      'X-Auth-Token': '«Zr6Rm1Nc8Pd3SfGh5Jk0aEuO»'
    },
    auth: { username: 'ci', password: '«linnet»' },
    xsrfCookieName: 'XSRF-TOKEN'
  }`],
  ["pytest locals", String.raw`self = <client.Api object at 0x7f3b>, user = 'ci', password = '«twite moor»'
    def login(self, user, password):
>       assert self.post("/login", data={"password": password}).ok
E       AssertionError: assert False
E        +  where False = <Response [401]>.ok
tests/test_login.py::test_password_reset_token FAILED`],
  ["php pdo trace", String.raw`#0 /srv/app/db.php(12): PDO->__construct('mysql:host=db;d...', 'shop', '«siskin»', Array)
#1 /srv/app/index.php(4): connect()
#2 {main}
  thrown in /srv/app/db.php on line 12`],
  ["java stack jdbc", String.raw`Caused by: java.sql.SQLException: No suitable driver found for jdbc:postgresql://db:5432/shop?user=shop&password=«goldfinch»&ssl=true
	at java.sql/java.sql.DriverManager.getConnection(DriverManager.java:708)
	at com.acme.auth.TokenService.refreshToken(TokenService.java:88)`],
  ["go dsn", String.raw`2024/11/20 07:02:11 sql: Open("mysql", "shop:«greenfinch»@tcp(db:3306)/shop?parseTime=true")
panic: runtime error: invalid memory address
goroutine 1 [running]:
main.(*TokenStore).Get(0xc000010000, {0x1400012c000, 0x24})`],
  ["rust dbg", String.raw`[src/main.rs:12:5] &cfg = Config {
    user: "shop",
    password: "«brambling»",
    api_key: Some(
        "«k9Xv2Lq7Wz4Rt8Mn1Bc5»",
    ),
    token_ttl: 3600s,
}`],
  ["elixir", String.raw`** (Postgrex.Error) connection failed with options: [username: "shop", password: "«haw finch»", hostname: "db", pool_size: 10]`],
  ["ruby inspect", String.raw`#<Mysql2::Client:0x000 @query_options={:username=>"shop", :password=>"«cross bill»", :host=>"db", :flags=>2}>`],
  ["scala cfg", String.raw`Config(SimpleConfigObject({"db":{"password":"«bullfinch»","user":"shop"}}))
DbConfig(jdbc:mysql://db/shop,shop,Secret(***))`],
  ["swift print", String.raw`Optional(["user": "ci", "password": "«chaffinch»"])`],
  ["lua table", String.raw`{ user = "ci", password = "«serin»", port = 5432 }`],
  ["perl dumper", String.raw`$VAR1 = {
          'user' => 'ci',
          'password' => '«hoodie crow»',
          'port' => 25
        };`],
  ["curl -v netrc", String.raw`* Couldn't find host api.acme.io in the .netrc file; using defaults
* Server auth using Basic with user 'ci'
> GET /v1 HTTP/1.1
> Authorization: Basic «Y2k6Y2Fycmlvbi1jcm93»
> X-Session: abc
< HTTP/1.1 401 Unauthorized
< WWW-Authenticate: Basic realm="acme"
< Set-Cookie: sid=«s%3Aj2k4h5g6f7d8s9a0q1w2»; Path=/; HttpOnly`],
  ["grpc metadata", String.raw`metadata: {"authorization": "Bearer «abcDEF123ghiJKL456»", "x-request-id": "7c9e6679-7425-40de-944b-e07fc1f90ae7"}`],
  ["redis conf cat", String.raw`+ cat /etc/redis/redis.conf
bind 0.0.0.0
requirepass «magpie»
user worker on >«rook!» ~* +@all
masterauth «jackdaw»
maxmemory 256mb`],
  ["haproxy", String.raw`userlist admins
  user admin insecure-password «chough»
  user ro password $6$k6y3o.eP$JlKBx9za9667qe4xHSwRv6J.C0/D7cV91
stats auth admin:«raven»`],
  ["postfix sasl", String.raw`postmap -q "[smtp.acme.io]:587" /etc/postfix/sasl_passwd
worker@acme.io:«nutcracker»
postconf: smtp_sasl_password_maps = hash:/etc/postfix/sasl_passwd`],
  ["exim dovecot users", String.raw`doveadm auth test ci@acme.io «golden-oriole»
passdb: ci@acme.io auth succeeded`],
  ["openstack rc", String.raw`export OS_USERNAME="ci"
export OS_PASSWORD="«waxwing!»"
export OS_AUTH_URL=https://keystone.acme.io:5000/v3
export OS_TOKEN=`],
  ["ipa", String.raw`ipa-server-install -U --realm ACME.IO -p '«dm wallcreeper»' -a '«wallcreeper»' --no-ntp`],
  ["net rpc", String.raw`net rpc join -U 'Administrator%«tree.creeper»' -S dc01
Joined domain ACME.`],
  ["realm winbind", String.raw`echo «nuthatch» | realm join -U Administrator acme.io`],
  ["winrm curl", String.raw`evil-winrm -i 10.0.0.7 -u Administrator -p '«wren»'
xfreerdp /v:10.0.0.7 /u:Administrator /p:'«starling!»' /cert:ignore`],
  ["vnc", String.raw`x11vnc -storepasswd «house-sparrow» /etc/x11vnc.pass
stored passwd in file: /etc/x11vnc.pass`],
  ["aws configure list", String.raw`AWS Access Key ID [None]: «AKIAQZ7K2MXN4PLR5TVW»
AWS Secret Access Key [None]: «k9Xv2Lq7Wz4Rt8Mn1Bc5Zr6Rm1Nc8Pd3SfGh5Jk0»
Default region name [None]: eu-north-1`],
  ["read prompts", String.raw`Username for 'https://git.acme.io': ci
Password for 'https://ci@git.acme.io': «dipper-beck»
remote: HTTP Basic: Access denied
fatal: Authentication failed for 'https://git.acme.io/shop/web.git/'`],
  ["sudo prompt echo", String.raw`[sudo] password for deploy: «dipperbeck7»
Sorry, try again.
[sudo] password for deploy: 
sudo: 1 incorrect password attempt`],
  ["telnet", String.raw`Trying 10.0.0.9...
Connected to sw1.
User Access Verification

Username: admin
Password: «swift-roof»
sw1> enable
Password: «alpine-swift»
sw1#`],
  ["cisco config", String.raw`snmp-server community «sw1ftlet» RO
username admin privilege 15 secret 0 «martin-sand»
tacacs-server key «house-martin-7»
ntp authentication-key 1 md5 «crag-Martin-8» 7
ip ssh version 2`],
  ["juniper", String.raw`set system root-authentication plain-text-password-value "«red-rumped»"
set snmp community «barn-swallow» authorization read-only
set system services ssh root-login deny`],
  ["mail body", String.raw`Subject: Your new account

Hello Petra,

your account was created. User name: petra.l
Password: «Wheatear-2026»
Please change your password at the first login.`],
  ["chat message json", String.raw`{"channel":"#ops","text":"staging db creds: shop / «Stonechat!88»  (rotate after the demo)"}`],
  ["todo comment", String.raw`# FIXME: temp admin login admin/«Whinchat99» until SSO works`],
  ["gha mask late", String.raw`Run echo "::add-mask::«nightingale-44»"
PASS=«nightingale-44»
curl -u ci:«nightingale-44» https://x.acme.io`],
];
