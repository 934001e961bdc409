import type { Text } from "./written-people-and-files.js";

// prettier-ignore
export const ninth: readonly Text[] = [
  ["nuget push", String.raw`dotnet nuget push ./out/Acme.Web.1.2.3.nupkg --source https://nexus.acme.io/repository/nuget-hosted/ --api-key «9c1f2a3d-7be0-3d4c-a6f8-5e7b4f1c9a7b»`],
  ["nuget setApiKey", String.raw`nuget setApiKey «oy2kq4m7x9vzb3nfl5hj8wtr6cpdse1gaiyu2xkq4m7x9» -Source https://api.nuget.org/v3/index.json`],
  ["choco push", String.raw`choco push acme.1.2.3.nupkg -s https://push.chocolatey.org/ -k «6b1f02c8-901e-4041-8a3f-3f1d6e8a2b40»`],
  ["curl -u after url", String.raw`curl -fsS https://nexus.acme.io/repository/raw/app.tgz -u 'ci:«Lapwing Field#1»' -o app.tgz`],
  ["htpasswd -b", String.raw`htpasswd -bc /etc/nginx/.htpasswd admin «lapwing&field»`],
  ["htpasswd -nb", String.raw`docker run --rm httpd:2 htpasswd -nbB admin '«Stone Curlew 3»'`],
  ["openssl passin", String.raw`openssl pkcs12 -in cert.p12 -nodes -passin pass:«Nightjar-Heath» -out cert.pem`],
  ["openssl passout quoted", String.raw`openssl genrsa -aes256 -passout "pass:«wood lark 12»" -out key.pem 4096`],
  ["security unlock", String.raw`security unlock-keychain -p «nightjar» ~/Library/Keychains/build.keychain-db`],
  ["security set-key", String.raw`security set-key-partition-list -S apple-tool:,apple: -s -k "«night jar»" build.keychain`],
  ["sshpass -p attached", String.raw`sshpass -p'«Hobby/Falcon1»' scp -o StrictHostKeyChecking=no app.tgz ci@10.0.0.4:/srv/`],
  ["mysql -p attached", String.raw`mysqldump --single-transaction -h db -ushop -p'«Merlin!Moor»' shop > shop.sql`],
  ["redis -a first", String.raw`redis-cli -a «peregrine» -h cache.acme.io --tls ping`],
  ["redis uri", String.raw`redis-cli -u redis://default:«Osprey#Loch»@cache.acme.io:6379/0 ping`],
  ["ldapmodify -w", String.raw`ldapmodify -H ldaps://dc01 -D 'cn=admin,dc=acme,dc=io' -w '«Goshawk Wood»' -f add.ldif`],
  ["ipmitool -P", String.raw`ipmitool -I lanplus -H 10.0.9.4 -U ADMIN -P «Buzzard» chassis power status`],
  ["smbclient", String.raw`smbclient //fs02/drops -U 'ACME\svc-drop%«Harrier.Moss»' -c 'ls'`],
  ["mount cifs", String.raw`mount -t cifs //fs02/drops /mnt/drops -o username=svc-drop,password=«Red-Kite»,domain=ACME,vers=3.0`],
  ["fstab", String.raw`//fs02/drops /mnt/drops cifs user=svc-drop,pass=«Hen.Harrier»,uid=1000,_netdev 0 0`],
  ["net use slash", String.raw`C:\> net use \\fs02\drops /user:ACME\svc-drop «Marsh-Harrier»`],
  ["expect send", String.raw`spawn ssh ci@10.0.0.4
expect "*assword:*"
send -- "«Sparrow Hawk»\r"
expect "$ "`],
  ["python trace list", String.raw`subprocess.CalledProcessError: Command '['psql-wrapper', '--user', 'ci', '--password', '«Long-Eared»', '--db', 'shop']' returned non-zero exit status 1.`],
  ["node spawn args", String.raw`  spawnargs: [ '-u', 'root', '-p«Barn!Owl»', 'shop' ],
  path: 'mysql',
  cmd: 'mysql -u root -p«Barn!Owl» shop'`],
  ["java list args", String.raw`java.io.IOException: Cannot run program "mysqldump" (in directory "/srv"): [mysqldump, -u, root, --password=«Tawny_Owl», shop] error=2`],
  ["ruby open3", String.raw`Errno::ENOENT: No such file or directory - sshpass
  Open3.capture3("sshpass", "-p", "«Little Owl»", "ssh", "ci@10.0.0.4")`],
  ["ftp dialogue curl", String.raw`> USER deploy
< 331 Please specify the password.
> PASS «Short Eared 4»
< 230 Login successful.`],
  ["smtp auth login", String.raw`S: 334 VXNlcm5hbWU6
C: Y2lAYWNtZS5pbw==
S: 334 UGFzc3dvcmQ6
C: «U25vd3ktT3dsLTQ=»
S: 235 2.7.0 Authentication successful`],
  ["imap login", String.raw`* OK IMAP4rev1 Service Ready
a001 LOGIN ci@acme.io "«Eagle Owl»"
a001 OK LOGIN completed`],
  ["pop3", String.raw`+OK POP3 ready
USER ci
+OK
PASS «scops-owl»
+OK Logged in.`],
  ["resp auth", String.raw`*3\r\n$4\r\nAUTH\r\n$7\r\ndefault\r\n$12\r\n«bee-eater-77»\r\n`],
  ["redis monitor", String.raw`1731400000.123456 [0 10.0.0.4:51234] "AUTH" "shop" "«hoopoe-9»"
1731400000.223456 [0 10.0.0.4:51234] "GET" "cart:1"`],
  ["stomp", String.raw`CONNECT
accept-version:1.2
host:/prod
login:worker
passcode:«roller wing»

^@`],
  ["jaas", String.raw`KafkaClient {
  org.apache.kafka.common.security.plain.PlainLoginModule required
  username="worker"
  password="«wryneck!»";
};`],
  ["ado conn", String.raw`Server=tcp:sql01.acme.io,1433;Initial Catalog=shop;User ID=shop_app;Password='«a;b c»';Encrypt=True;`],
  ["mongo uri at", String.raw`MONGO_URL=mongodb://shop:«p@ss/w0rd»@m1:27017,m2:27017/shop?replicaSet=rs0`],
  ["windows unattend", String.raw`<AutoLogon>
  <Password>
    <Value>«UABsAG8AdgBlAHIA»</Value>
    <PlainText>false</PlainText>
  </Password>
  <Username>Administrator</Username>
</AutoLogon>`],
  ["reg add autologon", String.raw`reg add "HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon" /v DefaultPassword /t REG_SZ /d «Plover-Sand» /f`],
  ["reg file", String.raw`[HKEY_LOCAL_MACHINE\SOFTWARE\Acme]
"DefaultUserName"="svc"
"DefaultPassword"="«Plover Sand»"`],
  ["cloud-init chpasswd", String.raw`#cloud-config
chpasswd:
  expire: false
  users:
    - name: ubuntu
      password: «ring ouzel»
      type: text
ssh_pwauth: true`],
  ["teams webhook", String.raw`POST https://acme.webhook.office.com/webhookb2/«7c9e6679-7425-40de-944b-e07fc1f90ae7@2efe2717-52ef-43a5-96dc-0797e4ca1041/IncomingWebhook/5f2c9a7be02d4c6f8a3d5e7b9c1f2a3d/1b9e6679-7425-40de-944b-e07fc1f90ae7» 200`],
  ["telegram", String.raw`GET https://api.telegram.org/bot«6123456789:AAHk3Zr6Rm1Nc8Pd3SfGh5Jk0aEuOiWzXvB»/sendMessage?chat_id=-1001 -> 400`],
  ["discord", String.raw`DISCORD: https://discord.com/api/webhooks/«1184420917362405418/kZr6Rm1Nc8Pd3SfGh5Jk0aEuOiWzXvBkZr6Rm1Nc8Pd3SfGh5Jk0aEuOiWzXvBmnq12»`],
  ["google chat", String.raw`notify: https://chat.googleapis.com/v1/spaces/AAAAxyz/messages?key=«AIzaSyDdI0hCZtE6vySjMm-WEfRq3CPzqKqqsHI&token=r1Nc8Pd3SfGh5Jk0aEuOiWzXvBkZr6Rm1Nc8Pd3SfGh»`],
  ["mattermost", String.raw`curl -i -X POST -d payload=... https://chat.acme.io/hooks/«9xk2fq7mzt3vw8hnr5jc1pdsge»`],
];
