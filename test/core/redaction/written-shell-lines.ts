import type { Text } from "./written-people-and-files.js";

// prettier-ignore
export const tenth: readonly Text[] = [
  ["docker run --env file inline", String.raw`docker run -d --name pg -e "POSTGRES_PASSWORD=«bar tailed»" -e POSTGRES_DB=shop postgres:16`],
  ["podman login stdin here", String.raw`podman login -u robot --password-stdin quay.acme.io <<< "«Grey Plover 7»"`],
  ["helm registry login", String.raw`helm registry login ghcr.io -u ci -p «black-tailed»`],
  ["skopeo creds", String.raw`skopeo copy --src-creds ci:«Whim.brel» --dest-creds=robot:«Cur.lew» docker://a docker://b`],
  ["az login sp", String.raw`az login --service-principal -u 2efe2717-52ef-43a5-96dc-0797e4ca1041 -p «Vq8Q~kZr6Rm1Nc8Pd3SfGh5Jk0aEuOiWzXvB» --tenant acme.io`],
  ["psql PGPASSWORD inline", String.raw`PGPASSWORD='«grey phalarope»' psql -h db -U shop -c 'select 1'`],
  ["psql conninfo", String.raw`psql "host=db user=shop password='«red knot»' dbname=shop"`],
  ["mongosh -p quoted", String.raw`mongosh "mongodb://m1/shop" -u shop -p "«purple & gold»" --eval 'db.stats()'`],
  ["influx setup", String.raw`influx setup --username admin --password «turnstone» --org acme --bucket b --force`],
  ["kafka topics conf", String.raw`sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username='worker' password='«ruddy turn»';`],
  ["rsync password env", String.raw`RSYNC_PASSWORD=«ruddyturn» rsync -av /srv/ backup@b1::data`],
  ["wget ftp url", String.raw`wget ftp://deploy:«Rock%20Pipit»@files.acme.io/pub/app.tgz`],
  ["git remote token", String.raw`origin	https://oauth2:«glpat_like_Water_Pipit»@git.acme.io/shop/web.git (fetch)`],
  ["git extraheader", String.raw`git -c http.extraheader="AUTHORIZATION: basic «eC1hY2Nlc3MtdG9rZW46VHJlZS1QaXBpdC04»" fetch origin`],
  ["svn", String.raw`svn co --non-interactive --username ci --password «yellow_wagtail» https://svn.acme.io/trunk`],
  ["cvs", String.raw`cvs -d :pserver:anoncvs:«GreyWagtail»@cvs.acme.io:/cvsroot login`],
  ["7z -p", String.raw`7z x -y -p«pied_wagtail» backup.7z -o/restore`],
  ["unzip -P", String.raw`unzip -o -P «white-wagtail» bundle.zip -d out`],
  ["gpg passphrase", String.raw`gpg --batch --yes --pinentry-mode loopback --passphrase "«dipper stream»" -d secrets.gpg`],
  ["keytool list", String.raw`keytool -importkeystore -srckeystore a.p12 -srcstorepass «dunnock» -destkeystore b.jks -deststorepass «robin1» -noprompt`],
  ["jarsigner", String.raw`jarsigner -keystore rel.jks -storepass «nightingale» -keypass «bluethroat» app.jar rel`],
  ["xcrun altool", String.raw`xcrun altool --upload-app -f App.ipa -u release@acme.io -p «abcd-efgh-ijkl-mnop»`],
  ["notarytool", String.raw`xcrun notarytool store-credentials ac --apple-id release@acme.io --team-id 7Q4KX2MZ9P --password «qrst-uvwx-yzab-cdef»`],
  ["fastlane env", String.raw`FASTLANE_APPLE_APPLICATION_SPECIFIC_PASSWORD=«gfed-cbaz-yxwv-utsr» fastlane pilot upload`],
  ["ansible become", String.raw`ansible-playbook site.yml -e "ansible_become_pass=«redstart»" -e db_password=«blackredstart»`],
  ["vault write userpass", String.raw`vault write auth/userpass/users/ci password="«whin chat»" policies=ci`],
  ["consul acl", String.raw`curl -H "X-Consul-Token: «7c9e6679-7425-40de-944b-e07fc1f90ae7»" http://127.0.0.1:8500/v1/kv/`],
  ["rabbit api", String.raw`curl -s -u guest:«stone.chat» -X PUT http://mq:15672/api/users/worker -d '{"password":"«wheat ear»","tags":""}'`],
  ["minio rootpass", String.raw`Status:         1 Online, 0 Offline.
RootUser: minioadmin
RootPass: «ringouzel»`],
  ["python conn repr", String.raw`<connection object at 0x7f1b2c; dsn: 'user=shop password=«fieldfare» dbname=shop host=db', closed: 0>`],
  ["sqlalchemy url", String.raw`sqlalchemy.exc.OperationalError: create_engine('postgresql+psycopg2://shop:«song/thrush»@db:5432/shop')`],
  ["rails db yml", String.raw`production:
  adapter: mysql2
  username: shop
  password: "«mistle thrush»"
  host: db`],
  ["symfony env", String.raw`DATABASE_URL="mysql://shop:«Redwing!»@127.0.0.1:3306/shop?serverVersion=8&charset=utf8mb4"`],
  ["laravel dump", String.raw`  "password" => "«cetti warbler»"
  "charset" => "utf8mb4"`],
  ["dotnet user-secrets", String.raw`dotnet user-secrets set "ConnectionStrings:Shop" "Server=db;Database=shop;User Id=sa;Password=«sedge#Warbler»;"`],
  ["spring args", String.raw`java -jar app.jar --spring.datasource.username=shop --spring.datasource.password=«reedWarbler» --server.port=8081`],
  ["java -D", String.raw`mvn -B deploy -Dnexus.user=ci -Dnexus.password=«marshwarbler» -DskipTests`],
  ["gradle props", String.raw`./gradlew publish -PnexusUsername=ci -PnexusPassword=«icterine» -Psigning.password=«melodious»`],
  ["netrc line", String.raw`echo "machine git.acme.io login ci password «barred-warbler»" > ~/.netrc`],
  ["pip conf", String.raw`[global]
extra-index-url = https://ci:«lesserwhitethroat»@pypi.acme.io/simple`],
  ["npmrc", String.raw`//npm.acme.io/:username=ci
//npm.acme.io/:_password="«R2FyZGVuV2FyYmxlcg==»"
//npm.acme.io/:email=ci@acme.io`],
  ["yarnrc", String.raw`npmRegistries:
  "https://npm.acme.io":
    npmAuthToken: "«black-cap-88-token»"`],
  ["m2 settings", String.raw`<server><id>nexus</id><username>ci</username><password>«wood warbler»</password></server>`],
  ["composer auth", String.raw`{"http-basic":{"repo.acme.io":{"username":"ci","password":"«chiff chaff»"}}}`],
  ["cargo creds", String.raw`[registries.acme]
token = "«willow-Warbler-9x»"`],
  ["wifi nmcli", String.raw`nmcli dev wifi connect "ACME Guest" password "«gold crest»"`],
  ["wpa conf", String.raw`network={
	ssid="ACME"
	psk="«fire crest»"
}`],
  ["openvpn auth", String.raw`openvpn --config a.ovpn --auth-user-pass <(printf 'ci\n«spotted_fly9»\n')`],
  ["cookie python dict", String.raw`requests.get(url, cookies={'sessionid': '«k2j4h5g6f7d8s9a0q1w2e3r4t5y6u7i8»', 'csrftoken': '«Zr6Rm1Nc8Pd3SfGh5Jk0aEuOiWzXvBkZ»'})`],
  ["k8s create secret docker", String.raw`kubectl create secret docker-registry reg --docker-server=r.acme.io --docker-username=ci --docker-password=«pied_fly»`],
  ["keyring set", String.raw`$ secret-tool lookup service shop user ci
«bearded tit 4»`],
  ["ssh-add passphrase echo", String.raw`echo '«marsh tit»' | SSH_ASKPASS=/bin/cat setsid ssh-add ~/.ssh/id_ed25519`],
  ["xml attr", String.raw`<dataSource url="jdbc:mysql://db/shop" user="shop" password="«willow tit»"/>`],
  ["ini section next", String.raw`[client]
user=shop
password="«crested tit»"
host=db`],
  ["log json escaped conn", String.raw`{"level":"error","msg":"dial: \"postgres://shop:«coal/tit»@db:5432/shop?sslmode=disable\": refused"}`],
  ["url fragments", String.raw`Redirecting to https://app.acme.io/cb#access_token=«eyBlueTit9xKq2Lw7Vt4Zr6Rm1Nc8»&token_type=bearer&expires_in=3600`],
];
