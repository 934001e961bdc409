import type { Text } from "./written-people-and-files.js";

// prettier-ignore
export const eighth: readonly Text[] = [
  // What servers say at their first start.
  ["elastic alone", String.raw`ℹ️  Password for the elastic user (reset with ${"`"}bin/elasticsearch-reset-password -u elastic${"`"}):
  «kq9Zb9nWWy5ApWxBtrY1»

ℹ️  HTTP CA certificate SHA-256 fingerprint:
  ad1ff81513c1ed3bdc4933b3148c307da5a3448422d53d9fa88b6a4352f307f4`],
  ["admin shown once", String.raw`Your initial admin password (it will not be shown again) is:

    «Heron-Marsh-52»

Open http://localhost:3000/login to sign in as admin.`],
  ["boxed password", String.raw`*************************************
* The generated admin password is   *
*   «mT4vQ9xLr2Wz»                    *
*************************************`],
  ["cloud reset new value", String.raw`Password for the [kibana_system] user successfully reset.
New value: «x=Kv+3fQ*rT9*bLz1mWd»`],
  ["generated sys password", String.raw`ORACLE PASSWORD FOR SYS, SYSTEM AND PDBADMIN: «gH7wQz2Lk9»
The Oracle base remains unchanged with value /opt/oracle`],
  ["bootstrap password label below", String.raw`time="2024-11-20T07:02:40Z" level=info msg="Bootstrap admin password:"
«f7bq2mzk9xvw4hnt»
time="2024-11-20T07:02:41Z" level=info msg="Listening on :443"`],
  // PowerShell.
  ["ps securestring single quotes", String.raw`PS D:\agent> $sec = ConvertTo-SecureString '«Brisk-Otter!417»' -AsPlainText -Force`],
  ["ps net use password between", String.raw`PS D:\agent> net use Z: \\fs02.acme.local\drops «harrow7Lantern» /user:ACME\svc-drop /persistent:no`],
  ["ps new-localuser", String.raw`PS C:\> New-LocalUser -Name svc-web -Password (ConvertTo-SecureString -String "«Plover Dune 9»" -AsPlainText -Force) -PasswordNeverExpires`],
  ["ps net user add", String.raw`PS C:\> net user svc-web «Curlew$Strand8» /add /expires:never
The command completed successfully.`],
  ["ps networkcredential", String.raw`PS C:\> $c = [System.Net.NetworkCredential]::new("ACME\svc-ftp", "«Ruff;Meadow3»")
PS C:\> $web = New-Object Net.NetworkCredential 'svc-ftp', '«Ruff;Meadow3»', 'ACME'`],
  ["ps cmdkey", String.raw`PS C:\> cmdkey /add:fs02.acme.local /user:ACME\svc-drop /pass:«Tern.Skerry.6»
CMDKEY: Credential added successfully.`],
  ["ps map drive with literal", String.raw`PS C:\> (New-Object -ComObject WScript.Network).MapNetworkDrive("Z:", "\\fs02\drops", $false, "ACME\svc-drop", "«Dotterel-Fell-2»")`],
  // Oracle's tools.
  ["sqlplus -L", String.raw`/opt/oracle/bin/sqlplus -L loader/«Tidewater_88»@PAYSTG @/var/tmp/script-17302938475.sql`],
  ["sqlplus connect", String.raw`SQL> connect reporting/"«Gannet#Quay7»"@//ora-stg-02.corp.acme.io:1521/PAYSTG
ERROR:
ORA-01017: invalid username/password; logon denied`],
  ["rman target", String.raw`$ rman target sys/«Kittiwake_31»@PRODDB catalog rman/«Fulmar_12»@CATDB log=/tmp/rman.log`],
  ["sqlldr userid", String.raw`+ sqlldr userid=loader/«Razorbill9»@PAYSTG control=load.ctl log=load.log
SQL*Loader: Release 19.0.0.0.0`],
  ["expdp", String.raw`$ expdp system/«Skua_Voe_4»@//db01:1521/PDB1 schemas=HR directory=DP dumpfile=hr.dmp`],
  ["conn as sysdba", String.raw`SQL> conn sys/«Puffin88»@PAYSTG as sysdba
Connected.
SQL> CONNECT app_owner/«dunlin4shore»;`],
  ["sqlcl", String.raw`[step] $ sql -S hr/«Guillemot-7»@localhost:1521/XEPDB1 @install.sql
[step] $ impdp hr/«Guillemot-7» tables=EMP`],
  // Plans of Terraform.
  ["plan list of objects", String.raw`              ~ environment = [
                  + {
                      + name  = "MAILGUN_API_KEY"
                      + value = "«ceb5daa2c318d299a8f88243fafe1691-7b466231-da9a490d»"
                    },
                  ~ {
                        name  = "SESSION_SECRET"
                      ~ value = "«xa9wQ8S5ApcmoSyqpmqQrMfif7eDnluMhNfgXbSn»" -> "«OlcYN6YeHGbYK48urIXhRg1AwVHcDyMEoJ6n8ZWb»"
                    },
                    {
                        name      = "DATABASE_PASSWORD"
                        valueFrom = "arn:aws:secretsmanager:eu-north-1:418290573316:secret:mailer/db-Qw3rXz:password::"
                    },`],
  ["plan value first", String.raw`                  + {
                      + value = "«Wigeon-Mere-8»"
                      + name  = "SMTP_PASSWORD"
                    },`],
  ["plan helm set_sensitive", String.raw`      + set {
          + name  = "auth.postgresPassword"
          + value = "«Pochard/Tarn/5»"
        }
      - set {
          - name  = "auth.adminPassword" -> null
          - value = "«Goldeneye_Loch_6»" -> null
        }`],
  ["plan setting block", String.raw`      + setting {
          + name      = "DB_PASSWORD"
          + namespace = "aws:elasticbeanstalk:application:environment"
          + value     = "«Smew-Reach-77»"
        }`],
  ["plan key with value", String.raw`  ~ resource "consul_key_prefix" "shop" {
      ~ subkeys     = {
          ~ "db/password" = "«Garganey-Fen-1»" -> "«Gadwall-Fen-2»"
            "db/user"     = "shop"
        }
    }`],
  ["teamcity plan", String.raw`[03:40:27] : 	 [Step 3/5]                       ~ {
[03:40:27] : 	 [Step 3/5]                             name  = "SESSION_SECRET"
[03:40:27] : 	 [Step 3/5]                           ~ value = "«xa9wQ8S5ApcmoSyqpmqQrMfif7eDnluMhNfgXbSn»" -> "«OlcYN6YeHGbYK48urIXhRg1AwVHcDyMEoJ6n8ZWb»"
[03:40:27] : 	 [Step 3/5]                         },`],
];
