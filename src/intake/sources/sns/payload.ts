import { z } from "zod";

const text = z.string().nullish();

/** https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html */
export const envelope = z.looseObject({
  Type: z.enum(["Notification", "SubscriptionConfirmation", "UnsubscribeConfirmation"]),
  MessageId: z.string(),
  TopicArn: z.string(),
  Subject: text,
  /** JSON in a string; some relays unpack it on the way. */
  Message: z.union([z.string(), z.record(z.string(), z.unknown())]),
  Timestamp: z.string(),
  Token: text,
  SubscribeURL: text,
  SignatureVersion: z.string(),
  Signature: z.string(),
  SigningCertURL: z.string(),
});
export type Envelope = z.infer<typeof envelope>;

/** What is read of a message that came with a shared secret, whose envelope need not be signed. */
export const message = envelope.partial().required({ Message: true });

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html, the JSON it sends. */
export const alarm = z.looseObject({
  AlarmName: z.string(),
  AlarmDescription: text,
  AlarmArn: text,
  NewStateValue: z.enum(["ALARM", "OK", "INSUFFICIENT_DATA"]).nullish(),
  NewStateReason: text,
  StateChangeTime: text,
  Region: text,
  Namespace: text,
  Priority: text,
  Trigger: z
    .looseObject({
      MetricName: text,
      Namespace: text,
      Dimensions: z.array(z.looseObject({ name: text, value: text })).nullish(),
    })
    .nullish(),
});
