/**
 * A variable that the sender's template did not know stands there as it was written: `$AGGREG_KEY` (Datadog), `{EVENT.ID}` and
 * `*UNKNOWN*` (Zabbix), `{{ alert.id }}` (Handlebars, Go, Jinja), `%HOST%`, `${id}`, `$HOSTNAME$` (Nagios). All alerts have it in
 * common, so it is no value.
 */
const VARIABLE =
  /^(?:\$[A-Za-z_]\w{0,60}\$?|\$\{[^{}]{0,60}\}|\{\{[^{}]{0,100}\}\}|\{[A-Z][A-Z0-9_.#]{0,60}\}|%[A-Za-z_]\w{0,60}%|\*UNKNOWN\*)$/;

export const isUnrendered = (text: string): boolean => VARIABLE.test(text.trim());
