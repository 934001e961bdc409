import { type Kind, shape } from "./kind.js";

const SLACK = "api.slack.com/concepts/token-types";
/** What stands in a webhook's path is its password. */
const webhook = (id: string, doc: string, start: string, rest: string, sample: string): Kind =>
  shape(id, doc, start, rest, sample, { edge: false, random: false, more: "/" });

/** Chat, mail, and webhooks that carry their secret in the path. */
// prettier-ignore
export const chats: readonly Kind[] = [
  shape("slack-bot", SLACK, "xoxb-", "[\\w-]{10}", "%d12-%d12-%w24", { kind: "slack-token", edge: false }),
  shape("slack-user", SLACK, "xoxp-", "[\\w-]{10}", "%d12-%d12-%d12-%h32", { kind: "slack-token", edge: false }),
  shape("slack-legacy", SLACK, "xoxa- xoxo- xoxr- xoxs- xoxc-", "[\\w-]{10}", "2-%d12-%w24", { kind: "slack-token", edge: false }),
  shape("slack-session", SLACK, "xoxd-", "[\\w+/%-]{40}", "%b140", { kind: "slack-token", edge: false, more: "+/=%" }),
  shape("slack-config", SLACK, "xoxe.xoxb- xoxe.xoxp- xoxe-", "[\\w-]{20}", "1-%A163", { kind: "slack-token", edge: false }),
  shape("slack-app", SLACK, "xapp-", "\\d-[\\w-]{20}", "1-%A11-%d13-%h64", { kind: "slack-token", edge: false }),
  webhook("slack-webhook", "api.slack.com/messaging/webhooks", "hooks.slack.com/services/ hooks.slack.com/workflows/ hooks.slack.com/triggers/", "[\\w/]{20}", "T%A8/B%A8/%w24"),
  webhook("slack-gov-webhook", "api.slack.com/messaging/webhooks", "hooks.slack-gov.com/services/", "[\\w/]{20}", "T%A8/B%A8/%w24"),
  webhook("discord-webhook", "discord.com/developers/docs/resources/webhook", "discord.com/api/webhooks/ discordapp.com/api/webhooks/", "\\d{5,25}/[\\w-]{20}", "%d18/%u68"),
  webhook("teams-webhook", "learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors", ".webhook.office.com/webhookb2/ outlook.office.com/webhook/ outlook.office365.com/webhook/", "[\\w-]{30,40}@[\\w-]{30,40}/IncomingWebhook/[\\w-]{20}", "%g@%g/IncomingWebhook/%h32/%g"),
  webhook("google-chat-webhook", "developers.google.com/workspace/chat/quickstart/webhooks", "chat.googleapis.com/v1/spaces/", "[\\w-]{4,30}/messages\\?key=[\\w%&=-]{20}", "%w11/messages?key=%u39&token=%u43"),
  webhook("zapier-webhook", "zapier.com/help/create/code-webhooks", "hooks.zapier.com/hooks/catch/", "\\d{4,10}/[\\w/]{6}", "%d7/%L7"),
  webhook("ifttt-webhook", "ifttt.com/maker_webhooks", "maker.ifttt.com/trigger/", "\\w{1,60}/(?:json/)?with/key/[\\w-]{16}", "deployed/with/key/%u22"),
  webhook("make-webhook", "www.make.com/en/help/tools/webhooks", "hook.eu1.make.com/ hook.eu2.make.com/ hook.us1.make.com/ hook.us2.make.com/ hook.integromat.com/", "[a-z0-9]{20}", "%L32"),
  webhook("feishu-webhook", "open.feishu.cn/document", "open.feishu.cn/open-apis/bot/v2/hook/ open.larksuite.com/open-apis/bot/v2/hook/", "[\\w-]{20}", "%g"),
  webhook("wecom-webhook", "developer.work.weixin.qq.com/document", "qyapi.weixin.qq.com/cgi-bin/webhook/send?key=", "[\\w-]{20}", "%g"),
  webhook("pagerduty-webhook", "support.pagerduty.com/main/docs/services-and-integrations", "events.pagerduty.com/integration/", "[a-z0-9]{20}", "%h32/enqueue"),
  webhook("healthchecks-url", "healthchecks.io/docs", "hc-ping.com/", "[\\w-]{22}", "%g"),
  webhook("webhook-site", "docs.webhook.site", "webhook.site/", "[0-9a-f-]{36}", "%g"),
  webhook("pipedream-webhook", "pipedream.com/docs", ".m.pipedream.net/", "[\\w-]{16}", "%w20"),
  webhook("mattermost-webhook", "developers.mattermost.com/integrate/webhooks/incoming", "/hooks/", "[a-z0-9]{26}", "%L26"),
  webhook("rocketchat-webhook", "docs.rocket.chat", "/hooks/", "[A-Za-z0-9]{17,24}/[A-Za-z0-9]{40}", "%h24/%w48"),
  webhook("telegram-url", "core.telegram.org/bots/api", "api.telegram.org/bot", "\\d{5,12}:[\\w-]{30}", "%d9:%u35"),
  shape("telegram-token", "core.telegram.org/bots/api", ":AA", "[\\w-]{33}", "%u33", { lead: ["\\d{8,10}", 8, 9, 10], whole: true }),
  shape("twilio-key", "www.twilio.com/docs/iam/api-keys", "SK0 SK1 SK2 SK3 SK4 SK5 SK6 SK7 SK8 SK9 SKa SKb SKc SKd SKe SKf", "[0-9a-f]{31}", "%h31", { whole: true }),
  shape("sendgrid-key", "www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys", "SG.", "[\\w-]{16,32}\\.[\\w-]{32}", "%u22.%u43"),
  shape("sendgrid-key-old", "www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys", "SG.", "[\\w=-]{60}", "%u66", { kind: "sendgrid-key", more: "=" }),
  shape("mailgun-key", "documentation.mailgun.com/docs/mailgun/user-manual/api-key-mgmt", "key-", "[0-9a-f]{32}", "%h32", { whole: true, stays: ["key-2024-11-01"] }),
  shape("mailgun-signing-key", "documentation.mailgun.com/docs/mailgun/user-manual/api-key-mgmt", "pubkey-", "[0-9a-f]{32}", "%h32", { whole: true }),
  shape("mailchimp-key", "mailchimp.com/developer/marketing/guides/quick-start", "-us", "\\d{1,2}", "%d2", { lead: ["[0-9a-f]{32}", 32], whole: true }),
  shape("brevo-key", "developers.brevo.com/docs", "xkeysib- xsmtpsib-", "[a-f0-9]{60}", "%h64-%w16"),
  shape("resend-key", "resend.com/docs/api-reference", "re_", "[A-Za-z0-9]{8}_[A-Za-z0-9]{20}", "%w8_%w24"),
  shape("mandrill-key", "mailchimp.com/developer/transactional", "md-", "[\\w-]{22}", "%u22", { digit: true, whole: true }),
  shape("hubspot-token", "developers.hubspot.com/docs/guides/apps/private-apps", "pat-na1- pat-na2- pat-eu1- pat-ap1-", "[0-9a-f-]{36}", "%g"),
  shape("intercom-token", "developers.intercom.com/docs/build-an-integration", "dG9rOj", "[A-Za-z0-9+/=_-]{50}", "%b60", { more: "+/=" }),
];
