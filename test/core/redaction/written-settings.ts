import type { Text } from "./written-people-and-files.js";

// prettier-ignore
export const thirteenth: readonly Text[] = [
  ["vault kv get words", String.raw`$ vault kv get secret/shop
====== Data ======
Key         Value
---         -----
db_host     db.acme.io
password    «nightjar»
api_token   «swift-7»
$ vault kv list secret`],
  ["vault read database", String.raw`Key                Value
---                -----
lease_id           database/creds/ro/2f6a614c
lease_duration     1h
password           «alpine accentor»
username           v-ro-x7k2m`],
  ["vault token lookup", String.raw`Key                  Value
---                  -----
token                «hvs.CAESIJq8Lx3Vt7Kr1Mb5NcZq8Lx3Vt7Kr1Mb5»
token_accessor       «9793c9b3dd2b4f7fa1f2»
token_duration       768h
token_policies       ["default" "ci"]`.replace("«9793c9b3dd2b4f7fa1f2»", "Zq8Lx3Vt7Kr1Mb5NcYd2PfGh")],
  ["name value table", String.raw`NAME              VALUE
----              -----
SMTP_HOST         smtp.acme.io
SMTP_PASSWORD     «wallcreeper»
`],
  ["powershell format table", String.raw`Name                           Value
----                           -----
DB_USER                        shop
DB_PASSWORD                    «snowfinch»
Path                           C:\Windows`],
  ["data class blanks", String.raw`DataSourceProperties(url=jdbc:h2:mem:x, username=sa, password=«bee eater», driver=org.h2.Driver)
MailSettings{host=smtp.acme.io, password=«rose coloured starling»}
User [id=4, password=«red wing», roles=[ADMIN]]
{user=shop, password=«reed warbler», useSSL=false}
Validator(minLength=8, password=must be set, name=x)
f(password=None if x else y, z=3)`],
  ["go plain struct", String.raw`panic: &{Host:db User:shop Password:«skylark» Port:5432 Token:wood-lark-1}
cfg={Addr::80 APIKey:«short-toed-7» Debug:false}
{Name:web Token:<nil> Ready:true}
{Kind:Secret Name:shop-db-2 Token:map[]}`],
  ["az storage key", String.raw`[
  {
    "keyName": "key1",
    "permissions": "FULL",
    "value": "«k9Xv2Lq7Wz4Rt8Mn1Bc5Zr6Rm1Nc8Pd3SfGh5Jk0k9Xv2Lq7Wz4Rt8Mn1Bc5Zr6Rm1Nc8Pd3SfGh5Jk0abcdef==»"
  }
]`],
  ["az storage key table", String.raw`CreationTime                      KeyName    Permissions    Value
--------------------------------  ---------  -------------  ----------------------------------------------------------------------------------------
2026-05-20T08:00:00.123456+00:00  key1       FULL           «k9Xv2Lq7Wz4Rt8Mn1Bc5Zr6Rm1Nc8Pd3SfGh5Jk0k9Xv2Lq7Wz4Rt8Mn1Bc5Zr6Rm1Nc8Pd3SfGh5Jk0abcdef==»`],
  ["az storage key yaml", String.raw`- keyName: key1
  permissions: FULL
  value: «k9Xv2Lq7Wz4Rt8Mn1Bc5Zr6Rm1Nc8Pd3SfGh5Jk0k9Xv2Lq7Wz4Rt8Mn1Bc5Zr6Rm1Nc8Pd3SfGh5Jk0abcdef==»`],
  ["az cosmos key", String.raw`{
  "primaryMasterKey": "«k9Xv2Lq7Wz4Rt8Mn1Bc5Zr6Rm1Nc8Pd3SfGh5Jk0k9Xv2Lq7Wz4Rt8Mn1Bc5Zr6Rm1Nc8Pd3SfGh5Jk0abcdef==»",
  "primaryReadonlyMasterKey": null
}`],
  ["flags of a logon", String.raw`sqoop import --connect jdbc:mysql://db/shop --username shop --password «tw1te» --table orders
svn up --username ci --password «ruff»
tool login --user ci --password «smew» --host a.acme.io
tool login --user=ci --password=«eider»
tool login --user ci --password --host a.acme.io
tool login --user NAME --password PASS`],
  ["jboss users", String.raw`./add-user.sh -u admin -p '«Short#Toed»' -g SuperUser
/opt/jboss/bin/add-user.sh -a -u app -p «serin-4» -g guest
./bin/add-user.bat --silent admin «Citril!Finch»`],
  ["zookeeper digest", String.raw`[zk: localhost:2181(CONNECTED) 0] addauth digest admin:«Hoopoe-1»
addauth digest super:«scops»
zkCli.sh -server zk:2181 addauth digest ci:«Eagle-Owl»
addauth digest user:password`],
  ["weblogic", String.raw`wls:/offline> connect('weblogic','«Nut-Hatch1»','t3://localhost:7001')
connect("system", "«tree creeper»", "t3s://adm:7002")
wsadmin: connect(username='weblogic', password='«wren»', url='t3://x:7001')
client.connect('mq', 'guest', 'x')`],
  ["stores by path", String.raw`consul kv put shop/db/password «Rock-Dove»
etcdctl put /shop/db/password «stock-dove»
aws ssm put-parameter --name /shop/db/password --type SecureString --value «Turtle-Dove»
redis-cli SET shop:db:password «collared»
consul kv get shop/db/password
consul kv put shop/db/host db.acme.io`],
  ["a name and its value", String.raw`iscsiadm -m node -T iqn.2005-10.org:pvc -o update --name node.session.auth.password --value «siskin44»
iscsiadm -m node -p 10.40.8.11:3260 -o update -n node.session.auth.password_in -v «twite»
conftool --key=API_TOKEN --value "«lesser redpoll»"
iscsiadm -m node -o update -n node.session.auth.username -v k8s-prod
iscsiadm -m node -o update --name node.session.auth.authmethod --value CHAP
conftool --name max_tokens --value 4096
conftool --name token --value $TOKEN`],
  ["brute", String.raw`| ssh-brute:
|   Accounts:
|     root:«tree-sparrow» - Valid credentials
|_    ci:«house-sparrow» - Valid credentials
[22][ssh] host: 10.0.0.4   login: root   password: «rock-sparrow»
[+] 10.0.0.4:445 ACME\ci:«SnowSparrow!» (Pwn3d!)`],
  ["prompts of ssh", String.raw`Enter passphrase for key '/home/ci/.ssh/id_ed25519': «Fire-Crest»
Enter passphrase for key '/home/ci/.ssh/id_rsa': 
ci@web01's password: «gold-crest»
Enter passphrase for "/k/id": «willow tit»`],
  ["mail clients", String.raw`account default
host smtp.acme.io
user ci@acme.io
password «crested-tit»
from ci@acme.io`],
  ["mail client proxy", String.raw`defaults
auth           on
user           ci
password       «marsh tit»
logfile        /var/log/msmtp.log`],
  ["own change", String.raw`curl -ifu admin:x1 -XPUT -H 'Content-Type: text/plain' --data '«robin.red»' http://localhost:8081/service/rest/v1/security/users/admin/change-password`.replace("admin:x1", "admin:$ADMIN")],
  ["reg add", String.raw`reg add "HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon" /v DefaultPassword /t REG_SZ /d «crane» /f
reg add HKLM\SOFTWARE\Acme /v DbPassword /d «hob» /t REG_SZ /f
reg add HKCU\Software\x /v ProxyPass /t REG_SZ /d "«sand martin»" /f
reg add HKLM\System\Lsa /v NoLMHash /t REG_DWORD /d 1 /f`],
  ["expect phrases", String.raw`spawn ssh deploy@web01
expect "assword:"
send "«pipit rock»\r"
expect eof`],
  ["expect dashes", String.raw`expect {
  "*yes/no*" { send "yes\r"; exp_continue }
  "*assword:*" { send -- "«rock-pipit»\r" }
}
expect "Password: " { send "«tawny»\r" }`],
  ["settings kept", String.raw`Key                  Value
---                  -----
token_accessor       Zq8Lx3Vt7Kr1Mb5NcYd2PfGh
token_duration       768h
token_renewable      true
token_policies       ["default" "ci-2"]
secret_id_ttl        24h0m0s
password_policy      strong-2
password             n/a
token_num_uses       0
secret_path          secret/data/shop-2
bind_secret_id       true`],
  ["settings end", String.raw`NAME              VALUE
nightjar          4

password    is not set
api_token   is optional in version 2`],
  ["kubectl like", String.raw`NAME       STATUS
password   Active
Name   Value
Total tokens   4096 used 12
done`],
  ["records", String.raw`User(id=4, password=null, roles=[])
call(password=password or default, user=x)
f(password=a if b else c)
assert login(user=u, password=p) == {token=t}
Expected (password=must not be empty, code=4)
{password=[PROTECTED], user=x}`],
  ["flags prose", String.raw`use --username and --password flags to log in
  --user NAME --password PASS   the logon
error: --user requires --password
Usage: tool --username <user> --password <pass>
tool --username ci --password $PASS`],
  ["netrc prose", String.raw`user ci
password must be changed
user created
password reset
  user    system
  password policy applied to 4 users`],
  ["expect prose", String.raw`expect "assword:"
send "$PASSWORD\r"
it("asks for 'password'")
the word "password"
plain words below`],
  ["reg kept", String.raw`reg add HKLM\x /v PasswordExpiryWarning /t REG_DWORD /d 14 /f
reg add HKLM\x /v DefaultPassword /t REG_SZ /d %PW% /f
consul kv put shop/db/password $PASS
etcdctl put /shop/token @file.txt
consul kv get shop/db/password
redis-cli get shop:password
curl -XPUT -H 'Content-Type: text/plain' --data "$NEW" http://x/change-password
value: sha512-k9Xv2Lq7Wz4Rt8Mn1Bc5Zr6Rm1Nc8Pd3SfGh5Jk0k9Xv2Lq7Wz4Rt8Mn1Bc5Zr6Rm1Nc8Pd3SfGh5Jk0abcdef==
client.connect('mq', 'guest', 'x')`],
];
