import type { Text } from "./written-people-and-files.js";

// prettier-ignore
export const seventh: readonly Text[] = [
  ["a mail client's own settings", String.raw`[relay]
host = smtp.example.org
user = relay
-pass = «Old-Heron-12»
+pass = «New_Bittern=13»
starttls = yes`],
  ["getmail", String.raw`[retriever]
server = imap.example.org
username = ci
pass = «Night-Heron-07»`],
  ["a short name in YAML", String.raw`smtp:
  host: smtp.example.org
  pass: «Purple-Heron-21»
  pwd: "«Cattle-Egret-8»"`],
  ["urllib3 and a bot", String.raw`HTTPSConnectionPool(host='api.telegram.org', port=443): Max retries exceeded with url: /bot«4149167915:AAfQ61W3pEaBJcgCtiv1OKdvzgmVc2hB2Mq»/sendMessage (Caused by X)`],
  ["a bot's path in a proxy's log", String.raw`10.0.0.5 - - [20/May/2026:08:00:00 +0000] "POST /bot«714916791:AAGk6tW3pEaBJcgCtiv1OKdvzgmVc2hB2Mz»/getUpdates HTTP/1.1" 200 12
"path":"/file/bot«714916792:AAHk6tW3pEaBJcgCtiv1OKdvzgmVc2hB2Mw»/photos/1.jpg"`],
  ["curl and a hook's path", String.raw`* [HTTP/2] [1] [:path: /api/webhooks/«1579252909959633595/DE-03pfqlXlwrDujh_swHcC6Ko1-S6XbZsCw4UirYaqjEFV6fk_nENntIVWAkwRnmWPo»]
> POST /api/v10/webhooks/«1579252909959633596/qE-03pfqlXlwrDujh_swHcC6Ko1-S6XbZsCw4UirYaqjEFV6fk_nENntIVWAkwRnmWPx» HTTP/2
> Host: discord.com`],
  ["node and a hook's path", String.raw`  hostname: 'acme.webhook.office.com',
  path: '/webhookb2/«0e737fd6-a8b1-43bd-b8c7-6a11e8ff379e@1e737fd6-a8b1-43bd-b8c7-6a11e8ff379f/IncomingWebhook/4af2ba91c3d05e6f8a7b9c0d1e2f3a4b/2e737fd6-a8b1-43bd-b8c7-6a11e8ff379a»',
  method: 'POST',
  path: '/v1/webhooks/incoming/«Y2lzY29zcGFyazovL3VzL1dFQkhPT0svOTZhYmMyYWEtM2RjYzExZTUtYTE1Mi1mZTM0ODE5Y2RjOWE»',`],
  ["gotify's hook's path", String.raw`POST /open-apis/bot/v2/hook/«0e737fd6-a8b1-43bd-b8c7-6a11e8ff379d» HTTP/1.1
POST /cgi-bin/webhook/send?key=«3e737fd6-a8b1-43bd-b8c7-6a11e8ff3790» HTTP/1.1
POST /trigger/deployed/with/key/«dk3Vt7Kr1Mb5NcZq8Lx3Vt» HTTP/1.1
POST /receiver/v1/http/«ZaVnC4dhaV3Zm9Lx3Vt7Kr1Mb5NcZq8Lx3Vt7Kr1Mb5NcYd2PfZaVnC4dhaV3Zm9Lx3Vt7==» HTTP/1.1`],
  ["cloud-init's passwords", String.raw`Set the following 'random' passwords
ubuntu:«djD0wgc8jHDdSbWLrBYQ»
deploy:«kT4nXw9cRZqMvPbLsYfH»
Cloud-init v. 24.1.3 running 'modules:final' at Tue, 12 May 2026 05:58:14 +0000. Up 21.44 seconds.`],
  ["generated passwords", String.raw`Generated passwords:
  admin: «q8ZrT2mVw4Lx»
  reader = «f7Kw2Rt9Yb4M»
Done in 2.1s`],
  ["elasticsearch's first passwords", String.raw`Initiating the setup of passwords for reserved users
The following credentials were created:
elastic / «w5Hn3Kx8Tq2Zb6Rm»
kibana_system / «v2Mc9Lp4Ws7Yd1Fk»`],
  ["aioftp", String.raw`INFO:aioftp.client:USER w00f1c2d
INFO:aioftp.client:331 Password required for w00f1c2d
INFO:aioftp.client:PASS «Spoon&Bill»
INFO:aioftp.client:230 User w00f1c2d logged in`],
  ["a dialogue without its user", String.raw`2026-05-20 08:00:01 ftp[12]: 331 Password required
2026-05-20 08:00:01 ftp[12]: PASS «sacred ibis»
2026-05-20 08:00:02 ftp[12]: 230 ok`],
  ["plain answers", String.raw`250-AUTH PLAIN LOGIN250 SMTPUTF8
line="AUTH PLAIN «AGNpAHNhY3JlZCBpYmlz»"
C: a1 AUTHENTICATE PLAIN «AGNpAHNhY3JlZCBpYmlz»`],
  ["commons-net", String.raw`220 FTP ready
USER ci
331 Please specify the password.
PASS «spoonbill»
230 Login successful.`],
  ["poplib", String.raw`*cmd* 'USER ci@example.org'
*resp* '+OK'
*cmd* 'PASS «Little Bittern»'
*resp* '-ERR'`],
  ["a client of FTP in Java", String.raw`2026-05-20 08:00:00 DEBUG o.a.c.FtpClient - >> USER ci
2026-05-20 08:00:00 DEBUG o.a.c.FtpClient - << 331 User name okay, need password.
2026-05-20 08:00:00 DEBUG o.a.c.FtpClient - >> PASS «glossy-ibis»`],
  ["helm's values", String.raw`rabbitmq:
  auth:
    erlangCookie: «4ggNullzA8qcH9EdKDwQKs7HUsyNID8i»
  sessionCookie: «5hhNullzA8qcH9EdKDwQKs7HUsyNID8j»`],
  ["two words written in one way or another", String.raw`deviceCode: «6iiNullzA8qcH9EdKDwQKs7HUsyNID8k»
codeVerifier=«7jjNullzA8qcH9EdKDwQKs7HUsyNID8l»
client-assertion: «8kkNullzA8qcH9EdKDwQKs7HUsyNID8m»
"securityAnswer": "«glossy ibis»"
snmpCommunity: «spoonbill-7»
auth.cookie=«9llNullzA8qcH9EdKDwQKs7HUsyNID8n»`],
  ["a converter's user info", String.raw`{"value.converter.basic.auth.credentials.source":"USER_INFO","value.converter.basic.auth.user.info":"2JJC7VTZK2L0Z6M1:«DUdq3mi8BVjtlw4DlSgY5+Tzhhaba+KlvZ/lWo7AHhy8kmf6F»"}`],
  ["properties with user info", String.raw`schema.registry.basic.auth.user.info=ci:«avocet;42»
basic.auth.user.info = ci:«Avocet-Pied»
SCHEMA_REGISTRY_BASIC_AUTH_USER_INFO=ci:«stilt#wader»
  basicAuthUserInfo: "ci:«Stone Curlew»"`],
  ["both in one setting", String.raw`CURLOPT_USERPWD => '«ci:lapwing!»',
  http_auth: "ci:«Dotterel»"
proxy_auth = ci:«turn*stone»
basicAuth: ci:«Sanderling»`],
  ["PHP's trace", String.raw`#0 /app/Connector.php(70): PDO->__construct('mysql:host=db;p...', 'shop', '«Brass/Dunlin81»', Array)
#1 /app/Connector.php(46): Illuminate\Database\Connectors\Connector->createPdoConnection('mysql:host=db;p...', 'shop', '«Brass/Dunlin81»', Array)
#3 /app/Import.php(31): mysqli_connect('legacy-db.shop....', 'import', '«knot»', 'legacy', 3306)
#4 /app/Sync.php(58): App\Legacy\Import->run('products', 'retries', 'nightly', 250)
#5 /app/a.php(3): mysqli->__construct('db', 'shop', '«ruffs and reev...»', 'shop')`],
  ["PHP's trace of other servers", String.raw`#0 /app/a.php(3): ftp_login(Resource id #12, 'ci', '«Woodcock»')
#1 /app/a.php(4): ldap_bind(Object(LDAP\Connection), 'cn=admin,dc=exa...', '«jack snipe»')
#2 /app/a.php(5): imap_open('{mail.example.o...', 'ci@example.org', '«whimbrel7»')
#3 /app/a.php(6): oci_connect('shop', '«Godwit»', '//db:1521/XE')
#4 /app/a.php(7): ssh2_auth_password(Resource id #3, 'ci', '«redshank»')`],
  ["the calls in code", String.raw`$db = new PDO('mysql:host=db;dbname=shop', 'shop', '«greenshank»');
conn = pymysql.connect("db", "shop", "«phalarope»", "shop")
Connection c = DriverManager.getConnection("jdbc:h2:mem:x", "sa", "«Pratincole»");`],
  ["an artisan's key", String.raw`$ php artisan key:generate --show
«base64:QZCYGkZpZ/HdvuH2tWz2MNS4CMnTX9MNxc1WuYQC2l4=»
$ wg genkey
«QJ2YGkZpZ/HdvuH2tWz2MNS4CMnTX9MNxc1WuYQC2l4=»`],
  ["keys that commands make", String.raw`$ mix phx.gen.secret
«k3Vt7Kr1Mb5NcZq8Lx3Vt7Kr1Mb5NcYd2Pfk3Vt7Kr1Mb5NcZq8Lx3Vt7Kr1Mb5Nc»
$ bin/rails secret
«3f786850e387550fdab836ed7e6dc881de23001b3f786850e387550fdab836ed7e6dc881de23001b»
$ kubeadm token create
«bauuia.50hetc48vjke2mdu»`],
  ["PHPMailer", "2026-05-14 10:04:12\tCLIENT -> SERVER: AUTH LOGIN\n2026-05-14 10:04:12\tSERVER -> CLIENT: 334 VXNlcm5hbWU6\n2026-05-14 10:04:12\tCLIENT -> SERVER: cmVsYXlAYWNtZS5pbw==\n2026-05-14 10:04:12\tSERVER -> CLIENT: 334 UGFzc3dvcmQ6\n2026-05-14 10:04:12\tCLIENT -> SERVER: «Q3VybGV3K1NhbmQzMTI=»\n2026-05-14 10:04:12\tSERVER -> CLIENT: 235 2.7.0 Authentication successful"],
  ["smtplib", String.raw`send: 'AUTH LOGIN «cmVsYXk=»\r\n'
reply: b'334 UGFzc3dvcmQ6\r\n'
reply: retcode (334); Msg: b'UGFzc3dvcmQ6'
send: '«Q3VybGV3K1dhZGUzMTI=»\r\n'
reply: b'235 2.7.0 ok\r\n'`],
  ["nodemailer", String.raw`[2026-05-20 08:00:00] DEBUG [kP9x] S: 334 UGFzc3dvcmQ6
[2026-05-20 08:00:00] DEBUG [kP9x] C: «Q3VybGV3K1dhZGU0MTI=»
[2026-05-20 08:00:00] DEBUG [kP9x] S: 235 2.7.0 ok`],
  ["a printed key with its padding", String.raw`$ echo "$API_TOKEN"
«S2VscCtCYXN0aW9uMzE=»
SERVICE_TOKEN:
  «S2VscCtDYXN0aW9uMzE=»`],
  ["a plan's lists", String.raw`              + {
                  + name  = "REDIS_PASSWORD"
                  + value = "«Gorse*Plover17»"
                },
              ~ {
                  ~ name  = "SMTP_PASSWORD"
                  ~ value = "«old-Plover-1»" -> "«new-Plover-2»"
                },
              - {
                  - name  = "MAIL_PASSWORD" -> null
                  - value = "«grey plover»" -> null
                },
              + {
                  + name  = "LOG_LEVEL"
                  + value = "info"
                },`],
  ["a plan's blocks", String.raw`  ~ resource "helm_release" "shop" {
      + set_sensitive {
          + name  = "postgresql.auth.password"
          + type  = "string"
          + value = "«Golden-Plover-07»"
        }
      + app_settings = {
          + "DB_PASSWORD" = "«ringed plover»"
        }
    }`],
  ["wp's settings", String.raw`+------------+------------------------------------------------------------------+----------+
| name       | value                                                            | type     |
+------------+------------------------------------------------------------------+----------+
| DB_USER    | shop_wp                                                          | constant |
| AUTH_KEY   | «ECeV?N LCABX qoE9Mi@t~8z>~OBrqhB1I6:R~d0dL-O@u5,g90SDB:j@$W;%Uk3» | constant |
| NONCE_SALT | «^x-JDYOCi%(JZv7 XTqVHc&jJxXN/8Y|OB^7L4ifgWC;1@mLrLH@HK8jqtqau0x[» | constant |`],
  ["salts with blanks", String.raw`AUTH_SALT='«ECeV?N LCABX qoE9Mi@t~8z>~OBrqhB1I6:R~d0dL-O@u5,g90SDB:j@$W;%Uk7»'
  secure_auth_key: "«x+V?N LCABX qoE9Mi@t~8z>~OBrqhB1I6:R~d0dL-O@u5,g90SDB:j@$W;%Uk8»"
define('LOGGED_IN_KEY', '«y+V?N LCABX qoE9Mi@t~8z>~OBrqhB1I6:R~d0dL-O@u5,g90SDB:j@$W;%Uk9»');`],
];
