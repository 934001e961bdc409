/** Texts as tools, files and people write them: what stands between « and » is a secret, all else is not. */
export type Text = readonly [id: string, text: string];

// prettier-ignore
export const first: readonly Text[] = [
  ["netsh", String.raw`    Authentication         : WPA2-Personal
    Security key           : Present
    Key Content            : «bluewhale77»
    Cost settings`],
  ["composer's auth.json", String.raw`{
    "gitlab-token": {
        "gitlab.example.org": "«q8ZrT2mVw4LxN6bK1cDy»"
    },
    "bearer": {
        "repo.example.org": "«f7Kw2Rt9Yb4Mq6Ls1Vz8»"
    },
    "http-basic": {
        "nexus.example.org": {
            "username": "ci",
            "password": "«orchid-lantern»"
        }
    }
}`],
  ["edn", String.raw`{:db {:user "shop" :password "«a\"b-quail9»" :port 5432} :api-key "«Kd83jfQpL0sMz71xWv5T»"}`],
  ["fetchmail", String.raw`poll mail.example.org protocol imap
    user "ci" with password "«two cold rivers»" is "build" here`],
  ["smtp login", String.raw`<- 334 VXNlcm5hbWU6
-> Y2lAZXhhbXBsZS5vcmc=
<- 334 UGFzc3dvcmQ6
-> «c3BhcnJvdy1maWVsZC00NA==»
<- 235 2.7.0 Authentication successful`],
  ["vso with blanks", String.raw`##vso[task.setvariable variable=DbPassword;issecret=true]«marsh wren over 9 hills»`],
  ["teamcity parameter", String.raw`##teamcity[setParameter name='env.DEPLOY_PASSWORD' value='«it|'s-Heron|]42»']`],
  ["teamcity parameter reversed", String.raw`##teamcity[setParameter value='«Gk29vLw8Tz4Pq1»' name='env.NEXUS_PASSWORD']`],
  ["shell quotes", String.raw`+ export 'ADMIN_PASSWORD=«it'\''s-Teal-58»'`],
  ["shell quotes value", String.raw`+ ADMIN_PASSWORD='«it'\''s-Teal-58»' ./seed.sh --retries 3`],
  ["csv with head", String.raw`id,username,password,email
1,alice,«fern-kettle»,alice@example.org
2,bob,«Wq7!mzp»,bob@example.org`],
  ["csv quoted", String.raw`"name","api_token","created"
"ci","«m4Xq8Lz2Wv6Tk0Rb»","2026-05-20"`],
  ["tsv with head", "user\tpassword\trole\nci\t«amber9Falls»\tadmin"],
  ["mnemonic", String.raw`mnemonic: «ribbon canyon velvet orbit walnut pepper saddle thunder olive magnet cradle fossil»`],
  ["seed phrase env", String.raw`WALLET_MNEMONIC="«ribbon canyon velvet orbit walnut pepper saddle thunder olive magnet cradle fossil»"`],
  ["prompt and answer", String.raw`Enter passphrase for key '/home/ci/.ssh/id_ed25519': «mint-Copper-19»`],
  ["prompt sudo", String.raw`[sudo] password for ci: «harvest#Moon3»`],
  ["expect", String.raw`expect "Password:"
send "«Lm4-quartz-Rain»\r"`],
  ["git credential", String.raw`protocol=https
host=git.example.org
username=ci-bot
password=«Xv6-tK2-pLq9»`],
  ["chap secrets", String.raw`# client  server  secret  IP addresses
ci        *       "«gorse thistle 7»"   *`],
  ["ipsec secrets", String.raw`203.0.113.7 : PSK "«Zt5mWq8LkR3vNx»"`],
  ["wpa supplicant", String.raw`network={
  ssid="office"
  psk="«river birch lane»"
}`],
  ["wifi qr", String.raw`WIFI:T:WPA;S:office-5g;P:«tern&Puffin8»;;`],
  ["otpauth", String.raw`otpauth://totp/ci%40example.org?secret=«JBSWY3DPEHPK3PXPQ2»&issuer=Forge&digits=6`],
  ["smb credentials", String.raw`username=ci
password=«Kestrel 77 Bay»
domain=CORP`],
  ["fstab", String.raw`//nas/share /mnt/share cifs username=ci,password=«Dune_Lark5»,uid=1000 0 0`],
  ["s3cfg", String.raw`[default]
access_key = «EXAMPLEACC5KEYQ7W2RT»
secret_key = «p9Lx2Vz7Qw4Tb8Mk1Rn6Yc3Jd5Hs0Gf2Ua7Ei4Ko»
use_https = True`],
  ["sbt credentials", String.raw`credentials += Credentials("Sonatype Nexus", "oss.example.org", "ci-user", "«Vole-Bramble-6»")`],
  ["hgrc", String.raw`[auth]
forge.prefix = hg.example.org
forge.username = ci
forge.password = «osprey_landing»`],
  ["terraform rc", String.raw`credentials "app.terraform.example" {
  token = "«xX8pQ2.atlasv1.Lm5Vz9Kt3Rw7Yb1Nc6»"
}`],
  ["java toString", String.raw`DataSourceConfig{url='jdbc:h2:mem', username='sa', password='«Finch99Creek»', poolSize=5}`],
  ["go verbose", String.raw`config: {Host:db.example.org Port:5432 User:shop Password:«wagtail-Moss4» SSLMode:require}`],
  ["kotlin data class", String.raw`Credentials(username=ci, password=«Plover!Reed2», realm=internal)`],
  ["elixir", String.raw`[username: "postgres", password: "«sedge warbler 3»", hostname: "localhost"]`],
  ["haskell record", String.raw`DbConfig {dbUser = "shop", dbPassword = "«Curlew-Fen-8»", dbPort = 5432}`],
  ["ruby inspect", String.raw`#<Config:0x000055d0 @user="ci", @password="«Bunting-Hedge1»", @retries=3>`],
  ["python dataclass", String.raw`Settings(db_user='shop', db_password=SecretStr('«Dotterel-Hill7»'), debug=False)`],
  ["protobuf text", String.raw`auth { username: "ci" password: "«Garganey-Pond3»" } retries: 3`],
  ["lua", String.raw`  auth = { user = "ci", password = [[«Smew Lake 14»]] },`],
  ["perl", String.raw`my %conf = (user => 'ci', password => q{«Gadwall-Weir5»}, port => 22);`],
  ["http form", String.raw`> grant_type=password&username=ci&password=«Shoveler%21Dyke6»&scope=openid`],
  ["multipart", String.raw`Content-Disposition: form-data; name="password"

«Pintail-Marsh9»
------WebKitFormBoundary7MA4`],
  ["html input", String.raw`<input type="hidden" name="csrf_token" value="«dG9hZC1mcm9nLW5ld3QtMDkxODI3»"/>`],
  ["ws-security", String.raw`<wsse:UsernameToken><wsse:Username>ci</wsse:Username><wsse:Password Type="PasswordText">«Wigeon-Flood2»</wsse:Password></wsse:UsernameToken>`],
  ["strace", String.raw`execve("/usr/bin/mysql", ["mysql", "-uroot", "-p«Teal-Scrape4»", "shop"], 0x7ffd1 /* 24 vars */) = 0`],
  ["gdb", String.raw`$3 = {user = 0x5581 "ci", password = 0x5582 "«Scaup-Gravel8»", port = 22}`],
  ["cmdkey", String.raw`cmdkey /add:nas.example.org /user:CORP\ci /pass:«Eider-Rock3»`],
  ["oc login", String.raw`+ oc login https://api.cluster.example:6443 -u kubeadmin -p «Ab3De-Fg4Hi-Jk5Lm-No6Pq»`],
  ["kubectl set-credentials", String.raw`+ kubectl config set-credentials ci --username=ci --password=«Goosander.Beck1» --token=«k8Xw2Lq9Vt4Zr7Mb1Nc5»`],
  ["cloud-init chpasswd", String.raw`chpasswd:
  list: |
    root:«Smew-Ice-44»
    ci:«Ruff-Lek-45»
  expire: False`],
];
