/** Words that names of secrets hold. */
export const NAMES =
  "passw passphrase passcode passwort pwd _pass -pass .pass storepass keypass dbpass smtppass secret token credential _cred creds " +
  "apikey api_key api-key accesskey access_key access-key privatekey private_key private-key authkey auth_key auth-key accountkey " +
  "account_key account-key sharedkey shared_key shared-key masterkey master_key master-key signingkey signing_key signing-key " +
  "encryptionkey encryption_key encryption-key deploykey deploy_key deploy-key licensekey license_key license-key keybase key_base " +
  "servicekey service_key service-key sessionkey session_key clientkey client_key client-key hmackey hmac_key hmac-key hostkey " +
  "functionkey function_key rolekey presharedkey preshared_key subscriptionkey subscription-key subscription_key integration_key " +
  "routing_key admin_key adminkey admin-key consumer_key consumerkey jwt_key storage_key ingest_key insert_key publish_key app_key " +
  "appkey app-key webhook_key crypto_key cipher_key cookie_key _auth auth\" auth\\ auth' mnemonic _pat_ dbpw rootpw userpwd _jwt functions-key function-key functions_key certificate-key " +
  "certificate_key certificatekey authident psk pass= pass: pass\" pass' pass] pwd= masterauth requirepass " +
  "pass_phrase pass-phrase pass.phrase pass_code pass-code pass.code pass_word pass-word pass_key passkey pincode pin_code pin-code seed_phrase " +
  "seed-phrase seedphrase recovery_phrase otp_seed otp-seed otp.seed otpseed mfa_seed mfa-seed mfaseed _pw -pw .pw pw= pw: pw\" pw' adminpw bindpw " +
  "senha contrasena kennwort wachtwoord salasana haslo motdepasse mot_de_passe jwt= jwt: jwt\" jwt' bearer= bearer: bearer\" bearer' pat= pat: pat\" pat' auth= auth: " +
  "basicauth sas= sas: sas\" sas' session_id sessionid session-id auth_code authcode authorization_code code_verifier client_assertion key= key: key\" key' " +
  'authtok _key -key unseal_keys unsealkeys device_code recovery_code recovery-code recoverycode erlang_cookie auth_cookie authcookie session_cookie sessioncookie auth_header authheader signature _salt -salt salt= salt: pepper jwt_ license= license: license" licence= licence: p12 pfx keystore kubeconfig kube_config jks totp hmac keytab verification_code mfa_code security_code access_code activation_code unlock_code otp_code login_code snmp_community community_string security_answer samlresponse samlrequest _auth_ backup_code backup-code backupcode scratch_code _pin -pin';
export const SPACED = [
  "pass =",
  "pw =",
  "key =",
  "pass phrase",
  "pass code",
  "seed phrase",
  "api key",
  "access key",
  "private key",
  "secret key",
  "signing key",
  "encryption key",
  "verification code",
  "security code",
  "activation code",
  "license key",
  "licence key",
  "product key",
  "activation key",
  "recovery code",
  "backup code",
  "scratch code",
];
/** Where case tells a name from a word. */
export const EXACT = ["Pass", "Pwd", "Pw", "Key", "_KEY", "_PAT", "Pat", "PAT=", "PIN=", "PIN:", "PUK="];
