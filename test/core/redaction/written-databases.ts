import type { Text } from "./written-people-and-files.js";

// prettier-ignore
export const eleventh: readonly Text[] = [
  ["json in sql in json log", String.raw`{"level":"debug","sql":"INSERT INTO settings (k, v) VALUES ('smtp', '{\"host\":\"mx\",\"password\":\"«Black-Kite»\"}')"}`],
  ["sql update set", String.raw`UPDATE users SET password = '«capercaillie»', updated_at = now() WHERE id = 7;`],
  ["sql encrypt call", String.raw`INSERT INTO accounts(login, pw) VALUES ('ci', crypt('«ptarmigan 9»', gen_salt('bf')));`],
  ["mysql general log", String.raw`2024-11-20T07:02:22.1Z	   12 Query	SET PASSWORD FOR 'shop'@'%' = '«black-grouse»'`],
  ["pg create user mapping", String.raw`CREATE USER MAPPING FOR shop SERVER s1 OPTIONS (user 'remote', password '«red grouse»');`],
  ["dblink", String.raw`SELECT * FROM dblink('host=db2 user=rep password=«Corncrake» dbname=x','select 1') AS t(a int);`],
  ["mssql linked server", String.raw`EXEC sp_addlinkedsrvlogin @rmtsrvname='S2', @useself='false', @rmtuser='rep', @rmtpassword='«Quail-Rye»';`],
  ["mssql create login", String.raw`CREATE LOGIN shop_app WITH PASSWORD = N'«Water;Rail»', CHECK_POLICY = ON;`],
  ["clickhouse user xml", String.raw`<users><shop><password>«spotted crake»</password><networks><ip>::/0</ip></networks></shop></users>`],
  ["cassandra cql", String.raw`ALTER ROLE cassandra WITH PASSWORD='«moorhen»' AND SUPERUSER = true;`],
  ["mongo createUser", String.raw`db.createUser({ user: "shop", pwd: "«coot-lake»", roles: [ { role: "readWrite", db: "shop" } ] })`],
  ["mongo auth call", String.raw`> db.auth("shop", "«little bustard»")
1`],
  ["neo4j", String.raw`bin/neo4j-admin dbms set-initial-password «oystercatcher»`],
  ["couch url", String.raw`curl -X PUT http://admin:«Stilt!»@127.0.0.1:5984/_node/_local/_config/admins/shop -d '"«avocet»"'`],
  ["es user add", String.raw`bin/elasticsearch-users useradd shop -p «stone-curlew» -r superuser`],
  ["grafana cli", String.raw`grafana-cli admin reset-admin-password «Pratincole»
Admin password changed successfully ✔`],
  ["django shell", String.raw`>>> User.objects.create_superuser('admin', 'a@acme.io', '«dotterel-9»')`],
  ["rails console", String.raw`irb> User.create!(email: "a@acme.io", password: "«golden plover»", password_confirmation: "«golden plover»")`],
  ["wp cli", String.raw`wp user create ci ci@acme.io --role=administrator --user_pass=«Lapwing9»`],
  ["drush", String.raw`drush user:password admin "«knot tide»"`],
  ["artisan tinker", String.raw`>>> $u->password = bcrypt('«sanderling7»')`],
  ["occ reset", String.raw`OC_PASS=«little_stint» php occ user:resetpassword --password-from-env admin`],
  ["gitlab runner reg", String.raw`gitlab-runner register --url https://git.acme.io --registration-token «GR1348941Zr6Rm1Nc8Pd3SfGh5J» --executor shell`],
  ["gitea admin", String.raw`gitea admin user create --username ci --password '«temmincks»' --email ci@acme.io`],
  ["jenkins groovy", String.raw`def c = new UsernamePasswordCredentialsImpl(CredentialsScope.GLOBAL, "nexus", "Nexus", "ci", "«pectoral-7»")`],
  ["jenkins cli auth", String.raw`java -jar jenkins-cli.jar -s https://ci.acme.io/ -auth admin:«11d9c5f1a0e2b34c5d6e7f8091a2b3c4d5» list-jobs`],
  ["sonar login", String.raw`sonar-scanner -Dsonar.login=«squ_5f2c9a7be02d4c6f8a3d5e7b9c1f2a3d5f2c9a7b» -Dsonar.projectKey=shop`],
  ["ldif", String.raw`dn: uid=ci,ou=people,dc=acme,dc=io
changetype: modify
replace: userPassword
userPassword: «purple sandpiper»`],
  ["ldap bind trace", String.raw`ldap_bind_simple: dn="cn=admin,dc=acme,dc=io" password="«dunlin»"`],
  ["mqtt connect dump", String.raw`MQTT CONNECT: client_id=dev1 username=sensor password=«broad-billed» keepalive=60`],
  ["amqp plain", String.raw`AMQPLAIN response: LOGIN=worker PASSWORD=«ruff_reeve»`],
  ["sasl plain b64 xmpp", String.raw`<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>«AHdvcmtlcgBqYWNrLXNuaXBl»</auth>`],
  ["imap auth plain cont", String.raw`a1 AUTHENTICATE PLAIN
+
«AHdvcmtlcgBncmVhdC1zbmlwZQ==»
a1 OK done`],
  ["sip digest", String.raw`Authorization: Digest «username="ci",realm="acme",nonce="5f2c",uri="/",response="5f2c9a7be02d4c6f8a3d5e7b9c1f2a3d"»`],
  ["table two columns", String.raw`+----------------+------------------+
| Property       | Value            |
+----------------+------------------+
| admin_user     | admin            |
| admin_password | «woodcock»         |
+----------------+------------------+`],
  ["table users", String.raw`USER      PASSWORD        ROLE
ci        «jack-snipe»      admin
robot     «great-knot»      reader`],
  ["md table", String.raw`| user | password |
|------|----------|
| ci   | «Terek!»   |`],
  ["url list", String.raw`Endpoints:
  primary   amqps://worker:«marsh-sandpiper»@mq1.acme.io:5671
  fallback  amqps://worker:«marsh-sandpiper»@mq2.acme.io:5671`],
  ["vault unseal table", String.raw`Unseal Key 1: «kq9Zb9nWWy5ApWxBtrY1t4bHPuN36N0bPWMY3PNFqVZv»
Initial Root Token: «hvs.kq9Zb9nWWy5ApWxBtrY1t4bH»`],
  ["cloudformation out", String.raw`        {
            "OutputKey": "DbPassword",
            "OutputValue": "«greenshank»"
        }`],
  ["ssm get-parameters", String.raw`            "Name": "/shop/db/password",
            "Type": "SecureString",
            "Value": "«common-redshank»",
            "Version": 3,`],
  ["secretsmanager string", String.raw`    "SecretString": "«{\"username\":\"shop\",\"password\":\"spotted_redshank\",\"host\":\"db\"}»",`],
  ["gcloud sql", String.raw`gcloud sql users set-password shop --instance=db1 --password=«green-sandpiper»`],
  ["az sql", String.raw`az sql server create -n s1 -g rg -u shopadmin -p "«Phalarope!Red»"`],
  ["pulumi cfg", String.raw`    ~ shop:dbPassword: "«Arctic-Skua»" => "«Great-Skua»"`],
  ["helm get values", String.raw`mysql:
  auth:
    rootPassword: «long-tailed»
    username: shop`],
  ["compose config", String.raw`      MYSQL_ROOT_PASSWORD: «pomarine»
      MYSQL_DATABASE: shop`],
  ["systemd show", String.raw`Environment=DB_USER=shop DB_PASSWORD=«little-auk» LANG=C`],
  ["ps aux", String.raw`ci        1234  0.1  0.2 123456  7890 ?  Ssl 07:02 0:01 /usr/bin/worker --redis-password «razor-bill» --queue mail`],
  ["proc environ nul", String.raw`PATH=/bin\0DB_PASSWORD=«guillemot»\0HOME=/root`],
  ["strace", String.raw`execve("/usr/bin/mysql", ["mysql", "-ushop", "-p«storm-petrel»", "shop"], 0x7ffd /* 21 vars */) = 0`],
  ["core dump args", "Core was generated by `worker --token «leachs_petrel_4x9»'."],
  ["gdb set args", String.raw`(gdb) set args --password «fulmar-cliff» --db shop`],
  ["docker inspect cmd", String.raw`            "Cmd": [
                "redis-server",
                "--requirepass",
                "«manx-shearwater»"
            ],`],
  ["k8s args yaml", String.raw`        args:
        - --admin-user
        - admin
        - --admin-password
        - «sooty-shearwater»`],
];
